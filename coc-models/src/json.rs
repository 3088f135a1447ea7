//! Decoding of JSON: strict, and with repairs if that fails.
//!
//! [`decode`] decodes a body as `serde_json` does, except that it takes no array for an object.
//! Only if that fails, the body is parsed into a [`Value`] and mended where decoding fails, so that
//! one odd value does not lose all others. [`Repairs`] tells what was changed.
//!
//! ```
//! use coc_models::{Clan, json};
//!
//! let body =
//! br##"{"tag":"#2PP","clanLevel":"9","labels":[null],"location":{"id":32000006},"members":true}"##;
//! let decoded = json::decode::<Clan>(body)?; assert_eq!(decoded.value.clan_level, 9);
//! assert_eq!(decoded.value.members, 0); let repairs: Vec<String> =
//! decoded.repairs.iter().map(ToString::to_string).collect(); assert_eq!(repairs, [
//!     "clanLevel: converted number",
//!     "labels[]: skipped null",
//!     "location.name: defaulted name",
//!     "members: dropped value",
//! ]);
//! # Ok::<(), json::DecodeError>(())
//! ```
//!
//! # What is repaired
//!
//! | In the body | Result |
//! |---|---|
//! | `5.0`, `"5"` for an integer; `"17.5"` for a number; `"true"` for a boolean | 5; 17.5; true |
//! | `null` in a list | skipped |
//! | an object with an `id` and without its `name` | the name is empty |
//! | any other value that cannot be read | as if the field were missing |
//! | an object that then lacks a required field | as if its own field were missing; an entry of a list is skipped |
//! | invalid UTF-8, a lone surrogate, a control character in a string | U+FFFD, or the character |
//! | a number that no `f64` can hold, more than 60 levels of nesting | a value that cannot be read |
//! | a field that occurs twice | the last one is used |
//!
//! An array in place of an object is a value that cannot be read. Changes at the same path are
//! counted together.
//!
//! # What is an error
//!
//! | Body | Reason |
//! |---|---|
//! | HTML, other text, a truncated body | it is no response |
//! | an array, a string, a number, `null` | no response is one |
//! | an object without a required field of its model, or with a value there that cannot be read | it identifies nothing |
//! | a list of two or more entries of which none can be read | not one value is odd, the format is another |
//! | more than 100 different failures | the time for a repair is bounded |
//!
//! The required fields of the models:
//!
//! | Model | Fields |
//! |---|---|
//! | [`Clan`](crate::Clan), [`ClanSummary`](crate::ClanSummary), [`ClanMember`](crate::ClanMember), [`Player`](crate::Player), all rankings | `tag` |
//! | [`ClanWar`](crate::ClanWar), [`ClanWarLeagueGroup`](crate::ClanWarLeagueGroup) | `state` |
//! | [`ClanWarLogEntry`](crate::ClanWarLogEntry) | `endTime` |
//! | [`ClanCapitalRaidSeason`](crate::ClanCapitalRaidSeason) | `state`, `startTime`, `endTime` |
//! | [`GoldPassSeason`](crate::GoldPassSeason) | `startTime`, `endTime` |
//! | [`LeagueGroup`](crate::LeagueGroup) | `members` |
//! | [`BattleLogEntry`](crate::BattleLogEntry) | `opponentPlayerTag` |
//! | [`LeagueSeasonResult`](crate::LeagueSeasonResult) | `leagueSeasonId` |
//! | [`LeagueSeason`](crate::LeagueSeason) | `id` |
//! | [`Location`](crate::Location), [`Label`](crate::Label), all leagues | `name`, or the `id` if the object is part of another |
//! | [`Page`](crate::Page) | `items` |
//! | [`ClientError`](crate::ClientError) | `reason` |
//! | [`VerifyTokenResponse`](crate::VerifyTokenResponse) | `tag`, `status` |
//! | [`LoginResponse`](crate::LoginResponse), [`ApiKeyList`](crate::ApiKeyList), [`ApiKeyResponse`](crate::ApiKeyResponse) | `status` |
//! | [`PortalError`](crate::PortalError) | `description` |
//!
//! # Other types and other decoders
//!
//! Any type that implements `Deserialize` can be decoded and repaired; its required fields are
//! those without a default. A body that another decoder rejected, such as that of sonic-rs, is
//! repaired by [`repair`].

mod error;
mod lenient;
mod mend;
mod objects;
mod path;
mod repairs;
mod text;

use alloc::{string::String, vec::Vec};

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

pub use self::{
    error::DecodeError,
    repairs::{Repair, RepairKind, Repairs},
};
use self::{
    mend::Mender,
    objects::Objects,
    path::{Step, pattern},
    repairs::RepairLog,
};

/// A decoded value, and what was changed in its body.
///
/// A value that was decoded by other means is converted with `into`.
///
/// ```
/// use coc_models::{Clan, json};
///
/// let decoded = json::decode::<Clan>(br##"{"tag":"#2PP","clanLevel":"9"}"##)?;
/// assert_eq!(decoded.value.clan_level, 9);
/// assert_eq!(decoded.repairs.count(), 1);
/// # Ok::<(), json::DecodeError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decoded<T> {
    /// The value.
    pub value: T,
    /// The changes; nearly always none.
    pub repairs: Repairs,
}

impl<T> Decoded<T> {
    /// Converts the value.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Decoded<U> {
        Decoded { value: convert(self.value), repairs: self.repairs }
    }
}

impl<T> From<T> for Decoded<T> {
    fn from(value: T) -> Self {
        Self { value, repairs: Repairs::default() }
    }
}

/// Decodes a JSON body, and repairs it if it has values that cannot be read.
///
/// A valid body takes one pass of `serde_json` over a `str`: validating UTF-8 for the whole body at
/// once is a third cheaper than string by string. A body that is not UTF-8 decodes without a repair
/// if the model ignores those strings.
///
/// ```
/// use coc_models::{Clan, json};
///
/// let clan = json::decode::<Clan>(br##"{"tag":"#2PP","memberList":[null]}"##)?;
/// for repair in &clan.repairs {
///     println!("{repair}"); // memberList[]: skipped null
/// }
/// assert!(clan.value.member_list.is_empty());
/// # Ok::<(), json::DecodeError>(())
/// ```
///
/// # Errors
/// A [`DecodeError`] that says what the body is instead, as the tables of this module list it.
pub fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<Decoded<T>, DecodeError> {
    match parse::<T>(body) {
        Ok(value) => Ok(Decoded::from(value)),
        Err(error) => mender(body, Some(&error))?.decode(),
    }
}

/// Repairs and decodes a JSON body that another decoder rejected.
///
/// ```
/// use coc_models::{Player, json};
///
/// # fn fast_decoder(_: &[u8]) -> Result<Player, ()> { Err(()) }
/// let body = br##"{"tag":"#8QU8J9LP","trophies":5200.0}"##;
/// let player = match fast_decoder(body) {
///     Ok(player) => player,
///     Err(_) => json::repair(body)?.value,
/// };
/// assert_eq!(player.trophies, 5_200);
/// # Ok::<(), json::DecodeError>(())
/// ```
///
/// # Errors
/// A [`DecodeError`] that says what the body is instead, as the tables of this module list it.
pub fn repair<T: DeserializeOwned>(body: &[u8]) -> Result<Decoded<T>, DecodeError> {
    mender(body, None)?.decode()
}

/// Decodes a JSON body without repairs, for programs that look for odd values.
///
/// ```
/// use coc_models::{Clan, json};
///
/// let error = json::strict::<Clan>(br##"{"tag":"#2PP","clanLevel":"nine"}"##).unwrap_err();
/// assert!(error.to_string().starts_with("at `clanLevel`"));
/// ```
///
/// # Errors
/// A [`DecodeError`] that names the first value that does not fit.
pub fn strict<T: DeserializeOwned>(body: &[u8]) -> Result<T, DecodeError> {
    parse::<T>(body).map_err(|error| {
        if let Some(error) = DecodeError::not_json(body, &error) {
            return error;
        }
        // A body that does not parse into a `Value` is truncated or has a syntax error.
        match serde_json::from_slice(body) {
            Ok(value) => mend::explain::<T>(&value).unwrap_or_else(|| DecodeError::anywhere(&error)),
            Err(_) => DecodeError::anywhere(&error),
        }
    })
}

/// Checks that a body is JSON, for callers that decode it by other means.
///
/// ```
/// use coc_models::json::{self, DecodeError};
///
/// assert!(json::check(br#"{"items":[]}"#).is_ok());
/// assert_eq!(json::check(b"<html></html>"), Err(DecodeError::Html));
/// ```
///
/// # Errors
/// A [`DecodeError`] that says what the body is instead.
pub fn check(body: &[u8]) -> Result<(), DecodeError> {
    let found: Result<IgnoredAny, _> = serde_json::from_slice(body);
    found.map(drop).map_err(|error| not_json(body, &error))
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> serde_json::Result<T> {
    if let Ok(text) = str::from_utf8(body) {
        let mut json = serde_json::Deserializer::from_str(text);
        let value = T::deserialize(Objects(&mut json))?;
        json.end()?;
        Ok(value)
    } else {
        let mut json = serde_json::Deserializer::from_slice(body);
        let value = T::deserialize(Objects(&mut json))?;
        json.end()?;
        Ok(value)
    }
}

fn not_json(body: &[u8], error: &serde_json::Error) -> DecodeError {
    DecodeError::not_json(body, error).unwrap_or_else(|| DecodeError::anywhere(error))
}

/// Parses a body for its repair. Not generic, so that it is compiled once.
fn mender(body: &[u8], error: Option<&serde_json::Error>) -> Result<Mender, DecodeError> {
    let mut log = RepairLog::default();
    if let Some(field) = error.and_then(repeated_field) {
        log.add(field, RepairKind::RepeatedField, 1);
    }
    let parsed = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(error) if error.is_eof() || body.trim_ascii_start().first() == Some(&b'<') => {
            return Err(not_json(body, &error));
        }
        Err(error) => {
            let readable = text::readable(body);
            // Not `from_str`: that would be a second parser.
            let value =
                serde_json::from_slice(readable.text.as_bytes()).map_err(|_| not_json(body, &error))?;
            if readable.has_replaced_text {
                log_replaced_text(&value, &mut Vec::new(), &mut log);
            }
            value
        }
    };
    Ok(Mender::new(parsed, log))
}

/// The field that occurs more than once, if that is the error. Parsing keeps the last one.
fn repeated_field(error: &serde_json::Error) -> Option<String> {
    let message = alloc::string::ToString::to_string(error);
    let (field, _) = message.strip_prefix("duplicate field `")?.split_once('`')?;
    Some(field.into())
}

fn log_replaced_text(value: &Value, place: &mut Vec<Step>, log: &mut RepairLog) {
    match value {
        Value::String(text) if text.contains(char::REPLACEMENT_CHARACTER) => {
            log.add(pattern(place), RepairKind::ReplacedText, 1);
        }
        Value::Array(list) => {
            for value in list {
                place.push(Step::Index(0));
                log_replaced_text(value, place, log);
                place.pop();
            }
        }
        Value::Object(fields) => {
            for (key, value) in fields {
                place.push(Step::Field(key.clone()));
                log_replaced_text(value, place, log);
                place.pop();
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
