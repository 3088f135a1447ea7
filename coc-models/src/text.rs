//! [`Text`]: the type of names and other strings in the models.

use alloc::{
    borrow::{Borrow, Cow, ToOwned},
    boxed::Box,
    string::String,
};
use core::{
    cmp::Ordering,
    convert::Infallible,
    fmt,
    hash::{Hash, Hasher},
    ops::Deref,
    str::FromStr,
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The most bytes stored inline, with which [`Text`] is as large as a `String`. Nearly every name
/// in the game is shorter.
const INLINE: usize = 22;

/// An immutable string, such as a name.
///
/// It is as large as a `String`, but up to 22 bytes are stored inline, without an allocation;
/// nearly every name in the game is that short. It dereferences to `str`, and compares, sorts,
/// hashes and prints like one.
///
/// ```
/// use coc_models::Text;
///
/// let name = Text::from("Ada");
/// assert_eq!(name, "Ada");
/// assert!(name.starts_with('A'));
/// assert_eq!(format!("Hello, {name}!"), "Hello, Ada!");
/// let owned: String = name.into();
/// # assert_eq!(owned, "Ada");
/// ```
#[derive(Clone)]
pub struct Text(Repr);

/// A string that fits is always stored inline.
#[derive(Clone)]
enum Repr {
    Inline { length: u8, bytes: [u8; INLINE] },
    Heap(Box<str>),
}

impl Text {
    /// The string.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            // Only complete strings are stored, so the fallback is never taken.
            Repr::Inline { .. } => str::from_utf8(self.as_bytes()).unwrap_or_default(),
            Repr::Heap(text) => text,
        }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Repr::Inline { length, bytes } => bytes.get(..usize::from(*length)).unwrap_or_default(),
            Repr::Heap(text) => text.as_bytes(),
        }
    }

    /// The inline form, if the string fits.
    fn inline(text: &str) -> Option<Self> {
        let mut bytes = [0; INLINE];
        bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        Some(Self(Repr::Inline { length: u8::try_from(text.len()).ok()?, bytes }))
    }
}

impl Default for Text {
    fn default() -> Self {
        Self(Repr::Inline { length: 0, bytes: [0; INLINE] })
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self
    }
}

/// For look-ups with a `&str` in a map with `Text` keys.
impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::inline(text).unwrap_or_else(|| Self(Repr::Heap(text.into())))
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::inline(&text).unwrap_or_else(|| Self(Repr::Heap(text.into())))
    }
}

impl From<Box<str>> for Text {
    fn from(text: Box<str>) -> Self {
        Self::inline(&text).unwrap_or(Self(Repr::Heap(text)))
    }
}

impl From<Cow<'_, str>> for Text {
    fn from(text: Cow<'_, str>) -> Self {
        match text {
            Cow::Borrowed(text) => text.into(),
            Cow::Owned(text) => text.into(),
        }
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        match text.0 {
            Repr::Inline { .. } => text.as_str().to_owned(),
            Repr::Heap(text) => text.into(),
        }
    }
}

impl FromStr for Text {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.into())
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Text {}

/// Comparisons with other string types, in both directions.
macro_rules! equal {
    ($($other:ty),+) => {$(
        impl PartialEq<$other> for Text {
            fn eq(&self, other: &$other) -> bool {
                self.as_bytes() == other.as_bytes()
            }
        }

        impl PartialEq<Text> for $other {
            fn eq(&self, other: &Text) -> bool {
                other == self
            }
        }
    )+};
}

equal!(str, &str, String, Cow<'_, str>);

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        // Strings sort by their bytes.
        self.as_bytes().cmp(other.as_bytes())
    }
}

/// The hash of the `str`, which [`Borrow`] requires.
impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E>(self, text: &str) -> Result<Text, E> {
                Ok(text.into())
            }

            fn visit_string<E>(self, text: String) -> Result<Text, E> {
                Ok(text.into())
            }
        }

        deserializer.deserialize_str(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use alloc::{collections::BTreeSet, format, string::ToString};
    use std::{collections::HashSet, hash::BuildHasher};

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn it_is_as_large_as_a_string_with_or_without_option() {
        assert_eq!(size_of::<Text>(), size_of::<String>());
        assert_eq!(size_of::<Option<Text>>(), size_of::<String>());
    }

    #[test]
    fn a_string_that_fits_is_inline() {
        let (fits, does_not) = ("x".repeat(INLINE), "x".repeat(INLINE + 1));
        for text in [Text::from(fits.as_str()), fits.into(), Text::default(), Box::<str>::from("é").into()] {
            assert!(matches!(text.0, Repr::Inline { .. }), "{text}");
        }
        assert!(matches!(Text::from(does_not).0, Repr::Heap(_)));
    }

    #[test]
    fn it_compares_with_every_string_type_in_both_directions() {
        macro_rules! check {
            ($($other:expr),+) => {$(
                let (text, other) = (Text::from("Ada"), $other);
                assert_eq!(text, other);
                assert_eq!(other, text);
                assert_ne!(Text::default(), other);
            )+};
        }
        assert_eq!(Text::from("Ada"), *"Ada");
        assert_eq!(*"Ada", Text::from("Ada"));
        check!("Ada", String::from("Ada"), Cow::Borrowed("Ada"), Text::from("Ada"));
    }

    #[test]
    fn it_prints_like_a_str() {
        let text = Text::from("Ada");
        assert_eq!(format!("{text:>5}|{text:?}"), "  Ada|\"Ada\"");
    }

    #[test]
    fn only_strings_are_read() {
        let error = serde_json::from_str::<Text>("1").unwrap_err().to_string();
        assert!(error.starts_with("invalid type: integer `1`, expected a string"), "{error}");
    }

    proptest! {
        #[test]
        fn it_behaves_like_the_string_it_is_made_of(a in ".{0,30}", b in ".{0,30}") {
            let (x, y) = (Text::from(a.as_str()), Text::from(b.clone()));
            prop_assert_eq!(x.as_str(), &a);
            prop_assert_eq!(x == y, a == b);
            prop_assert_eq!(x.cmp(&y), a.cmp(&b));
            prop_assert_eq!(x.to_string(), a.clone());
            prop_assert_eq!(String::from(x.clone()), a.clone());
            prop_assert_eq!(format!("{x:?}"), format!("{a:?}"));
            let json = serde_json::to_string(&a).unwrap();
            prop_assert_eq!(&serde_json::to_string(&x).unwrap(), &json);
            prop_assert_eq!(&serde_json::from_str::<Text>(&json).unwrap(), &x);
            let hasher = HashSet::<()>::new();
            prop_assert_eq!(hasher.hasher().hash_one(&x), hasher.hasher().hash_one(&a));
            prop_assert!(BTreeSet::from([x, y]).contains(b.as_str()));
        }
    }
}
