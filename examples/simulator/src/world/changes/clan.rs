//! The changes of a clan and its members, but for wars and raids.

use std::collections::BTreeSet;

use serde_json::Value;

use super::values::Values;
use super::{Change, ChangeKind};
use crate::world::calendar::{self, DAY, RAID_WEEKEND_LENGTH, SECOND};
use crate::world::scenario::Varying;
use crate::world::{Clan, Moment, World};

/// The values of members that change all the time, or because of other members.
const CONTINUOUS: [&str; 5] =
    ["trophies", "clanRank", "donations", "donationsReceived", "builderBaseTrophies"];

/// The values that differ, with a null for a missing one.
pub(super) fn differences(old: &Values, new: &Values) -> Vec<(String, Value, Value)> {
    let names: BTreeSet<&str> = old.keys().chain(new.keys()).map(AsRef::as_ref).collect();
    let value = |of: &Values, name: &str| of.get(name).cloned().unwrap_or_default();
    let pairs = names.into_iter().map(|name| (name.to_owned(), value(old, name), value(new, name)));
    pairs.filter(|(_, old, new)| old != new).collect()
}

/// The seconds after `from` and up to `to` at which a number that never falls has risen.
pub(super) fn rises(from: Moment, to: Moment, number: &impl Fn(Moment) -> i64) -> Vec<Moment> {
    let (from, to) = (from.div_euclid(SECOND) * SECOND, to.div_euclid(SECOND) * SECOND);
    let mut found = Vec::new();
    let mut open = vec![(from, number(from), to, number(to))];
    while let Some((start, before, end, after)) = open.pop() {
        if before == after {
            continue;
        }
        if end - start <= SECOND {
            found.push(end);
            continue;
        }
        let middle = (start + (end - start) / 2).div_euclid(SECOND) * SECOND;
        let between = number(middle);
        open.push((start, before, middle, between));
        open.push((middle, between, end, after));
    }
    found
}

/// The moments of a calendar that lie after `from` and up to `to`.
pub(super) fn turns(from: Moment, to: Moment) -> Vec<Moment> {
    let weeks = calendar::ranked_week(from)..=calendar::ranked_week(to);
    let weekends = calendar::raid_weekend(from) - 1..=calendar::raid_weekend(to);
    let days = from.div_euclid(DAY)..=to.div_euclid(DAY);
    let mut turns: Vec<Moment> = weeks.map(calendar::ranked_week_start).collect();
    turns.extend(weekends.map(|number| calendar::raid_weekend_start(number) + RAID_WEEKEND_LENGTH));
    turns.extend(days.map(|day| day * DAY));
    turns
}

impl World {
    /// The changes of members, settings, levels, points, leagues and the record.
    pub(super) fn clan_changes(&self, clan: Clan, from: Moment, to: Moment) -> Vec<Change> {
        let mut moments = turns(from, to);
        moments.extend(self.membership_turns(clan, from, to));
        moments.extend(self.war_log_turns(clan, from, to));
        moments.extend(self.wars_between(clan, from, to).into_iter().map(|(script, _)| script.times.end));
        moments.extend(rises(from, to, &|now| self.clan_level(clan, now)));
        for varying in Varying::OF_CLAN {
            moments.extend(self.steps_between(varying, clan, from, to));
        }
        let players: BTreeSet<_> =
            [from, to].into_iter().flat_map(|moment| self.members(clan, moment)).collect();
        for player in players {
            moments.extend(rises(from, to, &|now| self.exp_level(player, now) + self.town_hall(player, now)));
            for varying in [Varying::Role, Varying::PlayerName, Varying::House] {
                moments.extend(self.steps_between(varying, player, from, to));
            }
        }
        moments.retain(|moment| (from + 1..=to).contains(moment));
        moments.sort_unstable();
        moments.dedup();
        let mut changes = Vec::new();
        let mut before = self.values_of_clan(clan, from);
        for at in moments {
            let now = self.values_of_clan(clan, at);
            let mut push = |kind| changes.push(Change { at, kind });
            for (field, old, new) in differences(&before.clan, &now.clan) {
                push(ChangeKind::Clan { field, old, new });
            }
            for player in before.members.keys().filter(|player| !now.members.contains_key(*player)) {
                push(ChangeKind::MemberLeft { player: player.clone() });
            }
            for (player, values) in &now.members {
                let Some(old) = before.members.get(player) else {
                    push(ChangeKind::MemberJoined { player: player.clone() });
                    continue;
                };
                let steps = differences(old, values).into_iter();
                for (field, old, new) in steps.filter(|(field, ..)| !CONTINUOUS.contains(&field.as_str())) {
                    push(ChangeKind::Member { player: player.clone(), field, old, new });
                }
            }
            before = now;
        }
        changes
    }
}
