//! [`Arguments`]: reads the arguments of a call. [`Failure`]: why one cannot be used.

use std::{fmt::Display, str::Split};
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
use std::io;

use coc_models::{
    BattleLogEntry, Clan, ClanCapitalRaidSeason, ClanTag, ClanWar, ClanWarLeagueGroup, ClanWarLogEntry,
    Player, PlayerTag, Role, SeasonId, Village,
    json::{self, DecodeError, RepairKind, Repairs},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::ser::{Formatter, Serializer};

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
        let text = self.text(name, T::IS_OPTIONAL)?;
        // `decode` would compile every model for two more deserializers.
        let decoded = json::repair::<T>(text.as_bytes()).map_err(|error| not_decoded(name, error))?;
        if !T::IS_BODY {
            check_not_repaired(name, &decoded.repairs)?;
        }
        Ok(decoded.value)
    }

    fn text(&mut self, name: &'static str, is_optional: bool) -> Result<&'a str, Failure> {
        let text = match self.texts.next().unwrap_or_default() {
            "" => "null",
            text => text,
        };
        if text == "null" && !is_optional { Err(Failure::new(name, "is required")) } else { Ok(text) }
    }
}

fn not_decoded(name: &'static str, error: DecodeError) -> Failure {
    match error {
        DecodeError::Mismatch { path, message } => Failure::at(name, &path, message),
        other => Failure::new(name, other),
    }
}

fn check_not_repaired(name: &'static str, repairs: &Repairs) -> Result<(), Failure> {
    let Some(repair) = repairs.iter().next() else { return Ok(()) };
    let reason = match repair.kind {
        RepairKind::ConvertedNumber => "must be a number or a boolean, not a string of one",
        _ => "is missing or of the wrong type",
    };
    Err(Failure::at(name, &repair.path, reason))
}

/// A value as JSON.
pub(crate) fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<String, Failure> {
    let mut json = Vec::new();
    let result = value.serialize(&mut Serializer::with_formatter(&mut json, Numbers));
    finish(json, result)
}

fn finish(json: Vec<u8>, result: serde_json::Result<()>) -> Result<String, Failure> {
    result.map_err(|error| Failure::new("result", error))?;
    String::from_utf8(json).map_err(|error| Failure::new("result", error))
}

/// Writes numbers with a fraction as the engine prints them, whose tables of 20 kB the module can use.
struct Numbers;

impl Formatter for Numbers {
    #[cfg(all(target_family = "wasm", target_os = "unknown"))]
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, number: f64) -> io::Result<()> {
        writer.write_all(crate::exports::print(number).as_bytes())
    }
}
