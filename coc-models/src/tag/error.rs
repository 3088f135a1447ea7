//! [`TagError`]: the error of an invalid tag.

use core::fmt;

use super::text::{ALPHABET, MAX_LENGTH, MIN_LENGTH, WIRE_CAPACITY, is_blank};

/// The reason why a string is not a tag.
///
/// The message can be shown to the user who entered the tag.
///
/// ```
/// use coc_models::{PlayerTag, TagError};
///
/// let error = "#8QU8I".parse::<PlayerTag>().unwrap_err();
/// assert_eq!(error, TagError::InvalidCharacter { character: 'I', position: 6 });
/// println!("{error}"); // For the user who has entered the tag.
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TagError {
    /// Only blanks and a `#`.
    Empty,
    /// `#0`, which the API sends for the absence of a war or of a group.
    Nothing,
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
    /// A link to another host, or one whose form is not that of the game's links.
    InvalidLink,
    /// A link of the game that does not lead to the tag's subject.
    OtherLink {
        /// The subject of the tag: `clan`, `player`, `war`, `league group`.
        expected: &'static str,
    },
    /// A link of the game without a tag.
    LinkWithoutTag,
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
            Self::Nothing => {
                f.write_str("`#0` is the tag of nothing: a war that is not drawn yet, or no group")
            }
            Self::InvalidCharacter { character, position } => {
                // `Debug` shows some characters as they are that look like a blank.
                if is_blank(character) && character > '\u{7f}' {
                    write!(f, "'{}'", character.escape_unicode())?;
                } else {
                    write!(f, "{character:?}")?;
                }
                write!(f, " at position {position} cannot be part of a tag (only {ALPHABET} can)")
            }
            Self::TooShort { length } => {
                write!(f, "a tag has at least {MIN_LENGTH} characters after the '#', this one has {length}")
            }
            Self::TooLong { length } => {
                write!(f, "a tag has at most {MAX_LENGTH} characters after the '#', this one has {length}")
            }
            Self::InvalidLink => f.write_str(
                "this is not a link of the game; enter a tag, or a link such as \
                 https://link.clashofclans.com/en?action=OpenClanProfile&tag=%232PP",
            ),
            Self::OtherLink { expected } => {
                write!(f, "the link does not lead to a {expected}; enter the tag of the {expected}")
            }
            Self::LinkWithoutTag => f.write_str("the link has no tag; copy it again, or enter the tag"),
            Self::Oversized { bytes } => {
                write!(f, "a string of {bytes} bytes is not a tag (at most {WIRE_CAPACITY} bytes)")
            }
        }
    }
}

impl core::error::Error for TagError {}
