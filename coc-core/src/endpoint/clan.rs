//! `/clans`: search, one clan, its members. Wars are in [`war`](super::war), raids in [`raid`](super::raid).

use coc_models::{Clan, ClanMember, ClanSummary, ClanTag, LabelId, LocationId, Page, WarFrequency};

use super::{PageQuery, endpoints, page::QueryPart};
use crate::{
    error::{Error, ErrorKind},
    route::{Route, Target},
};

endpoints! {
    /// Clans that match all of the given filters. `GET /clans`
    ///
    /// At least one filter is needed, and a name needs at least three characters; otherwise the call fails with
    /// [`ErrorKind::InvalidRequest`] and nothing is sent. The order of the results is not defined by the API.
    SearchClans -> Page<ClanSummary> = Route::get("clans", "/clans").paged();
    path ()
    query (filter: ClanFilter, page: PageQuery)

    /// One clan with its members. `GET /clans/{clanTag}`
    GetClan -> Clan = Route::get("clan", "/clans/{clanTag}");
    path (clan: ClanTag)
    query ()

    /// The members of a clan, by rank. `GET /clans/{clanTag}/members`
    ListClanMembers -> Page<ClanMember> = Route::get("clan.members", "/clans/{clanTag}/members").paged();
    path (clan: ClanTag)
    query (page: PageQuery)
}

/// What a clan must have to be found.
#[derive(Clone, Debug, Default)]
pub(crate) struct ClanFilter {
    name: Option<String>,
    war_frequency: Option<WarFrequency>,
    location: Option<LocationId>,
    min_members: Option<u32>,
    max_members: Option<u32>,
    min_clan_points: Option<u32>,
    min_clan_level: Option<u32>,
    labels: Vec<LabelId>,
}

impl SearchClans {
    /// A part of the name, at least three characters.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.filter.name = Some(name.into());
        self
    }

    /// How often the clan says it goes to war.
    #[must_use]
    pub fn war_frequency(mut self, frequency: WarFrequency) -> Self {
        self.filter.war_frequency = Some(frequency);
        self
    }

    /// Where the clan says it is.
    #[must_use]
    pub fn location(mut self, location: impl Into<LocationId>) -> Self {
        self.filter.location = Some(location.into());
        self
    }

    /// The least number of members.
    #[must_use]
    pub fn min_members(mut self, members: u32) -> Self {
        self.filter.min_members = Some(members);
        self
    }

    /// The greatest number of members.
    #[must_use]
    pub fn max_members(mut self, members: u32) -> Self {
        self.filter.max_members = Some(members);
        self
    }

    /// The least number of home-village clan points.
    #[must_use]
    pub fn min_clan_points(mut self, points: u32) -> Self {
        self.filter.min_clan_points = Some(points);
        self
    }

    /// The least clan level.
    #[must_use]
    pub fn min_clan_level(mut self, level: u32) -> Self {
        self.filter.min_clan_level = Some(level);
        self
    }

    /// Labels that the clan must all have.
    #[must_use]
    pub fn labels(mut self, labels: impl IntoIterator<Item = impl Into<LabelId>>) -> Self {
        self.filter.labels = labels.into_iter().map(Into::into).collect();
        self
    }
}

impl QueryPart for ClanFilter {
    fn write(&self, target: Target) -> Result<Target, Error> {
        self.check()?;
        let labels = self.labels.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        Ok(target
            .query_opt("name", self.name.as_deref())
            .query_opt("warFrequency", self.war_frequency.as_ref())
            .query_opt("locationId", self.location)
            .query_opt("minMembers", self.min_members)
            .query_opt("maxMembers", self.max_members)
            .query_opt("minClanPoints", self.min_clan_points)
            .query_opt("minClanLevel", self.min_clan_level)
            .query_opt("labelIds", (!labels.is_empty()).then_some(labels)))
    }
}

impl ClanFilter {
    fn check(&self) -> Result<(), Error> {
        let wrong = |message: String| Err(Error::with_message(ErrorKind::InvalidRequest, message));
        if let Some(name) = &self.name
            && name.chars().count() < 3
        {
            return wrong(format!(
                "a clan name to search for needs at least 3 characters, but `{name}` is shorter"
            ));
        }
        if let (Some(min), Some(max)) = (self.min_members, self.max_members)
            && min > max
        {
            return wrong(format!("no clan has at least {min} and at most {max} members"));
        }
        let nothing_set = self.name.is_none()
            && self.war_frequency.is_none()
            && self.location.is_none()
            && self.min_members.is_none()
            && self.max_members.is_none()
            && self.min_clan_points.is_none()
            && self.min_clan_level.is_none()
            && self.labels.is_empty();
        if nothing_set {
            return wrong("a clan search needs at least one filter, such as a name".into());
        }
        Ok(())
    }
}
