//! [`TagError`]: the error of an invalid tag.

use core::fmt;

use super::text::{ALPHABET, MAX_LENGTH, MIN_LENGTH, WIRE_CAPACITY};

/// The reason why a string is not a tag.
///
/// The message can be shown to the user who entered the tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TagError {
    /// Only white space and a `#`.
    Empty,
    /// A character that tags do not have.
    InvalidCharacter {
        /// The character as entered.
        character: char,
        /// Its position in the string as entered, in characters, from 1.
        position: usize,
    },
    /// Fewer than 3 characters after the `#`.
    TooShort {
        /// The number of characters.
        length: usize,
    },
    /// More than 12 characters after the `#`, which the game cannot create.
    TooLong {
        /// The number of characters.
        length: usize,
    },
    /// A string of the API with more than 31 bytes, which exceeds the capacity of a tag type.
    Oversized {
        /// The number of bytes.
        bytes: usize,
    },
}

impl fmt::Display for TagError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Empty => f.write_str("the tag is empty"),
            Self::InvalidCharacter { character, position } => {
                write!(
                    f,
                    "{character:?} at position {position} cannot be part of a tag (only {ALPHABET} can)"
                )
            }
            Self::TooShort { length } => {
                write!(f, "a tag has at least {MIN_LENGTH} characters after the '#', this one has {length}")
            }
            Self::TooLong { length } => {
                write!(f, "a tag has at most {MAX_LENGTH} characters after the '#', this one has {length}")
            }
            Self::Oversized { bytes } => {
                write!(f, "a string of {bytes} bytes is not a tag (at most {WIRE_CAPACITY} bytes)")
            }
        }
    }
}

impl core::error::Error for TagError {}
