//! A check of a key with the API.

use coc_transport_native::{
    Client, Error, ErrorKind, NativeTransport, TokioClock,
    coc_core::{BaseUrl, Retry},
};
use secrecy::{ExposeSecret as _, SecretString};

/// The API that checks keys.
pub(crate) struct Api {
    pub(crate) transport: NativeTransport,
    pub(crate) clock: TokioClock,
    pub(crate) url: BaseUrl,
}

/// The result of checking a key.
pub(crate) enum KeyCheck {
    /// The key works from this address.
    Works,
    /// The API rejects the key.
    Invalid(Error),
    /// The key is valid, but lacks access to the route.
    Denied(Error),
    /// The API failed.
    Unknown(Error),
}

impl Api {
    /// Makes one call with the key.
    ///
    /// # Errors
    /// If no client can be built with this key.
    pub(crate) async fn check(&self, key: &SecretString) -> Result<KeyCheck, Error> {
        let builder = Client::builder(self.transport.clone(), self.clock);
        let builder = builder.base_url(self.url.as_str()).token(key.expose_secret());
        let client = builder.retry(Retry::never()).no_cache().build()?;
        Ok(match client.gold_pass().await {
            Ok(_) => KeyCheck::Works,
            Err(error) => match error.kind() {
                ErrorKind::InvalidKey | ErrorKind::InvalidIp => KeyCheck::Invalid(error),
                ErrorKind::AccessDenied => KeyCheck::Denied(error),
                // The key was accepted, and there is no season at the moment.
                ErrorKind::NotFound => KeyCheck::Works,
                _ => KeyCheck::Unknown(error),
            },
        })
    }
}

impl KeyCheck {
    pub(crate) const fn as_str(&self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::Invalid(_) | Self::Denied(_) => "rejected",
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
