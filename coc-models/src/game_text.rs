//! [`GameText`] and [`CountedText`]: strings that the game defines, which all players share.

use alloc::{
    borrow::{Borrow, Cow},
    string::{String, ToString},
};
use core::{convert::Infallible, fmt, ops::Deref, str::FromStr};

use arcstr::ArcStr;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{Text, shared::TEXTS};

/// A string that the game defines, such as the name of a troop.
///
/// It is one pointer. Equal strings are stored once per process: up to 2,048 different ones of up
/// to 128 bytes, which are never freed. Any other string has an allocation of its own. It
/// dereferences to `str`, and compares, sorts, hashes and prints like one. For the strings of
/// players there is [`Text`].
///
/// ```
/// use coc_models::GameText;
///
/// let name = GameText::from("Barbarian King");
/// assert_eq!(name, "Barbarian King");
/// assert!(name.ends_with("King"));
/// // The same string in memory:
/// assert_eq!(name.as_ptr(), GameText::from("Barbarian King").as_ptr());
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GameText(ArcStr);

impl GameText {
    /// The string.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn is_shared(&self) -> bool {
        ArcStr::is_static(&self.0)
    }
}

impl Deref for GameText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for GameText {
    fn as_ref(&self) -> &str {
        self
    }
}

/// For look-ups with a `&str` in a map with `GameText` keys.
impl Borrow<str> for GameText {
    fn borrow(&self) -> &str {
        self
    }
}

impl From<&str> for GameText {
    fn from(text: &str) -> Self {
        if text.is_empty() {
            return Self::default();
        }
        Self(TEXTS.find(text).map_or_else(|| text.into(), |(_, shared)| shared.clone()))
    }
}

impl From<String> for GameText {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl From<Text> for GameText {
    fn from(text: Text) -> Self {
        text.as_str().into()
    }
}

impl From<GameText> for String {
    fn from(text: GameText) -> Self {
        text.as_str().into()
    }
}

impl FromStr for GameText {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.into())
    }
}

/// Comparisons with other string types, in both directions.
macro_rules! equal {
    ($type:ty, $($other:ty),+) => {$(
        impl PartialEq<$other> for $type {
            fn eq(&self, other: &$other) -> bool {
                self.is(other.as_ref())
            }
        }

        impl PartialEq<$type> for $other {
            fn eq(&self, other: &$type) -> bool {
                other == self
            }
        }
    )+};
}

impl GameText {
    fn is(&self, text: &str) -> bool {
        *self.0 == *text
    }
}

equal!(GameText, str, &str, String, Cow<'_, str>, Text);
equal!(CountedText, str, &str, String, Cow<'_, str>);

impl fmt::Debug for GameText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for GameText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

/// The names of newtypes that tell a serializer who owns the memory. `coc-core` measures by them;
/// other serializers write the string alone.
const SHARED: &str = "SharedText";
const OWN: &str = "OwnText";

impl Serialize for GameText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(if self.is_shared() { SHARED } else { OWN }, self.as_str())
    }
}

/// Implements `Deserialize` by `From<&str>`.
macro_rules! read {
    ($type:ident) => {
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;

                impl de::Visitor<'_> for Visitor {
                    type Value = $type;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("a string")
                    }

                    fn visit_str<E>(self, text: &str) -> Result<$type, E> {
                        Ok(text.into())
                    }
                }

                deserializer.deserialize_str(Visitor)
            }
        }
    };
}

read!(GameText);
read!(CountedText);

/// A sentence of the game with a number of the player, such as "Total Gold looted: 1000".
///
/// The sentence without its last number is a [`GameText`], so that players share it. It prints and
/// compares like the whole string.
///
/// ```
/// use coc_models::CountedText;
///
/// let progress = CountedText::from("Total Gold looted: 1000");
/// assert_eq!(progress, "Total Gold looted: 1000");
/// assert_eq!(progress.to_string().len(), 23);
/// assert_eq!(progress.number(), Some(1_000));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct CountedText {
    /// The string without the digits of the number.
    rest: GameText,
    /// [`NONE`](Self::NONE) for a string without a number.
    number: u32,
    /// The place of the number in bytes.
    at: u16,
}

impl CountedText {
    const NONE: u32 = u32::MAX;

    /// The last number of the sentence; `None` if there is none of up to ten digits.
    pub fn number(&self) -> Option<u32> {
        (self.number != Self::NONE).then_some(self.number)
    }

    /// The last number of a string, if it would be printed with the same digits: the string before
    /// it, its value, and the string after it.
    fn split(text: &str) -> Option<(&str, u32, &str)> {
        let bytes = text.as_bytes();
        let end = bytes.iter().rposition(u8::is_ascii_digit)? + 1;
        let start = bytes.get(..end)?.iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |at| at + 1);
        let (digits, after) = (text.get(start..end)?, text.get(end..)?);
        let is_padded = digits.len() > 1 && digits.starts_with('0');
        let number = digits.parse().ok().filter(|number| !is_padded && *number != Self::NONE)?;
        Some((text.get(..start)?, number, after))
    }

    /// The strings before and after the number.
    fn parts(&self) -> (&str, &str) {
        self.rest.split_at_checked(self.at.into()).unwrap_or((&self.rest, ""))
    }

    fn is(&self, text: &str) -> bool {
        match Self::split(text) {
            Some((before, number, after)) => self.number == number && self.parts() == (before, after),
            None => self.number == Self::NONE && self.rest == text,
        }
    }
}

impl Default for CountedText {
    fn default() -> Self {
        Self { rest: GameText::default(), number: Self::NONE, at: 0 }
    }
}

impl From<&str> for CountedText {
    fn from(text: &str) -> Self {
        let split = Self::split(text);
        let Some((before, number, after, at)) = split.and_then(|(before, number, after)| {
            Some((before, number, after, u16::try_from(before.len()).ok()?))
        }) else {
            return Self { rest: text.into(), number: Self::NONE, at: 0 };
        };
        let rest = if after.is_empty() { before.into() } else { [before, after].concat().into() };
        Self { rest, number, at }
    }
}

impl From<String> for CountedText {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl fmt::Display for CountedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.number(), self.parts()) {
            (None, _) => f.write_str(&self.rest),
            (Some(number), (before, after)) => write!(f, "{before}{number}{after}"),
        }
    }
}

impl fmt::Debug for CountedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string(), f)
    }
}

impl Serialize for CountedText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.rest.is_shared() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_newtype_struct(OWN, &self.to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use std::{collections::HashSet, hash::BuildHasher};

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_string_of_the_game_is_one_pointer_with_or_without_option() {
        assert_eq!(size_of::<Option<GameText>>(), size_of::<usize>());
        assert_eq!(size_of::<Option<CountedText>>(), 2 * size_of::<u64>());
    }

    #[test]
    fn numbers_are_separated_only_if_they_print_the_same() {
        for (text, number) in [
            ("", None),
            ("Completed!", None),
            ("0", Some(0)),
            ("Total: 2000000000", Some(2_000_000_000)),
            ("So far: 12 walls", Some(12)),
            ("Reach League 3: 4", Some(4)),
            ("Total: 007", None),
            ("Total: 4294967294", Some(u32::MAX - 1)),
            ("Total: 4294967295", None),
            ("Total: 99999999999", None),
            ("é1é", Some(1)),
        ] {
            let counted = CountedText::from(text);
            assert_eq!((counted.number(), counted.to_string().as_str()), (number, text));
            assert_eq!(counted, text);
        }
        assert_eq!(CountedText::default(), "");
    }

    #[test]
    fn sentences_with_different_numbers_share_their_rest() {
        let [one, two] = ["Total: 1", "Total: 22"].map(CountedText::from);
        assert_ne!(one, two);
        assert_eq!(one.rest.as_ptr(), two.rest.as_ptr());
    }

    #[test]
    fn a_string_that_cannot_be_shared_has_its_own_memory() {
        let long = "x".repeat(200);
        let text = GameText::from(long.as_str());
        assert!(!text.is_shared() && text == long);
        assert!(GameText::default().is_shared() && GameText::from("Barbarian").is_shared());
    }

    #[test]
    fn only_strings_are_read() {
        assert!(serde_json::from_str::<GameText>("1").is_err());
        assert!(serde_json::from_str::<CountedText>("1").is_err());
    }

    proptest! {
        #[test]
        fn both_behave_like_the_string_they_are_made_of(a in "[a-z0-9é ]{0,30}", b in "[0-3 ]{0,4}") {
            let (x, y) = (GameText::from(a.as_str()), GameText::from(b.clone()));
            prop_assert_eq!(x == y, a == b);
            prop_assert_eq!(x.cmp(&y), a.cmp(&b));
            prop_assert_eq!(format!("{x:>9}{x:?}"), format!("{a:>9}{a:?}"));
            let hasher = HashSet::<()>::new();
            prop_assert_eq!(hasher.hasher().hash_one(&x), hasher.hasher().hash_one(&a));
            let json = serde_json::to_string(&a).unwrap();
            prop_assert_eq!(&serde_json::to_string(&x).unwrap(), &json);
            prop_assert_eq!(&serde_json::from_str::<GameText>(&json).unwrap(), &x);
            let (c, d) = (CountedText::from(a.as_str()), CountedText::from(b.as_str()));
            prop_assert_eq!(c == d, a == b);
            prop_assert_eq!(c == b.as_str(), a == b);
            prop_assert_eq!(c.to_string(), a.as_str());
            prop_assert_eq!(&serde_json::to_string(&c).unwrap(), &json);
            prop_assert_eq!(&serde_json::from_str::<CountedText>(&json).unwrap(), &c);
        }
    }
}
