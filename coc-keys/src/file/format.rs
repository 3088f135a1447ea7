//! The bytes of the key file: JSON with a version, for people to look at.
//!
//! ```json
//! {
//!   "version": 1,
//!   "entries": [
//!     { "account": "…", "keyName": "…", "ip": "203.0.113.7", "id": "…", "token": "…", "created": "20260704T120000.000Z" }
//!   ]
//! }
//! ```
//!
//! A field that is not known here is an error and not a loss: so a program that adds one need not raise the version as long as it
//! minds only newer programs. Errors of `serde_json` are not handed on, because they repeat what they read.

use std::{io, net::IpAddr, path::Path};

use coc_core::models::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Document, FileError, StoredKey};

const VERSION: u64 = 1;

/// How much of an unknown field's name an error repeats, in characters.
const FIELD: usize = 80;

/// All that every version has.
#[derive(Deserialize)]
struct Header {
    version: u64,
}

#[derive(Serialize, Deserialize)]
struct Contents<K> {
    version: u64,
    entries: Vec<K>,
}

/// A [`StoredKey`] on its way out, with borrowed texts, or in.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry<S, T> {
    account: S,
    key_name: S,
    ip: IpAddr,
    id: S,
    token: T,
    created: Timestamp,
}

impl<'a> From<&'a StoredKey> for Entry<&'a str, &'a str> {
    fn from(key: &'a StoredKey) -> Self {
        Self {
            account: &key.account,
            key_name: &key.key_name,
            ip: key.ip,
            id: &key.id,
            token: key.token.expose_secret(),
            created: key.created,
        }
    }
}

impl From<Entry<String, SecretString>> for StoredKey {
    fn from(key: Entry<String, SecretString>) -> Self {
        let Entry { account, key_name, ip, id, token, created } = key;
        Self { account, key_name, ip, id, token, created }
    }
}

/// The bytes of a file that holds this.
pub(super) fn write(document: &Document) -> io::Result<Zeroizing<Vec<u8>>> {
    let entries = document.entries.iter().map(Entry::from).collect();
    let contents = Contents { version: VERSION, entries };
    // Counted first, so that the bytes do not move while they grow and leave tokens behind.
    let mut length = Length(1);
    serde_json::to_writer_pretty(&mut length, &contents)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(length.0));
    serde_json::to_writer_pretty(&mut *bytes, &contents)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// What a file with these bytes holds; the path is for errors.
pub(super) fn read(bytes: &[u8], path: &Path) -> Result<Document, FileError> {
    let damaged = |error: serde_json::Error| {
        let (line, column) = (error.line(), error.column());
        FileError::Damaged { path: path.to_path_buf(), line, column }
    };
    let Header { version } = serde_json::from_slice(bytes).map_err(damaged)?;
    if version != VERSION {
        return Err(FileError::UnknownVersion { path: path.to_path_buf(), version });
    }
    let mut unknown = None;
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let contents: Contents<Entry<String, SecretString>> = serde_ignored::deserialize(&mut json, |field| {
        unknown.get_or_insert_with(|| field.to_string().chars().take(FIELD).collect());
    })
    .map_err(damaged)?;
    if let Some(field) = unknown {
        return Err(FileError::UnknownField { path: path.to_path_buf(), field });
    }
    Ok(Document { entries: contents.entries.into_iter().map(StoredKey::from).collect() })
}

/// A writer that only counts.
struct Length(usize);

impl io::Write for Length {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PATH: &str = "/keys.json";

    fn key() -> impl Strategy<Value = StoredKey> {
        let texts = (".{0,20}", ".{0,20}", "[0-9a-f-]{0,36}", ".{0,600}");
        (texts, any::<IpAddr>(), 0..253_402_300_799_i64).prop_map(
            |((account, key_name, id, token), ip, seconds)| StoredKey {
                account,
                key_name,
                ip,
                id,
                token: token.into(),
                created: Timestamp::from_unix_seconds(seconds).unwrap(),
            },
        )
    }

    fn shown(document: &Document) -> Vec<String> {
        let key = |key: &StoredKey| {
            format!("{key:?} {:?} {:?}", key.token.expose_secret(), key.created.to_string())
        };
        document.entries.iter().map(key).collect()
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(entries in proptest::collection::vec(key(), 0..12)) {
            let document = Document { entries };
            let bytes = write(&document).unwrap();
            prop_assert_eq!(bytes.len(), bytes.capacity(), "the bytes moved while they were written");
            prop_assert_eq!(shown(&read(&bytes, Path::new(PATH)).unwrap()), shown(&document));
        }

        #[test]
        fn no_bytes_panic_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = read(&bytes, Path::new(PATH));
        }

        #[test]
        fn a_file_that_was_cut_anywhere_is_damaged(entries in proptest::collection::vec(key(), 1..4), at in any::<prop::sample::Index>()) {
            let bytes = write(&Document { entries }).unwrap();
            // The line break at the end is not missed.
            let cut = &bytes[..at.index(bytes.len() - 1)];
            let error = read(cut, Path::new(PATH)).unwrap_err();
            prop_assert!(matches!(error, FileError::Damaged { .. }), "{}", error);
        }
    }

    #[test]
    fn the_file_is_as_it_was_in_the_first_version() {
        let text = r#"{"version":1,"entries":[{"account":"a@example.com","keyName":"bot","ip":"2001:db8::7",
            "id":"1f","token":"hush","created":"20260704T120000.000Z"}]}"#;
        let document = read(text.as_bytes(), Path::new(PATH)).unwrap();
        let key = &document.entries[0];
        assert_eq!((&*key.account, &*key.key_name, &*key.id), ("a@example.com", "bot", "1f"));
        assert_eq!((key.ip.to_string(), key.token.expose_secret()), ("2001:db8::7".into(), "hush"));
        assert_eq!(key.created.unix_seconds(), 1_783_166_400);
        let written: serde_json::Value = serde_json::from_slice(&write(&document).unwrap()).unwrap();
        assert_eq!(written, serde_json::from_str::<serde_json::Value>(text).unwrap());
    }

    #[test]
    fn what_is_not_a_key_file_is_damaged_and_no_error_repeats_what_it_read() {
        for text in [
            "",
            "hush",
            "[]",
            r#"{"entries":[]}"#,
            r#"{"version":"hush","entries":[]}"#,
            r#"{"version":1}"#,
            r#"{"version":1,"entries":{}}"#,
            r#"{"version":1,"entries":["hush"]}"#,
            r#"{"version":1,"entries":[{"account":"a","keyName":"b","ip":"hush","id":"c","token":"d","created":"e"}]}"#,
            r#"{"version":1,"version":1,"entries":[]}"#,
            r#"{"version":1,"entries":[]} hush"#,
        ] {
            let error = read(text.as_bytes(), Path::new(PATH)).unwrap_err();
            assert!(matches!(error, FileError::Damaged { .. }), "{text}: {error}");
            let shown = format!("{error} {error:?}");
            assert!(shown.contains(PATH) && !shown.contains("hush"), "{shown}");
        }
    }

    #[test]
    fn another_version_is_told_from_damage() {
        let error = read(br#"{"version":2,"keys":7}"#, Path::new(PATH)).unwrap_err();
        assert!(matches!(error, FileError::UnknownVersion { version: 2, .. }), "{error}");
    }

    #[test]
    fn an_unknown_field_is_named_and_not_lost() {
        for (text, name) in [
            (r#"{"version":1,"entries":[],"colour":"hush"}"#, "colour"),
            (
                r#"{"version":1,"entries":[{"account":"a","keyName":"b","ip":"::1","id":"c","token":"d",
                    "created":"20260704T120000.000Z","colour":"hush"}]}"#,
                "entries.0.colour",
            ),
        ] {
            let error = read(text.as_bytes(), Path::new(PATH)).unwrap_err();
            assert!(matches!(&error, FileError::UnknownField { field, .. } if field == name), "{error}");
            assert!(!error.to_string().contains("hush"), "{error}");
        }
    }
}
