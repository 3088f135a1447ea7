//! Tries a key at the API.

use coc_transport_native::{
    Client, Error, ErrorKind, NativeTransport, TokioClock,
    coc_core::{BaseUrl, Retry},
};
use secrecy::{ExposeSecret as _, SecretString};

/// Where keys are tried.
pub(crate) struct Api {
    pub(crate) transport: NativeTransport,
    pub(crate) clock: TokioClock,
    pub(crate) url: BaseUrl,
}

/// What the API made of a key.
pub(crate) enum Verdict {
    /// It may be used from here.
    Works,
    /// The API refuses it as such.
    Invalid(Error),
    /// It is valid, but not for what it is needed for.
    Denied(Error),
    /// It is not known, because the API failed.
    Unknown(Error),
}

impl Api {
    /// Makes one small call with the key.
    ///
    /// # Errors
    /// If there can be no client with this key.
    pub(crate) async fn check(&self, key: &SecretString) -> Result<Verdict, Error> {
        let builder = Client::builder(self.transport.clone(), self.clock);
        let builder = builder.base_url(self.url.as_str()).token(key.expose_secret());
        let client = builder.retry(Retry::never()).no_cache().build()?;
        Ok(match client.gold_pass().await {
            Ok(_) => Verdict::Works,
            Err(error) => match error.kind() {
                ErrorKind::InvalidKey | ErrorKind::InvalidIp => Verdict::Invalid(error),
                ErrorKind::AccessDenied => Verdict::Denied(error),
                // It was let in, and there is no season at the moment.
                ErrorKind::NotFound => Verdict::Works,
                _ => Verdict::Unknown(error),
            },
        })
    }
}

impl Verdict {
    pub(crate) const fn as_str(&self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::Invalid(_) | Self::Denied(_) => "refused",
            Self::Unknown(_) => "unknown",
        }
    }

    pub(crate) fn error(&self) -> Option<&Error> {
        match self {
            Self::Works => None,
            Self::Invalid(error) | Self::Denied(error) | Self::Unknown(error) => Some(error),
        }
    }
}
