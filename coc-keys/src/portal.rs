//! The developer portal over any [`Transport`]: login, and listing, creating and revoking keys.
//!
//! Each method sends one request, without retries. `portal/response.rs` interprets the responses.

use std::{fmt, sync::Arc, time::Duration};

use bytes::Bytes;
use coc_core::{
    BaseUrl, BoxFuture, Clock, Instant, MaybeSend, MaybeSync, Transport, TransportError,
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

use crate::{
    CallError,
    error::{Error, ErrorKind},
};

mod redact;
mod response;
mod session;

use response::PortalResponse;
pub(crate) use session::Session;

/// The official portal.
pub(crate) const OFFICIAL: &str = "https://developer.clashofclans.com/api";

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The requests that the portal knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PortalRequest {
    Login,
    List,
    Create,
    Revoke,
}

impl PortalRequest {
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

/// The function that sends a request with a [`Transport`].
trait SendRequest: Fn(http::Request<Bytes>) -> Sent + MaybeSend + MaybeSync {}
impl<F: Fn(http::Request<Bytes>) -> Sent + MaybeSend + MaybeSync> SendRequest for F {}

/// A type-erased [`Transport`], with a time limit.
#[derive(Clone)]
pub(crate) struct HttpClient {
    send: Arc<dyn SendRequest>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) timeout: Duration,
}

impl HttpClient {
    pub(crate) fn new(transport: impl Transport + Clone, clock: impl Clock, timeout: Duration) -> Self {
        let send = move |request| {
            let transport = transport.clone();
            Box::pin(async move { transport.send(request).await }) as Sent
        };
        Self { send: Arc::new(send), clock: Arc::new(clock), timeout }
    }

    /// Sends a request and returns the response, if it arrives within the time limit.
    pub(crate) async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, Error> {
        match select((self.send)(request), self.clock.sleep(self.timeout)).await {
            Either::Left((Ok(response), _)) => Ok(response),
            Either::Left((Err(error), _)) => {
                let error = CallError::from(error);
                let message = match error.kind() {
                    // The error says it in other words.
                    coc_core::ErrorKind::Connect => error.message().unwrap_or_default().to_owned(),
                    _ => error.to_string(),
                };
                Err(Error::new(ErrorKind::Unreachable, message).caused_by(error))
            }
            Either::Right(_) => {
                Err(Error::new(ErrorKind::Timeout, format!("no complete response within {:?}", self.timeout)))
            }
        }
    }
}

impl fmt::Debug for HttpClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpClient").field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

/// Parses a URL to which secrets are sent, or whose response must be authentic.
pub(crate) fn safe_url(what: &str, text: &str) -> Result<BaseUrl, Error> {
    let wrong = |why: &str| Error::new(ErrorKind::Settings, format!("{what}: {why}"));
    let url: BaseUrl = text.parse().map_err(|error: coc_core::Error| {
        // The message does not repeat the URL, which may hold a password.
        let message = error.message().unwrap_or_default();
        wrong(message.split(';').next().unwrap_or_default().trim_start_matches("base URL: "))
    })?;
    if url.as_str().starts_with("http://") && !url.is_loopback() {
        return Err(wrong("plain http to another machine can be read and changed on the way; use https"));
    }
    Ok(url)
}

/// The result of a login.
pub(crate) struct LoggedIn {
    pub(crate) session: Session,
    /// A token whose claims have the address that the portal saw.
    pub(crate) token: Option<SecretString>,
}

/// The body of a request to create a key.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewKey<'a> {
    pub(crate) name: &'a str,
    pub(crate) description: &'a str,
    pub(crate) cidr_ranges: [String; 1],
    pub(crate) scopes: &'a [String],
}

/// A client of the portal.
#[derive(Debug)]
pub(crate) struct Portal {
    pub(crate) http: HttpClient,
    pub(crate) base: BaseUrl,
}

impl Portal {
    pub(crate) fn now(&self) -> Instant {
        self.http.clock.now()
    }

    /// Starts a session.
    pub(crate) async fn login(&self, email: &str, password: &SecretString) -> Result<LoggedIn, Error> {
        #[derive(Serialize)]
        struct Login<'a> {
            email: &'a str,
            password: &'a str,
        }
        let body = Login { email, password: password.expose_secret() };
        // An escaped character takes six bytes at most. A buffer that grew would leave the password
        // in freed memory.
        let room = 64 + 6 * (email.len() + password.expose_secret().len());
        let mut session = Session::new(password.clone());
        let response = self.post(PortalRequest::Login, &mut session, &body, room).await?;
        let login: LoginResponse = response.read()?;
        session.lasts_for(self.now(), login.session_expires_in_seconds);
        if !session.is_open(self.now()) {
            let message = "the login set no session cookie";
            return Err(Error::new(ErrorKind::Unreadable, message));
        }
        let token = login.temporary_api_token.map(|token| SecretString::from(token.expose()));
        Ok(LoggedIn { session, token })
    }

    /// Returns all keys of the session's account.
    pub(crate) async fn list(&self, session: &mut Session) -> Result<Vec<ApiKey>, Error> {
        let list: ApiKeyList =
            self.request(PortalRequest::List, session, &serde_json::Map::new(), 16).await?;
        session.lasts_for(self.now(), list.session_expires_in_seconds);
        Ok(list.keys)
    }

    /// Creates a key.
    pub(crate) async fn create(&self, session: &mut Session, wanted: &NewKey<'_>) -> Result<ApiKey, Error> {
        let created: ApiKeyResponse = self.request(PortalRequest::Create, session, wanted, 512).await?;
        session.lasts_for(self.now(), created.session_expires_in_seconds);
        created.key.ok_or_else(|| Error::new(ErrorKind::Unreadable, "the created key is missing"))
    }

    /// Revokes a key.
    pub(crate) async fn revoke(&self, session: &mut Session, id: &str) -> Result<(), Error> {
        #[derive(Serialize)]
        struct Revoke<'a> {
            id: &'a str,
        }
        self.post(PortalRequest::Revoke, session, &Revoke { id }, 512).await?.check()
    }

    async fn request<T: DeserializeOwned>(
        &self,
        kind: PortalRequest,
        session: &mut Session,
        body: &impl Serialize,
        room: usize,
    ) -> Result<T, Error> {
        self.post(kind, session, body, room).await?.read()
    }

    async fn post(
        &self,
        kind: PortalRequest,
        session: &mut Session,
        body: &impl Serialize,
        room: usize,
    ) -> Result<PortalResponse, Error> {
        let wrong = |error: &dyn fmt::Display| Error::new(ErrorKind::Settings, error.to_string());
        let mut bytes = Zeroizing::new(Vec::with_capacity(room));
        serde_json::to_writer(&mut *bytes, body).map_err(|error| wrong(&error))?;
        let uri: Uri =
            format!("{}{}", self.base.as_str(), kind.path()).parse().map_err(|error| wrong(&error))?;
        let mut request = http::Request::new(Bytes::from_owner(bytes));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = uri;
        let headers: &mut HeaderMap = request.headers_mut();
        headers.insert(CONTENT_TYPE, JSON);
        headers.insert(ACCEPT, JSON);
        if let Some(cookies) = session.cookies() {
            headers.insert(COOKIE, cookies);
        }
        let response = self.http.send(request).await?;
        let unix_now = self.http.clock.unix_time();
        let mut secrets = session.secrets();
        session.receive(response.headers());
        secrets.extend(session.secrets());
        Ok(PortalResponse::new(kind, response, unix_now, &secrets))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_rejected_except_on_this_machine() {
        for good in
            [OFFICIAL, "http://127.0.0.1:8080/api", "http://localhost/api", "https://portal.example/x/"]
        {
            assert!(safe_url("the portal's URL", good).is_ok(), "{good}");
        }
        for (bad, why) in [
            ("http://portal.example/api", "plain http"),
            ("http://192.168.0.2/api", "plain http"),
            ("portal.example", "http"),
            ("https://user:secret@portal.example", "user name"),
        ] {
            let error = safe_url("the portal's URL", bad).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Settings);
            let text = error.to_string();
            assert!(text.contains("the portal's URL") && text.contains(why), "{text}");
            assert!(!text.contains("secret") && !text.contains("api.clashofclans.com"), "{text}");
        }
    }
}
