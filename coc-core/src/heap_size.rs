//! The heap memory of decoded values, which the memory cache counts: [`of_model`] and [`of_json`].
//!
//! Models are measured through serde, because it visits every part of them. It hides the types of
//! the elements of a list, but not their addresses, whose distance is the size of an element.

use std::{fmt::Display, ptr};

use serde::{
    Serialize, Serializer,
    ser::{
        SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
        SerializeTupleStruct, SerializeTupleVariant,
    },
};
use serde_json::{Error, Value};

/// The longest string that [`Text`](coc_models::Text) and the tags store without an allocation.
const INLINE: usize = 22;

/// The entries of a node of a [`BTreeMap`](std::collections::BTreeMap).
const NODE: usize = 11;

/// Returns the heap memory of a model in bytes. Lists are assumed to have no spare capacity.
pub(crate) fn of_model<T: Serialize>(model: &T) -> usize {
    // A value that cannot be serialized is not a model.
    model.serialize(Meter::USUAL).map_or(0, |part| part.heap)
}

/// Returns the heap memory of a JSON value in bytes.
pub(crate) fn of_json(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        Value::String(text) => text.capacity(),
        Value::Array(items) => {
            items.capacity() * size_of::<Value>() + items.iter().map(of_json).sum::<usize>()
        }
        Value::Object(map) => {
            let nodes = if map.len() <= NODE { map.len().min(1) } else { map.len() * 3 / (2 * NODE) + 1 };
            let node = NODE * size_of::<(String, Value)>() + 2 * size_of::<usize>();
            let entries = map.iter().map(|(key, value)| key.capacity() + of_json(value));
            nodes * node + entries.sum::<usize>()
        }
    }
}

/// A serializer that adds up heap memory.
#[derive(Clone, Copy)]
struct Meter {
    /// The longest string that takes no heap memory.
    inline: usize,
}

impl Meter {
    const USUAL: Self = Self { inline: INLINE };
}

/// The names by which a string of the game tells that its memory is the process's, or its own:
/// the bytes behind the counters of an `ArcStr`.
const SHARED_TEXT: &str = "SharedText";
const OWN_TEXT: &str = "OwnText";
const COUNTERS: usize = 2 * size_of::<usize>();

/// A part of a value.
#[derive(Clone, Copy, Default)]
struct Part {
    heap: usize,
    /// Where the part is in memory, and its size, as far as known.
    address: Option<usize>,
    size: usize,
}

impl Part {
    #[allow(clippy::unnecessary_wraps, reason = "as the serializer's methods return it")]
    fn inline(size: usize) -> Result<Self, Error> {
        Ok(Self { size, ..Self::default() })
    }

    /// Measures a part that is stored inside its parent.
    fn of<T: Serialize + ?Sized>(value: &T) -> Result<Self, Error> {
        let heap = value.serialize(Meter::USUAL)?.heap;
        let address = Some(ptr::from_ref(value).cast::<()>().addr());
        Ok(Self { heap, address, size: size_of_val(value) })
    }
}

/// The parts of a struct, a tuple or a variant so far.
#[derive(Default)]
struct Parts {
    heap: usize,
    start: Option<usize>,
    end: usize,
}

impl Parts {
    fn add<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let part = Part::of(value)?;
        let address = part.address.unwrap_or_default();
        self.heap += part.heap;
        self.start = Some(self.start.map_or(address, |start| start.min(address)));
        self.end = self.end.max(address + part.size);
        Ok(())
    }

    #[allow(clippy::unnecessary_wraps, reason = "as the serializer's methods return it")]
    fn total(self) -> Result<Part, Error> {
        let size = self.end - self.start.unwrap_or(self.end);
        Ok(Part { heap: self.heap, address: self.start, size })
    }
}

/// The elements of a list so far.
#[derive(Default)]
struct Elements {
    heap: usize,
    count: usize,
    first: Part,
    last: Part,
}

impl SerializeSeq for Elements {
    type Ok = Part;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let part = value.serialize(Meter::USUAL)?;
        if self.count == 0 {
            self.first = part;
        }
        (self.last, self.heap, self.count) = (part, self.heap + part.heap, self.count + 1);
        Ok(())
    }

    fn end(self) -> Result<Part, Error> {
        let distance = self.first.address.zip(self.last.address).filter(|_| self.count > 1);
        let size = distance.and_then(|(first, last)| Some(last.checked_sub(first)? / (self.count - 1)));
        Ok(Part { heap: self.heap + self.count * size.unwrap_or(self.first.size), ..Part::default() })
    }
}

/// The entries of a map so far.
#[derive(Default)]
struct Entries {
    heap: usize,
    count: usize,
    entry: usize,
}

impl SerializeMap for Entries {
    type Ok = Part;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        (self.count, self.entry) = (self.count + 1, size_of_val(key));
        self.serialize_value(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.heap += value.serialize(Meter::USUAL)?.heap;
        Ok(())
    }

    fn end(self) -> Result<Part, Error> {
        Ok(Part { heap: self.heap + self.count * 2 * self.entry, ..Part::default() })
    }
}

/// Implements the traits for compound values, whose parts are stored inside them.
macro_rules! compound {
    ($($Trait:ident $method:ident($($key:ident)?);)+) => {
        $(impl $Trait for Parts {
            type Ok = Part;
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(
                &mut self,
                $($key: &'static str,)?
                value: &T,
            ) -> Result<(), Error> {
                $(let _ = $key;)?
                self.add(value)
            }

            fn end(self) -> Result<Part, Error> {
                self.total()
            }
        })+
    };
}

compound! {
    SerializeTuple serialize_element();
    SerializeTupleStruct serialize_field();
    SerializeTupleVariant serialize_field();
    SerializeStruct serialize_field(key);
    SerializeStructVariant serialize_field(key);
}

/// Implements the methods for values without parts.
macro_rules! scalars {
    ($($method:ident: $T:ty),+) => {
        $(fn $method(self, _: $T) -> Result<Part, Error> {
            Part::inline(size_of::<$T>())
        })+
    };
}

impl Serializer for Meter {
    type Ok = Part;
    type Error = Error;
    type SerializeSeq = Elements;
    type SerializeTuple = Parts;
    type SerializeTupleStruct = Parts;
    type SerializeTupleVariant = Parts;
    type SerializeMap = Entries;
    type SerializeStruct = Parts;
    type SerializeStructVariant = Parts;

    scalars! {
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32,
        serialize_i64: i64, serialize_u8: u8, serialize_u16: u16, serialize_u32: u32,
        serialize_u64: u64, serialize_f32: f32, serialize_f64: f64, serialize_char: char
    }

    fn serialize_str(self, text: &str) -> Result<Part, Error> {
        if text.len() > self.inline {
            return Ok(Part { heap: text.len(), size: size_of::<String>(), address: None });
        }
        Part::inline(size_of::<String>())
    }

    /// A string that is made for the output takes no memory.
    fn collect_str<T: Display + ?Sized>(self, _: &T) -> Result<Part, Error> {
        Part::inline(size_of::<String>())
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<Part, Error> {
        Ok(Part { heap: bytes.len(), size: size_of::<Vec<u8>>(), address: None })
    }

    fn serialize_none(self) -> Result<Part, Error> {
        Part::inline(0)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Part, Error> {
        Part::of(value)
    }

    fn serialize_unit(self) -> Result<Part, Error> {
        Part::inline(0)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Part, Error> {
        Part::inline(0)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<Part, Error> {
        Part::inline(1)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<Part, Error> {
        match name {
            SHARED_TEXT => Part::inline(size_of::<usize>()),
            OWN_TEXT => {
                let heap = COUNTERS + value.serialize(Self { inline: 0 })?.heap;
                Ok(Part { heap, size: size_of::<usize>(), address: None })
            }
            _ => Part::of(value),
        }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Result<Part, Error> {
        Part::of(value)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Elements, Error> {
        Ok(Elements::default())
    }

    fn serialize_tuple(self, _: usize) -> Result<Parts, Error> {
        Ok(Parts::default())
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Parts, Error> {
        Ok(Parts::default())
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Parts, Error> {
        Ok(Parts::default())
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries, Error> {
        Ok(Entries::default())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts, Error> {
        Ok(Parts::default())
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Parts, Error> {
        Ok(Parts::default())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Serialize)]
    struct Item {
        id: u8,
        #[serde(skip_serializing_if = "Option::is_none")]
        level: Option<u64>,
        names: Vec<String>,
    }

    #[test]
    fn lists_count_by_the_size_of_their_elements_and_strings_only_if_they_are_long() {
        let item = |level, names: &[&str]| Item {
            id: 1,
            level,
            names: names.iter().map(ToString::to_string).collect(),
        };
        assert_eq!(of_model(&1), 0);
        assert_eq!(of_model(&vec![1_u16; 5]), 10);
        assert_eq!(of_model(&"a name"), 0);
        assert_eq!(of_model(&"a name that is rather long"), 26);
        assert_eq!(of_model(&vec![Some(1_u32), Some(2)]), 2 * size_of::<Option<u32>>());
        let items = vec![item(Some(1), &[]), item(Some(2), &["a", "b"]), item(Some(3), &[])];
        assert_eq!(of_model(&items), 3 * size_of::<Item>() + 2 * size_of::<String>());
        // The distance is that of the first fields that are written, so it may be off by one field.
        let mixed: Vec<Item> = (0..100).map(|n| item((n > 0).then_some(n), &[])).collect();
        let size = of_model(&mixed);
        assert!(size.abs_diff(100 * size_of::<Item>()) <= 100, "{size}");
        assert_eq!(of_model(&[item(None, &[])]), 0);
    }

    #[test]
    fn strings_of_the_game_count_only_if_they_are_not_shared() {
        use coc_models::{CountedText, GameText};

        let long = "x".repeat(200);
        assert_eq!(of_model(&GameText::from("a name that is rather long")), 0);
        assert_eq!(of_model(&CountedText::from("a sentence that is rather long: 1")), 0);
        assert_eq!(of_model(&GameText::from(long.as_str())), COUNTERS + 200);
        assert_eq!(of_model(&CountedText::from(long.as_str())), COUNTERS + 200);
    }

    #[test]
    fn json_counts_nodes_keys_and_strings() {
        assert_eq!(of_json(&json!(1)), 0);
        assert_eq!(of_json(&json!({})), 0);
        assert_eq!(of_json(&Value::String("abc".to_owned())), 3);
        assert!(of_json(&json!({"a": [1, 2], "b": {"c": "d"}})) > 2 * NODE * size_of::<(String, Value)>());
    }
}
