//! Readers of fields whose type the portal might change: a value of another type is converted if
//! its meaning is clear, and is otherwise read like a missing one.

use alloc::{
    borrow::ToOwned as _,
    string::{String, ToString as _},
    vec::Vec,
};
use core::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{self, IgnoredAny, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};

use super::ApiKey;
use crate::{LenientTimestamp, Secret};

/// A value of any type, where an object is read as `T`.
enum Loose<T = IgnoredAny> {
    Text(String),
    Integer(i64),
    Float(f64),
    List(Vec<Self>),
    Object(T),
    Boolean,
    Null,
}

struct LooseVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Loose<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor(PhantomData))
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for LooseVisitor<T> {
    type Value = Loose<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Loose<T>, E> {
        Ok(Loose::Text(text.to_owned()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Loose<T>, E> {
        Ok(Loose::Integer(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Loose<T>, E> {
        Ok(Loose::Integer(i64::try_from(number).unwrap_or(i64::MAX)))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Loose<T>, E> {
        Ok(Loose::Float(number))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Loose<T>, E> {
        Ok(Loose::Boolean)
    }

    fn visit_unit<E>(self) -> Result<Loose<T>, E> {
        Ok(Loose::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Loose<T>, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Loose::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Loose<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(object)).map(Loose::Object)
    }
}

impl<T> Loose<T> {
    fn text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Integer(number) => Some(number.to_string()),
            Self::Float(number) => Some(number.to_string()),
            _ => None,
        }
    }

    fn integer(self) -> Option<i32> {
        let number = match self {
            Self::Integer(number) => {
                return Some(i32::try_from(number).unwrap_or(if number < 0 { i32::MIN } else { i32::MAX }));
            }
            Self::Float(number) => number,
            Self::Text(text) => text.trim().parse().ok()?,
            _ => return None,
        };
        #[expect(clippy::cast_possible_truncation, reason = "saturates, and a fraction has no meaning here")]
        (!number.is_nan()).then_some(number as i32)
    }

    fn secret(self) -> Option<Secret> {
        if let Self::Text(text) = self { Some(Secret::from(text)) } else { None }
    }

    fn time(self) -> Option<LenientTimestamp> {
        match self {
            Self::Integer(number) => Some(LenientTimestamp::Number(number)),
            other => other.text().map(|text| LenientTimestamp::from(text.as_str())),
        }
    }

    /// A list; a single string is a list of one.
    fn texts(self) -> Option<Vec<String>> {
        match self {
            Self::List(values) => Some(values.into_iter().filter_map(Self::text).collect()),
            Self::Text(text) => Some([text].into()),
            _ => None,
        }
    }

    fn object(self) -> Option<T> {
        if let Self::Object(object) = self { Some(object) } else { None }
    }
}

/// Declares a reader of an optional field, and one with the default instead of `None`.
macro_rules! readers {
    ($($method:ident -> $Type:ty: $optional:ident)+) => { $(
        pub(super) fn $optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<$Type>, D::Error> {
            <Loose>::deserialize(deserializer).map(Loose::$method)
        }

        pub(super) fn $method<'de, D: Deserializer<'de>>(deserializer: D) -> Result<$Type, D::Error> {
            $optional(deserializer).map(Option::unwrap_or_default)
        }
    )+ };
}

readers! {
    text -> String: optional_text
    integer -> i32: optional_integer
    secret -> Secret: optional_secret
    texts -> Vec<String>: optional_texts
}

pub(super) fn optional_time<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<LenientTimestamp>, D::Error> {
    <Loose>::deserialize(deserializer).map(Loose::time)
}

/// Reads an object, and any other value as `None`.
pub(super) fn optional_object<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Loose::deserialize(deserializer).map(Loose::object)
}

/// Reads an object, and any other value but `null` as the default.
pub(super) fn object<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    match Loose::deserialize(deserializer)? {
        Loose::Null => Err(de::Error::custom("expected an object")),
        other => Ok(other.object().unwrap_or_default()),
    }
}

/// Reads the list of keys, and `null` as an empty one. Any other value is an error, so that it is
/// not taken as an account without keys; but entries that are not objects are ignored.
pub(super) fn keys<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<ApiKey>, D::Error> {
    match Loose::deserialize(deserializer)? {
        Loose::List(keys) => Ok(keys.into_iter().filter_map(Loose::object).collect()),
        Loose::Null => Ok(Vec::new()),
        _ => Err(de::Error::custom("expected a list of keys")),
    }
}
