//! The [`Failure`] of a run, and the exit [`Code`]s.

use std::{error::Error, fmt::Debug, io, process::ExitCode};

use coc_keys::{CallError, ErrorKind};
use coc_transport_native::ErrorKind as CallErrorKind;
use serde_json::json;

/// The program's exit codes; the README and `--help` list them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// Success.
    Done = 0,
    /// The goal cannot be reached without a user's action.
    NotReached = 1,
    /// The arguments or settings are invalid.
    Usage = 2,
    /// The portal rejected the email or the password.
    Credentials = 3,
    /// The portal or the API failed; a later run may succeed.
    Later = 4,
    /// The key file cannot be used.
    File = 5,
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        Self::from(code as u8)
    }
}

/// An error that prevents a report.
pub(crate) struct Failure {
    pub(crate) code: Code,
    kind: String,
    message: String,
}

impl Failure {
    /// The failure of a run with invalid arguments or settings.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self { code: Code::Usage, kind: "settings".into(), message: message.into() }
    }

    pub(crate) fn write(&self, json: bool) -> io::Result<()> {
        use io::Write as _;

        let Self { code, kind, message } = self;
        anstream::eprintln!("keys: {message}");
        if json {
            let document = json!({ "error": { "kind": kind, "message": message, "exitCode": *code as u8 } });
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
        Self { code, kind: camel_case(error.kind()), message: with_causes(&error) }
    }
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        if let Some(keys_error) = error.source().and_then(|source| source.downcast_ref::<coc_keys::Error>()) {
            return keys_error.clone().into();
        }
        let code = if error.kind() == CallErrorKind::InvalidRequest { Code::Usage } else { Code::NotReached };
        Self { code, kind: camel_case(error.kind()), message: with_causes(&error) }
    }
}

/// The name of a kind in the JSON document.
fn camel_case(kind: impl Debug) -> String {
    let name = format!("{kind:?}");
    let (first, rest) = name.split_at_checked(1).unwrap_or_default();
    first.to_lowercase() + rest
}

/// The error's message with its causes, without repetitions.
pub(crate) fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let message = error.to_string();
        if !text.contains(&message) {
            text = format!("{text}: {message}");
        }
        cause = error.source();
    }
    text
}
