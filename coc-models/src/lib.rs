//! The models of the Clash of Clans API.
//!
//! `no_std` with `alloc`; the dependencies are `serde`, `percent-encoding` and `base64` for links,
//! and `arcstr` and `once_cell` for shared strings.
//! This crate sends no requests: the client is `coc-core`, which returns the types below. They also
//! work alone, for bodies from a file, a database or another client. Ten tasks with the client are
//! in the module `cookbook` of `coc-transport-native`.
//!
//! # Brief overview
//!
//! | Subject | Types |
//! |---|---|
//! | identifiers | [`ClanTag`], [`PlayerTag`], [`WarTag`], [`LeagueGroupTag`] ([`TagError`], [`verbatim`]); [`LocationId`], [`LabelId`], [`LeagueId`], [`LeagueTierId`], [`BuilderBaseLeagueId`], [`CapitalLeagueId`], [`WarLeagueId`]; [`SeasonId`] |
//! | time | [`Timestamp`] ([`TimestampError`]), and [`LenientTimestamp`] where the API's form is not known |
//! | a clan | [`Clan`], [`ClanSummary`], [`ClanMember`], [`ClanCapital`], [`ChatLanguage`]; [`ClanChanges`], [`MemberChange`], [`RoleChange`] |
//! | a player | [`Player`], [`PlayerItemLevel`], [`PlayerAchievementProgress`], [`PlayerLegendStatistics`], [`PlayerHouse`]; [`Activity`], [`ActivitySign`], [`ActivityStrength`] |
//! | wars | [`ClanWar`], [`WarClan`], [`ClanWarMember`], [`ClanWarAttack`]; [`ClanWarLogEntry`], [`LeagueSeasonOutcome`]; [`ClanWarLeagueGroup`], [`ClanWarLeagueRound`] |
//! | numbers of a war | [`WarSide`], [`WarMember`], [`WarAttack`], [`WarScore`], [`WarOutlook`]; [`WarType`], [`WarPhase`], [`WarId`] |
//! | numbers of a clan war league group | [`ClanWarLeagueWars`], [`ClanWarLeagueStanding`], [`ClanWarLeagueSchedule`], [`ClanWarLeagueMemberRow`] |
//! | raid weekends | [`ClanCapitalRaidSeason`] and the types named after it; [`RaidAttack`], [`RaidTotals`] |
//! | rankings | [`ClanRanking`], [`ClanBuilderBaseRanking`], [`ClanCapitalRanking`], [`PlayerRanking`], [`PlayerBuilderBaseRanking`] |
//! | leagues | [`LeagueTier`], [`League`], [`BuilderBaseLeague`], [`CapitalLeague`], [`WarLeague`], [`LeagueSeason`]; [`LeagueSeasonResult`], [`LeagueGroup`] |
//! | battles | [`BattleLogEntry`], [`LeagueBattleLogEntry`], [`Resource`]; [`BattleStats`], [`NewBattles`]; trophies in the module [`ranked`] |
//! | seasons, weeks and weekends | the module [`calendar`]: [`TrophySeason`](calendar::TrophySeason), [`RankedWeek`](calendar::RankedWeek), [`LegendDay`](calendar::LegendDay), [`RaidWeekend`](calendar::RaidWeekend), [`ClanGames`](calendar::ClanGames) |
//! | links of the game | the modules [`link`]: [`GameLink`](link::GameLink) ([`LinkError`](link::LinkError)); [`army`]: [`Army`](army::Army), [`ArmyBuilder`](army::ArmyBuilder); [`layout`]: [`BaseLayout`](layout::BaseLayout) |
//! | strings | [`Text`], which stores a name without an allocation; [`GameText`] and [`CountedText`], which players share |
//! | other | [`Location`], [`Label`], [`GoldPassSeason`], [`VerifyTokenResponse`], [`BadgeUrls`], [`IconUrls`] |
//! | decoding with repairs | the module [`json`] |
//! | levels, prices and rules of leagues | the module [`game_data`] |
//! | lists and errors | [`Page`], [`Paging`], [`Cursors`], [`Cursor`]; [`ClientError`] |
//! | the developer portal | [`LoginResponse`], [`ApiKeyList`], [`ApiKeyResponse`], [`ApiKey`], [`Secret`] |
//!
//! # Rules of all models
//!
//! - **Only the identity is required.** A body without the field that identifies the model (a
//!   player's `tag`, a war's `state`, a list's `items`) is an error. No other missing field is: one
//!   that some accounts or years lack is an [`Option`], one that real bodies always have defaults
//!   to zero, an empty list or an empty string.
//! - **Unknown fields are skipped.**
//! - **Enums are open.** [`Role`], [`WarState`] and all others preserve an unknown value as
//!   `Unrecognized`, print it, and write it back.
//! - **Serialization is lossless.** It returns the same JSON values for the fields of a model: the
//!   tag `#0` stays `#0`, a timestamp has the same form, a season id stays a number or a string.
//!   `null` and a missing field are equivalent, and so are an empty and a missing optional list.
//! - **All have `Default`**, so that tests build them: the tag of a default model is `#0`, its
//!   times are the Unix epoch. Set the fields that matter.
//! - **Integers are `i32`**, like the server's own; `-1` occurs. Only totals that may exceed it are
//!   `i64`.
//!
//! # Features
//!
//! None is enabled by default.
//!
//! | Feature | Adds |
//! |---|---|
//! | `json` | the module [`json`]: decoding that repairs a body with odd values |
//! | `game-data` | the module [`game_data`]: levels and prices of units, rules of leagues, a player's progress |
//! | `std` | [`Timestamp`] to and from `std::time::SystemTime` |
//! | `jiff` | [`Timestamp`] to and from `jiff::Timestamp` |
//! | `chrono` | [`Timestamp`] to and from `chrono::DateTime<Utc>` |
//! | `time` | [`Timestamp`] to and from `time::OffsetDateTime` |
//!
//! # Example
//!
//! ```
//! use coc_models::{Clan, ClanTag, Role};
//!
//! let clan: Clan = serde_json::from_str(r##"{
//!     "tag": "#2PP", "name": "Example", "type": "inviteOnly", "clanLevel": 9, "members": 1,
//!     "memberList": [{ "tag": "#9JQ0", "name": "Ada", "role": "admin", "townHallLevel": 16 }],
//!     "aFieldOfNextYear": true
//! }"##)?;
//!
//! assert_eq!(clan.tag, " 2pp".parse::<ClanTag>()?);
//! assert_eq!(clan.member_list[0].role, Role::Admin);
//! assert_eq!(clan.location, None);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

#[macro_use]
mod open_enum;
mod wire;

pub mod army;
mod battle_log;
pub mod calendar;
mod clan;
mod client_error;
#[cfg(feature = "game-data")]
pub mod game_data;
mod game_text;
mod gold_pass;
pub mod guide;
mod id;
mod image;
#[cfg(feature = "json")]
pub mod json;
mod label;
pub mod layout;
mod league;
mod league_group;
pub mod link;
mod location;
mod page;
mod player;
mod portal;
mod raid;
pub mod ranked;
mod ranking;
mod season;
mod secret;
mod shared;
mod sort;
mod tag;
mod text;
mod timestamp;
pub mod verbatim;
mod verify_token;
mod war;
mod war_league;
mod war_log;

pub use battle_log::*;
pub use clan::*;
pub use client_error::{ClientError, ClientErrorReason};
pub use game_text::{CountedText, GameText};
pub use gold_pass::*;
pub use id::{
    BuilderBaseLeagueId, CapitalLeagueId, LabelId, LeagueId, LeagueTierId, LocationId, WarLeagueId,
};
pub use image::{BadgeUrls, IconUrls};
pub use label::*;
pub use league::*;
pub use league_group::*;
pub use location::*;
pub use open_enum::{UnrecognizedValue, UnrecognizedVillage};
pub use page::{Cursor, Cursors, Page, Paging};
pub use player::*;
pub use portal::{
    ApiKey, ApiKeyList, ApiKeyResponse, LoginResponse, PortalAuth, PortalDeveloper, PortalError, PortalStatus,
};
pub use raid::*;
pub use ranking::*;
pub use season::SeasonId;
pub use secret::Secret;
pub use tag::{ClanTag, EncodedTag, LeagueGroupTag, PlayerTag, TagError, WarTag};
pub use text::Text;
pub use timestamp::{LenientTimestamp, Timestamp, TimestampError};
pub use verify_token::*;
pub use war::*;
pub use war_league::*;
pub use war_log::*;

/// Runs the README's example.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
