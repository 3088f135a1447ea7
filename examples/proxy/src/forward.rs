//! The forwarded call ([`Forward`]), and the response body as it is cached ([`CachedBody`]).

use std::{
    hash::{DefaultHasher, Hasher as _},
    sync::OnceLock,
};

use bytes::Bytes;
use coc_transport_native::coc_core::{DecodeError, Endpoint, Error, Route, Target, decode};
use http::HeaderValue;
use serde::de::IgnoredAny;

use crate::compression;

/// The maximum length of a path argument; the API's own are half as long.
const MAX_ARGUMENT: usize = 32;

/// A route of the API with the arguments of a client's request.
#[derive(Clone)]
pub(crate) struct Forward {
    route: &'static Route,
    target: Target,
    body: Option<Bytes>,
}

impl Forward {
    /// Fills `route` with decoded arguments in its template's order. Returns `None` if one is no
    /// valid argument, such as `..`, which must not lead to another path.
    ///
    /// The query is forwarded unchanged.
    pub(crate) fn new<'a>(
        route: &'static Route,
        arguments: impl Iterator<Item = &'a str>,
        query: Option<&str>,
        body: Option<Bytes>,
    ) -> Option<Self> {
        let arguments: Vec<&str> = arguments.collect();
        if !arguments.iter().all(|argument| is_argument(argument)) {
            return None;
        }
        let displayed: Vec<&dyn std::fmt::Display> =
            arguments.iter().map(|argument| argument as &dyn std::fmt::Display).collect();
        let mut target = Target::fill(route.template(), &displayed);
        if let Some(query) = query.filter(|query| !query.is_empty()) {
            target = Target::new(format!("{}?{query}", target.as_str()));
        }
        Some(Self { route, target, body })
    }

    /// Whether the caller asks for uncached data, which only privileged keys receive.
    pub(crate) fn is_realtime(&self) -> bool {
        let query = self.target.as_str().split_once('?').map_or("", |(_, query)| query);
        query.split('&').any(|parameter| parameter == "realtime=true")
    }
}

/// A tag, a number, a season or a word such as `global`.
fn is_argument(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'#' | b'-' | b'_');
    !text.is_empty() && text.len() <= MAX_ARGUMENT && text.bytes().all(plain)
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
    use coc_transport_native::endpoint::{GetClan, GetLeagueGroup};
    use proptest::prelude::*;

    use super::*;

    static CLAN: Route = GetClan::ROUTE;
    static GROUP: Route = GetLeagueGroup::ROUTE;

    fn target(route: &'static Route, arguments: &[&str], query: Option<&str>) -> Option<String> {
        let forward = Forward::new(route, arguments.iter().copied(), query, None)?;
        Some(forward.target().unwrap().as_str().to_owned())
    }

    #[test]
    fn arguments_are_encoded_and_the_query_is_unchanged() {
        assert_eq!(target(&CLAN, &["#2PP"], None).unwrap(), "/clans/%232PP");
        assert_eq!(target(&CLAN, &["2PP"], Some("")).unwrap(), "/clans/2PP");
        let query = Some("playerTag=%232pp&limit=5&after=eyJwb3MiOjEwfQ&playerTag=x");
        assert_eq!(
            target(&GROUP, &["#2PP", "1773032400"], query).unwrap(),
            "/leaguegroup/%232PP/1773032400?playerTag=%232pp&limit=5&after=eyJwb3MiOjEwfQ&playerTag=x"
        );
    }

    #[test]
    fn an_invalid_argument_is_rejected() {
        for argument in ["", ".", "..", "a/b", "a\\b", "a?b", "%2e%2e", "a b", "ä", "\0", &"A".repeat(33)] {
            assert_eq!(target(&CLAN, &[argument], None), None, "{argument}");
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
            if let Some(target) = target(&CLAN, &[&argument], None) {
                let segments: Vec<&str> = target.split('/').collect();
                prop_assert_eq!(&segments[..2], &["", "clans"]);
                prop_assert_eq!(segments.len(), 3);
                prop_assert!(!segments[2].contains('?') && !segments[2].contains('#'));
            }
        }
    }
}
