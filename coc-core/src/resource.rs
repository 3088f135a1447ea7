//! [`Resource`]: the tag or the path of a call, as errors and spans name it.

use std::fmt::{self, Write as _};

use percent_encoding::percent_decode_str;

use crate::route::{Route, Target};

/// The arguments of a call in the path of its route and in the query that the route requires:
/// `#2PP`, `29000022, 2025-07`. Of a call without a route, the path: `/clans/#2PP/new-feature`.
///
/// Has no other part of the query, such as filters and cursors, and nothing of the body.
#[derive(Clone, Copy)]
pub(crate) struct Resource<'a> {
    route: &'a Route,
    path: &'a str,
    query: &'a str,
}

impl<'a> Resource<'a> {
    /// Returns the resource, unless the route has no arguments.
    pub(crate) fn of(route: &'a Route, target: &'a Target) -> Option<Self> {
        let (path, query) = cut(target.as_str(), b'?');
        let resource = Self { route, path, query };
        (route.template().as_bytes().contains(&b'{') || !resource.fits()).then_some(resource)
    }

    /// Whether the path is one of the route. A middleware, or a custom endpoint, may have another.
    fn fits(&self) -> bool {
        let (mut path, mut template, mut is_named) = (self.path, self.template(), false);
        while !path.is_empty() && !template.is_empty() {
            let (part, name);
            (part, path) = cut(path.get(1..).unwrap_or_default(), b'/');
            (name, template) = cut(template.get(1..).unwrap_or_default(), b'/');
            if !is_argument(name) {
                if part != name {
                    return false;
                }
                is_named = true;
            }
        }
        // The route of custom paths is a single argument.
        is_named && path.is_empty() && template.is_empty()
    }

    fn template(&self) -> &'a str {
        cut(self.route.template(), b'?').0
    }
}

/// Splits before the first of this byte, which is ASCII.
fn cut(text: &str, byte: u8) -> (&str, &str) {
    text.split_at(text.bytes().position(|other| other == byte).unwrap_or(text.len()))
}

fn is_argument(name: &str) -> bool {
    name.as_bytes().first() == Some(&b'{')
}

impl fmt::Display for Resource<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fits = self.fits();
        let (mut path, mut template, mut count) = (self.path, self.template(), 0);
        while !path.is_empty() && count < MAX_SEGMENTS {
            let (part, name);
            (part, path) = cut(path.get(1..).unwrap_or_default(), b'/');
            (name, template) = cut(template.get(1..).unwrap_or_default(), b'/');
            if fits && !is_argument(name) {
                continue;
            }
            f.write_str(if !fits {
                "/"
            } else if count > 0 {
                ", "
            } else {
                ""
            })?;
            decoded(part, f)?;
            count += 1;
        }
        if !fits {
            return Ok(());
        }
        for name in self.route.required_parameters() {
            let mut query = self.query;
            while !query.is_empty() {
                let pair;
                (pair, query) = cut(&query[1..], b'&');
                let (other, value) = cut(pair, b'=');
                if other == name && !value.is_empty() {
                    f.write_str(", ")?;
                    decoded(&value[1..], f)?;
                    break;
                }
            }
        }
        Ok(())
    }
}

/// The most segments of a path that are written.
const MAX_SEGMENTS: usize = 10;

/// The longest argument that is written, in bytes. A longer one may be a token at the wrong place.
const MAX_ARGUMENT: usize = 40;

/// Writes a part of the path as it was before it was percent-encoded, on one line.
fn decoded(part: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let text = percent_decode_str(part).decode_utf8_lossy();
    if text.len() > MAX_ARGUMENT {
        return f.write_char('…');
    }
    for char in text.chars() {
        if char.is_control() {
            write!(f, "\\u{{{:x}}}", u32::from(char))?;
        } else {
            f.write_char(char)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::{Custom, Endpoint, GetLeagueGroup, ListPlayerRankings, ROUTES};

    fn resource(route: &Route, target: &str) -> Option<String> {
        Resource::of(route, &Target::new(target)).map(|resource| resource.to_string())
    }

    #[test]
    fn arguments_of_the_path_and_of_the_required_query_are_named_and_no_other_part() {
        let clan = Route::get("clan.members", "/clans/{clanTag}/members");
        let named = Route::get("feature", "/features/{a}/{b}?c={c}");
        for (route, target, expected) in [
            (&clan, "/clans/%232PP/members", Some("#2PP")),
            (&clan, "/clans/%232PP/members?limit=5&after=eyJwb3MiOjEwfQ", Some("#2PP")),
            (&GetLeagueGroup::ROUTE, "/leaguegroup/%23G/12?playerTag=%238QU&x=1", Some("#G, 12, #8QU")),
            (&named, "/features/1/two%20words?c=3", Some("1, two words")),
            (&ListPlayerRankings::ROUTE, "/locations/global/rankings/players", Some("global")),
            // A middleware has changed the path.
            (&clan, "/v2/clans/%232PP/members?key=k", Some("/v2/clans/#2PP/members")),
            (&Custom::ROUTE, "/goldpass", Some("/goldpass")),
            (&Custom::ROUTE, "/clans/%232PP/new?key=k", Some("/clans/#2PP/new")),
            (&Route::get("clans", "/clans"), "/clans?name=x", None),
            (&Route::get("clans", "/clans"), "/v2/clans?name=x", Some("/v2/clans")),
        ] {
            assert_eq!(resource(route, target).as_deref(), expected, "{target}");
        }
    }

    #[test]
    fn a_resource_is_one_short_line_whatever_the_target() {
        let token = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzUxMiJ9.eyJzdWIiOiJkZXZlbG9wZXIifQ.c2lnbmF0dXJl";
        let clan = Route::get("clan", "/clans/{clanTag}");
        for (route, target, expected) in [
            (&clan, "/clans/%0A%1B%5B31m%FF".to_owned(), "\\u{a}\\u{1b}[31m\u{fffd}"),
            (&clan, format!("/clans/{token}"), "…"),
            (&Custom::ROUTE, format!("/verify/{token}/x"), "/verify/…/x"),
            (&Custom::ROUTE, "/a".repeat(1_000), "/a/a/a/a/a/a/a/a/a/a"),
            (&Custom::ROUTE, String::new(), ""),
            (&clan, "é/%/?é&=&x".to_owned(), "/"),
        ] {
            assert_eq!(resource(route, &target).as_deref(), Some(expected), "{target}");
        }
    }

    #[test]
    fn every_route_with_arguments_names_them_all() {
        for route in ROUTES {
            let count = route.template().matches('{').count();
            let target =
                Target::fill(route.template(), &[&"x"; 4][..].iter().map(|x| *x as _).collect::<Vec<_>>());
            let required: Vec<_> = route.required_parameters().collect();
            let target = required.iter().fold(target, |target, name| target.query(name, "y"));
            let text = resource(route, target.as_str()).unwrap_or_default();
            let expected = [vec!["x"; count], vec!["y"; required.len()]].concat().join(", ");
            assert_eq!(text, expected, "{}", route.name());
        }
    }
}
