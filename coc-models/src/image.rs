//! URLs of images: [`BadgeUrls`] of clans, [`IconUrls`] of leagues and labels.
//!
//! They are PNG files on the API's asset host and need no key. The URLs of an image are long and
//! differ only in its width, and a list of fifty clans has a hundred and fifty of them. So an image
//! is stored as the name of its file (`image/file.rs`), and a URL is built on request.

mod file;

use alloc::borrow::Cow;
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeStruct};

use self::file::{Images, ImagesVisitor, Size};

/// The URLs of a clan's badge, in three sizes that always occur together.
///
/// ```
/// use coc_models::BadgeUrls;
///
/// let badge: BadgeUrls = serde_json::from_str(r#"{
///     "small": "https://api-assets.clashofclans.com/badges/70/Xw9aV1mJt0yGbQkTn3RzLsPdHfCe5uYi7oKp2MlN8xA.png",
///     "large": "https://api-assets.clashofclans.com/badges/512/Xw9aV1mJt0yGbQkTn3RzLsPdHfCe5uYi7oKp2MlN8xA.png",
///     "medium": "https://api-assets.clashofclans.com/badges/200/Xw9aV1mJt0yGbQkTn3RzLsPdHfCe5uYi7oKp2MlN8xA.png"
/// }"#)?;
/// assert!(badge.medium().ends_with("/200/Xw9aV1mJt0yGbQkTn3RzLsPdHfCe5uYi7oKp2MlN8xA.png"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct BadgeUrls(Images);

impl BadgeUrls {
    /// A badge with these URLs, for tests.
    pub fn new(small: &str, medium: &str, large: &str) -> Self {
        let urls = [(Size::Small, small), (Size::Medium, medium), (Size::Large, large)];
        Self(Images::of(urls.into_iter().filter(|(_, url)| !url.is_empty())))
    }

    /// 70 pixels wide.
    pub fn small(&self) -> Cow<'_, str> {
        self.0.url(Size::Small).unwrap_or_default()
    }

    /// 512 pixels wide.
    pub fn large(&self) -> Cow<'_, str> {
        self.0.url(Size::Large).unwrap_or_default()
    }

    /// 200 pixels wide.
    pub fn medium(&self) -> Cow<'_, str> {
        self.0.url(Size::Medium).unwrap_or_default()
    }
}

impl fmt::Debug for BadgeUrls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BadgeUrls")
            .field("small", &self.small())
            .field("large", &self.large())
            .field("medium", &self.medium())
            .finish()
    }
}

impl Serialize for BadgeUrls {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("BadgeUrls", 3)?;
        for (size, key) in [(Size::Small, "small"), (Size::Large, "large"), (Size::Medium, "medium")] {
            match self.0.image(size) {
                Some(image) => object.serialize_field(key, &image)?,
                None => object.serialize_field(key, "")?,
            }
        }
        object.end()
    }
}

impl<'de> Deserialize<'de> for BadgeUrls {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A missing URL is written as an empty one, because a badge has all sizes.
        let sizes = &[Size::Small, Size::Large, Size::Medium];
        deserializer.deserialize_map(ImagesVisitor { name: "BadgeUrls", sizes, keeps_empty: false }).map(Self)
    }
}

/// The URLs of an icon. The available sizes depend on its subject.
///
/// ```
/// use coc_models::IconUrls;
///
/// let small = "https://api-assets.clashofclans.com/labels/64/x.png";
/// let icon = IconUrls::new([None, Some(small), None, None]);
/// assert_eq!(icon.small().as_deref(), Some(small));
/// assert_eq!(icon.largest(), icon.small());
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct IconUrls(Images);

impl IconUrls {
    /// An icon with these URLs, for tests: tiny, small, medium and large.
    pub fn new(urls: [Option<&str>; 4]) -> Self {
        let urls = Size::ALL.into_iter().zip(urls);
        Self(Images::of(urls.filter_map(|(size, url)| Some((size, url?)))))
    }

    /// 36 pixels wide; of the leagues of before October 2025.
    pub fn tiny(&self) -> Option<Cow<'_, str>> {
        self.0.url(Size::Tiny)
    }

    /// 72 pixels wide for old leagues, 125 for league tiers, 64 for labels.
    pub fn small(&self) -> Option<Cow<'_, str>> {
        self.0.url(Size::Small)
    }

    /// 288 pixels wide for old leagues (none for Unranked), 128 for labels.
    pub fn medium(&self) -> Option<Cow<'_, str>> {
        self.0.url(Size::Medium)
    }

    /// 326 pixels wide; of league tiers.
    pub fn large(&self) -> Option<Cow<'_, str>> {
        self.0.url(Size::Large)
    }

    /// The URL of the largest available size.
    pub fn largest(&self) -> Option<Cow<'_, str>> {
        Size::ALL.iter().rev().find_map(|size| self.0.url(*size))
    }
}

impl fmt::Debug for IconUrls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IconUrls")
            .field("tiny", &self.tiny())
            .field("small", &self.small())
            .field("medium", &self.medium())
            .field("large", &self.large())
            .finish()
    }
}

impl Serialize for IconUrls {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let count = Size::ALL.iter().filter(|size| self.0.image(**size).is_some()).count();
        let mut object = serializer.serialize_struct("IconUrls", count)?;
        for size in Size::ALL {
            match self.0.image(size) {
                Some(image) => object.serialize_field(size.key(), &image)?,
                None => object.skip_field(size.key())?,
            }
        }
        object.end()
    }
}

impl<'de> Deserialize<'de> for IconUrls {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let sizes = &Size::ALL;
        deserializer.deserialize_map(ImagesVisitor { name: "IconUrls", sizes, keeps_empty: true }).map(Self)
    }
}

#[cfg(test)]
mod tests;
