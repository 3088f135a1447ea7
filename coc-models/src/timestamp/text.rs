//! Reading and writing the two forms of a [`Timestamp`].

use core::fmt;

use super::{Timestamp, TimestampError, civil};

/// The form of a timestamp.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub(super) layout: Layout,
    /// Digits of the fraction of a second, at most 9; without any there is no point.
    pub(super) digits: u8,
    pub(super) zone: Zone,
}

#[derive(Clone, Copy)]
pub(super) enum Layout {
    /// `20240101T080000.000Z`
    Compact,
    /// `2024-01-01T08:00:00.000Z`
    Rfc3339,
}

#[derive(Clone, Copy)]
pub(super) enum Zone {
    /// No zone, which is UTC.
    Absent,
    /// `Z`
    Utc,
    /// `+01:00`, `-00:30`; the sign is separate because of `-00:00`.
    Offset { negative: bool, minutes: u16 },
}

impl Form {
    /// The form with enough digits for these nanoseconds.
    pub(super) fn with_digits_for(self, nanoseconds: u32) -> Self {
        let needed = match nanoseconds {
            0 => 0,
            n if n % 1_000_000 == 0 => 3,
            n if n % 1_000 == 0 => 6,
            _ => 9,
        };
        Self { digits: self.digits.max(needed), ..self }
    }
}

impl Zone {
    /// The offset: local time minus UTC.
    fn seconds(self) -> i64 {
        match self {
            Self::Absent | Self::Utc => 0,
            Self::Offset { negative: false, minutes } => i64::from(minutes) * 60,
            Self::Offset { negative: true, minutes } => -i64::from(minutes) * 60,
        }
    }
}

pub(super) fn read(text: &str) -> Result<Timestamp, TimestampError> {
    Reader { rest: text.as_bytes() }.timestamp().ok_or(TimestampError::Malformed)
}

/// Parses a string from left to right; `None` as soon as it is not a timestamp.
struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn timestamp(mut self) -> Option<Timestamp> {
        let year = self.number(4)?;
        let layout = if self.take(b'-') { Layout::Rfc3339 } else { Layout::Compact };
        let month = self.two_digits()?;
        self.separator(layout, b'-')?;
        let day = self.two_digits()?;
        self.take(b'T').then_some(())?;
        let hour = self.two_digits()?;
        self.separator(layout, b':')?;
        let minute = self.two_digits()?;
        self.separator(layout, b':')?;
        let second = self.two_digits()?;
        let (nanoseconds, digits) = if self.take(b'.') { self.fraction()? } else { (0, 0) };
        let zone = self.zone()?;

        let exists = civil::is_date(year, month, day) && hour < 24 && minute < 60 && second < 60;
        if !exists || !self.rest.is_empty() {
            return None;
        }
        let time = (i64::from(hour) * 60 + i64::from(minute)) * 60 + i64::from(second);
        let seconds = civil::days_from_date(year, month, day) * civil::DAY + time - zone.seconds();
        Some(Timestamp { seconds, nanoseconds, form: Form { layout, digits, zone } })
    }

    fn take(&mut self, byte: u8) -> bool {
        let rest = self.rest.strip_prefix(&[byte]);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn separator(&mut self, layout: Layout, byte: u8) -> Option<()> {
        (matches!(layout, Layout::Compact) || self.take(byte)).then_some(())
    }

    fn digit(&mut self) -> Option<u8> {
        let (&byte, rest) = self.rest.split_first()?;
        self.rest = byte.is_ascii_digit().then_some(rest)?;
        Some(byte - b'0')
    }

    /// A number of at most four digits.
    fn number(&mut self, digits: u8) -> Option<u16> {
        (0..digits).try_fold(0, |number, _| Some(number * 10 + u16::from(self.digit()?)))
    }

    fn two_digits(&mut self) -> Option<u8> {
        u8::try_from(self.number(2)?).ok()
    }

    /// One to nine digits after the point: the nanoseconds, and how many digits there were.
    fn fraction(&mut self) -> Option<(u32, u8)> {
        let mut nanoseconds = 0;
        let mut digits = 0;
        let mut place = 1_000_000_000;
        while self.rest.first().is_some_and(u8::is_ascii_digit) {
            place /= 10;
            nanoseconds += u32::from(self.digit()?) * place;
            digits += 1;
            if digits > 9 {
                return None;
            }
        }
        (digits > 0).then_some((nanoseconds, digits))
    }

    fn zone(&mut self) -> Option<Zone> {
        if self.rest.is_empty() {
            return Some(Zone::Absent);
        }
        if self.take(b'Z') {
            return Some(Zone::Utc);
        }
        let negative = self.take(b'-');
        if !negative && !self.take(b'+') {
            return None;
        }
        let hours = self.number(2)?;
        self.take(b':').then_some(())?;
        let minutes = self.number(2)?;
        (hours < 24 && minutes < 60).then_some(Zone::Offset { negative, minutes: hours * 60 + minutes })
    }
}

pub(super) fn write(timestamp: &Timestamp, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Form { layout, digits, zone } = timestamp.form;
    let clock = timestamp.seconds + zone.seconds();
    let (year, month, day) = civil::date_from_days(clock.div_euclid(civil::DAY));
    let time = clock.rem_euclid(civil::DAY);
    let (hour, minute, second) = (time / 3_600, time / 60 % 60, time % 60);
    match layout {
        Layout::Compact => write!(f, "{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}")?,
        Layout::Rfc3339 => write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?,
    }
    if digits > 0 {
        let hidden = 9_u32.saturating_sub(digits.into());
        write!(f, ".{:0width$}", timestamp.nanoseconds / 10_u32.pow(hidden), width = digits.into())?;
    }
    match zone {
        Zone::Absent => Ok(()),
        Zone::Utc => f.write_str("Z"),
        Zone::Offset { negative, minutes } => {
            let sign = if negative { '-' } else { '+' };
            write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
        }
    }
}
