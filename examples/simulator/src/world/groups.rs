//! Ranked groups: the group of a week with one player's battles, and a player's past weeks.

use serde_json::{Map, Value, json};

use super::calendar;
use super::catalogue::LEAGUE_TIER;
use super::ladder::{Battle, GROUP, Group};
use super::tags::Kind;
use super::trophy_season::TrophySeason;
use super::{Moment, Player, World};
use crate::route::ApiError;

/// The first week of league histories: 2026-02-09.
const FIRST_WEEK: i64 = -4;
/// The group tag of players who are in no group.
const NO_GROUP: &str = "#0";
/// The maximum number of weeks in a history.
const HISTORY: i64 = 20;

impl World {
    pub(super) fn group_tag(&self, group: Group) -> String {
        self.tags.write(Kind::LeagueGroup, self.group_number(group))
    }

    /// The profile's fields that name the ranked groups of this week and the previous one. A legend
    /// is in no group, and has trophy seasons in place of weeks; other players without a group have
    /// not signed up.
    pub(super) fn put_groups(&self, body: &mut Map<String, Value>, player: Player, now: Moment) {
        let week = calendar::ranked_week(now);
        let season = TrophySeason::at(now);
        let fields = [
            ("currentLeagueGroupTag", "currentLeagueSeasonId"),
            ("previousLeagueGroupTag", "previousLeagueSeasonId"),
        ];
        for ((tag, id), ago) in fields.into_iter().zip([0, 1]) {
            let (group, number) = match self.seat(player, week - ago) {
                Some((group, _)) => (self.group_tag(group), calendar::ranked_week_id(week - ago)),
                None if self.is_legend(player) => {
                    (NO_GROUP.to_owned(), season.before(ago).number_in_profile())
                }
                None => (NO_GROUP.to_owned(), 0),
            };
            body.insert(tag.to_owned(), group.into());
            body.insert(id.to_owned(), number.into());
        }
    }

    /// `GET /leaguegroup/{leagueGroupTag}/{leagueSeasonId}?playerTag=`
    pub(super) fn ranked_group_body(
        &self,
        tag: &str,
        season: &str,
        player: &str,
        now: Moment,
    ) -> Result<Value, ApiError> {
        let number = self.tags.read(Kind::LeagueGroup, tag);
        let group = number.and_then(|number| self.group_of_number(number, now));
        let group = group.filter(|group| season.parse() == Ok(calendar::ranked_week_id(group.week)));
        let group = group.ok_or_else(|| ApiError::not_found(tag))?;
        let player_number = self.find_player(player)?;
        let (_, seat) = self
            .seat(player_number, group.week)
            .filter(|(of, _)| *of == group)
            .ok_or_else(|| ApiError::not_found(player))?;

        let mut members: Vec<(i64, Value)> = (0..GROUP)
            .map(|seat| {
                let trophies = self.trophies_of_seat(group, seat, now);
                (trophies, self.group_member(group, seat, trophies, now))
            })
            .collect();
        members.sort_by_key(|(trophies, _)| -trophies);
        let log = |mut battles: Vec<Battle>, attack: bool| -> Vec<Value> {
            battles.sort_by_key(|battle| battle.at);
            battles.into_iter().map(|battle| self.group_battle(group, battle, attack)).collect()
        };
        Ok(json!({
            "members": members.into_iter().map(|(_, member)| member).collect::<Vec<_>>(),
            "attackLogs": log(self.attacks_of_seat(group, seat, now).collect(), true),
            "defenseLogs": log(self.attacks_on_seat(group, seat, now).collect(), false),
        }))
    }

    fn group_member(&self, group: Group, seat: u64, trophies: i64, now: Moment) -> Value {
        let player = self.seated(group, seat);
        let attacks: Vec<Battle> = self.attacks_of_seat(group, seat, now).collect();
        let defenses: Vec<Battle> = self.attacks_on_seat(group, seat, now).collect();
        let won = |battles: &[Battle]| battles.iter().filter(|battle| battle.stars > 0).count();
        let mut member = json!({
            "playerTag": self.player_tag(player),
            "playerName": self.player_name(player, now),
            "leagueTrophies": trophies,
            "attackWinCount": won(&attacks),
            "attackLoseCount": attacks.len() - won(&attacks),
            "defenseWinCount": defenses.len() - won(&defenses),
            "defenseLoseCount": won(&defenses),
        });
        if let Some(membership) = self.membership(player, now) {
            member["clanTag"] = self.clan_tag(membership.clan).into();
            member["clanName"] = self.clan_name(membership.clan).into();
        }
        member
    }

    fn group_battle(&self, group: Group, battle: Battle, attack: bool) -> Value {
        let opponent = self.seated(group, if attack { battle.defender } else { battle.attacker });
        json!({
            "opponentPlayerTag": self.player_tag(opponent),
            "opponentName": self.player_name(opponent, battle.at),
            "stars": battle.stars,
            "destructionPercentage": battle.destruction,
            "trophies": battle.trophies(attack),
            "creationTime": calendar::rfc3339(battle.at),
        })
    }

    /// `GET /players/{playerTag}/leaguehistory`: past weeks, oldest first.
    pub(super) fn league_history(&self, player: Player, now: Moment) -> Vec<Value> {
        let this = calendar::ranked_week(now);
        (FIRST_WEEK.max(this - HISTORY)..this).filter_map(|week| self.past_week(player, week)).collect()
    }

    fn past_week(&self, player: Player, week: i64) -> Option<Value> {
        let (group, seat) = self.seat(player, week)?;
        let end = calendar::ranked_week_start(week + 1);
        let tier = self.block_tier(group.block, week);
        let trophies = self.trophies_of_seat(group, seat, end);
        let better = (0..GROUP).filter(|other| self.trophies_of_seat(group, *other, end) > trophies).count();
        let attacks: Vec<Battle> = self.attacks_of_seat(group, seat, end).collect();
        let defenses: Vec<Battle> = self.attacks_on_seat(group, seat, end).collect();
        let won = |battles: &[Battle]| battles.iter().filter(|battle| battle.stars > 0).count();
        Some(json!({
            "leagueSeasonId": calendar::ranked_week_id(week),
            "leagueTrophies": trophies,
            "leagueTierId": LEAGUE_TIER + tier,
            "placement": better + 1,
            "attackWins": won(&attacks),
            "attackLosses": attacks.len() - won(&attacks),
            // The API has always shown zero here, however many attacks were won.
            "attackStars": 0,
            "defenseWins": defenses.len() - won(&defenses),
            "defenseLosses": won(&defenses),
            "defenseStars": defenses.iter().map(|battle| battle.stars).sum::<i64>(),
            "maxBattles": Self::most_battles(tier, week),
        }))
    }
}
