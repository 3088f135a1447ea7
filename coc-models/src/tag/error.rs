//! [`TagError`]: what is wrong with a text that should be a tag.

use core::fmt;

use super::text::{ALPHABET, MAX_LENGTH, MIN_LENGTH, WIRE_CAPACITY};

/// Why a text is not a tag.
///
/// The message is fit to be shown to the person who wrote the tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TagError {
    /// There is nothing but white space and a `#`.
    Empty,
    /// A character that is in no tag.
    InvalidCharacter {
        /// The character as it was written.
        character: char,
        /// Its place in the text as it was written, in characters, counted from 1.
        position: usize,
    },
    /// Fewer than 3 characters after the `#`.
    TooShort {
        /// How many there are.
        length: usize,
    },
    /// More than 12 characters after the `#`, which is longer than the game can make.
    TooLong {
        /// How many there are.
        length: usize,
    },
    /// A text from the API that has more than 31 bytes, which is more than a tag type keeps.
    Oversized {
        /// How many bytes it has.
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
                write!(f, "a text of {bytes} bytes is not a tag (at most {WIRE_CAPACITY} bytes are kept)")
            }
        }
    }
}

impl core::error::Error for TagError {}
