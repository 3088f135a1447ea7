//! [`TrackedWar`]: the state of one war, and the events between it and a newer body.

use coc_models::{ClanTag, PlayerTag, Text, Timestamp, WarId, WarPhase, WarScore, WarSide};
use serde::{Deserialize, Serialize};

use super::{
    super::{EventKind, follower::Events},
    FinalStateSource, LastSeenWar, MissedAttacks, WarAttackMade, WarEnd, WarEvent, WarLeagueRound, WarPlayer,
    WarSummary,
};

/// A war whose final state was not seen yet, from the side of the followed clan.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct TrackedWar {
    pub(super) id: WarId,
    pub(super) opponent: ClanTag,
    pub(super) phase: WarPhase,
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
    attack_limit: usize,
    /// The number of the last attack that was seen.
    last_order: i32,
    score: WarScore,
    opponent_score: WarScore,
    members: Vec<Member>,
    /// The opponent's line-up during the preparation.
    opponent_members: Vec<PlayerTag>,
    /// When this state was seen, and where.
    seen_at: Timestamp,
    source: FinalStateSource,
}

/// A member of the followed clan.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Member {
    tag: PlayerTag,
    name: Text,
    position: u8,
    attacks: u8,
}

impl Member {
    fn player(&self) -> WarPlayer {
        WarPlayer { tag: self.tag, name: self.name.clone(), position: Some(self.position.into()) }
    }
}

/// The response in which a war is seen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sighting {
    pub(super) source: FinalStateSource,
    pub(super) at: Timestamp,
    pub(super) not_before: Timestamp,
}

impl TrackedWar {
    /// The war as it is, or `None` without a war. The attacks of a new war are new; those of the
    /// first war of a clan are not.
    pub(super) fn new(side: WarSide<'_>, sighting: Sighting, is_new: bool) -> Option<Self> {
        let war = side.war;
        let mut tracked = Self {
            id: war.id()?,
            opponent: side.opponent.tag?,
            phase: war.phase()?,
            start: war.start_time?,
            end: war.end_time?,
            attack_limit: usize::try_from(war.attack_limit()).unwrap_or(0),
            last_order: 0,
            score: WarScore::default(),
            opponent_score: WarScore::default(),
            members: Vec::new(),
            opponent_members: Vec::new(),
            seen_at: sighting.at,
            source: sighting.source,
        };
        tracked.remember(side, sighting);
        if !is_new {
            tracked.last_order = last_order(side);
        }
        Some(tracked)
    }

    /// Whether the war was over when it was seen first.
    pub(super) fn is_over(&self) -> bool {
        self.phase == WarPhase::Ended
    }

    /// The war in brief, as in the body with which it was made.
    pub(super) fn summary(&self, side: WarSide<'_>, round: Option<WarLeagueRound>) -> Option<WarSummary> {
        Some(WarSummary {
            war: self.id,
            war_type: side.war.war_type()?,
            phase: self.phase,
            round,
            opponent: self.opponent,
            opponent_name: side.opponent.name.clone().unwrap_or_default(),
            team_size: side.war.team_size.and_then(|size| size.try_into().ok()).unwrap_or(self.members.len()),
            attacks_per_member: self.attack_limit,
            start_time: self.start,
            end_time: self.end,
            score: self.score,
            opponent_score: self.opponent_score,
        })
    }

    /// Applies a body of the same war: pushes the events and advances the state. Returns the end if
    /// the body has it. A body that is older than the state changes nothing.
    pub(super) fn update(
        &mut self,
        side: WarSide<'_>,
        sighting: Sighting,
        events: &mut Events,
    ) -> Option<WarEnd> {
        let phase = side.war.phase()?;
        let order = last_order(side);
        let is_other_source = sighting.source != self.source;
        let is_unchanged = (phase, order) == (self.phase, self.last_order);
        if phase < self.phase
            || order < self.last_order
            || (is_unchanged && is_other_source && sighting.not_before < self.seen_at)
        {
            return None;
        }
        // The engine knows the time between two bodies of one resource, and not of two.
        let after = is_other_source.then_some(self.seen_at.min(sighting.at));
        let mut push = |event, time: Option<Timestamp>| {
            let exact = time.filter(|time| *time <= sighting.at).map(|time| (time, time));
            let window = exact.or(after.map(|after| (after, sighting.at)));
            events.list.push((EventKind::War(event), window));
        };
        let war = self.id;
        self.compare_times(side, &mut push);
        self.compare_line_ups(side, &mut push);
        if self.phase == WarPhase::Preparation && phase > self.phase {
            self.phase = WarPhase::Battle;
            let event = WarEvent::PhaseChanged { war, old: WarPhase::Preparation, new: WarPhase::Battle };
            push(event, Some(self.start));
        }
        for attack in self.new_attacks(side) {
            push(WarEvent::Attack(Box::new(attack)), None);
        }
        if phase > self.phase {
            let event = WarEvent::PhaseChanged { war, old: self.phase, new: phase };
            push(event, Some(self.end));
        }
        self.phase = phase;
        self.last_order = order;
        self.remember(side, sighting);
        let end = WarEnd {
            war,
            result: side.result()?,
            score: self.score,
            opponent_score: self.opponent_score,
            missed: Some(missed(side)),
            source: sighting.source,
        };
        push(WarEvent::Ended(Box::new(end.clone())), Some(self.end));
        Some(end)
    }

    /// Applies the final score of a war log, in which the clan made this number of attacks.
    pub(super) fn end_with(
        &mut self,
        [score, opponent_score]: [WarScore; 2],
        attacks: Option<i32>,
        sighting: Sighting,
        events: &mut Events,
    ) {
        let (war, old, end) = (self.id, self.phase, self.end.min(sighting.at));
        if old == WarPhase::Preparation {
            let event = WarEvent::PhaseChanged { war, old, new: WarPhase::Battle };
            events.push_within(EventKind::War(event), self.start.min(end), self.start.min(end));
        }
        if old != WarPhase::Ended {
            let event = WarEvent::PhaseChanged { war, old: WarPhase::Battle, new: WarPhase::Ended };
            events.push_within(EventKind::War(event), end, end);
        }
        let seen: usize = self.members.iter().map(|member| usize::from(member.attacks)).sum();
        let is_complete = attacks.and_then(|attacks| usize::try_from(attacks).ok()) == Some(seen);
        let ended = WarEvent::Ended(Box::new(WarEnd {
            war,
            result: score.result_against(opponent_score),
            score,
            opponent_score,
            missed: is_complete.then(|| self.unused()),
            source: sighting.source,
        }));
        events.push_within(EventKind::War(ended), end, end);
    }

    /// The state as it was seen last.
    pub(super) fn last_seen(&self) -> LastSeenWar {
        LastSeenWar {
            war: self.id,
            seen_at: self.seen_at,
            phase: self.phase,
            attacks: usize::try_from(self.last_order).unwrap_or(0),
            score: self.score,
            opponent_score: self.opponent_score,
            unused: self.unused(),
        }
    }

    fn unused(&self) -> Vec<MissedAttacks> {
        let unused = |member: &Member| {
            let attacks = self.attack_limit.saturating_sub(member.attacks.into());
            (attacks > 0).then(|| MissedAttacks { player: member.player(), attacks })
        };
        self.members.iter().filter_map(unused).collect()
    }

    fn compare_times(&mut self, side: WarSide<'_>, push: &mut impl FnMut(WarEvent, Option<Timestamp>)) {
        let (old_start, old_end) = (self.start, self.end);
        let (start, end) = (side.war.start_time.unwrap_or(old_start), side.war.end_time.unwrap_or(old_end));
        if (start, end) != (old_start, old_end) {
            (self.start, self.end) = (start, end);
            push(WarEvent::TimesMoved { war: self.id, old_start, old_end, start, end }, None);
        }
    }

    /// Line-ups change only during the preparation.
    fn compare_line_ups(&self, side: WarSide<'_>, push: &mut impl FnMut(WarEvent, Option<Timestamp>)) {
        if self.phase != WarPhase::Preparation {
            return;
        }
        let own: Vec<_> = self.members.iter().map(|member| member.tag).collect();
        for (before, side) in [(&own, side), (&self.opponent_members, side.opposite())] {
            let members = side.members();
            let is_new = |member: &&coc_models::WarMember<'_>| !before.contains(&member.member.tag);
            let added: Vec<_> = members.iter().filter(is_new).map(WarPlayer::new).collect();
            let is_gone = |tag: &&PlayerTag| members.iter().all(|member| member.member.tag != **tag);
            let removed: Vec<_> = before.iter().filter(is_gone).copied().collect();
            if let Some(clan) = side.clan.tag.filter(|_| !added.is_empty() || !removed.is_empty()) {
                push(WarEvent::LineUpChanged { war: self.id, clan, added, removed }, None);
            }
        }
    }

    /// The attacks after the last one that was seen, in their order.
    fn new_attacks(&self, side: WarSide<'_>) -> Vec<WarAttackMade> {
        let (mut score, mut opponent_score) = (WarScore::default(), WarScore::default());
        let mut new = Vec::new();
        for attack in side.war.attacks() {
            let is_own = std::ptr::eq(attack.side.clan, side.clan);
            *if is_own { &mut score } else { &mut opponent_score } = attack.score_after;
            let made = attack.attack;
            if made.order <= self.last_order
                || new.last().is_some_and(|last: &WarAttackMade| last.order == made.order)
            {
                continue;
            }
            let (attacker, defender) = (attack.attacker, attack.defender);
            new.push(WarAttackMade {
                war: self.id,
                order: made.order,
                is_own,
                attacker: WarPlayer {
                    tag: made.attacker_tag,
                    name: attacker.name.clone(),
                    position: Some(attack.attacker_position),
                },
                defender: WarPlayer {
                    tag: made.defender_tag,
                    name: defender.map(|defender| defender.name.clone()).unwrap_or_default(),
                    position: attack.defender_position,
                },
                stars: made.stars,
                destruction_percentage: made.destruction_percentage,
                duration: made.duration,
                is_fresh: attack.is_fresh(),
                new_stars: attack.new_stars,
                score,
                opponent_score,
            });
        }
        new
    }

    fn remember(&mut self, side: WarSide<'_>, sighting: Sighting) {
        self.score = side.score();
        self.opponent_score = side.opposite().score();
        let members = side.members().into_iter();
        self.members = members
            .map(|member| Member {
                tag: member.member.tag,
                name: member.member.name.clone(),
                position: u8::try_from(member.position).unwrap_or(u8::MAX),
                attacks: u8::try_from(member.member.attacks.len()).unwrap_or(u8::MAX),
            })
            .collect();
        self.opponent_members.clear();
        if self.phase == WarPhase::Preparation {
            self.opponent_members.extend(side.opponent.members.iter().map(|member| member.tag));
        }
        self.opponent_members.shrink_to_fit();
        (self.seen_at, self.source) = (sighting.at, sighting.source);
    }
}

/// The greatest number of an attack in the war; 0 without attacks.
fn last_order(side: WarSide<'_>) -> i32 {
    let members = side.clan.members.iter().chain(&side.opponent.members);
    members.flat_map(|member| &member.attacks).map(|attack| attack.order).max().unwrap_or(0).max(0)
}

/// The missed attacks of a war that has ended.
fn missed(side: WarSide<'_>) -> Vec<MissedAttacks> {
    let members = side.members().into_iter();
    members
        .filter_map(|member| {
            let attacks = member.unused_attacks.missed();
            (attacks > 0).then(|| MissedAttacks { player: WarPlayer::new(&member), attacks })
        })
        .collect()
}
