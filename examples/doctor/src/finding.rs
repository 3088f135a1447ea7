//! What was found out about a route: the facts that the table ([`crate::table`]) and the document ([`crate::document`]) show.

use std::collections::BTreeSet;
use std::time::Duration;

use coc_transport_native::coc_core::{DecodeError, Route};
use coc_transport_native::{Error, ErrorKind};

/// What came of the one call of a route.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) route: Route,
    /// What was not found before, so that something unknown was asked for instead.
    pub(crate) note: Option<&'static str>,
    pub(crate) status: Option<u16>,
    /// From the call to the last byte; none where no call was made.
    pub(crate) elapsed: Option<Duration>,
    pub(crate) verdict: Verdict,
}

/// Whether an answer was understood, and as what.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// A success that fits the model.
    Decoded {
        /// Fields that no model has, as `items[].hat`.
        unmodelled: BTreeSet<String>,
    },
    /// An error that the API documents: an answer like any other.
    Refused(Error),
    /// Maintenance or a failing server, be it as JSON or as a page: nothing to decode, but clear enough.
    Trouble(Error),
    /// A success that does not fit the model, or is cut off, or is no JSON.
    Misfit(DecodeError),
    /// Anything else: no answer, or one that the API is not known to give.
    Failed(Error),
    /// Nothing was sent, and why.
    Skipped(&'static str),
}

impl Verdict {
    /// What a failed call of this route means.
    pub(crate) fn of(route: &Route, error: Error) -> Self {
        use ErrorKind as K;
        match error.kind() {
            K::Maintenance | K::Server => Self::Trouble(error),
            // Where a route is gone, so may be what gave it the API's own error body.
            K::NotFound if route.deprecation().is_some() => Self::Refused(error),
            // The token was throttled by an earlier answer, and is left in peace.
            K::Throttled if error.status().is_none() => Self::Refused(error),
            K::BadRequest
            | K::AccessDenied
            | K::PrivateWarLog
            | K::InvalidKey
            | K::InvalidIp
            | K::NotFound
            | K::Throttled
                if error.is_api_error() =>
            {
                Self::Refused(error)
            }
            _ => Self::Failed(error),
        }
    }

    pub(crate) fn is_understood(&self) -> bool {
        matches!(self, Self::Decoded { .. } | Self::Refused(_) | Self::Trouble(_))
    }

    /// The kind of verdict in a word or two.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Decoded { .. } => "decoded",
            Self::Refused(_) => "refused",
            Self::Trouble(error) if error.is_maintenance() => "maintenance",
            Self::Trouble(_) => "server trouble",
            Self::Misfit(_) => "not decoded",
            Self::Failed(_) => "failed",
            Self::Skipped(_) => "skipped",
        }
    }

    /// Why it is not decoded.
    pub(crate) fn reason(&self) -> Option<String> {
        match self {
            Self::Decoded { .. } => None,
            Self::Refused(error) | Self::Trouble(error) | Self::Failed(error) => Some(words(error)),
            Self::Misfit(error) => Some(error.to_string()),
            Self::Skipped(why) => Some((*why).to_owned()),
        }
    }

    pub(crate) fn error(&self) -> Option<&Error> {
        match self {
            Self::Refused(error) | Self::Trouble(error) | Self::Failed(error) => Some(error),
            Self::Decoded { .. } | Self::Misfit(_) | Self::Skipped(_) => None,
        }
    }

    pub(crate) fn unmodelled(&self) -> impl Iterator<Item = &str> {
        let fields = match self {
            Self::Decoded { unmodelled } => Some(unmodelled),
            _ => None,
        };
        fields.into_iter().flatten().map(String::as_str)
    }
}

/// An error in words, without the endpoint and the status, which stand beside it, and with its causes.
fn words(error: &Error) -> String {
    let mut words = error.kind().to_string();
    if let Some(message) = error.message() {
        words = format!("{words}: {message}");
    }
    if !error.is_api_error() {
        let mut cause = std::error::Error::source(error);
        while let Some(error) = cause {
            let why = error.to_string();
            // A cause often says again what it causes.
            if !words.ends_with(&why) {
                words = format!("{words}: {why}");
            }
            cause = error.source();
        }
    }
    words
}
