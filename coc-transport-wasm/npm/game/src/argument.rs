//! [`Arguments`]: reads the arguments of a call. [`Failure`]: why one cannot be used.

use std::{
    fmt::{Display, Write as _},
    str::Split,
};

use coc_models::{
    BattleLogEntry, ClanCapitalRaidSeason, ClanTag, ClanWar, ClanWarLeagueGroup, PlayerTag, Role, SeasonId,
    Village, WarScore,
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Time,
    army::ArmyPlan,
    body::{ClanMembers, LogEntry, PlayerLevels},
    reader::{ReadError, Reader},
    war_league::LeagueWars,
};

/// The reason why an argument cannot be used.
///
/// It is one pointer, because every function returns it.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct Failure(Box<Reason>);

#[derive(Serialize)]
struct Reason {
    /// The name of the argument.
    argument: &'static str,
    /// The path of the value in the argument, such as `clan.members[3]`; the argument itself if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    /// The reason, with the name and the path.
    message: String,
}

impl Failure {
    /// A failure of an argument as a whole.
    pub(crate) fn new(argument: &'static str, reason: impl Display) -> Self {
        Self::at(argument, "", &reason)
    }

    /// A failure of a value in an argument.
    #[cold]
    #[inline(never)]
    fn at(argument: &'static str, path: &str, reason: &dyn Display) -> Self {
        let dot = if path.is_empty() || path.starts_with('[') { "" } else { "." };
        let message = format!("`{argument}{dot}{path}`: {reason}");
        let path = Some(path.to_owned()).filter(|path| !path.is_empty());
        Self(Box::new(Reason { argument, path, message }))
    }
}

/// A type of an argument.
pub(crate) trait Argument: DeserializeOwned {
    /// Whether it may be missing.
    const IS_OPTIONAL: bool = false;
}

macro_rules! arguments {
    ($($ty:ty),+ $(,)?) => {
        $(impl Argument for $ty {})+
    };
}

arguments! {
    // Bodies of the API.
    PlayerLevels, BattleLogEntry, ClanCapitalRaidSeason, ClanWar, ClanWarLeagueGroup, LogEntry, LeagueWars,
    ClanMembers, Vec<BattleLogEntry>,
    // Values of the caller.
    ArmyPlan, ClanTag, PlayerTag, Role, SeasonId, String, Time, Village, WarScore, f64, i32, usize,
}

impl<T: Argument> Argument for Option<T> {
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
        let mut reader = Reader::new(text);
        let value = T::deserialize(&mut reader).map_err(|error| failure(name, &reader, &error))?;
        reader.end().map_err(|error| failure(name, &reader, &error))?;
        Ok(value)
    }

    fn text(&mut self, name: &'static str, is_optional: bool) -> Result<&'a str, Failure> {
        let text = match self.texts.next().unwrap_or_default() {
            "" => "null",
            text => text,
        };
        if text == "null" && !is_optional { Err(Failure::new(name, "is required")) } else { Ok(text) }
    }
}

#[cold]
#[inline(never)]
fn failure(name: &'static str, reader: &Reader<'_>, error: &ReadError) -> Failure {
    Failure::at(name, &path(reader.before_failure()), error)
}

/// The path of the value that follows a text, such as `clan.members[3].tag`.
fn path(before: &str) -> String {
    // The key or the index of each value that has begun and not ended.
    let mut steps: Vec<(Option<&str>, usize)> = Vec::new();
    let mut rest = before.char_indices();
    while let Some((at, character)) = rest.next() {
        match character {
            '{' | '[' => steps.push((None, 0)),
            '}' | ']' => {
                steps.pop();
            }
            ',' => {
                if let Some((_, index)) = steps.last_mut() {
                    *index += 1;
                }
            }
            '"' => {
                let mut is_escaped = false;
                let end = rest.find(|(_, character)| {
                    let is_end = *character == '"' && !is_escaped;
                    is_escaped = *character == '\\' && !is_escaped;
                    is_end
                });
                if let (Some((end, _)), Some((key, _))) = (end, steps.last_mut())
                    && before.get(end + 1..).is_some_and(|after| after.starts_with(':'))
                {
                    *key = before.get(at + 1..end);
                }
            }
            _ => {}
        }
    }
    let mut path = String::new();
    for (key, index) in steps {
        match key {
            Some(key) => {
                path.push_str(if path.is_empty() { "" } else { "." });
                path.push_str(key);
            }
            None => {
                // Writing to a `String` cannot fail.
                let _ = write!(path, "[{index}]");
            }
        }
    }
    path
}
