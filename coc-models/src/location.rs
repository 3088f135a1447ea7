//! [`Location`]: the location of a clan or a ranking.

use serde::{Deserialize, Serialize};

use crate::{LocationId, Text, wire::or_default};

/// A country, a continent, or "International".
///
/// `GET /locations`, `GET /locations/{locationId}`.
///
/// ```
/// use coc_models::{Location, LocationId, Page};
///
/// /// The id of a country by its code, such as `DE`.
/// fn country(locations: &Page<Location>, code: &str) -> Option<LocationId> {
///     let mut countries = locations.iter().filter(|location| location.is_country);
///     countries.find(|country| country.country_code.as_deref() == Some(code)).map(|it| it.id)
/// }
/// # assert_eq!(country(&Page::default(), "DE"), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Location {
    /// The location's id.
    #[serde(default, deserialize_with = "or_default")]
    pub id: LocationId,
    /// The location's English name. It identifies the model.
    pub name: Text,
    /// Whether it is a country rather than a region.
    #[serde(default, deserialize_with = "or_default")]
    pub is_country: bool,
    /// The country's ISO 3166 code of two letters, such as `DE`; regions have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country_code: Option<Text>,
    /// The name in another language. Documented, but never seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub localized_name: Option<Text>,
}
