//! The arithmetic of a war.

use coc_models::{
    ClanTag, ClanWar, ClanWarAttack, ClanWarMember, LeagueSeasonOutcome, PlayerTag, Text, WarChance, WarId,
    WarPhase, WarResult, WarScore, WarType,
};
use serde::Serialize;

use crate::{body::LogEntry, list::ToList as _};

use crate::Time;

/// Returns the type of a war: random, friendly, or of the clan war league. A random and a friendly war
/// differ in the length of their preparation.
pub fn war_type(war: &ClanWar) -> Option<WarType> {
    war.war_type()
}

/// Returns the phase of a war at a time by its schedule, or without a time by its state. There is none
/// before the preparation and if the clan is in no war.
pub fn war_phase(war: &ClanWar, time: Option<Time>) -> Option<WarPhase> {
    match time {
        Some(Time(time)) => war.phase_at(time),
        None => war.phase(),
    }
}

/// Returns the id of a war, which is the same in every response about the war and for both clans:
/// the start of the preparation and the two tags, such as `20260407T083000-2PP-VVV`.
pub fn war_id(war: &ClanWar) -> Option<WarId> {
    war.id()
}

/// Returns both sides of a war, first the side of {@link ClanWar.clan}.
pub fn war_sides(war: &ClanWar) -> [WarSide<'_>; 2] {
    war.sides().map(WarSide::new)
}

/// Returns the side of a clan in a war, in whichever place of the response it is.
pub fn war_side<'a>(war: &'a ClanWar, clan: &ClanTag) -> Option<WarSide<'a>> {
    war.side_of(*clan).map(WarSide::new)
}

/// Returns a member of either side.
pub fn war_member<'a>(war: &'a ClanWar, player: &PlayerTag) -> Option<WarMember<'a>> {
    war.member(*player).map(WarMember::new)
}

/// Returns the attacks of a war in their order, those of both sides or of one clan.
pub fn war_attacks(war: &ClanWar, clan: Option<ClanTag>) -> Vec<WarAttack<'_>> {
    let mut attacks = war.attacks();
    attacks.retain(|attack| clan.is_none() || attack.side.clan.tag == clan);
    attacks.into_iter().map(WarAttack::new).list()
}

/// Returns the result of a clan with this score against an opponent with that one: more stars win, then
/// more destruction. A side of a war and an entry of a war log have such scores.
pub fn war_result(score: WarScore, opponent: WarScore) -> WarResult {
    score.result_against(opponent)
}

/// Returns the outcome of a season of the clan war league from its entry in the war log; none for an
/// ordinary war.
pub fn season_outcome(entry: &LogEntry) -> Option<LeagueSeasonOutcome> {
    entry.0.season_outcome()
}

/// A side of a war.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WarSide<'a> {
    /// The tag of the clan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<ClanTag>,
    /// The name of the clan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<&'a Text>,
    /// The score that the API states.
    pub score: WarScore,
    /// The score as the sum of the best attack on each village. It may be ahead of the stated score.
    pub score_from_attacks: WarScore,
    /// The result; absent before the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<WarResult>,
    /// The result if the war ended now; absent in preparation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_result: Option<WarResult>,
    /// Whether the side can still win; absent if the clan is in no war.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outlook: Option<WarOutlook>,
    /// The number of attacks that can still be made; 0 after the end.
    pub remaining_attacks: usize,
    /// The number of attacks that were not made; 0 before the end.
    pub missed_attacks: usize,
    /// The number of stars of a perfect war.
    pub max_stars: usize,
    /// The number of attacks that all members together may make.
    pub max_attacks: usize,
    /// The mean duration of the attacks, in seconds; absent without an attack whose duration is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub average_duration: Option<f64>,
    /// Whether every village of the opponent was three-starred.
    pub is_perfect: bool,
    /// The members by position.
    pub members: Vec<WarMember<'a>>,
}

impl<'a> WarSide<'a> {
    pub(crate) fn new(side: coc_models::WarSide<'a>) -> Self {
        Self {
            tag: side.clan.tag,
            name: side.clan.name.as_ref(),
            score: side.score(),
            score_from_attacks: side.score_from_attacks(),
            result: side.result(),
            current_result: side.current_result(),
            outlook: side.outlook().map(|outlook| WarOutlook {
                chance: outlook.chance,
                best_case: outlook.best_case,
                attacks_left: outlook.attacks_left,
                attacks_needed: outlook.attacks_needed,
            }),
            remaining_attacks: side.remaining_attacks(),
            missed_attacks: side.missed_attacks(),
            max_stars: side.max_stars(),
            max_attacks: side.max_attacks(),
            average_duration: side.average_duration(),
            is_perfect: side.is_perfect(),
            members: side.members().into_iter().map(WarMember::new).list(),
        }
    }
}

/// The best that a side can still reach, by an exact bound.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WarOutlook {
    /// The best result that is still possible.
    pub chance: WarChance,
    /// The score if every remaining attack destroys a village completely.
    pub best_case: WarScore,
    /// The number of attacks that can still be made.
    pub attacks_left: usize,
    /// The number of perfect attacks after which the side leads; absent if it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attacks_needed: Option<usize>,
}

/// A member of a side.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WarMember<'a> {
    /// The member as in the response.
    pub member: &'a ClanWarMember,
    /// The position in the war from 1, without gaps.
    pub position: usize,
    /// Whether the member has made an attack.
    pub has_attacked: bool,
    /// The number of attacks of the opponent on this village.
    pub opponent_attacks: usize,
    /// The best attack of the opponent on this village, the first if several are equally good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best_opponent_attack: Option<&'a ClanWarAttack>,
    /// The attack of the opponent on this village with the lowest result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub best_defense: Option<&'a ClanWarAttack>,
    /// The number of attacks that the member has not made, in any phase.
    pub unused_attacks: usize,
    /// The number of attacks that the member can make now; 0 unless the war is in battle.
    pub remaining_attacks: usize,
    /// The number of attacks that the member has missed; 0 before the end.
    pub missed_attacks: usize,
}

impl<'a> WarMember<'a> {
    fn new(member: coc_models::WarMember<'a>) -> Self {
        Self {
            member: member.member,
            position: member.position,
            has_attacked: member.has_attacked(),
            opponent_attacks: member.opponent_attacks,
            best_opponent_attack: member.best_opponent_attack,
            best_defense: member.best_defense,
            unused_attacks: member.unused_attacks.count(),
            remaining_attacks: member.unused_attacks.remaining(),
            missed_attacks: member.unused_attacks.missed(),
        }
    }
}

/// An attack of a war with its circumstances.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WarAttack<'a> {
    /// The attack as in the response.
    pub attack: &'a ClanWarAttack,
    /// The tag of the attacking clan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clan: Option<ClanTag>,
    /// The name of the attacker.
    pub attacker_name: &'a Text,
    /// The town hall of the attacker.
    pub attacker_town_hall: i32,
    /// The position of the attacker from 1.
    pub attacker_position: usize,
    /// The name of the defender; absent if the response does not list the village.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defender_name: Option<&'a Text>,
    /// The town hall of the defender.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defender_town_hall: Option<i32>,
    /// The position of the defender from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defender_position: Option<usize>,
    /// Whether it is the first attack on the village.
    pub is_fresh: bool,
    /// The best attack on the village before this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_best: Option<&'a ClanWarAttack>,
    /// The number of stars that the attack added to the score.
    pub new_stars: i32,
    /// The score of the side after the attack.
    pub score_after: WarScore,
}

impl<'a> WarAttack<'a> {
    fn new(attack: coc_models::WarAttack<'a>) -> Self {
        Self {
            attack: attack.attack,
            clan: attack.side.clan.tag,
            attacker_name: &attack.attacker.name,
            attacker_town_hall: attack.attacker.townhall_level,
            attacker_position: attack.attacker_position,
            defender_name: attack.defender.map(|defender| &defender.name),
            defender_town_hall: attack.defender.map(|defender| defender.townhall_level),
            defender_position: attack.defender_position,
            is_fresh: attack.is_fresh(),
            previous_best: attack.previous_best,
            new_stars: attack.new_stars,
            score_after: attack.score_after,
        }
    }
}
