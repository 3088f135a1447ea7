//! The changes of wars.

use super::{Change, ChangeKind, War, WarAttack, WarResult};
use crate::world::calendar;
use crate::world::war_script::Script;
use crate::world::{Clan, Moment, World};

impl World {
    /// The changes of the regular and friendly wars of a clan.
    pub(super) fn war_changes(&self, clan: Clan, from: Moment, to: Moment) -> Vec<Change> {
        let mut changes = Vec::new();
        for (script, replaced_at) in self.wars_between(clan, from, to) {
            let id = self.war_id(&script);
            changes.extend(self.changes_of_script(&script, clan, None));
            changes.push(Change { at: replaced_at, kind: ChangeKind::WarReplaced { war: id } });
        }
        changes
    }

    /// All changes of a war for one of its clans.
    pub(super) fn changes_of_script(&self, script: &Script, clan: Clan, tag: Option<String>) -> Vec<Change> {
        let (side, times) = (script.side_of(clan), script.times);
        let war = self.war_id(script);
        let attacks = script.done(times.end).map(|(order, attack)| {
            let attacker = script.sides[attack.side][attack.attacker].player;
            let defender = script.sides[1 - attack.side][attack.defender].player;
            let attack = WarAttack {
                order,
                own: attack.side == side,
                attacker: self.player_tag(attacker),
                defender: self.player_tag(defender),
                stars: attack.stars,
                destruction: attack.destruction,
            };
            (war.clone(), attack)
        });
        let attack_times = script.done(times.end).map(|(_, attack)| attack.at);
        let mut changes: Vec<Change> = attack_times
            .zip(attacks)
            .map(|(at, (war, attack))| Change { at, kind: ChangeKind::WarAttack { war, attack } })
            .collect();
        let found = War {
            id: war.clone(),
            clan: self.clan_tag(clan),
            opponent: self.clan_tag(script.clans[1 - side]),
            tag,
            preparation: times.preparation,
            start: times.start,
            end: times.end,
            size: script.sides[side].len(),
            attacks_per_member: script.attacks_per_member,
            members: script.sides[side].iter().map(|fighter| self.player_tag(fighter.player)).collect(),
        };
        changes.push(Change { at: times.preparation, kind: ChangeKind::WarFound { war: found } });
        changes.push(Change { at: times.start, kind: ChangeKind::WarStarted { war: war.clone() } });
        let result = self.war_result(script, side);
        changes.push(Change { at: times.end, kind: ChangeKind::WarEnded { war, result } });
        changes
    }

    fn war_result(&self, script: &Script, side: usize) -> WarResult {
        let [ours, theirs] = [side, 1 - side].map(|side| script.score(side, script.times.end));
        let mut used = vec![0; script.sides[side].len()];
        for (_, attack) in script.done(script.times.end).filter(|(_, attack)| attack.side == side) {
            used[attack.attacker] += 1;
        }
        let unused = script.sides[side].iter().zip(used).filter_map(|(fighter, used)| {
            let unused = script.attacks_per_member - used;
            (unused > 0).then(|| (self.player_tag(fighter.player), unused))
        });
        WarResult {
            outcome: script.outcome(side).as_str(),
            stars: ours.stars,
            destruction: ours.destruction,
            opponent_stars: theirs.stars,
            opponent_destruction: theirs.destruction,
            missed: unused.collect(),
        }
    }

    /// The id of a war: the start of its preparation and the tags of its clans in order.
    pub(super) fn war_id(&self, script: &Script) -> String {
        let start = calendar::compact(script.times.preparation);
        let mut tags = script.clans.map(|clan| self.clan_tag(clan));
        tags.sort_unstable();
        let [one, other] = tags.each_ref().map(|tag| tag.trim_start_matches('#'));
        format!("{}-{one}-{other}", start.trim_end_matches(".000Z"))
    }
}
