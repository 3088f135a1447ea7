//! The filter of [`SearchClans`].

use coc_models::{LabelId, LocationId, WarFrequency};

use super::{SearchClans, argument::Argument, page::QueryPart};
use crate::{
    error::{Error, ErrorKind},
    route::Target,
};

/// The filters of a clan search.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct ClanFilter {
    pub name: Option<String>,
    pub war_frequency: Option<WarFrequency>,
    pub location: Option<Argument<LocationId>>,
    pub min_members: Option<u32>,
    pub max_members: Option<u32>,
    pub min_clan_points: Option<u32>,
    pub min_clan_level: Option<u32>,
    pub labels: Argument<Vec<LabelId>>,
}

impl Default for ClanFilter {
    fn default() -> Self {
        Self {
            name: None,
            war_frequency: None,
            location: None,
            min_members: None,
            max_members: None,
            min_clan_points: None,
            min_clan_level: None,
            labels: Ok(Vec::new()),
        }
    }
}

impl SearchClans {
    /// Changes the filter; the setters are built on this.
    #[doc(hidden)]
    #[must_use]
    pub fn filter(mut self, change: impl FnOnce(&mut ClanFilter)) -> Self {
        change(&mut self.filter);
        self
    }
}

crate::__clan_search_methods!(SearchClans);

/// The setters of a clan search, for a type whose method `filter` changes the [`ClanFilter`].
#[doc(hidden)]
#[macro_export]
macro_rules! __clan_search_methods {
    ($Type:ty) => {
        #[allow(clippy::double_must_use, reason = "a call is `must_use` already, a search is not")]
        impl $Type {
            /// Requires this text in the name; at least three characters.
            #[must_use]
            pub fn name(self, name: impl Into<String>) -> Self {
                self.filter(|filter| filter.name = Some(name.into()))
            }

            /// Requires this setting of how often the clan goes to war.
            #[must_use]
            pub fn war_frequency(self, frequency: $crate::models::WarFrequency) -> Self {
                self.filter(|filter| filter.war_frequency = Some(frequency))
            }

            /// Requires this location in the clan's settings.
            #[must_use]
            pub fn location(
                self,
                location: impl $crate::endpoint::IntoArgument<$crate::models::LocationId>,
            ) -> Self {
                self.filter(|filter| filter.location = Some(location.into_argument()))
            }

            /// Requires at least this many members.
            #[must_use]
            pub fn min_members(self, members: u32) -> Self {
                self.filter(|filter| filter.min_members = Some(members))
            }

            /// Requires at most this many members.
            #[must_use]
            pub fn max_members(self, members: u32) -> Self {
                self.filter(|filter| filter.max_members = Some(members))
            }

            /// Requires at least this many home-village clan points.
            #[must_use]
            pub fn min_clan_points(self, points: u32) -> Self {
                self.filter(|filter| filter.min_clan_points = Some(points))
            }

            /// Requires at least this clan level.
            #[must_use]
            pub fn min_clan_level(self, level: u32) -> Self {
                self.filter(|filter| filter.min_clan_level = Some(level))
            }

            /// Requires all of these labels.
            #[must_use]
            pub fn labels(
                self,
                labels: impl IntoIterator<
                    Item = impl $crate::endpoint::IntoArgument<$crate::models::LabelId>,
                >,
            ) -> Self {
                let labels = labels.into_iter().map($crate::endpoint::IntoArgument::into_argument);
                self.filter(|filter| filter.labels = labels.collect())
            }
        }
    };
}

impl QueryPart for ClanFilter {
    fn write(&self, target: Target) -> Result<Target, Error> {
        self.check()?;
        let location = self.location.clone().transpose()?;
        let labels = self.labels.clone()?;
        let labels = labels.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let [name, war_frequency, location_id, min_members, max_members, min_points, min_level, label_ids] =
            Self::PARAMETERS;
        Ok(target
            .query_opt(name, self.name.as_deref())
            .query_opt(war_frequency, self.war_frequency.as_ref())
            .query_opt(location_id, location)
            .query_opt(min_members, self.min_members)
            .query_opt(max_members, self.max_members)
            .query_opt(min_points, self.min_clan_points)
            .query_opt(min_level, self.min_clan_level)
            .query_opt(label_ids, (!labels.is_empty()).then_some(labels)))
    }
}

impl ClanFilter {
    /// The names of the parameters, in the order in which they are written.
    pub(crate) const PARAMETERS: [&str; 8] = [
        "name",
        "warFrequency",
        "locationId",
        "minMembers",
        "maxMembers",
        "minClanPoints",
        "minClanLevel",
        "labelIds",
    ];

    fn check(&self) -> Result<(), Error> {
        let wrong = |message: String| Err(Error::with_message(ErrorKind::InvalidRequest, message));
        if let Some(name) = &self.name
            && name.chars().count() < 3
        {
            return wrong(format!(
                "a clan name to search for needs at least 3 characters, but `{name}` has fewer"
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
            && self.labels.as_ref().is_ok_and(Vec::is_empty);
        if nothing_set {
            return wrong("a clan search needs at least one filter, such as a name".into());
        }
        Ok(())
    }
}
