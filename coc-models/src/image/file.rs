//! [`Images`]: one image in up to four sizes, as the name of its file if the URLs have the asset
//! host's form.

use alloc::{borrow::Cow, boxed::Box, string::ToString};
use core::{fmt, mem};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, DeserializeSeed, IgnoredAny, MapAccess, Visitor},
};

const HOST: &str = "https://api-assets.clashofclans.com/";
const EXTENSION: &str = ".png";
/// The length of a file name: 256 bits in base 64.
const NAME_LENGTH: usize = 43;

/// A size, by its key in the API's objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    Tiny,
    Small,
    Medium,
    Large,
}

impl Size {
    /// From the smallest to the largest.
    pub(super) const ALL: [Self; 4] = [Self::Tiny, Self::Small, Self::Medium, Self::Large];

    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Tiny => "tiny",
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// The subject of an image, which is a folder on the host.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Folder {
    Badges,
    Leagues,
    LeagueTiers,
    Labels,
}

impl Folder {
    const ALL: [Self; 4] = [Self::Badges, Self::Leagues, Self::LeagueTiers, Self::Labels];

    const fn name(self) -> &'static str {
        match self {
            Self::Badges => "badges",
            Self::Leagues => "leagues",
            Self::LeagueTiers => "leaguetiers",
            Self::Labels => "labels",
        }
    }

    /// The width in pixels, which is a subfolder.
    const fn width(self, size: Size) -> Option<&'static str> {
        Some(match (self, size) {
            (Self::Badges, Size::Small) => "70",
            (Self::Badges, Size::Medium) => "200",
            (Self::Badges, Size::Large) => "512",
            (Self::Leagues, Size::Tiny) => "36",
            (Self::Leagues, Size::Small) => "72",
            (Self::Leagues, Size::Medium) => "288",
            (Self::LeagueTiers, Size::Small) => "125",
            (Self::LeagueTiers, Size::Large) => "326",
            (Self::Labels, Size::Small) => "64",
            (Self::Labels, Size::Medium) => "128",
            _ => return None,
        })
    }
}

/// A file of the host.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct File {
    folder: Folder,
    name: [u8; NAME_LENGTH],
}

impl File {
    /// The file of a size's URL; `None` if the URL could not be rebuilt from it.
    fn of(url: &str, size: Size) -> Option<Self> {
        let path = url.strip_prefix(HOST)?;
        let in_folder =
            |folder| Some(Self { folder, name: name(path, folder, size)?.as_bytes().try_into().ok()? });
        Folder::ALL.into_iter().find_map(in_folder)
    }

    /// Whether a size's URL is one of this file.
    fn has(&self, url: &str, size: Size) -> bool {
        let name = url.strip_prefix(HOST).and_then(|path| name(path, self.folder, size));
        name.is_some_and(|name| name.as_bytes() == self.name)
    }
}

/// The name in a path, `badges/70/….png`.
fn name(path: &str, folder: Folder, size: Size) -> Option<&str> {
    let path = path.strip_prefix(folder.name())?.strip_prefix('/')?;
    path.strip_prefix(folder.width(size)?)?.strip_prefix('/')?.strip_suffix(EXTENSION)
}

/// The URLs of an image. Equal URLs are stored in the same form, regardless of their order in JSON.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) enum Images {
    #[default]
    None,
    /// The URLs of one file, and the set of its sizes as [`Size::bit`]s.
    File { sizes: u8, file: File },
    /// Any other URLs, by size.
    Other(Box<[Option<Box<str>>; 4]>),
}

/// The URL of an image in one size.
pub(super) enum Image<'a> {
    File(&'static str, &'a File),
    Other(&'a str),
}

impl Images {
    pub(super) fn image(&self, size: Size) -> Option<Image<'_>> {
        match self {
            Self::None => None,
            Self::File { sizes, file } => {
                let width = file.folder.width(size).filter(|_| sizes & size.bit() != 0)?;
                Some(Image::File(width, file))
            }
            Self::Other(urls) => urls.get(size as usize)?.as_deref().map(Image::Other),
        }
    }

    pub(super) fn url(&self, size: Size) -> Option<Cow<'_, str>> {
        Some(match self.image(size)? {
            Image::Other(url) => Cow::Borrowed(url),
            image @ Image::File(..) => Cow::Owned(image.to_string()),
        })
    }

    fn add(&mut self, size: Size, url: &str) {
        match self {
            Self::None => {
                if let Some(file) = File::of(url, size) {
                    *self = Self::File { sizes: size.bit(), file };
                    return;
                }
            }
            Self::File { sizes, file } if file.has(url, size) => {
                *sizes |= size.bit();
                return;
            }
            Self::File { .. } | Self::Other(_) => {}
        }
        self.add_as_it_is(size, url);
    }

    fn add_as_it_is(&mut self, size: Size, url: &str) {
        let mut urls = match mem::take(self) {
            Self::Other(urls) => urls,
            images => Box::new(Size::ALL.map(|size| images.url(size).map(Into::into))),
        };
        urls[size as usize] = Some(url.into());
        *self = Self::Other(urls);
    }

    /// The images with these URLs.
    pub(super) fn of<'a>(urls: impl IntoIterator<Item = (Size, &'a str)>) -> Self {
        let mut images = Self::None;
        urls.into_iter().for_each(|(size, url)| images.add(size, url));
        images
    }
}

impl fmt::Display for Image<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Other(url) => f.write_str(url),
            Self::File(width, File { folder, name }) => {
                // Only complete strings are stored, so the fallback is never taken.
                let name = str::from_utf8(name).unwrap_or_default();
                write!(f, "{HOST}{}/{width}/{name}{EXTENSION}", folder.name())
            }
        }
    }
}

impl Serialize for Image<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Other(url) => serializer.serialize_str(url),
            Self::File(..) => serializer.collect_str(self),
        }
    }
}

/// Reads an object of URLs.
pub(super) struct ImagesVisitor {
    /// The name of the type, for error messages.
    pub(super) name: &'static str,
    /// The possible sizes; other fields are ignored.
    pub(super) sizes: &'static [Size],
    /// Whether an empty URL is one.
    pub(super) keeps_empty: bool,
}

/// A key of the object.
#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Key {
    Tiny,
    Small,
    Medium,
    Large,
    #[serde(other)]
    Unknown,
}

impl Key {
    fn size(&self) -> Option<Size> {
        match self {
            Self::Tiny => Some(Size::Tiny),
            Self::Small => Some(Size::Small),
            Self::Medium => Some(Size::Medium),
            Self::Large => Some(Size::Large),
            Self::Unknown => None,
        }
    }
}

impl<'de> Visitor<'de> for ImagesVisitor {
    type Value = Images;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "struct {}", self.name)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Images, A::Error> {
        let mut images = Images::None;
        let mut seen = 0;
        while let Some(key) = map.next_key::<Key>()? {
            match key.size().filter(|size| self.sizes.contains(size)) {
                None => _ = map.next_value::<IgnoredAny>()?,
                Some(size) if seen & size.bit() != 0 => return Err(de::Error::duplicate_field(size.key())),
                Some(size) => {
                    seen |= size.bit();
                    map.next_value_seed(Url { images: &mut images, size, keeps_empty: self.keeps_empty })?;
                }
            }
        }
        Ok(images)
    }
}

/// Reads a URL, or `null`.
struct Url<'a> {
    images: &'a mut Images,
    size: Size,
    keeps_empty: bool,
}

impl<'de> DeserializeSeed<'de> for Url<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for Url<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }

    fn visit_str<E>(self, url: &str) -> Result<(), E> {
        if self.keeps_empty || !url.is_empty() {
            self.images.add(self.size, url);
        }
        Ok(())
    }
}
