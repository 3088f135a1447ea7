//! The format of the key file: versioned JSON that people can read.
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
//! An unknown field is an error, because writing the file would lose it. So a new field needs no
//! new version as long as only newer programs use the file. Errors of `serde_json` are not passed
//! on, because they quote the input.

use std::{io, net::IpAddr, path::Path};

use coc_core::models::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Document, FileError, StoredKey};

const VERSION: u64 = 1;

/// The most characters of an unknown field's name in an error.
const FIELD: usize = 80;

/// The field that every version has.
#[derive(Deserialize)]
struct Header {
    version: u64,
}

#[derive(Serialize, Deserialize)]
struct Contents<K> {
    version: u64,
    entries: Vec<K>,
}

/// A [`StoredKey`] as it is written, with borrowed strings, or read.
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

/// Serializes a document.
pub(super) fn write(document: &Document) -> io::Result<Zeroizing<Vec<u8>>> {
    let entries = document.entries.iter().map(Entry::from).collect();
    let contents = Contents { version: VERSION, entries };
    // Measured first, so that no reallocation leaves tokens in freed memory.
    let mut length = Length(1);
    serde_json::to_writer_pretty(&mut length, &contents)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(length.0));
    serde_json::to_writer_pretty(&mut *bytes, &contents)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Parses a document; the path is for errors.
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
        let strings = (".{0,20}", ".{0,20}", "[0-9a-f-]{0,36}", ".{0,600}");
        (strings, any::<IpAddr>(), 0..253_402_300_799_i64).prop_map(
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
            prop_assert_eq!(bytes.len(), bytes.capacity(), "the buffer was reallocated");
            prop_assert_eq!(shown(&read(&bytes, Path::new(PATH)).unwrap()), shown(&document));
        }

        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = read(&bytes, Path::new(PATH));
        }

        #[test]
        fn a_file_truncated_at_any_byte_is_damaged(entries in proptest::collection::vec(key(), 1..4), at in any::<prop::sample::Index>()) {
            let bytes = write(&Document { entries }).unwrap();
            // Only the line break at the end may be missing.
            let cut = &bytes[..at.index(bytes.len() - 1)];
            let error = read(cut, Path::new(PATH)).unwrap_err();
            prop_assert!(matches!(error, FileError::Damaged { .. }), "{}", error);
        }
    }

    #[test]
    fn version_one_of_the_format_is_unchanged() {
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
    fn invalid_json_is_damaged_and_no_error_quotes_the_input() {
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
    fn another_version_is_an_error_of_its_own() {
        let error = read(br#"{"version":2,"keys":7}"#, Path::new(PATH)).unwrap_err();
        assert!(matches!(error, FileError::UnknownVersion { version: 2, .. }), "{error}");
    }

    #[test]
    fn an_unknown_field_is_an_error_that_names_it() {
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
