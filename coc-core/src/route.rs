//! [`Route`]: a route of the API, and [`Target`]: path and query of one call of it.

use std::fmt::{Display, Write as _};

use http::Method;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    endpoint::page::{PageQuery, RealtimeQuery},
    error::{Error, ErrorKind},
};

/// Every character that is not unreserved in RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A route of the API: its name, method and path template. [`ROUTES`](crate::endpoint::ROUTES)
/// lists all.
///
/// ```
/// use coc_core::{Endpoint, endpoint::{GetClan, ROUTES}};
///
/// assert_eq!(GetClan::ROUTE.name(), "clan");
/// assert_eq!(GetClan::ROUTE.template(), "/clans/{clanTag}");
///
/// for route in ROUTES.iter().filter(|route| route.is_paged()) {
///     println!("{:<30} {} {}", route.name(), route.method(), route.template());
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    name: &'static str,
    method: Method,
    template: &'static str,
    /// The query of the template: `playerTag={playerTag}`, or empty.
    required: &'static str,
    paged: bool,
    realtime: bool,
    filters: &'static [&'static str],
    behind_war_log: bool,
    deprecated: Option<&'static str>,
}

impl Route {
    /// Creates a GET route. The template begins with `/` and has its parameters in braces:
    /// `/clans/{clanTag}/members`.
    pub const fn get(name: &'static str, template: &'static str) -> Self {
        Self::new(name, Method::GET, template)
    }

    /// Creates a POST route.
    pub const fn post(name: &'static str, template: &'static str) -> Self {
        Self::new(name, Method::POST, template)
    }

    pub(crate) const fn new(name: &'static str, method: Method, template: &'static str) -> Self {
        Self {
            name,
            method,
            template,
            required: "",
            paged: false,
            realtime: false,
            filters: &[],
            behind_war_log: false,
            deprecated: None,
        }
    }

    /// Sets the query that every call of the route has, with its parameters in braces.
    pub(crate) const fn requires(mut self, query: &'static str) -> Self {
        self.required = query;
        self
    }

    /// Marks the route as one that may bypass the server's cache (`realtime`).
    pub(crate) const fn realtime(mut self) -> Self {
        self.realtime = true;
        self
    }

    /// Sets the names of the route's search filters.
    pub(crate) const fn filters(mut self, names: &'static [&'static str]) -> Self {
        self.filters = names;
        self
    }

    /// Marks the route as paged (`limit`, `after`, `before`).
    #[must_use]
    pub const fn paged(mut self) -> Self {
        self.paged = true;
        self
    }

    /// Marks the route as hidden by a private war log.
    #[must_use]
    pub const fn behind_war_log(mut self) -> Self {
        self.behind_war_log = true;
        self
    }

    /// Marks the route as deprecated, with the advice what to use instead.
    #[must_use]
    pub const fn deprecated(mut self, advice: &'static str) -> Self {
        self.deprecated = Some(advice);
        self
    }

    /// The stable name of the route in logs and metrics, such as `clan.members`.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The HTTP method.
    pub const fn method(&self) -> &Method {
        &self.method
    }

    /// The path relative to the base URL, with its parameters in braces.
    pub const fn template(&self) -> &'static str {
        self.template
    }

    /// Whether the response is paged.
    pub const fn is_paged(&self) -> bool {
        self.paged
    }

    /// Returns the names of the query parameters that the route has, in the order in which its
    /// endpoint type writes them.
    ///
    /// ```
    /// use coc_core::{Endpoint, endpoint::ListClanMembers};
    ///
    /// let names: Vec<_> = ListClanMembers::ROUTE.query_parameters().collect();
    /// assert_eq!(names, ["limit", "after", "before"]);
    /// ```
    pub fn query_parameters(&self) -> impl Iterator<Item = &'static str> + use<> {
        let page: &[&str] = if self.paged { &PageQuery::PARAMETERS } else { &[] };
        let realtime = self.realtime.then_some(RealtimeQuery::PARAMETER);
        self.required_parameters()
            .chain(self.filters.iter().copied())
            .chain(page.iter().copied())
            .chain(realtime)
    }

    /// Returns the names of the query parameters that every call of the route has.
    pub(crate) fn required_parameters(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.required.split('&').filter_map(|pair| Some(pair.split_once('=')?.0))
    }

    /// Whether a private war log hides the route.
    pub const fn is_behind_war_log(&self) -> bool {
        self.behind_war_log
    }

    /// The advice what to use instead, if the route is deprecated.
    pub const fn deprecation(&self) -> Option<&'static str> {
        self.deprecated
    }
}

/// The percent-encoded path and query of one call, relative to the base URL.
///
/// ```
/// use coc_core::Target;
///
/// let target = Target::fill("/clans/{clanTag}/members", &[&"#2PP"]).query("limit", 10);
/// assert_eq!(target.as_str(), "/clans/%232PP/members?limit=10");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    text: String,
    has_query: bool,
}

impl Target {
    /// Creates a target from a path that is already encoded.
    pub fn new(path: impl Into<String>) -> Self {
        Self { text: path.into(), has_query: false }
    }

    /// Replaces the parameters of the template, in order, by the encoded arguments.
    pub fn fill(template: &str, arguments: &[&dyn Display]) -> Self {
        let mut text = String::with_capacity(template.len() + 16);
        let mut arguments = arguments.iter();
        let mut rest = template;
        while let Some((literal, (_, after))) =
            rest.split_once('{').and_then(|(literal, tail)| Some((literal, tail.split_once('}')?)))
        {
            text.push_str(literal);
            if let Some(argument) = arguments.next() {
                push_encoded(&mut text, argument);
            }
            rest = after;
        }
        text.push_str(rest);
        Self { text, has_query: template.contains('?') }
    }

    /// Adds a query parameter.
    #[must_use]
    pub fn query(mut self, name: &str, value: impl Display) -> Self {
        self.text.push(if self.has_query { '&' } else { '?' });
        self.has_query = true;
        push_encoded(&mut self.text, &name);
        self.text.push('=');
        push_encoded(&mut self.text, &value);
        self
    }

    /// Adds a query parameter if there is a value.
    #[must_use]
    pub fn query_opt(self, name: &str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.query(name, value),
            None => self,
        }
    }

    /// Path and query, such as `/clans/%232PP/members?limit=10`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Fails if the target, appended to a base URL, could lead anywhere else than below it.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let path = self.text.split('?').next().unwrap_or_default();
        let problem = if !path.starts_with('/') {
            Some("it does not begin with a slash; write it as `/clans/...`")
        } else if self.text.contains('#') {
            Some("it has a `#`, after which nothing is sent; encode it as `%23`")
        } else if path.as_bytes().windows(2).any(|pair| pair == b"//") {
            Some("it has an empty segment; remove one slash, or fill in the argument")
        } else {
            path_problem(path)
        };
        problem.map_or(Ok(()), |problem| {
            let message = format!("the path {path:?} is not sent: {problem}");
            Err(Error::not_sent(ErrorKind::InvalidRequest, message))
        })
    }
}

/// The limit of nested percent-encodings of a path. No route of the API is encoded twice.
const MAX_ENCODINGS: usize = 4;

/// Returns the reason why a URL parser, or a server that decodes once more than others, could take
/// this path for another one.
///
/// URL parsers fold segments that mean "here" or "one folder up" before the request is sent. They
/// do so in every spelling: `%2e` is a dot to them, and a backslash a slash. Servers fold what is
/// left after decoding, and some drop a parameter (`..;x`) first.
pub(crate) fn path_problem(path: &str) -> Option<&'static str> {
    const DOTS: Option<&str> = Some("it has a `.` or `..` segment, which leads to another path; remove it");
    if path.contains('\\') {
        return Some("it has a backslash, which URL parsers take for a slash; remove it");
    }
    if cannot_fold(path) {
        return None;
    }
    let mut decoded = path.as_bytes().to_vec();
    for _ in 0..MAX_ENCODINGS {
        if decoded.split(|byte| matches!(byte, b'/' | b'\\')).any(is_dot_segment) {
            return DOTS;
        }
        let next: Vec<u8> = percent_encoding::percent_decode(&decoded).collect();
        if next == decoded {
            return None;
        }
        decoded = next;
    }
    Some("it is percent-encoded several times; encode it once")
}

/// Whether a path has no dot in any spelling, as nearly all: of the escapes, it has only that of `#`.
fn cannot_fold(path: &str) -> bool {
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        let is_plain = match byte {
            b'.' => false,
            b'%' => (bytes.next(), bytes.next()) == (Some(b'2'), Some(b'3')),
            _ => true,
        };
        if !is_plain {
            return false;
        }
    }
    true
}

/// Whether a segment is `.` or `..`, ignoring its parameters and the bytes that parsers skip.
fn is_dot_segment(segment: &[u8]) -> bool {
    let name = segment.split(|byte| *byte == b';').next().unwrap_or_default();
    let mut visible = name.iter().filter(|byte| !byte.is_ascii_control() && **byte != b' ');
    let (first, second) = (visible.next(), visible.next());
    first == Some(&b'.') && second.is_none_or(|byte| *byte == b'.') && visible.next().is_none()
}

/// Appends the value and percent-encodes it without an intermediate string.
fn push_encoded(text: &mut String, value: &dyn Display) {
    struct Encoder<'a>(&'a mut String);
    impl std::fmt::Write for Encoder<'_> {
        fn write_str(&mut self, piece: &str) -> std::fmt::Result {
            self.0.extend(utf8_percent_encode(piece, RESERVED));
            Ok(())
        }
    }
    // Writing to a string cannot fail. A `Display` that fails leaves the target as far as it was
    // written.
    let _ = write!(Encoder(text), "{value}");
}

#[cfg(test)]
mod tests {
    #[cfg(not(target_family = "wasm"))]
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn arguments_are_encoded_in_order() {
        let target =
            Target::fill("/leaguegroup/{leagueGroupTag}/{leagueSeasonId}", &[&"#2PP", &1_773_032_400])
                .query("playerTag", "#8QU8J9LP")
                .query_opt("limit", None::<u32>);
        assert_eq!(target.as_str(), "/leaguegroup/%232PP/1773032400?playerTag=%238QU8J9LP");
    }

    #[test]
    fn query_values_cannot_break_out() {
        let target = Target::new("/clans").query("name", "a&b=c #ü").query("limit", 5);
        assert_eq!(target.as_str(), "/clans?name=a%26b%3Dc%20%23%C3%BC&limit=5");
    }

    #[test]
    fn a_path_that_a_url_parser_would_fold_has_a_problem() {
        for path in [
            "/..",
            "/.",
            "/../x",
            "/clans/..",
            "/clans/../x",
            "/clans/./x",
            "/%2e%2e/x",
            "/%2E./x",
            "/.%2e/x",
            "/%2e/x",
            "/clans/..\\x",
            "/clans\\..\\x",
            "/a\\b",
            "/..%2fx",
            "/..%5Cx",
            "/a%2F..%2Fb",
            "/%252e%252e/x",
            "/%25252e%25252e/x",
            "/..;x/y",
            "/..;",
            "/%2e%2e;/x",
            "/.%09./x",
            "/..%00/x",
            "/..%20/x",
            "/%252525252525252e/x",
        ] {
            assert!(path_problem(path).is_some(), "{path}");
        }
        for path in [
            "/clans/%232PP/members",
            "/v1/...",
            "/clans/.hidden",
            "/a.b/c..d",
            "/x/2025-08",
            "/x/v2-2026-08-03T05:00:00Z",
            "/100%25",
            "/a%2Fb",
            "/",
            "",
        ] {
            assert_eq!(path_problem(path), None, "{path}");
        }
    }

    #[test]
    fn a_target_that_could_leave_the_base_url_is_an_error_of_a_request_that_was_not_sent() {
        for text in [
            "@evil.example/x",
            ".evil.example",
            ":1@evil.example",
            "",
            "?x=1",
            "/x#y",
            "/x?y#z",
            "//evil.example/x",
            "/a//b",
            "/../x",
        ] {
            let error = Target::new(text).check().unwrap_err();
            assert_eq!((error.kind(), error.never_sent()), (ErrorKind::InvalidRequest, true), "{text}");
        }
        assert!(Target::new("/x?y=../../z//").check().is_ok());
    }

    #[cfg(not(target_family = "wasm"))]
    proptest! {
        #[test]
        fn any_argument_stays_one_segment_of_a_valid_uri(argument in ".*", value in ".*") {
            let target = Target::fill("/a/{x}/b", &[&argument]).query("q", &value);
            let uri: http::Uri = target.as_str().parse().unwrap();
            prop_assert_eq!(uri.path().split('/').count(), 4);
            let decoded = percent_encoding::percent_decode_str(uri.path().split('/').nth(2).unwrap());
            prop_assert_eq!(decoded.decode_utf8().unwrap(), argument);
        }
    }
}
