//! What went wrong, and the exit code that says so.

use std::{error::Error, fmt::Debug, io, process::ExitCode};

use coc_keys::{CallError, ErrorKind};
use coc_transport_native::ErrorKind as CallErrorKind;
use serde_json::json;

/// The program's exit codes; the README and `--help` list them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// All is as wanted.
    Done = 0,
    /// What is wanted cannot be reached, or only by a person.
    NotReached = 1,
    /// The program was called wrongly.
    Usage = 2,
    /// The portal refused email or password.
    Credentials = 3,
    /// The portal or the API failed; the same may succeed later.
    Later = 4,
    /// The key file is refused.
    File = 5,
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        Self::from(code as u8)
    }
}

/// Why there is no report.
pub(crate) struct Failure {
    pub(crate) code: Code,
    kind: String,
    message: String,
}

impl Failure {
    /// The program was called wrongly.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self { code: Code::Usage, kind: "settings".into(), message: message.into() }
    }

    pub(crate) fn write(&self, json: bool) -> io::Result<()> {
        use io::Write as _;

        let Self { code, kind, message } = self;
        anstream::eprintln!("keys: {message}");
        if json {
            let document = json!({ "error": { "kind": kind, "message": message, "exit_code": *code as u8 } });
            writeln!(anstream::stdout(), "{document:#}")?;
        }
        Ok(())
    }
}

impl From<coc_keys::Error> for Failure {
    fn from(error: coc_keys::Error) -> Self {
        let code = match error.kind() {
            kind if kind.is_transient() => Code::Later,
            ErrorKind::Settings => Code::Usage,
            ErrorKind::WrongCredentials => Code::Credentials,
            ErrorKind::File => Code::File,
            _ => Code::NotReached,
        };
        Self { code, kind: snake_case(error.kind()), message: with_causes(&error) }
    }
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        if let Some(of_keys) = error.source().and_then(|source| source.downcast_ref::<coc_keys::Error>()) {
            return of_keys.clone().into();
        }
        let code = if error.kind() == CallErrorKind::InvalidRequest { Code::Usage } else { Code::NotReached };
        Self { code, kind: snake_case(error.kind()), message: with_causes(&error) }
    }
}

/// The name of a kind as the JSON document writes names.
fn snake_case(kind: impl Debug) -> String {
    let mut name = String::new();
    for letter in format!("{kind:?}").chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.extend(letter.to_lowercase());
    }
    name
}

/// The error and what led to it, as far as it is not said already.
pub(crate) fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let further = error.to_string();
        if !text.contains(&further) {
            text = format!("{text}: {further}");
        }
        cause = error.source();
    }
    text
}
