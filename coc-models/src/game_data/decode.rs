//! From bytes to the contents of a file.
//!
//! Memory is in proportion to the bytes, whatever lengths they claim: postcard passes a length on to
//! `Vec` only if as many bytes follow, and every element takes at least one.

use super::{
    GameDataError,
    schema::{File, MAGIC, SCHEMA},
};

pub(super) fn file(bytes: &[u8]) -> Result<File, GameDataError> {
    let Some(contents) = bytes.strip_prefix(&MAGIC) else {
        let is_beginning = !bytes.is_empty() && MAGIC.starts_with(bytes);
        return Err(if is_beginning { GameDataError::Truncated } else { GameDataError::NotGameData });
    };
    // A newer schema is not decoded, so its number stands alone.
    let (found, contents) = postcard::take_from_bytes::<u32>(contents).map_err(|error| of(&error))?;
    if found > SCHEMA {
        return Err(GameDataError::NewerSchema { found, supported: SCHEMA });
    }
    if found < SCHEMA {
        return Err(GameDataError::Malformed);
    }
    let (file, rest) = postcard::take_from_bytes(contents).map_err(|error| of(&error))?;
    if rest.is_empty() { Ok(file) } else { Err(GameDataError::TrailingBytes { count: rest.len() }) }
}

fn of(error: &postcard::Error) -> GameDataError {
    match error {
        postcard::Error::DeserializeUnexpectedEnd => GameDataError::Truncated,
        _ => GameDataError::Malformed,
    }
}
