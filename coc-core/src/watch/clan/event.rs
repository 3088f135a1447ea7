//! [`ClanEvent`] and [`MemberEvent`].

use std::fmt::Write as _;

use coc_models::{
    BadgeUrls, BuilderBaseLeagueId, CapitalLeagueId, Clan, ClanType, LabelId, LeagueTierId, LocationId,
    PlayerTag, Role, RoleChange, Text, WarFrequency, WarLeagueId,
};
use serde::{Deserialize, Serialize};

use crate::watch::{Change, Gain, Named, event::Keyed};

/// A change in the profile of a clan.
///
/// Points and the war record change often; the rest is rare. An `Option` is `None` where the clan
/// has no such value.
///
/// ```
/// use coc_core::watch::{Change, ClanEvent};
///
/// fn print(event: &ClanEvent) {
///     match event {
///         ClanEvent::Level(Change { new, .. }) => println!("level {new}"),
///         ClanEvent::WarLeague(Change { old, new }) => println!("{} to {}", old.name, new.name),
///         _ => {}
///     }
/// }
/// # print(&ClanEvent::Level(Change { old: 9, new: 10 }));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum ClanEvent {
    /// The clan as first seen; only if snapshots are requested.
    Snapshot(Box<Clan>),
    /// The name.
    Name(Change<Text>),
    /// The condition for joining.
    Type(Change<ClanType>),
    /// The description.
    Description(Change<Text>),
    /// The badge.
    Badge(Box<Change<BadgeUrls>>),
    /// The level.
    Level(Change<i32>),
    /// Home village points.
    Points(Change<i32>),
    /// Builder base points.
    BuilderBasePoints(Change<i32>),
    /// Clan capital points.
    CapitalPoints(Change<i32>),
    /// The number of members.
    MemberCount(Change<i32>),
    /// The location.
    Location(Change<Option<Named<LocationId>>>),
    /// The language of the clan chat.
    ChatLanguage(Change<Option<Named<i32>>>),
    /// The labels, in the order that the clan chose.
    Labels(Change<Vec<Named<LabelId>>>),
    /// Home village trophies required to join.
    RequiredTrophies(Change<i32>),
    /// Builder base trophies required to join.
    RequiredBuilderBaseTrophies(Change<i32>),
    /// Town Hall level required to join.
    RequiredTownHallLevel(Change<i32>),
    /// League tier required to join.
    RequiredLeagueTier(Change<Option<Named<LeagueTierId>>>),
    /// The war frequency that the clan states.
    WarFrequency(Change<WarFrequency>),
    /// Wars won in a row.
    WarWinStreak(Change<i32>),
    /// Wars won.
    WarWins(Change<i32>),
    /// Wars that ended in a tie; `None` while the war log is private.
    WarTies(Change<Option<i32>>),
    /// Wars lost; `None` while the war log is private.
    WarLosses(Change<Option<i32>>),
    /// Whether the war log is public.
    WarLogPublic(Change<bool>),
    /// Whether the clan calls itself family friendly.
    FamilyFriendly(Change<bool>),
    /// The league in the clan war league.
    WarLeague(Change<Named<WarLeagueId>>),
    /// The league of the clan capital.
    CapitalLeague(Change<Named<CapitalLeagueId>>),
    /// The level of the Capital Hall; 0 for none.
    CapitalHall(Change<i32>),
    /// The level of the District Hall of a district.
    District {
        /// The district's id: `70000000` and up.
        id: i32,
        /// The district's name.
        name: Text,
        /// The level; 0 before the district was unlocked.
        level: Change<i32>,
    },
    /// Capital gold contributed by all members of all years.
    CapitalGold(Change<i64>),
}

impl ClanEvent {
    fn key(&self) -> &'static str {
        match self {
            Self::Snapshot(_) => "snapshot",
            Self::Name(_) => "name",
            Self::Type(_) => "type",
            Self::Description(_) => "description",
            Self::Badge(_) => "badge",
            Self::Level(_) => "level",
            Self::Points(_) => "points",
            Self::BuilderBasePoints(_) => "builder-base-points",
            Self::CapitalPoints(_) => "capital-points",
            Self::MemberCount(_) => "member-count",
            Self::Location(_) => "location",
            Self::ChatLanguage(_) => "chat-language",
            Self::Labels(_) => "labels",
            Self::RequiredTrophies(_) => "required-trophies",
            Self::RequiredBuilderBaseTrophies(_) => "required-builder-base-trophies",
            Self::RequiredTownHallLevel(_) => "required-town-hall-level",
            Self::RequiredLeagueTier(_) => "required-league-tier",
            Self::WarFrequency(_) => "war-frequency",
            Self::WarWinStreak(_) => "war-win-streak",
            Self::WarWins(_) => "war-wins",
            Self::WarTies(_) => "war-ties",
            Self::WarLosses(_) => "war-losses",
            Self::WarLogPublic(_) => "war-log-public",
            Self::FamilyFriendly(_) => "family-friendly",
            Self::WarLeague(_) => "war-league",
            Self::CapitalLeague(_) => "capital-league",
            Self::CapitalHall(_) => "capital-hall",
            Self::District { .. } => "district",
            Self::CapitalGold(_) => "capital-gold",
        }
    }
}

impl Keyed for ClanEvent {
    fn write_key(&self, key: &mut String) -> bool {
        key.push_str(self.key());
        match self {
            // A clan never loses a level, so it reaches each one once.
            Self::Level(Change { old, new }) if new > old => {
                let _ = write!(key, "/{new}");
                true
            }
            Self::District { id, level, .. } => {
                let _ = write!(key, "/{id}/{}", level.new);
                false
            }
            _ => false,
        }
    }
}

/// A change of a member in the list of a clan.
///
/// ```
/// use coc_core::watch::{MemberEvent, MemberEventKind};
///
/// fn print(MemberEvent { name, kind, .. }: &MemberEvent) {
///     match kind {
///         MemberEventKind::Joined { role, .. } => println!("{name} joined as {}", role.name()),
///         MemberEventKind::Donated(gain) => println!("{name} donated {}", gain.amount),
///         _ => {}
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MemberEvent {
    /// The player's tag.
    #[serde(with = "coc_models::verbatim")]
    pub tag: PlayerTag,
    /// The player's name; after a change of name, the new one.
    pub name: Text,
    /// The change.
    pub kind: MemberEventKind,
}

/// The kind of a [`MemberEvent`].
///
/// Trophies and ranks change all the time; the rest is rare.
///
/// ```
/// use coc_core::watch::MemberEventKind;
/// use coc_models::RoleChange;
///
/// fn is_promotion(kind: &MemberEventKind) -> bool {
///     matches!(kind, MemberEventKind::Role { direction: RoleChange::Promoted, .. })
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum MemberEventKind {
    /// The player joined the clan.
    Joined {
        /// The role.
        role: Role,
        /// Town Hall level; absent in old responses.
        town_hall_level: Option<i32>,
    },
    /// The player left the clan, of their own accord or not: the API does not say.
    Left {
        /// The last role.
        role: Role,
        /// The last known Town Hall level.
        town_hall_level: Option<i32>,
    },
    /// The role changed.
    Role {
        /// The role before.
        old: Role,
        /// The role now.
        new: Role,
        /// The direction of the change.
        direction: RoleChange,
    },
    /// The name.
    Name(Change<Text>),
    /// Housing space of troops donated. A reset without any donation since is no event.
    Donated(Gain),
    /// Housing space of troops received. A reset without any donation since is no event.
    Received(Gain),
    /// Town Hall level.
    TownHallLevel(Change<i32>),
    /// Experience level.
    ExpLevel(Change<i32>),
    /// Home village trophies.
    Trophies(Change<i32>),
    /// Builder base trophies.
    BuilderBaseTrophies(Change<i32>),
    /// The league tier; `None` for none.
    LeagueTier(Change<Option<Named<LeagueTierId>>>),
    /// The builder base league; `None` for none.
    BuilderBaseLeague(Change<Option<Named<BuilderBaseLeagueId>>>),
    /// The place in the clan.
    ClanRank(Change<i32>),
}

impl MemberEventKind {
    fn key(&self) -> &'static str {
        match self {
            Self::Joined { .. } => "joined",
            Self::Left { .. } => "left",
            Self::Role { .. } => "role",
            Self::Name(_) => "name",
            Self::Donated(_) => "donated",
            Self::Received(_) => "received",
            Self::TownHallLevel(_) => "town-hall-level",
            Self::ExpLevel(_) => "exp-level",
            Self::Trophies(_) => "trophies",
            Self::BuilderBaseTrophies(_) => "builder-base-trophies",
            Self::LeagueTier(_) => "league-tier",
            Self::BuilderBaseLeague(_) => "builder-base-league",
            Self::ClanRank(_) => "clan-rank",
        }
    }
}

impl Keyed for MemberEvent {
    fn write_key(&self, key: &mut String) -> bool {
        let _ = write!(key, "{}/{}", self.kind.key(), self.tag);
        false
    }
}
