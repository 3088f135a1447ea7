//! The forwarded call ([`Forward`]), and the response body as it is cached ([`CachedBody`]).

use std::{
    hash::{DefaultHasher, Hasher as _},
    sync::OnceLock,
};

use bytes::Bytes;
use coc_transport_native::coc_core::{DecodeError, Endpoint, Error, Route, Target, decode};
use http::HeaderValue;
use serde::de::IgnoredAny;

use crate::{
    compression,
    query::{self, Ambiguous},
};

/// The maximum length of a path argument; the API's own are half as long.
const MAX_ARGUMENT: usize = 32;

/// A route of the API with the arguments of a client's request.
#[derive(Clone)]
pub(crate) struct Forward {
    route: &'static Route,
    target: Target,
    body: Option<Bytes>,
    realtime: bool,
}

impl Forward {
    /// Fills `route` with decoded arguments in its template's order, and with the query in its
    /// canonical form.
    ///
    /// # Errors
    /// [`InvalidTarget`] if an argument is none, such as `..`, which must not lead to another path,
    /// or if the query is ambiguous.
    pub(crate) fn new<'a>(
        route: &'static Route,
        arguments: impl Iterator<Item = (&'a str, &'a str)>,
        query: Option<&str>,
        body: Option<Bytes>,
    ) -> Result<Self, InvalidTarget> {
        let arguments: Vec<String> =
            arguments.map(argument).collect::<Option<_>>().ok_or(InvalidTarget::Argument)?;
        let displayed: Vec<&dyn std::fmt::Display> =
            arguments.iter().map(|argument| argument as &dyn std::fmt::Display).collect();
        let parameters = query::canonical(route, query.unwrap_or_default())?;
        let realtime = parameters.iter().any(|(name, _)| *name == "realtime");
        let target = Target::fill(route.template(), &displayed);
        let target = parameters.iter().fold(target, |target, (name, value)| target.query(name, value));
        Ok(Self { route, target, body, realtime })
    }

    /// Path and query, in the form that all spellings of the request share.
    pub(crate) fn path_and_query(&self) -> &str {
        self.target.as_str()
    }

    /// Whether the caller asks for uncached data, which only privileged keys receive.
    pub(crate) fn is_realtime(&self) -> bool {
        self.realtime
    }
}

/// The reason why a request is not forwarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InvalidTarget {
    Argument,
    Query(Ambiguous),
}

impl From<Ambiguous> for InvalidTarget {
    fn from(parameter: Ambiguous) -> Self {
        Self::Query(parameter)
    }
}

/// Returns the canonical form of an argument: a tag, a number, a season or a word such as `global`.
fn argument((name, text): (&str, &str)) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'#' | b'-' | b'_');
    if text.is_empty() || text.len() > MAX_ARGUMENT || !text.bytes().all(plain) {
        return None;
    }
    query::canonical_value(name, text)
}

impl Endpoint for Forward {
    type Output = CachedBody;
    const ROUTE: Route = Route::get("forward", "/{path}");

    fn route(&self) -> Route {
        self.route.clone()
    }

    fn target(&self) -> Result<Target, Error> {
        Ok(self.target.clone())
    }

    fn body(&self) -> Option<Bytes> {
        self.body.clone()
    }

    /// Checks the syntax only: a captive portal's page must not be cached, and new fields must
    /// pass.
    fn decode(body: &Bytes) -> Result<CachedBody, DecodeError> {
        decode::json::<IgnoredAny>(body)?;
        Ok(CachedBody::new(body.clone()))
    }
}

/// A response body of the API, ready to be sent to many clients.
#[derive(Debug)]
pub(crate) struct CachedBody {
    body: Bytes,
    etag: HeaderValue,
    gzip: OnceLock<Option<Bytes>>,
}

impl CachedBody {
    fn new(body: Bytes) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write(&body);
        // The tag is weak because it stands for the compressed and the uncompressed body.
        let etag = format!("W/\"{:016x}\"", hasher.finish());
        let etag = HeaderValue::from_str(&etag).unwrap_or_else(|_| HeaderValue::from_static("W/\"\""));
        Self { body, etag, gzip: OnceLock::new() }
    }

    /// The body as the API sent it.
    pub(crate) fn plain(&self) -> &Bytes {
        &self.body
    }

    /// The body compressed with gzip, if that is smaller.
    pub(crate) fn gzip(&self) -> Option<&Bytes> {
        self.gzip.get_or_init(|| compression::gzip(&self.body)).as_ref()
    }

    /// A validator that depends on the body only.
    pub(crate) fn etag(&self) -> &HeaderValue {
        &self.etag
    }
}

#[cfg(test)]
mod tests {
    use coc_transport_native::endpoint::{GetClan, GetLeagueGroup, GetLocation};
    use proptest::prelude::*;

    use super::*;

    static CLAN: Route = GetClan::ROUTE;
    static GROUP: Route = GetLeagueGroup::ROUTE;
    static LOCATION: Route = GetLocation::ROUTE;

    fn target(
        route: &'static Route,
        arguments: &[(&str, &str)],
        query: Option<&str>,
    ) -> Result<String, InvalidTarget> {
        let forward = Forward::new(route, arguments.iter().copied(), query, None)?;
        Ok(forward.path_and_query().to_owned())
    }

    #[test]
    fn spellings_of_one_request_have_one_target() {
        for tag in ["#2PP", "2PP", "2pp", "#2pp"] {
            assert_eq!(target(&CLAN, &[("clanTag", tag)], None).unwrap(), "/clans/%232PP");
            assert_eq!(target(&CLAN, &[("clanTag", tag)], Some("a=1&b")).unwrap(), "/clans/%232PP");
            let arguments = [("leagueGroupTag", tag), ("leagueSeasonId", "1773032400")];
            let query = Some("limit=5&playerTag=%238qu8j9lp");
            assert_eq!(
                target(&GROUP, &arguments, query).unwrap(),
                "/leaguegroup/%232PP/1773032400?playerTag=%238QU8J9LP"
            );
        }
        let location = |id| target(&LOCATION, &[("locationId", id)], None).unwrap();
        assert_eq!(location("0032000006"), location("32000006"));
        assert_eq!(location("global"), "/locations/global");
        assert_eq!(
            target(&CLAN, &[("clanTag", "#ABC")], None).unwrap(),
            "/clans/%23ABC",
            "the API rejects it"
        );
    }

    #[test]
    fn an_invalid_argument_is_rejected() {
        for argument in ["", ".", "..", "a/b", "a\\b", "a?b", "%2e%2e", "a b", "ä", "\0", &"A".repeat(33)] {
            let rejected = target(&CLAN, &[("clanTag", argument)], None);
            assert_eq!(rejected, Err(InvalidTarget::Argument), "{argument}");
        }
    }

    #[test]
    fn only_the_json_syntax_of_a_body_is_checked() {
        for (body, good) in [
            (r#"{"new":[1]}"#, true),
            ("[]", true),
            ("<html>log in</html>", false),
            ("{\"tag\":", false),
            ("", false),
        ] {
            assert_eq!(Forward::decode(&Bytes::from_static(body.as_bytes())).is_ok(), good, "{body}");
        }
    }

    #[test]
    fn the_etag_depends_on_the_body_only() {
        let etag = |body: &'static str| CachedBody::new(Bytes::from_static(body.as_bytes())).etag().clone();
        assert_eq!(etag("{}"), etag("{}"));
        assert_ne!(etag("{}"), etag("{ }"));
    }

    proptest! {
        #[test]
        fn any_argument_is_rejected_or_stays_one_segment(argument in ".*") {
            if let Ok(target) = target(&CLAN, &[("clanTag", &argument)], None) {
                let segments: Vec<&str> = target.split('/').collect();
                prop_assert_eq!(&segments[..2], &["", "clans"]);
                prop_assert_eq!(segments.len(), 3);
                prop_assert!(!segments[2].contains('?') && !segments[2].contains('#'));
            }
        }
    }
}
