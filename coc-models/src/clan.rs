//! Clans: [`Clan`], its short form [`ClanSummary`], [`ClanMember`], [`ClanCapital`].
//!
//! A clan's wars are in `war.rs`, `war_log.rs` and `war_league.rs`, its raid weekends in `raid.rs`.

mod changes;
mod roster;

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

pub use self::changes::{ClanChanges, MemberChange, RoleChange, season_gain};
use crate::{
    BadgeUrls, BuilderBaseLeague, CapitalLeague, ClanTag, Label, League, LeagueTier, Location, PlayerHouse,
    PlayerTag, Text, WarLeague, verbatim,
    wire::{list, optional_list, or_default},
};

open_enum! {
    /// The condition for joining a clan.
    pub enum ClanType {
        /// Open to every player who meets the requirements.
        Open = "open",
        /// On request or by invitation.
        InviteOnly = "inviteOnly",
        /// Closed.
        Closed = "closed",
    }
}

open_enum! {
    /// The war frequency that a clan states.
    pub enum WarFrequency {
        /// Always.
        Always = "always",
        /// More than once a week.
        MoreThanOncePerWeek = "moreThanOncePerWeek",
        /// Once a week.
        OncePerWeek = "oncePerWeek",
        /// Less than once a week.
        LessThanOncePerWeek = "lessThanOncePerWeek",
        /// Never.
        Never = "never",
        /// Not stated.
        Unknown = "unknown",
        /// Any frequency. Documented as a filter of the search; no clan has it.
        Any = "any",
    }
}

open_enum! {
    /// The role of a player in a clan.
    pub enum Role {
        /// A member.
        Member = "member",
        /// An elder.
        Admin = "admin",
        /// A co-leader.
        CoLeader = "coLeader",
        /// The leader.
        Leader = "leader",
        /// In no clan. Documented, but never seen: the role is absent instead.
        NotMember = "notMember",
    }
}

impl Role {
    /// The role as the game calls it: "Elder" where the API says `admin`. An unknown role is as the
    /// API writes it.
    ///
    /// ```
    /// # use coc_models::Role;
    /// assert_eq!((Role::Admin.as_str(), Role::Admin.name()), ("admin", "Elder"));
    /// ```
    pub fn name(&self) -> &str {
        match self {
            Self::Member => "Member",
            Self::Admin => "Elder",
            Self::CoLeader => "Co-leader",
            Self::Leader => "Leader",
            Self::NotMember => "Not a member",
            Self::Unrecognized(value) => value.as_str(),
        }
    }
}

/// A clan.
///
/// `GET /clans/{clanTag}`.
///
/// ```
/// use coc_models::{Clan, ClanMember, Role};
///
/// /// The co-leaders of a clan.
/// fn co_leaders(clan: &Clan) -> impl Iterator<Item = &ClanMember> {
///     clan.members_with_role(&Role::CoLeader)
/// }
///
/// let clan: Clan = serde_json::from_str(r##"{"tag":"#2PP","name":"Example","clanLevel":9}"##)?;
/// assert_eq!((clan.clan_level, co_leaders(&clan).count()), (9, 0));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Clan {
    /// The clan's tag.
    #[serde(deserialize_with = "verbatim::deserialize")]
    pub tag: ClanTag,
    /// The clan's name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: Text,
    /// The condition for joining.
    #[serde(default, deserialize_with = "or_default", rename = "type")]
    pub clan_type: ClanType,
    /// The clan's description; may be empty.
    #[serde(default, deserialize_with = "or_default")]
    pub description: Text,
    /// The location that the clan states.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Whether the clan calls itself family friendly; since 2023.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_family_friendly: Option<bool>,
    /// The clan's badge.
    #[serde(default, deserialize_with = "or_default")]
    pub badge_urls: BadgeUrls,
    /// The clan's level.
    #[serde(default, deserialize_with = "or_default")]
    pub clan_level: i32,
    /// Home village points.
    #[serde(default, deserialize_with = "or_default")]
    pub clan_points: i32,
    /// Builder base points; since May 2023.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clan_builder_base_points: Option<i32>,
    /// Legacy, until December 2023: the earlier name of the builder base points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clan_versus_points: Option<i32>,
    /// Clan capital points; since 2022.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clan_capital_points: Option<i32>,
    /// The capital's league; since 2023.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capital_league: Option<CapitalLeague>,
    /// Home village trophies required to join.
    #[serde(default, deserialize_with = "or_default")]
    pub required_trophies: i32,
    /// The war frequency that the clan states.
    #[serde(default, deserialize_with = "or_default")]
    pub war_frequency: WarFrequency,
    /// Wars won in a row.
    #[serde(default, deserialize_with = "or_default")]
    pub war_win_streak: i32,
    /// Wars won.
    #[serde(default, deserialize_with = "or_default")]
    pub war_wins: i32,
    /// Wars that ended in a tie; only where the war log is public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub war_ties: Option<i32>,
    /// Wars lost; only where the war log is public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub war_losses: Option<i32>,
    /// Whether the war log is public; absent in the oldest bodies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_war_log_public: Option<bool>,
    /// The clan's league in the clan war league; since 2019.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub war_league: Option<WarLeague>,
    /// The number of members, at most 50.
    #[serde(default, deserialize_with = "or_default")]
    pub members: i32,
    /// The clan's labels, up to three.
    #[serde(default, deserialize_with = "list")]
    pub labels: Vec<Label>,
    /// Builder base trophies required to join; since May 2023.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_builder_base_trophies: Option<i32>,
    /// Legacy, until December 2023: the earlier name of that requirement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_versus_trophies: Option<i32>,
    /// Town Hall level required to join; since 2021.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_townhall_level: Option<i32>,
    /// League tier required to join. Documented since 2026, but not seen yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_league_tier: Option<LeagueTier>,
    /// The language of the clan chat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat_language: Option<ChatLanguage>,
    /// The clan's capital; since 2022.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clan_capital: Option<ClanCapital>,
    /// The members, in the order of their clan rank. A dead clan has none.
    #[serde(default, deserialize_with = "list")]
    pub member_list: Vec<ClanMember>,
}

/// A clan in a search result: a [`Clan`] without description, capital and members.
///
/// `GET /clans`.
///
/// ```
/// use coc_models::{ClanSummary, Page};
///
/// /// The clan of a search result with the most points.
/// fn strongest(found: &Page<ClanSummary>) -> Option<&ClanSummary> {
///     found.iter().max_by_key(|clan| clan.clan_points)
/// }
/// # assert!(strongest(&Page::default()).is_none());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClanSummary {
    /// The clan's tag.
    #[serde(deserialize_with = "verbatim::deserialize")]
    pub tag: ClanTag,
    /// The clan's name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: Text,
    /// The condition for joining.
    #[serde(default, deserialize_with = "or_default", rename = "type")]
    pub clan_type: ClanType,
    /// The location that the clan states.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Whether the clan calls itself family friendly; since 2023.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_family_friendly: Option<bool>,
    /// The clan's badge.
    #[serde(default, deserialize_with = "or_default")]
    pub badge_urls: BadgeUrls,
    /// The clan's level.
    #[serde(default, deserialize_with = "or_default")]
    pub clan_level: i32,
    /// Home village points.
    #[serde(default, deserialize_with = "or_default")]
    pub clan_points: i32,
    /// Builder base points; since May 2023.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clan_builder_base_points: Option<i32>,
    /// Legacy, until December 2023: the earlier name of the builder base points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clan_versus_points: Option<i32>,
    /// Clan capital points; since 2022.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clan_capital_points: Option<i32>,
    /// The capital's league; since 2023.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capital_league: Option<CapitalLeague>,
    /// Home village trophies required to join.
    #[serde(default, deserialize_with = "or_default")]
    pub required_trophies: i32,
    /// The war frequency that the clan states.
    #[serde(default, deserialize_with = "or_default")]
    pub war_frequency: WarFrequency,
    /// Wars won in a row.
    #[serde(default, deserialize_with = "or_default")]
    pub war_win_streak: i32,
    /// Wars won.
    #[serde(default, deserialize_with = "or_default")]
    pub war_wins: i32,
    /// Wars that ended in a tie; only where the war log is public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub war_ties: Option<i32>,
    /// Wars lost; only where the war log is public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub war_losses: Option<i32>,
    /// Whether the war log is public; absent in the oldest bodies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_war_log_public: Option<bool>,
    /// The clan's league in the clan war league; since 2019.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub war_league: Option<WarLeague>,
    /// The number of members, at most 50.
    #[serde(default, deserialize_with = "or_default")]
    pub members: i32,
    /// The clan's labels, up to three.
    #[serde(default, deserialize_with = "list")]
    pub labels: Vec<Label>,
    /// Builder base trophies required to join; since May 2023.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_builder_base_trophies: Option<i32>,
    /// Legacy, until December 2023: the earlier name of that requirement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_versus_trophies: Option<i32>,
    /// Town Hall level required to join; since 2021.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_townhall_level: Option<i32>,
    /// League tier required to join. Documented since 2026, but not seen yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_league_tier: Option<LeagueTier>,
    /// The language of the clan chat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat_language: Option<ChatLanguage>,
    /// The clan's description. Documented, but never seen in a search.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Text>,
    /// The clan's capital. Documented, but never seen in a search.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clan_capital: Option<ClanCapital>,
    /// The members. Documented, but never seen in a search.
    #[serde(default, deserialize_with = "optional_list", skip_serializing_if = "Option::is_none")]
    pub member_list: Option<Vec<ClanMember>>,
}

/// A member of a clan.
///
/// `GET /clans/{clanTag}/members`, and in a [`Clan`].
///
/// ```
/// use coc_models::ClanMember;
///
/// /// Donated less than a tenth of what was received.
/// fn takes_too_much(member: &ClanMember) -> bool {
///     member.donations * 10 < member.donations_received
/// }
///
/// let mut member = ClanMember::default();
/// member.donations_received = 500;
/// assert!(takes_too_much(&member));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClanMember {
    /// The player's tag.
    #[serde(deserialize_with = "verbatim::deserialize")]
    pub tag: PlayerTag,
    /// The player's name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: Text,
    /// The player's role in the clan.
    #[serde(default, deserialize_with = "or_default")]
    pub role: Role,
    /// Town Hall level; since December 2023.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub town_hall_level: Option<i32>,
    /// Experience level.
    #[serde(default, deserialize_with = "or_default")]
    pub exp_level: i32,
    /// Legacy: the league of before October 2025. It is still sent, mostly as Unranked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub league: Option<League>,
    /// The league tier; since October 2025.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub league_tier: Option<LeagueTier>,
    /// Home village trophies.
    #[serde(default, deserialize_with = "or_default")]
    pub trophies: i32,
    /// Builder base trophies; since May 2023.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub builder_base_trophies: Option<i32>,
    /// Legacy, until December 2023: the earlier name of the builder base trophies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versus_trophies: Option<i32>,
    /// The place in the clan, from 1.
    #[serde(default, deserialize_with = "or_default")]
    pub clan_rank: i32,
    /// The place in the clan before; 0 for a new member.
    #[serde(default, deserialize_with = "or_default")]
    pub previous_clan_rank: i32,
    /// Troops given to clan mates this season, in housing space.
    #[serde(default, deserialize_with = "or_default")]
    pub donations: i32,
    /// Troops received from clan mates this season, in housing space.
    #[serde(default, deserialize_with = "or_default")]
    pub donations_received: i32,
    /// The player's house in the clan capital; absent if none was built.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub player_house: Option<PlayerHouse>,
    /// The builder base league; since May 2023.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub builder_base_league: Option<BuilderBaseLeague>,
}

/// A clan's capital. New clans have an empty one.
///
/// ```
/// use coc_models::Clan;
///
/// /// The level of the Capital Hall; 0 for a clan without a capital.
/// fn capital_hall(clan: &Clan) -> i32 {
///     clan.clan_capital.as_ref().and_then(|capital| capital.capital_hall_level).unwrap_or(0)
/// }
/// # assert_eq!(capital_hall(&Clan::default()), 0);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClanCapital {
    /// Level of the Capital Hall.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capital_hall_level: Option<i32>,
    /// The districts, the Capital Peak among them.
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub districts: Vec<ClanDistrictData>,
    /// Capital gold contributed by all members of all years; since 2026.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clan_gold_sink_total: Option<i64>,
}

/// A district of a clan's capital.
///
/// ```
/// use coc_models::ClanCapital;
///
/// fn print(capital: &ClanCapital) {
///     for district in &capital.districts {
///         println!("{} {}", district.district_hall_level, district.name);
///     }
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClanDistrictData {
    /// The district's id: `70000000` and up.
    #[serde(default, deserialize_with = "or_default")]
    pub id: i32,
    /// The district's English name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: Text,
    /// Level of the District Hall.
    #[serde(default, deserialize_with = "or_default")]
    pub district_hall_level: i32,
}

/// The chat language that a clan states.
///
/// ```
/// use coc_models::Clan;
///
/// /// Whether the chat of a clan is in this language, such as `DE`.
/// fn speaks(clan: &Clan, code: &str) -> bool {
///     clan.chat_language.as_ref().is_some_and(|language| language.language_code == code)
/// }
/// # assert!(!speaks(&Clan::default(), "DE"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ChatLanguage {
    /// The language's id: `75000000` and up.
    #[serde(default, deserialize_with = "or_default")]
    pub id: i32,
    /// The language's English name.
    #[serde(default, deserialize_with = "or_default")]
    pub name: Text,
    /// The language's code, such as `EN`.
    #[serde(default, deserialize_with = "or_default")]
    pub language_code: Text,
}
