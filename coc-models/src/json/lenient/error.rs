//! [`LenientError`]: why a value does not fit a model.

use alloc::{
    boxed::Box,
    string::{String, ToString},
};
use core::fmt;

use serde::de::{self, Expected, Unexpected};

/// An error of a model. It is one pointer, because every field of every model returns it.
#[derive(Clone, Debug)]
pub(in crate::json) struct LenientError(Box<Reason>);

/// The reason for an error.
#[derive(Clone, Debug)]
struct Reason {
    message: String,
    /// The field that is missing, if that is the error.
    missing: Option<&'static str>,
}

impl LenientError {
    // None of these is compiled into every model.
    #[cold]
    #[inline(never)]
    fn new(message: fmt::Arguments<'_>, missing: Option<&'static str>) -> Self {
        Self(Box::new(Reason { message: message.to_string(), missing }))
    }

    pub(in crate::json) fn message(&self) -> &str {
        &self.0.message
    }

    pub(in crate::json) fn missing(&self) -> Option<&'static str> {
        self.0.missing
    }
}

impl fmt::Display for LenientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl core::error::Error for LenientError {}

impl de::Error for LenientError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(format_args!("{message}"), None)
    }

    #[cold]
    #[inline(never)]
    fn missing_field(field: &'static str) -> Self {
        Self::new(format_args!("missing field `{field}`"), Some(field))
    }

    #[cold]
    #[inline(never)]
    fn duplicate_field(field: &'static str) -> Self {
        Self::new(format_args!("duplicate field `{field}`"), None)
    }

    #[cold]
    #[inline(never)]
    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format_args!("invalid type: {}, expected {expected}", Found(unexpected)), None)
    }

    #[cold]
    #[inline(never)]
    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format_args!("invalid value: {}, expected {expected}", Found(unexpected)), None)
    }
}

/// A value in a message. Numbers with a fraction are not printed, because that takes 12 kB of code.
struct Found<'a>(Unexpected<'a>);

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Unexpected::Unit => f.write_str("null"),
            Unexpected::Bool(value) => write!(f, "boolean `{value}`"),
            Unexpected::Unsigned(number) => write!(f, "integer `{number}`"),
            Unexpected::Signed(number) => write!(f, "integer `{number}`"),
            Unexpected::Float(_) => f.write_str("a number with a fraction"),
            Unexpected::Str(text) => write!(f, "string {text:?}"),
            Unexpected::Seq => f.write_str("sequence"),
            Unexpected::Map => f.write_str("map"),
            Unexpected::Other(other) => f.write_str(other),
            _ => f.write_str("another value"),
        }
    }
}
