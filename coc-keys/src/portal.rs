//! The developer portal: login, and listing, creating and revoking keys, over any [`Transport`].
//!
//! One request here is one request there; nothing is repeated. What the answers mean is told in `portal/answer.rs`.

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use coc_core::{
    BaseUrl, BoxFuture, Clock, Instant, Transport, TransportError,
    models::{ApiKey, ApiKeyList, ApiKeyResponse, LoginResponse},
};
use futures_util::future::{Either, select};
use http::{
    HeaderMap, HeaderValue, Method, Uri,
    header::{ACCEPT, CONTENT_TYPE, COOKIE},
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Serialize, de::DeserializeOwned};
use zeroize::Zeroizing;

use crate::error::{Error, ErrorKind};

mod answer;
mod session;

use answer::Answer;
pub(crate) use session::Session;

/// Where the portal is.
pub(crate) const OFFICIAL: &str = "https://developer.clashofclans.com/api";

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// What is asked of the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Login,
    List,
    Create,
    Revoke,
}

impl Step {
    const fn path(self) -> &'static str {
        match self {
            Self::Login => "/login",
            Self::List => "/apikey/list",
            Self::Create => "/apikey/create",
            Self::Revoke => "/apikey/revoke",
        }
    }
}

type Sent = BoxFuture<'static, Result<http::Response<Bytes>, TransportError>>;

/// A [`Transport`] behind a pointer, and the clock that limits what is sent.
#[derive(Clone)]
pub(crate) struct Wire {
    send: Arc<dyn Fn(http::Request<Bytes>) -> Sent + Send + Sync>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) timeout: Duration,
}

impl Wire {
    pub(crate) fn new(transport: impl Transport + Clone, clock: impl Clock, timeout: Duration) -> Self {
        let send = move |request| {
            let transport = transport.clone();
            Box::pin(async move { transport.send(request).await }) as Sent
        };
        Self { send: Arc::new(send), clock: Arc::new(clock), timeout }
    }

    /// Sends a request and waits for its answer, for as long as is allowed.
    pub(crate) async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, Error> {
        match select((self.send)(request), self.clock.sleep(self.timeout)).await {
            Either::Left((Ok(response), _)) => Ok(response),
            Either::Left((Err(error), _)) => {
                Err(Error::new(ErrorKind::Unreachable, error.to_string()).caused_by(error))
            }
            Either::Right(_) => {
                Err(Error::new(ErrorKind::Timeout, format!("nothing within {:?}", self.timeout)))
            }
        }
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wire").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

/// Reads an address that secrets, or what must be believed, will travel to or from.
pub(crate) fn safe_url(what: &str, text: &str) -> Result<BaseUrl, Error> {
    let wrong = |why: &str| Error::new(ErrorKind::Settings, format!("{what}: {why}"));
    let url: BaseUrl = text.parse().map_err(|error: coc_core::Error| {
        // Its words do not repeat the address, which may hold a password.
        let message = error.message().unwrap_or_default();
        wrong(message.split(';').next().unwrap_or_default().trim_start_matches("base URL: "))
    })?;
    if url.as_str().starts_with("http://") && !url.is_loopback() {
        return Err(wrong(
            "plain http to another machine can be read and changed by anybody on the way; use https",
        ));
    }
    Ok(url)
}

/// What a login gives.
pub(crate) struct LoggedIn {
    pub(crate) session: Session,
    /// A token whose claims tell the address the portal saw.
    pub(crate) token: Option<SecretString>,
}

/// A key that is wanted.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewKey<'a> {
    pub(crate) name: &'a str,
    pub(crate) description: &'a str,
    pub(crate) cidr_ranges: [String; 1],
    pub(crate) scopes: &'a [String],
}

/// The portal, as it is spoken to.
#[derive(Debug)]
pub(crate) struct Portal {
    pub(crate) wire: Wire,
    pub(crate) base: BaseUrl,
}

impl Portal {
    pub(crate) fn now(&self) -> Instant {
        self.wire.clock.now()
    }

    /// A new session.
    pub(crate) async fn login(&self, email: &str, password: &SecretString) -> Result<LoggedIn, Error> {
        #[derive(Serialize)]
        struct Login<'a> {
            email: &'a str,
            password: &'a str,
        }
        let body = Login { email, password: password.expose_secret() };
        // An escaped character takes six bytes at most; a buffer that grew would leave the password behind where it was.
        let room = 64 + 6 * (email.len() + password.expose_secret().len());
        let mut session = Session::default();
        let secrets = [password.clone()];
        let answer = self.post(Step::Login, &mut session, &body, room, &secrets).await?;
        let reply: LoginResponse = answer.read()?;
        session.lasts_until(self.now(), reply.session_expires_in_seconds);
        if !session.is_open(self.now()) {
            let message = "a login without a session cookie";
            return Err(Error::new(ErrorKind::Unreadable, message));
        }
        let token = reply.temporary_api_token.map(|token| SecretString::from(token.expose()));
        Ok(LoggedIn { session, token })
    }

    /// All keys of the session's account.
    pub(crate) async fn list(&self, session: &mut Session) -> Result<Vec<ApiKey>, Error> {
        let reply: ApiKeyList = self.within(Step::List, session, &serde_json::Map::new(), 16).await?;
        session.lasts_until(self.now(), reply.session_expires_in_seconds);
        Ok(reply.keys)
    }

    /// Makes a key.
    pub(crate) async fn create(&self, session: &mut Session, wanted: &NewKey<'_>) -> Result<ApiKey, Error> {
        let reply: ApiKeyResponse = self.within(Step::Create, session, wanted, 512).await?;
        session.lasts_until(self.now(), reply.session_expires_in_seconds);
        reply.key.ok_or_else(|| Error::new(ErrorKind::Unreadable, "a key was made, and the answer lacks it"))
    }

    /// Revokes a key.
    pub(crate) async fn revoke(&self, session: &mut Session, id: &str) -> Result<(), Error> {
        #[derive(Serialize)]
        struct Revoke<'a> {
            id: &'a str,
        }
        let secrets = session.secrets();
        let answer = self.post(Step::Revoke, session, &Revoke { id }, 512, &secrets).await?;
        answer.check()
    }

    async fn within<T: DeserializeOwned>(
        &self,
        step: Step,
        session: &mut Session,
        body: &impl Serialize,
        room: usize,
    ) -> Result<T, Error> {
        let secrets = session.secrets();
        self.post(step, session, body, room, &secrets).await?.read()
    }

    async fn post(
        &self,
        step: Step,
        session: &mut Session,
        body: &impl Serialize,
        room: usize,
        secrets: &[SecretString],
    ) -> Result<Answer, Error> {
        let wrong = |error: &dyn fmt::Display| Error::new(ErrorKind::Settings, error.to_string());
        let mut bytes = Zeroizing::new(Vec::with_capacity(room));
        serde_json::to_writer(&mut *bytes, body).map_err(|error| wrong(&error))?;
        let uri: Uri =
            format!("{}{}", self.base.as_str(), step.path()).parse().map_err(|error| wrong(&error))?;
        let mut request = http::Request::new(Bytes::from_owner(bytes));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = uri;
        let headers: &mut HeaderMap = request.headers_mut();
        headers.insert(CONTENT_TYPE, JSON);
        headers.insert(ACCEPT, JSON);
        if let Some(cookies) = session.cookies() {
            headers.insert(COOKIE, cookies);
        }
        let response = self.wire.send(request).await?;
        let unix_now = self.wire.clock.unix_time();
        session.receive(response.headers());
        Ok(Answer::new(step, response, unix_now, secrets))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_travel_encrypted_or_not_off_the_machine() {
        for good in
            [OFFICIAL, "http://127.0.0.1:8080/api", "http://localhost/api", "https://portal.example/x/"]
        {
            assert!(safe_url("the portal's address", good).is_ok(), "{good}");
        }
        for (bad, why) in [
            ("http://portal.example/api", "plain http"),
            ("http://192.168.0.2/api", "plain http"),
            ("portal.example", "http"),
            ("https://user:secret@portal.example", "user name"),
        ] {
            let error = safe_url("the portal's address", bad).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Settings);
            let text = error.to_string();
            assert!(text.contains("the portal's address") && text.contains(why), "{text}");
            assert!(!text.contains("secret") && !text.contains("api.clashofclans.com"), "{text}");
        }
    }
}
