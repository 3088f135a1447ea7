//! A [`Route`] of the API, and the [`Target`] that one call of it has.

use std::fmt::{Display, Write as _};

use http::Method;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but what RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What is fixed about an endpoint: its name, method and path template. [`ROUTES`](crate::endpoint::ROUTES) lists all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    name: &'static str,
    method: Method,
    template: &'static str,
    paged: bool,
    behind_war_log: bool,
    deprecated: Option<&'static str>,
}

impl Route {
    /// A route that reads. The template begins with `/` and has its parameters in braces: `/clans/{clanTag}/members`.
    pub const fn get(name: &'static str, template: &'static str) -> Self {
        Self::new(name, Method::GET, template)
    }

    /// A route that posts.
    pub const fn post(name: &'static str, template: &'static str) -> Self {
        Self::new(name, Method::POST, template)
    }

    pub(crate) const fn new(name: &'static str, method: Method, template: &'static str) -> Self {
        Self { name, method, template, paged: false, behind_war_log: false, deprecated: None }
    }

    /// The same route, answering in pages (`limit`, `after`, `before`).
    #[must_use]
    pub const fn paged(mut self) -> Self {
        self.paged = true;
        self
    }

    /// The same route, hidden when the clan's war log is private.
    #[must_use]
    pub const fn behind_war_log(mut self) -> Self {
        self.behind_war_log = true;
        self
    }

    /// The same route, no longer or hardly served; `instead` says what to use.
    #[must_use]
    pub const fn deprecated(mut self, instead: &'static str) -> Self {
        self.deprecated = Some(instead);
        self
    }

    /// A short stable label with few values, as `clan.members`: for logs and metrics.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The HTTP method.
    pub const fn method(&self) -> &Method {
        &self.method
    }

    /// The path with its parameters in braces, relative to the base URL.
    pub const fn template(&self) -> &'static str {
        self.template
    }

    /// Whether it answers in pages.
    pub const fn is_paged(&self) -> bool {
        self.paged
    }

    /// Whether a private war log hides it.
    pub const fn is_behind_war_log(&self) -> bool {
        self.behind_war_log
    }

    /// What to use instead, if the route is deprecated.
    pub const fn deprecation(&self) -> Option<&'static str> {
        self.deprecated
    }
}

/// Path and query of one call, percent-encoded, relative to the base URL.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    text: String,
    has_query: bool,
}

impl Target {
    /// A path that is already encoded.
    pub fn new(path: impl Into<String>) -> Self {
        Self { text: path.into(), has_query: false }
    }

    /// The template with its parameters replaced, in order, by the encoded arguments.
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

    /// The same target with one more query parameter.
    #[must_use]
    pub fn query(mut self, name: &str, value: impl Display) -> Self {
        self.text.push(if self.has_query { '&' } else { '?' });
        self.has_query = true;
        push_encoded(&mut self.text, &name);
        self.text.push('=');
        push_encoded(&mut self.text, &value);
        self
    }

    /// The same target, with the parameter if there is a value.
    #[must_use]
    pub fn query_opt(self, name: &str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.query(name, value),
            None => self,
        }
    }

    /// Path and query, as `/clans/%232PP/members?limit=10`.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// Appends the value, percent-encoded as it is written and without a string between.
fn push_encoded(text: &mut String, value: &dyn Display) {
    struct Encoder<'a>(&'a mut String);
    impl std::fmt::Write for Encoder<'_> {
        fn write_str(&mut self, piece: &str) -> std::fmt::Result {
            self.0.extend(utf8_percent_encode(piece, RESERVED));
            Ok(())
        }
    }
    // Writing to a string cannot fail; only a broken `Display` could, and then the target is what it wrote so far.
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
