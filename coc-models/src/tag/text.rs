//! [`TagText`]: the contents of the four tag types, with correction, validation and the tag's
//! number.

use super::{
    TagError,
    link::{Subject, find_tag},
};

/// The characters of tags; the position of each is its value as a digit.
pub(super) const ALPHABET: &str = "0289PYLQGRJCUV";
/// The base of the tags' numbers.
const BASE: u64 = 14;
/// The shortest tag known, `#2PP`, has three characters after the `#`.
pub(super) const MIN_LENGTH: usize = 3;
/// The game's own converter creates at most twelve.
pub(super) const MAX_LENGTH: usize = 12;
/// The most bytes of a string of the API: more than twice a tag, for the placeholders in anonymized
/// recordings.
pub(super) const WIRE_CAPACITY: usize = 31;

/// Whether a character shows nothing, so that it is not part of a tag that was copied with it:
/// white space, a control character, one that Unicode ignores by default, or a blank of its own.
pub(crate) fn is_blank(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(character,
            // Default_Ignorable_Code_Point.
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
            // Marks of annotations, and the blank of Braille.
            | '\u{fff9}'..='\u{fffb}' | '\u{2800}')
}

/// A short inline string. Unused bytes are zero, so that comparing the bytes compares the strings.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct TagText {
    bytes: [u8; WIRE_CAPACITY],
    length: u8,
}

impl TagText {
    /// The tag that the API sends for something that does not exist, or not yet.
    pub(super) const NOTHING: Self = {
        let mut bytes = [0; WIRE_CAPACITY];
        bytes[0] = b'#';
        bytes[1] = b'0';
        Self { bytes, length: 2 }
    };

    /// Stores a string unchanged.
    pub(super) fn verbatim(text: &str) -> Result<Self, TagError> {
        let oversized = TagError::Oversized { bytes: text.len() };
        let mut bytes = [0; WIRE_CAPACITY];
        bytes.get_mut(..text.len()).ok_or(oversized)?.copy_from_slice(text.as_bytes());
        Ok(Self { bytes, length: u8::try_from(text.len()).map_err(|_| oversized)? })
    }

    /// Parses and corrects the input of a person.
    pub(super) fn corrected(written: &str, subject: &Subject) -> Result<Self, TagError> {
        let start = written.len() - written.trim_start_matches(is_blank).len();
        let text = written.trim_matches(is_blank);
        let tag = find_tag(text, subject)?.unwrap_or(0..text.len());
        let mut position = written.get(..start + tag.start).unwrap_or_default().chars().count();
        let text = text.get(tag).unwrap_or_default();
        let body = if let Some(rest) = text.strip_prefix('#') {
            position += 1;
            rest
        } else if let Some(rest) = text.strip_prefix("%23") {
            position += 3;
            rest
        } else {
            text
        };

        let mut tag = Builder::new();
        let mut length = 0;
        for character in body.chars() {
            position += 1;
            let corrected = match character {
                'o' | 'O' => '0',
                other => other.to_ascii_uppercase(),
            };
            match u8::try_from(corrected) {
                Ok(byte) if digit(byte).is_some() => tag.push(byte),
                _ => return Err(TagError::InvalidCharacter { character, position }),
            }
            length += 1;
        }
        match length {
            0 => Err(TagError::Empty),
            1 if tag.text.is_nothing() => Err(TagError::Nothing),
            1..MIN_LENGTH => Err(TagError::TooShort { length }),
            MIN_LENGTH..=MAX_LENGTH => Ok(tag.finish()),
            _ => Err(TagError::TooLong { length }),
        }
    }

    pub(super) fn as_str(&self) -> &str {
        // Only complete strings are stored, so the fallback is never taken.
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.length)).unwrap_or_default()
    }

    /// The characters after the `#`, if their number is a tag's.
    fn digits(&self) -> Option<&[u8]> {
        let body = self.as_bytes().strip_prefix(b"#")?;
        let fits = (MIN_LENGTH..=MAX_LENGTH).contains(&body.len());
        (fits && body.iter().all(|&byte| digit(byte).is_some())).then_some(body)
    }

    pub(super) fn is_nothing(&self) -> bool {
        *self == Self::NOTHING
    }

    pub(super) fn is_valid(&self) -> bool {
        self.digits().is_some()
    }

    pub(super) fn id(&self) -> Option<u64> {
        let digits = self.digits().filter(|digits| !digits.starts_with(b"0"))?;
        // Twelve digits in base 14 fit easily.
        digits.iter().try_fold(0, |id, &byte| Some(id * BASE + digit(byte)?))
    }

    pub(super) fn from_id(id: u64) -> Option<Self> {
        // The last digit comes first, so the digits are written from the end.
        let mut reversed = [0; MAX_LENGTH];
        let mut length = 0;
        let mut rest = id;
        while rest > 0 {
            let place = usize::try_from(rest % BASE).ok()?;
            *reversed.get_mut(length)? = *ALPHABET.as_bytes().get(place)?;
            length += 1;
            rest /= BASE;
        }
        if length < MIN_LENGTH {
            return None;
        }
        let mut tag = Builder::new();
        for &byte in reversed.get(..length)?.iter().rev() {
            tag.push(byte);
        }
        Some(tag.finish())
    }
}

/// The entry of [`DIGITS`] for a byte that is no tag character.
const NO_DIGIT: u8 = u8::MAX;

/// The value of every byte as a digit, so that a tag costs a look-up for each of its characters.
const DIGITS: [u8; 256] = {
    let alphabet = ALPHABET.as_bytes();
    let mut digits = [NO_DIGIT; 256];
    let mut value = 0;
    while value < alphabet.len() {
        #[expect(clippy::cast_possible_truncation, reason = "there are fourteen")]
        let digit = value as u8;
        digits[alphabet[value] as usize] = digit;
        value += 1;
    }
    digits
};

/// The value of a tag character as a digit.
fn digit(byte: u8) -> Option<u64> {
    let digit = DIGITS[usize::from(byte)];
    (digit != NO_DIGIT).then(|| digit.into())
}

/// Writes a tag from left to right. Bytes beyond the capacity are counted by the caller and dropped
/// here.
struct Builder {
    text: TagText,
}

impl Builder {
    fn new() -> Self {
        let mut builder = Self { text: TagText { bytes: [0; WIRE_CAPACITY], length: 0 } };
        builder.push(b'#');
        builder
    }

    fn push(&mut self, byte: u8) {
        if let Some(slot) = self.text.bytes.get_mut(usize::from(self.text.length)) {
            *slot = byte;
            self.text.length += 1;
        }
    }

    fn finish(self) -> TagText {
        self.text
    }
}
