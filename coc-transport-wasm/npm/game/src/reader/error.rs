//! [`ReadError`]: why an argument cannot be read.

use std::fmt;

use serde::de::{self, Expected, Unexpected};

/// The reason for which a text cannot be read. It is one pointer, because every field of every model
/// returns it.
#[derive(Debug)]
pub(crate) struct ReadError(Box<str>);

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ReadError {}

impl ReadError {
    #[cold]
    #[inline(never)]
    pub(super) fn malformed() -> Self {
        Self("is not JSON".into())
    }

    #[cold]
    #[inline(never)]
    pub(super) fn new(message: fmt::Arguments<'_>) -> Self {
        Self(fmt::format(message).into())
    }
}

impl de::Error for ReadError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(format_args!("{message}"))
    }

    #[cold]
    #[inline(never)]
    fn missing_field(field: &'static str) -> Self {
        Self::new(format_args!("`{field}` is missing"))
    }

    #[cold]
    #[inline(never)]
    fn duplicate_field(field: &'static str) -> Self {
        Self::new(format_args!("`{field}` occurs twice"))
    }

    #[cold]
    #[inline(never)]
    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format_args!("must be {expected}, not {}", Found(found)))
    }

    #[cold]
    #[inline(never)]
    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }
}

/// A value in a message, by the names of JavaScript. A number with a fraction is not printed, because
/// that takes 12 kB of code.
struct Found<'a>(Unexpected<'a>);

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Unexpected::Unit => f.write_str("null"),
            Unexpected::Bool(value) => write!(f, "{value}"),
            Unexpected::Signed(number) => write!(f, "{number}"),
            Unexpected::Float(_) => f.write_str("a number with a fraction"),
            Unexpected::Str(text) => write!(f, "{text:?}"),
            Unexpected::Seq => f.write_str("an array"),
            Unexpected::Map => f.write_str("an object"),
            _ => f.write_str("another value"),
        }
    }
}
