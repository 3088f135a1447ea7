//! The key file of `js/file/key-file.js`.

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

use coc_keys::file::{FileError, Storage};
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::properties::Properties;

#[wasm_bindgen]
extern "C" {
    /// A key file of the host. Its functions throw a `Problem`.
    pub type HostFile;
    /// The absolute path; `undefined` if there is no home folder for the default one.
    #[wasm_bindgen(method, getter)]
    fn path(this: &HostFile) -> Option<String>;
    #[wasm_bindgen(method, catch, js_name = tryLock)]
    fn try_lock(this: &HostFile) -> Result<bool, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn unlock(this: &HostFile) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn read(this: &HostFile, limit: f64) -> Result<Option<Uint8Array>, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn write(this: &HostFile, bytes: &[u8]) -> Result<(), JsValue>;

    /// `{ problem, path, owner, mode, action, code }`, of which the words are in Rust.
    #[wasm_bindgen(extends = Properties)]
    type Problem;
}

/// The [`Storage`] of a [`HostFile`].
pub(crate) struct HostStorage {
    file: HostFile,
    path: PathBuf,
}

impl HostStorage {
    /// Returns `None` if the file has no path.
    pub(crate) fn new(file: HostFile) -> Option<Self> {
        file.path().map(|path| Self { path: path.into(), file })
    }

    fn result<T>(&self, result: Result<T, JsValue>) -> Result<T, FileError> {
        result.map_err(|thrown| self.error(&thrown.unchecked_into()))
    }

    fn error(&self, problem: &Problem) -> FileError {
        let path = problem.string("path").map_or_else(|| self.path.clone(), PathBuf::from);
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
        let number = |name: &str| problem.number(name).unwrap_or_default() as u32;
        let (owner, mode) = (number("owner"), number("mode"));
        match problem.string("problem").unwrap_or_default().as_str() {
            "noFileName" => FileError::NoFileName { path },
            "notAFolder" => FileError::NotAFolder { path },
            "foreignFolder" => FileError::ForeignFolder { path, owner },
            "writableFolder" => FileError::WritableFolder { path, mode },
            "symlink" => FileError::Symlink { path },
            "notAFile" => FileError::NotAFile { path },
            "foreignFile" => FileError::ForeignFile { path, owner },
            "exposed" => FileError::Exposed { path, mode },
            "tooLarge" => FileError::TooLarge {
                path,
                limit: problem.number("limit").map_or(0, |limit| {
                    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as above")]
                    let limit = limit as u64;
                    limit
                }),
            },
            _ => {
                let action = problem.string("action").unwrap_or_default();
                let action = ACTIONS.iter().find(|known| **known == action).unwrap_or(&"use");
                let code = problem.string("code").unwrap_or_else(|| "unknown error".to_owned());
                FileError::Io { action, path, source: io::Error::other(code) }
            }
        }
    }
}

/// The actions of `js/file` that may fail.
const ACTIONS: &[&str] = &[
    "create a file in",
    "create the folder",
    "list",
    "lock",
    "open",
    "read",
    "read the metadata of",
    "read the metadata of the folder",
    "remove",
    "replace",
    "sync the folder",
    "write",
];

impl Storage for HostStorage {
    fn path(&self) -> &Path {
        &self.path
    }

    fn try_lock(&self) -> Result<bool, FileError> {
        self.result(self.file.try_lock())
    }

    fn unlock(&self) {
        // The next process that locks the file removes a claim that stays behind.
        drop(self.file.unlock());
    }

    fn read(&self, limit: u64) -> Result<Option<Zeroizing<Vec<u8>>>, FileError> {
        #[allow(clippy::cast_precision_loss, reason = "a few MiB")]
        let bytes = self.result(self.file.read(limit as f64))?;
        Ok(bytes.map(|bytes| {
            let copy = Zeroizing::new(bytes.to_vec());
            bytes.fill(0, 0, bytes.length());
            copy
        }))
    }

    fn write(&self, bytes: &[u8]) -> Result<(), FileError> {
        self.result(self.file.write(bytes))
    }
}

impl fmt::Debug for HostStorage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HostStorage").field("path", &self.path).finish_non_exhaustive()
    }
}
