//! [`Arguments`]: reads the arguments of a call. [`Failure`]: why one cannot be used.

use std::{fmt::Display, str::Split};

use coc_models::{
    BattleLogEntry, Clan, ClanCapitalRaidSeason, ClanTag, ClanWar, ClanWarLeagueGroup, ClanWarLogEntry,
    Player, PlayerTag, Role, SeasonId, Village,
    json::{self, DecodeError, RepairKind},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{Time, army::ArmyPlan, war_league::LeagueWars};

/// The reason why an argument cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Failure {
    /// The name of the argument.
    pub argument: &'static str,
    /// The path of the value in the argument, such as `clan.members[3]`; the argument itself if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The reason, with the name and the path.
    pub message: String,
}

impl Failure {
    /// A failure of an argument as a whole.
    pub(crate) fn new(argument: &'static str, reason: impl Display) -> Self {
        Self { argument, path: None, message: format!("`{argument}`: {reason}") }
    }

    fn at(argument: &'static str, path: &str, reason: impl Display) -> Self {
        if matches!(path, "" | ".") {
            return Self::new(argument, reason);
        }
        let dot = if path.starts_with('[') { "" } else { "." };
        let message = format!("`{argument}{dot}{path}`: {reason}");
        Self { argument, path: Some(path.to_owned()), message }
    }
}

/// A type of an argument.
pub(crate) trait Argument: DeserializeOwned {
    /// Whether it is a body of the API, which is repaired, and not a value of the caller, which has to
    /// be correct.
    const IS_BODY: bool;
    /// Whether it may be missing.
    const IS_OPTIONAL: bool = false;
}

macro_rules! arguments {
    ($is_body:literal: $($ty:ty),+ $(,)?) => {
        $(impl Argument for $ty {
            const IS_BODY: bool = $is_body;
        })+
    };
}

arguments! { true:
    Clan, ClanCapitalRaidSeason, ClanWar, ClanWarLeagueGroup, ClanWarLogEntry, LeagueWars, Player,
    BattleLogEntry, Vec<BattleLogEntry>,
}
arguments! { false:
    ArmyPlan, ClanTag, PlayerTag, Role, SeasonId, String, Time, Village, f64, i32, usize,
}

impl<T: Argument> Argument for Option<T> {
    const IS_BODY: bool = T::IS_BODY;
    const IS_OPTIONAL: bool = true;
}

/// The arguments that have not been read.
pub(crate) struct Arguments<'a> {
    texts: Split<'a, char>,
}

impl<'a> Arguments<'a> {
    pub(crate) fn new(texts: &'a str) -> Self {
        Self { texts: texts.split('\n') }
    }

    /// Reads the next argument.
    pub(crate) fn next<T: Argument>(&mut self, name: &'static str) -> Result<T, Failure> {
        let text = match self.texts.next().unwrap_or_default() {
            "" => "null",
            text => text,
        };
        if text == "null" && !T::IS_OPTIONAL {
            return Err(Failure::new(name, "is required"));
        }
        // `decode` would compile every model for two more deserializers.
        let decoded = json::repair::<T>(text.as_bytes()).map_err(|error| match error {
            DecodeError::Mismatch { path, message } => Failure::at(name, &path, message),
            other => Failure::new(name, other),
        })?;
        match decoded.repairs.iter().next() {
            Some(repair) if !T::IS_BODY => Err(Failure::at(
                name,
                &repair.path,
                match repair.kind {
                    RepairKind::ConvertedNumber => "must be a number or a boolean, not a string of one",
                    _ => "is missing or of the wrong type",
                },
            )),
            _ => Ok(decoded.value),
        }
    }
}

/// A value as JSON.
pub(crate) fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<String, Failure> {
    serde_json::to_string(value).map_err(|error| Failure::new("result", error))
}
