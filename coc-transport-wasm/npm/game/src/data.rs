//! The game data in use: the embedded data, or a newer file.

use std::{cell::RefCell, ops::Deref, rc::Rc};

use coc_models::game_data::{GameData, GameDataError};

thread_local! {
    /// The data of [`use_game_data`].
    static REPLACED: RefCell<Option<Rc<GameData>>> = const { RefCell::new(None) };
}

/// The game data that a call uses. It stays valid if the data is replaced meanwhile.
pub(crate) enum ActiveData {
    Embedded(&'static GameData),
    Replaced(Rc<GameData>),
}

impl Deref for ActiveData {
    type Target = GameData;

    fn deref(&self) -> &GameData {
        match self {
            Self::Embedded(data) => data,
            Self::Replaced(data) => data,
        }
    }
}

pub(crate) fn active() -> ActiveData {
    let replaced = REPLACED.with(|replaced| replaced.borrow().clone());
    replaced.map_or_else(|| ActiveData::Embedded(GameData::embedded()), ActiveData::Replaced)
}

/// Replaces the game data that the functions of this thread use.
///
/// # Errors
///
/// A [`GameDataError`] if the bytes are not game data. The data in use stays then.
///
/// ```
/// assert!(coc_game::use_game_data(b"<html>").is_err());
/// ```
pub fn use_game_data(bytes: &[u8]) -> Result<(), GameDataError> {
    let data = Rc::new(GameData::from_bytes(bytes)?);
    REPLACED.with(|replaced| replaced.replace(Some(data)));
    Ok(())
}
