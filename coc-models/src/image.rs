//! Addresses of images: [`BadgeUrls`] of clans, [`IconUrls`] of leagues and labels.
//!
//! They are PNG files on the API's asset host and need no key.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use crate::wire::or_default;

/// Where a clan's badge is to be had, in three sizes that always come together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct BadgeUrls {
    /// 70 pixels wide.
    #[serde(default, deserialize_with = "or_default")]
    pub small: String,
    /// 512 pixels wide.
    #[serde(default, deserialize_with = "or_default")]
    pub large: String,
    /// 200 pixels wide.
    #[serde(default, deserialize_with = "or_default")]
    pub medium: String,
}

/// Where an icon is to be had. Which sizes there are depends on what it shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct IconUrls {
    /// 36 pixels wide; of the leagues of before October 2025.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tiny: Option<String>,
    /// 72 pixels wide for old leagues, 125 for league tiers, 64 for labels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub small: Option<String>,
    /// 288 pixels wide for old leagues (none for Unranked), 128 for labels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medium: Option<String>,
    /// 326 pixels wide; of league tiers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub large: Option<String>,
}

impl IconUrls {
    /// The address of the largest image there is.
    pub fn largest(&self) -> Option<&str> {
        [&self.large, &self.medium, &self.small, &self.tiny].into_iter().find_map(Option::as_deref)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_object_stays_empty() {
        let icons: IconUrls = serde_json::from_str("{}").unwrap();
        assert_eq!(icons.largest(), None);
        assert_eq!(serde_json::to_string(&icons).unwrap(), "{}");
    }

    #[test]
    fn the_largest_icon_wins() {
        let icons: IconUrls = serde_json::from_str(r#"{"tiny":"t","small":"s"}"#).unwrap();
        assert_eq!(icons.largest(), Some("s"));
    }
}
