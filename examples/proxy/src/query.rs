//! The query of a request in its canonical form, which is forwarded and is part of the cache key.
//!
//! A client that varies what does not matter (unknown parameters, their order, their encoding) must
//! neither fill the cache nor cause a request for each variant.

use std::borrow::Cow;

use coc_transport_native::{coc_core::Route, models::ClanTag};

/// A parameter with two different values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ambiguous(pub(crate) &'static str);

/// Returns the parameters that the route has, in the route's order and without encoding.
pub(crate) fn canonical(route: &Route, query: &str) -> Result<Vec<(&'static str, String)>, Ambiguous> {
    let given: Vec<(Cow<'_, str>, Cow<'_, str>)> = form_urlencoded::parse(query.as_bytes()).collect();
    let mut parameters = Vec::new();
    for name in route.query_parameters() {
        let values = given.iter().filter(|(given, _)| given == name);
        let mut values = values.filter_map(|(_, value)| canonical_value(name, value));
        let Some(first) = values.next() else { continue };
        if values.any(|other| other != first) {
            return Err(Ambiguous(name));
        }
        parameters.push((name, first));
    }
    Ok(parameters)
}

/// Returns the form of a value that all its spellings share; `None` if it is the default.
pub(crate) fn canonical_value(name: &str, value: &str) -> Option<String> {
    Some(match name {
        // The spellings that the API may read as true. Any other is false, which is the default.
        "realtime" => {
            let set = ["true", "yes", "on", "1"].iter().any(|word| word.eq_ignore_ascii_case(value.trim()));
            return set.then(|| "true".to_owned());
        }
        _ if name.ends_with("Tag") => tag(value),
        _ if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
            let digits = value.trim_start_matches('0');
            if digits.is_empty() { "0" } else { digits }.to_owned()
        }
        _ => value.to_owned(),
    })
}

/// Returns a tag as the API corrects it, and anything else unchanged. The kinds of tags have the
/// same alphabet.
fn tag(text: &str) -> String {
    text.parse::<ClanTag>().map_or_else(|_| text.to_owned(), |tag| tag.to_string())
}

#[cfg(test)]
mod tests {
    use coc_transport_native::{
        coc_core::Endpoint as _,
        endpoint::{GetClan, GetCurrentWar, GetLeagueGroup, ListClanMembers, SearchClans},
    };
    use proptest::prelude::*;

    use super::*;

    fn query(route: &Route, query: &str) -> Result<String, Ambiguous> {
        let pairs: Vec<String> =
            canonical(route, query)?.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        Ok(pairs.join("&"))
    }

    #[test]
    fn unknown_parameters_are_dropped() {
        assert_eq!(query(&GetClan::ROUTE, "x=1&limit=5&realtime=true").unwrap(), "");
        assert_eq!(
            query(&ListClanMembers::ROUTE, "utm=1&limit=5&&=&LIMIT=7&realtime=true").unwrap(),
            "limit=5"
        );
        assert_eq!(query(&GetLeagueGroup::ROUTE, "playerTag=%232PP&limit=5").unwrap(), "playerTag=#2PP");
    }

    #[test]
    fn spellings_of_one_query_have_one_form() {
        for (route, expected, spellings) in [
            (
                ListClanMembers::ROUTE,
                "limit=5&after=a b=",
                &["after=a%20b%3D&limit=5", "limit=05&after=a+b=", "limi%74=5&after=a%20b%3d&limit=5"][..],
            ),
            (
                GetLeagueGroup::ROUTE,
                "playerTag=#2PP",
                &["playerTag=%232pp", "playerTag=2PP", "playerTag=%23%32PP"],
            ),
            (GetCurrentWar::ROUTE, "realtime=true", &["realtime=true", "realtime=TRUE", "realtime=1"]),
            (GetCurrentWar::ROUTE, "", &["", "realtime=false", "realtime=", "realtime=0", "realtime"]),
            (
                SearchClans::ROUTE,
                "name=ab&c&minMembers=2&limit=10",
                &["limit=10&minMembers=2&name=ab%26c", "name=ab%26c&minMembers=002&limit=10&x=y"],
            ),
        ] {
            for spelling in spellings {
                assert_eq!(query(&route, spelling).unwrap(), expected, "{spelling}");
            }
        }
    }

    #[test]
    fn two_values_of_one_parameter_are_ambiguous() {
        assert_eq!(query(&ListClanMembers::ROUTE, "limit=5&limit=6"), Err(Ambiguous("limit")));
        assert_eq!(query(&ListClanMembers::ROUTE, "limit=5&limit=05").unwrap(), "limit=5");
        assert_eq!(query(&GetClan::ROUTE, "x=1&x=2").unwrap(), "");
    }

    proptest! {
        #[test]
        fn the_canonical_form_is_its_own_canonical_form(text in "([a-z%&=+#0-9]|limit|after|name|minMembers){0,40}") {
            for route in [SearchClans::ROUTE, ListClanMembers::ROUTE, GetCurrentWar::ROUTE] {
                if let Ok(parameters) = canonical(&route, &text) {
                    let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(&parameters).finish();
                    prop_assert_eq!(canonical(&route, &encoded), Ok(parameters));
                }
            }
        }
    }
}
