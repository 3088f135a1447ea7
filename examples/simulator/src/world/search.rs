//! The clan search.

use serde_json::Value;

use super::catalogue::CLAN_LABEL;
use super::clans::Points;
use super::{Clan, Moment, World};
use crate::route::ClanSearch;

impl World {
    /// `GET /clans`: all clans that match the filters, in no particular order.
    pub(super) fn search(&self, search: &ClanSearch, now: Moment) -> Vec<Value> {
        let name = search.name.as_ref().map(|name| name.to_lowercase());
        (0..self.clans)
            .filter(|clan| {
                name.as_ref().is_none_or(|name| self.clan_name(*clan).to_lowercase().contains(name))
            })
            .filter(|clan| self.matches(*clan, search, now))
            .map(|clan| Value::Object(self.clan_summary(clan, now)))
            .collect()
    }

    /// Whether a clan matches the filters; the most expensive filter is checked last.
    fn matches(&self, clan: Clan, search: &ClanSearch, now: Moment) -> bool {
        let traits = self.traits(clan);
        let labels = || self.clan_labels(clan, now);
        let members = || self.members(clan, now).len() as i64;
        search
            .war_frequency
            .as_ref()
            .is_none_or(|wanted| wanted == "any" || wanted == traits.war_habit.as_str())
            && search.location_id.is_none_or(|wanted| traits.location == Some(wanted))
            && search.min_clan_level.is_none_or(|least| self.clan_level(clan, now) >= least)
            && search.label_ids.iter().all(|wanted| labels().contains(&(wanted - CLAN_LABEL)))
            && search.min_members.is_none_or(|least| members() >= least)
            && search.max_members.is_none_or(|most| members() <= most)
            && search.min_clan_points.is_none_or(|least| self.points(clan, now, Points::Home) >= least)
    }
}
