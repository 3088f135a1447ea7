//! Parses the arguments of a request: path parameters, query and body.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::{ApiError, Catalogue, ClanSearch, Place, Route};

/// The arguments of a request whose path has been found.
pub(super) struct Arguments<'a> {
    /// The parameters of the path with their names, decoded.
    path: Vec<(&'static str, String)>,
    query: &'a Query,
    body: &'a [u8],
}

impl<'a> Arguments<'a> {
    /// Matches the segments of a path with the path of a route.
    pub(super) fn of(
        path: &'static str,
        segments: &[String],
        query: &'a Query,
        body: &'a [u8],
    ) -> Option<Self> {
        let expected = path.trim_start_matches('/').split('/');
        if expected.clone().count() != segments.len() {
            return None;
        }
        let mut path = Vec::new();
        for (expected, segment) in expected.zip(segments) {
            match expected.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                Some(name) => path.push((name, segment.clone())),
                None if expected == segment => {}
                None => return None,
            }
        }
        Some(Self { path, query, body })
    }

    /// The text of a path parameter.
    pub(super) fn text(&self, index: usize) -> String {
        self.parameter(index).1.to_owned()
    }

    /// The number of a path parameter.
    pub(super) fn number(&self, index: usize) -> Result<i64, ApiError> {
        let (name, text) = self.parameter(index);
        number(name, text)
    }

    /// The tag in the path.
    pub(super) fn tag(&self) -> Result<String, ApiError> {
        tag(self.parameter(0).1)
    }

    /// An entry of a static list by the id in the path.
    pub(super) fn entry(&self, catalogue: Catalogue) -> Result<Route, ApiError> {
        Ok(Route::CatalogueEntry(catalogue, self.number(0)?))
    }

    /// The place in the path.
    pub(super) fn place(&self) -> Result<Place, ApiError> {
        if self.parameter(0).1 == "global" { Ok(Place::Global) } else { self.number(0).map(Place::Location) }
    }

    /// The tag in a required query parameter.
    pub(super) fn query_tag(&self, name: &str) -> Result<String, ApiError> {
        let missing = || ApiError::bad_request(format!("Parameter {name} is required"));
        tag(self.query.get(name).ok_or_else(missing)?)
    }

    /// The string in a field of the JSON body.
    pub(super) fn json_string(&self, field: &str) -> Result<String, ApiError> {
        let body: Value = serde_json::from_slice(self.body)
            .map_err(|_| ApiError::bad_request("The body of the request is not valid JSON"))?;
        let missing = || ApiError::bad_request(format!("The body of the request needs a {field}"));
        body.get(field).and_then(Value::as_str).map(str::to_owned).ok_or_else(missing)
    }

    /// The filters of a clan search.
    pub(super) fn clan_search(&self) -> Result<ClanSearch, ApiError> {
        let query = self.query;
        let numeric = |name: &str| query.get(name).map(|text| number(name, text)).transpose();
        let label_ids = match query.get("labelIds") {
            Some(list) => {
                list.split(',').map(|id| number("labelIds", id.trim())).collect::<Result<Vec<_>, _>>()?
            }
            None => Vec::new(),
        };
        let search = ClanSearch {
            name: query.get("name").map(str::to_owned),
            war_frequency: query.get("warFrequency").map(str::to_owned),
            location_id: numeric("locationId")?,
            min_members: numeric("minMembers")?,
            max_members: numeric("maxMembers")?,
            min_clan_points: numeric("minClanPoints")?,
            min_clan_level: numeric("minClanLevel")?,
            label_ids,
        };
        if search == ClanSearch::default() {
            return Err(ApiError::bad_request("At least one search filter is required"));
        }
        if search.name.as_ref().is_some_and(|name| name.chars().count() < 3) {
            return Err(ApiError::bad_request("Parameter name needs at least three characters"));
        }
        Ok(search)
    }

    fn parameter(&self, index: usize) -> (&'static str, &str) {
        self.path.get(index).map_or(("", ""), |(name, text)| (*name, text.as_str()))
    }
}

fn number(parameter: &str, text: &str) -> Result<i64, ApiError> {
    text.parse().map_err(|_| {
        ApiError::bad_request(format!("Invalid format for parameter {parameter}, number expected"))
    })
}

/// The tag that a text means: in capital letters, and with `0` for the letter `O`, as the real API
/// corrects it. A malformed tag has the same error as an unknown one, and the error has the text as
/// it was sent.
fn tag(text: &str) -> Result<String, ApiError> {
    let corrected = text.to_ascii_uppercase().replace('O', "0");
    let well_formed = corrected
        .strip_prefix('#')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| b"0289PYLQGRJCUV".contains(&byte)));
    if well_formed { Ok(corrected) } else { Err(ApiError::not_found(text)) }
}

/// The decoded parameters of a query; unknown ones are ignored, as by the real API.
#[derive(Debug, Default)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    pub(crate) fn parse(text: &str) -> Self {
        let decode =
            |part: &str| percent_decode_str(&part.replace('+', " ")).decode_utf8_lossy().into_owned();
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        Self(
            pairs
                .map(|pair| {
                    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                    (decode(name), decode(value))
                })
                .collect(),
        )
    }

    /// The first value of a parameter; an empty value is ignored.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }
}
