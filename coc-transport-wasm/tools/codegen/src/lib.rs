//! Generates the files in which the JavaScript client repeats what the crates define.
//!
//! - `types/models.d.ts`: the models, from the sources of `coc-models` (`models.rs`).
//! - `types/routes.d.ts` and `js/routes.js`: the methods of the routes, from the list in `coc-core`
//!   (`routes.rs`).
//! - `types/game-functions.d.ts` and `game/js/functions.js`: the functions of `coc-api/game`, from the
//!   sources of `coc-game` (`game.rs`).
//!
//! It also makes the test vectors of the helpers ([`vectors`]), and runs the functions of the game
//! natively ([`results`]), for tests. Neither is stored.

mod error;
mod game;
mod models;
pub mod results;
mod routes;
pub mod vectors;

use std::{fs, path::PathBuf};

pub use error::Error;

/// A generated file.
#[derive(Debug)]
pub struct File {
    /// Its path.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

impl File {
    /// Whether the file in the repository has this text.
    pub fn is_current(&self) -> bool {
        fs::read_to_string(&self.path).is_ok_and(|text| text == self.text)
    }
}

/// All generated files.
///
/// # Errors
///
/// An [`Error`] that names a definition with no equivalent in TypeScript.
pub fn files() -> Result<Vec<File>, Error> {
    let package = workspace().join("coc-transport-wasm/npm");
    let file = |path: &str, text: String| File { path: package.join(path), text };
    let game = game::Sources::read(&package.join("game/src"), &workspace().join("coc-models/src"))?;
    Ok(vec![
        file("types/models.d.ts", models()?),
        file("types/routes.d.ts", routes::declarations()?),
        file("js/routes.js", routes::javascript()),
        file("types/game-functions.d.ts", game::declarations(&game)?),
        file("game/js/functions.js", game::javascript(&game)?),
    ])
}

/// The text of `types/models.d.ts`.
///
/// # Errors
///
/// An [`Error`] that names a model, or a part of one, with no equivalent in TypeScript.
pub fn models() -> Result<String, Error> {
    models::declarations(&workspace().join("coc-models/src"))
}

/// The root of the workspace.
pub fn workspace() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../.."))
}
