//! [`Reader`]: reads arguments, the JSON that the engine's `JSON.stringify` writes.
//!
//! It is a deserializer of its own because it takes 12 kB less of the compressed module than that of
//! `serde_json`: every model is compiled for it once, errors are one pointer and print no fractions,
//! and the path of an error is only computed when there is one.
//!
//! It is as tolerant as a reader can be that does not change the text: `null` in a list is skipped,
//! `5.0` and `"5"` are integers, and a lone surrogate is replaced. Of several values of one key the
//! models accept none.

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error as _, Expected, MapAccess, SeqAccess, Unexpected, Visitor},
    forward_to_deserialize_any,
};

mod error;
mod key;

pub(crate) use error::ReadError;
use key::Key;

/// The rest of a text.
pub(crate) struct Reader<'a> {
    text: &'a str,
    /// The position of the next byte.
    at: usize,
    /// The position of the value that was begun last, at which an error is.
    value: usize,
    /// The last string if it has no escapes.
    plain: &'a str,
    /// The last string if it has escapes.
    unescaped: Option<String>,
}

/// The beginning of a value, or all of it; a string is that of [`Reader::last_string`].
#[derive(Clone, Copy)]
enum Token {
    Null,
    Bool(bool),
    Integer(i64),
    Fraction(f64),
    String,
    List,
    Object,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0, value: 0, plain: "", unescaped: None }
    }

    /// The text up to the value at which reading failed.
    pub(crate) fn before_failure(&self) -> &'a str {
        self.text.get(..self.value).unwrap_or_default()
    }

    /// Checks that nothing follows.
    pub(crate) fn end(&mut self) -> Result<(), ReadError> {
        if self.peek().is_none() { Ok(()) } else { Err(ReadError::malformed()) }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is not white space.
    fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.byte() {
            self.at += 1;
        }
        self.byte()
    }

    fn take(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn take_word(&mut self, word: &str) -> bool {
        self.peek();
        let is_next = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word));
        self.at += if is_next { word.len() } else { 0 };
        is_next
    }

    /// Reads a value, or the bracket that begins a list or an object.
    fn token(&mut self) -> Result<Token, ReadError> {
        let byte = self.peek();
        self.value = self.at;
        Ok(match byte {
            Some(b'"') => {
                self.string()?;
                Token::String
            }
            Some(b'[') => {
                self.at += 1;
                Token::List
            }
            Some(b'{') => {
                self.at += 1;
                Token::Object
            }
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ if self.take_word("null") => Token::Null,
            _ if self.take_word("true") => Token::Bool(true),
            _ if self.take_word("false") => Token::Bool(false),
            _ => return Err(ReadError::malformed()),
        })
    }

    fn number(&mut self) -> Result<Token, ReadError> {
        let start = self.at;
        while let Some(b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E') = self.byte() {
            self.at += 1;
        }
        let number = self.text.get(start..self.at).unwrap_or_default();
        match number.parse() {
            Ok(integer) => Ok(Token::Integer(integer)),
            Err(_) => parse_fraction(number).map(Token::Fraction).ok_or_else(ReadError::malformed),
        }
    }

    fn last_string(&self) -> &str {
        self.unescaped.as_deref().unwrap_or(self.plain)
    }

    fn string(&mut self) -> Result<(), ReadError> {
        self.at += 1;
        self.unescaped = None;
        self.plain = self.until_special();
        if self.byte() == Some(b'"') {
            self.at += 1;
            return Ok(());
        }
        let mut string = String::from(self.plain);
        loop {
            match self.byte() {
                Some(b'"') => break,
                Some(b'\\') => {
                    self.at += 1;
                    string.push(self.escape()?);
                }
                _ => return Err(ReadError::malformed()),
            }
            string.push_str(self.until_special());
        }
        self.at += 1;
        self.unescaped = Some(string);
        Ok(())
    }

    /// The characters up to a quote, an escape, a control character or the end.
    fn until_special(&mut self) -> &'a str {
        let start = self.at;
        while self.byte().is_some_and(|byte| !matches!(byte, b'"' | b'\\' | 0..=0x1f)) {
            self.at += 1;
        }
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn escape(&mut self) -> Result<char, ReadError> {
        let byte = self.byte();
        self.at += 1;
        Ok(match byte {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let first = self.hex()?;
                let rest = self.text.get(self.at..).unwrap_or_default();
                if !(0xd800..0xdc00).contains(&first) || !rest.starts_with("\\u") {
                    return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                let at = self.at;
                self.at += 2;
                let second = self.hex()?;
                if (0xdc00..0xe000).contains(&second) {
                    let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                    return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                self.at = at;
                char::REPLACEMENT_CHARACTER
            }
            _ => return Err(ReadError::malformed()),
        })
    }

    fn hex(&mut self) -> Result<u32, ReadError> {
        let digits = self.text.get(self.at..self.at + 4).ok_or_else(ReadError::malformed)?;
        self.at += 4;
        u32::from_str_radix(digits, 16).map_err(|_| ReadError::malformed())
    }

    /// Passes over a value of any depth.
    fn skip(&mut self) -> Result<(), ReadError> {
        let mut depth = 0_usize;
        loop {
            match self.token()? {
                Token::List if !self.take(b']') => depth += 1,
                Token::Object if !self.take(b'}') => {
                    depth += 1;
                    self.key()?;
                }
                _ => {
                    // After a value follow the ends of what it is in, and the next value.
                    loop {
                        if depth == 0 {
                            return Ok(());
                        }
                        if self.take(b',') {
                            // A key, unless it is an entry of a list.
                            let at = self.at;
                            if self.peek() == Some(b'"') {
                                self.string()?;
                                if !self.take(b':') {
                                    self.at = at;
                                }
                            }
                            break;
                        }
                        if !self.take(b']') && !self.take(b'}') {
                            return Err(ReadError::malformed());
                        }
                        depth -= 1;
                    }
                }
            }
        }
    }

    /// Reads a key, which is the last string then.
    fn key(&mut self) -> Result<(), ReadError> {
        if self.peek() != Some(b'"') {
            return Err(ReadError::malformed());
        }
        self.string()?;
        if self.take(b':') { Ok(()) } else { Err(ReadError::malformed()) }
    }

    /// Reads a number, also one that is written as a string.
    fn numeric(&mut self) -> Result<Token, ReadError> {
        let token = self.token()?;
        if !matches!(token, Token::String) {
            return Ok(token);
        }
        let mut reader = Reader::new(self.last_string());
        let number = match reader.token() {
            Ok(Token::Integer(number)) => Token::Integer(number),
            Ok(Token::Fraction(number)) => Token::Fraction(number),
            _ => return Ok(token),
        };
        Ok(if reader.end().is_ok() { number } else { token })
    }

    /// Reads an integer, also one that is written with a fraction of zero.
    fn integer(&mut self) -> Result<Token, ReadError> {
        /// Up to here, every integer is an `f64`.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        let token = self.numeric()?;
        #[expect(clippy::cast_possible_truncation, reason = "only taken when nothing is lost")]
        match token {
            Token::Fraction(number) if number.abs() <= EXACT && number.trunc() - number == 0.0 => {
                Ok(Token::Integer(number as i64))
            }
            token => Ok(token),
        }
    }
}

/// A number that is no integer, as the engine reads it, which knows how without tables of 10 kB.
fn parse_fraction(number: &str) -> Option<f64> {
    #[cfg(all(target_family = "wasm", target_os = "unknown"))]
    let number = crate::exports::parse(number);
    #[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
    let number: f64 = number.parse().unwrap_or(f64::NAN);
    number.is_finite().then_some(number)
}

impl Reader<'_> {
    #[cold]
    #[inline(never)]
    fn wrong_type(&self, found: Token, expected: &dyn Expected) -> ReadError {
        let found = match found {
            Token::Null => Unexpected::Unit,
            Token::Bool(value) => Unexpected::Bool(value),
            Token::Integer(number) => Unexpected::Signed(number),
            Token::Fraction(number) => Unexpected::Float(number),
            Token::String => Unexpected::Str(self.last_string()),
            Token::List => Unexpected::Seq,
            Token::Object => Unexpected::Map,
        };
        ReadError::invalid_type(found, expected)
    }
}

macro_rules! integers {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
            match self.integer()? {
                Token::Integer(number) => visitor.visit_i64(number),
                other => Err(self.wrong_type(other, &visitor)),
            }
        }
    )+};
}

macro_rules! floats {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
            match self.numeric()? {
                Token::Integer(number) => visitor.visit_i64(number),
                Token::Fraction(number) => visitor.visit_f64(number),
                other => Err(self.wrong_type(other, &visitor)),
            }
        }
    )+};
}

macro_rules! strings {
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
            match self.token()? {
                Token::String => visitor.visit_str(self.last_string()),
                other => Err(self.wrong_type(other, &visitor)),
            }
        }
    )+};
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = ReadError;

    integers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
    }
    floats! { deserialize_f32 deserialize_f64 }
    strings! { deserialize_char deserialize_str deserialize_string deserialize_identifier }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.token()? {
            Token::Null => visitor.visit_unit(),
            Token::Bool(value) => visitor.visit_bool(value),
            Token::Integer(number) => visitor.visit_i64(number),
            Token::Fraction(number) => visitor.visit_f64(number),
            Token::String => visitor.visit_str(self.last_string()),
            Token::List => visitor.visit_seq(List { is_first: true, value: self.value, reader: self }),
            Token::Object => visitor.visit_map(Object { is_first: true, value: self.value, reader: self }),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.token()? {
            Token::Bool(value) => visitor.visit_bool(value),
            other => Err(self.wrong_type(other, &visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if self.take_word("null") { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.token()? {
            Token::List => visitor.visit_seq(List { is_first: true, value: self.value, reader: self }),
            other => Err(self.wrong_type(other, &visitor)),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, ReadError> {
        let value = (&mut *self).deserialize_seq(visitor)?;
        // The visitor reads as many entries as it has fields.
        if self.take(b']') { Ok(value) } else { Err(ReadError::new(format_args!("has too many entries"))) }
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_tuple(length, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.token()? {
            Token::Object => visitor.visit_map(Object { is_first: true, value: self.value, reader: self }),
            other => Err(self.wrong_type(other, &visitor)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.skip()?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { bytes byte_buf enum unit unit_struct }
}

struct List<'r, 'de> {
    reader: &'r mut Reader<'de>,
    value: usize,
    is_first: bool,
}

impl List<'_, '_> {
    /// Whether an entry follows that is not `null`.
    fn has_next(&mut self) -> Result<bool, ReadError> {
        loop {
            if self.reader.take(b']') {
                self.reader.value = self.value;
                return Ok(false);
            }
            if !std::mem::take(&mut self.is_first) && !self.reader.take(b',') {
                return Err(ReadError::malformed());
            }
            if !self.reader.take_word("null") {
                return Ok(true);
            }
        }
    }
}

impl<'de> SeqAccess<'de> for List<'_, 'de> {
    type Error = ReadError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, ReadError> {
        if self.has_next()? { seed.deserialize(&mut *self.reader).map(Some) } else { Ok(None) }
    }
}

struct Object<'r, 'de> {
    reader: &'r mut Reader<'de>,
    value: usize,
    is_first: bool,
}

impl Object<'_, '_> {
    /// Reads the next key, if there is one.
    fn has_next(&mut self) -> Result<bool, ReadError> {
        if self.reader.take(b'}') {
            // A missing field is an error of the object, not of its last value.
            self.reader.value = self.value;
            return Ok(false);
        }
        if !std::mem::take(&mut self.is_first) && !self.reader.take(b',') {
            return Err(ReadError::malformed());
        }
        self.reader.key()?;
        Ok(true)
    }
}

impl<'de> MapAccess<'de> for Object<'_, 'de> {
    type Error = ReadError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ReadError> {
        if self.has_next()? { seed.deserialize(Key(self.reader.last_string())).map(Some) } else { Ok(None) }
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, ReadError> {
        seed.deserialize(&mut *self.reader)
    }
}
