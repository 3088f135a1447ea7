//! [`Lenient`]: decodes a parsed body, converts numbers that were written as strings, and notes
//! where decoding fails.

use alloc::vec::Vec;
use core::{cell::RefCell, iter::Enumerate, slice};

use serde::{
    Deserializer,
    de::{
        DeserializeSeed, Error as _, Expected, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
    },
    forward_to_deserialize_any,
};
use serde_json::{Value, map};

use super::{
    path::{Path, Step},
    repairs::{RepairKind, RepairLog},
};

mod error;

pub(super) use error::LenientError;

/// The results of one pass over a body.
#[derive(Default)]
pub(super) struct Findings {
    /// The values that were converted.
    pub(super) log: RepairLog,
    /// The innermost failure.
    pub(super) failure: Option<Failure>,
    /// Whether values are not converted.
    pub(super) is_strict: bool,
}

/// A value that cannot be read.
#[derive(Clone)]
pub(super) struct Failure {
    pub(super) place: Vec<Step>,
    pub(super) wanted: Wanted,
    pub(super) error: LenientError,
}

/// The type of value for which a model asks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Boolean,
    Integer,
    Number,
    String,
    List,
    Object,
    Anything,
}

impl Wanted {
    /// Whether values of the same JSON type as this one are all of the wrong type.
    pub(super) fn excludes(self, value: &Value) -> bool {
        match (self, value) {
            (Self::Anything, _)
            | (Self::Boolean, Value::Bool(_) | Value::String(_))
            | (Self::Integer | Self::Number, Value::Number(_) | Value::String(_))
            | (Self::String, Value::String(_))
            | (Self::List, Value::Array(_))
            | (Self::Object, Value::Object(_)) => false,
            // `null` may be a value of its own.
            (_, value) => !value.is_null(),
        }
    }
}

/// A deserializer of a value in a parsed body.
#[derive(Clone, Copy)]
pub(super) struct Lenient<'a, 'p> {
    pub(super) value: &'a Value,
    pub(super) path: &'p Path<'p>,
    pub(super) findings: &'p RefCell<Findings>,
}

impl Lenient<'_, '_> {
    /// Notes a failure, unless it was noted further inside.
    #[inline]
    fn note<T>(self, wanted: Wanted, result: Result<T, LenientError>) -> Result<T, LenientError> {
        if let Err(error) = &result {
            self.note_failure(wanted, error);
        }
        result
    }

    #[cold]
    #[inline(never)]
    fn note_failure(self, wanted: Wanted, error: &LenientError) {
        self.findings.borrow_mut().failure.get_or_insert_with(|| Failure {
            place: self.path.steps(),
            wanted,
            error: error.clone(),
        });
    }

    /// The integer in a value that is written as another number or as a string.
    fn converted_integer(self) -> Option<i64> {
        let converted = match self.value {
            _ if self.is_strict() => None,
            Value::Number(number) if number.is_f64() => number.as_f64().and_then(whole),
            Value::String(text) => {
                let text = text.trim();
                text.parse().ok().or_else(|| number_in(text).and_then(whole))
            }
            _ => None,
        };
        converted.inspect(|_| self.converted())
    }

    /// The number in a string.
    fn converted_number(self) -> Option<f64> {
        let converted = match self.value {
            Value::String(text) if !self.is_strict() => number_in(text),
            _ => None,
        };
        converted.inspect(|_| self.converted())
    }

    fn is_strict(self) -> bool {
        self.findings.borrow().is_strict
    }

    fn converted(self) {
        self.findings.borrow_mut().log.add(self.path.pattern(), RepairKind::ConvertedNumber, 1);
    }

    fn wrong_type<T>(self, expected: &dyn Expected) -> Result<T, LenientError> {
        Err(LenientError::invalid_type(unexpected(self.value), expected))
    }
}

fn unexpected(value: &Value) -> Unexpected<'_> {
    match value {
        Value::Null => Unexpected::Unit,
        Value::Bool(value) => Unexpected::Bool(*value),
        Value::Number(number) => match (number.as_u64(), number.as_i64()) {
            (Some(number), _) => Unexpected::Unsigned(number),
            (None, Some(number)) => Unexpected::Signed(number),
            (None, None) => Unexpected::Float(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => Unexpected::Str(text),
        Value::Array(_) => Unexpected::Seq,
        Value::Object(_) => Unexpected::Map,
    }
}

fn visit_number<'de, V: Visitor<'de>>(
    number: &serde_json::Number,
    visitor: V,
) -> Result<V::Value, LenientError> {
    match (number.as_u64(), number.as_i64()) {
        (Some(number), _) => visitor.visit_u64(number),
        (None, Some(number)) => visitor.visit_i64(number),
        (None, None) => visitor.visit_f64(number.as_f64().unwrap_or_default()),
    }
}

/// The number in a string. It is read as JSON, which needs no second parser of numbers.
fn number_in(text: &str) -> Option<f64> {
    let number: Value = serde_json::from_slice(text.trim().as_bytes()).ok()?;
    number.as_f64().filter(|number| number.is_finite())
}

/// The integer that a number with a fraction of zero stands for.
#[expect(clippy::cast_possible_truncation, reason = "only taken when nothing is lost")]
fn whole(number: f64) -> Option<i64> {
    /// Up to here, every integer is an `f64`.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let whole = number as i64;
    #[expect(clippy::cast_precision_loss, reason = "the bound excludes it")]
    let is_whole = number.abs() <= EXACT && whole as f64 - number == 0.0;
    is_whole.then_some(whole)
}

macro_rules! integers {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, LenientError> {
            self.note(Wanted::Integer, match (self.converted_integer(), self.value) {
                (Some(number), _) => visitor.visit_i64(number),
                (None, Value::Number(number)) => visit_number(number, visitor),
                _ => self.wrong_type(&visitor),
            })
        }
    )+};
}

macro_rules! floats {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, LenientError> {
            self.note(Wanted::Number, match (self.converted_number(), self.value) {
                (Some(number), _) => visitor.visit_f64(number),
                (None, Value::Number(number)) => visit_number(number, visitor),
                _ => self.wrong_type(&visitor),
            })
        }
    )+};
}

macro_rules! strings {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, LenientError> {
            self.note(Wanted::String, match self.value {
                Value::String(text) => visitor.visit_str(text),
                _ => self.wrong_type(&visitor),
            })
        }
    )+};
}

impl<'de> Deserializer<'de> for Lenient<'_, '_> {
    type Error = LenientError;

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
    }
    floats! { deserialize_f32 deserialize_f64 }
    strings! { deserialize_char deserialize_str deserialize_string deserialize_identifier }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, LenientError> {
        self.note(
            Wanted::Anything,
            match self.value {
                Value::Null => visitor.visit_unit(),
                Value::Bool(value) => visitor.visit_bool(*value),
                Value::Number(number) => visit_number(number, visitor),
                Value::String(text) => visitor.visit_str(text),
                Value::Array(list) => visitor.visit_seq(List { rest: list.iter().enumerate(), owner: self }),
                Value::Object(object) => {
                    visitor.visit_map(Object { rest: object.iter(), next: None, owner: self })
                }
            },
        )
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, LenientError> {
        self.note(
            Wanted::Boolean,
            match self.value {
                Value::Bool(value) => visitor.visit_bool(*value),
                Value::String(text) if !self.is_strict() => match text.trim().parse() {
                    Ok(value) => {
                        self.converted();
                        visitor.visit_bool(value)
                    }
                    Err(_) => self.wrong_type(&visitor),
                },
                _ => self.wrong_type(&visitor),
            },
        )
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, LenientError> {
        if self.value.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, LenientError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, LenientError> {
        self.note(
            Wanted::List,
            match self.value {
                Value::Array(list) => visitor.visit_seq(List { rest: list.iter().enumerate(), owner: self }),
                _ => self.wrong_type(&visitor),
            },
        )
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, LenientError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, LenientError> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, LenientError> {
        self.note(
            Wanted::Object,
            match self.value {
                Value::Object(object) => {
                    visitor.visit_map(Object { rest: object.iter(), next: None, owner: self })
                }
                _ => self.wrong_type(&visitor),
            },
        )
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, LenientError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, LenientError> {
        let result =
            self.value.clone().deserialize_enum(name, variants, visitor).map_err(LenientError::custom);
        self.note(Wanted::Anything, result)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, LenientError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { bytes byte_buf unit unit_struct }
}

struct List<'a, 'p> {
    rest: Enumerate<slice::Iter<'a, Value>>,
    owner: Lenient<'a, 'p>,
}

impl<'de> SeqAccess<'de> for List<'_, '_> {
    type Error = LenientError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, LenientError> {
        let Some((index, value)) = self.rest.next() else { return Ok(None) };
        let path = Path::Index(self.owner.path, index);
        let element = Lenient { value, path: &path, findings: self.owner.findings };
        element.note(Wanted::Anything, seed.deserialize(element)).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

struct Object<'a, 'p> {
    rest: map::Iter<'a>,
    next: Option<(&'a str, &'a Value)>,
    owner: Lenient<'a, 'p>,
}

impl<'de> MapAccess<'de> for Object<'_, '_> {
    type Error = LenientError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, LenientError> {
        let Some((key, value)) = self.rest.next() else { return Ok(None) };
        self.next = Some((key, value));
        seed.deserialize(Key(key)).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, LenientError> {
        let Some((key, value)) = self.next.take() else {
            return Err(LenientError::custom("a value was requested before its key"));
        };
        let path = Path::Field(self.owner.path, key);
        let field = Lenient { value, path: &path, findings: self.owner.findings };
        field.note(Wanted::Anything, seed.deserialize(field))
    }
}

/// The key of an object, which may be read as a number.
struct Key<'a>(&'a str);

macro_rules! number_keys {
    ($($method:ident: $number:ty => $visit:ident),+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, LenientError> {
            match self.0.parse::<$number>() {
                Ok(number) => visitor.$visit(number),
                Err(_) => visitor.visit_str(self.0),
            }
        }
    )+};
}

impl<'de> Deserializer<'de> for Key<'_> {
    type Error = LenientError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, LenientError> {
        visitor.visit_str(self.0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, LenientError> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, LenientError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, LenientError> {
        visitor.visit_enum(self.0.into_deserializer())
    }

    number_keys! {
        deserialize_i8: i8 => visit_i8, deserialize_i16: i16 => visit_i16, deserialize_i32: i32 => visit_i32,
        deserialize_i64: i64 => visit_i64, deserialize_u8: u8 => visit_u8, deserialize_u16: u16 => visit_u16,
        deserialize_u32: u32 => visit_u32, deserialize_u64: u64 => visit_u64, deserialize_bool: bool => visit_bool
    }

    forward_to_deserialize_any! {
        i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct
        identifier ignored_any
    }
}
