//! Tags and ids of a world for requests of every kind.

use super::calendar;
use super::catalogue::LEGEND_LEAGUE;
use super::clans::WarHabit;
use super::rng::Topic;
use super::{Clan, World};

/// Entry points into a world for every route; what the world does not have is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Samples {
    /// A large clan with a public war log, in the clan war leagues, which takes part in raids.
    pub clan: String,
    /// A clan outside of the leagues with a public war log; if possible, at war.
    pub warring_clan: String,
    /// A clan with a private war log.
    pub private_clan: String,
    /// The leader of `clan`.
    pub player: String,
    /// The token in that player's settings, for `verifytoken`.
    pub player_token: String,
    /// The latest war of `clan` in the war leagues whose battles have begun, if there are leagues.
    pub war: Option<String>,
    /// A clan member who was in a ranked group last week and is in one this week, if any.
    pub ranked_player: Option<String>,
    /// A legend, if the world is large enough.
    pub legend: Option<String>,
    /// A player without a clan, if any.
    pub clanless_player: Option<String>,
    /// A country with clans.
    pub country: i64,
    /// The league that has seasons.
    pub legend_league: i64,
    /// A valid tag of no clan and no player.
    pub unknown_tag: String,
}

impl World {
    /// Returns tags and ids for requests at a moment (Unix milliseconds).
    pub fn samples(&self, now: i64) -> Samples {
        let fights = |clan: &Clan| {
            let traits = self.traits(*clan);
            !traits.league_wars && self.war_log_is_public(*clan, now) && traits.war_habit == WarHabit::Always
        };
        let is_in_war = |clan: &Clan| self.current_war(*clan, now).is_ok_and(|war| war["state"] == "inWar");
        let mut fighting = (0..self.clans).filter(fights);
        let warring = fighting.clone().find(is_in_war).or_else(|| fighting.next()).unwrap_or(0);
        let private = (0..self.clans).find(|clan| !self.war_log_is_public(*clan, now)).unwrap_or(0);
        let week = calendar::ranked_week(now);
        let ranked = (0..self.players())
            .find(|player| self.seat(*player, week).is_some() && self.seat(*player, week - 1).is_some());
        let clanless = (0..self.players()).find(|player| self.membership(*player, now).is_none());
        let country = self.traits(0).location.unwrap_or_default();
        Samples {
            clan: self.clan_tag(0),
            warring_clan: self.clan_tag(warring),
            private_clan: self.clan_tag(private),
            player: self.player_tag(0),
            player_token: self.api_token(0),
            war: self.latest_league_war(0, now),
            ranked_player: ranked.map(|player| self.player_tag(player)),
            legend: self.legends().next().map(|player| self.player_tag(player)),
            clanless_player: clanless.map(|player| self.player_tag(player)),
            country,
            legend_league: LEGEND_LEAGUE,
            unknown_tag: self.unknown_tag(),
        }
    }

    fn unknown_tag(&self) -> String {
        let mut roll = self.seed.roll(Topic::Tag, 0, -1);
        loop {
            let tag: String = (0..8).map(|_| char::from(*roll.pick(b"289PYLQGRJCUV"))).collect();
            let tag = format!("#{tag}");
            if self.find_clan(&tag).is_err() && self.find_player(&tag).is_err() {
                return tag;
            }
        }
    }
}
