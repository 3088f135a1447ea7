//! The key file: keys stored between runs of a program, and shared by processes.
//!
//! The file holds tokens, so only its owner may read it, and a file with a problem is rejected
//! instead of repaired. One [`Document`] has the keys of any number of accounts and key names.
//! Processes that share the file lock it:
//!
//! ```
//! use coc_keys::file::KeyFile;
//!
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("coc/keys.json");
//! let file = KeyFile::at(path);
//! let locked = file.lock()?;
//! let mut document = locked.load()?;
//! document.entries.retain(|key| key.account != "former@example.com");
//! locked.store(&document)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The folder has three kinds of files: the key file; `NAME.lock`, which is empty and permanent;
//! and during a write `.NAME.xxxxxx.tmp`, which then replaces the key file. `file/disk/permissions.rs`
//! decides which files and folders are acceptable, `file/format.rs` defines the contents.

mod document;
mod error;
mod format;

#[cfg(not(target_family = "wasm"))]
mod disk;
#[cfg(target_family = "wasm")]
mod hosted;

#[cfg(not(target_family = "wasm"))]
pub use disk::{KeyFile, LockedKeyFile};
pub use document::{Document, StoredKey};
pub use error::FileError;
#[cfg(target_family = "wasm")]
pub use hosted::Storage;
#[cfg(target_family = "wasm")]
pub(crate) use hosted::{KeyFile, LockedKeyFile};

/// The most bytes of a key file: some thousands of keys.
const LIMIT: u64 = 4 << 20;
