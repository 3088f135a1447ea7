//! Optional conversions between [`Timestamp`] and the instants of other crates, one feature each.
//!
//! Both directions are `TryFrom`, because the ranges differ. A timestamp made from another type is
//! written in the API's own form.

/// Declares both directions. `$to` and `$from` use seconds since 1970 (rounded down) and the
/// nanoseconds after.
#[cfg(any(feature = "std", feature = "jiff", feature = "chrono", feature = "time"))]
macro_rules! conversions {
    ($other:ty, |$seconds:ident, $nanoseconds:ident| $to:expr, |$instant:ident| $from:expr $(,)?) => {
        impl TryFrom<crate::Timestamp> for $other {
            type Error = crate::TimestampError;

            fn try_from(timestamp: crate::Timestamp) -> Result<Self, Self::Error> {
                let ($seconds, $nanoseconds) = (timestamp.seconds, timestamp.nanoseconds);
                $to.ok_or(crate::TimestampError::OutOfRange)
            }
        }

        impl TryFrom<$other> for crate::Timestamp {
            type Error = crate::TimestampError;

            fn try_from($instant: $other) -> Result<Self, Self::Error> {
                let (seconds, nanoseconds): (i64, u32) = $from;
                crate::Timestamp::new(seconds, nanoseconds)
            }
        }
    };
}

#[cfg(feature = "std")]
mod std_time {
    use core::time::Duration;
    use std::time::{SystemTime, UNIX_EPOCH};

    conversions!(
        SystemTime,
        |seconds, nanoseconds| {
            let whole = Duration::from_secs(seconds.unsigned_abs());
            let second =
                if seconds < 0 { UNIX_EPOCH.checked_sub(whole) } else { UNIX_EPOCH.checked_add(whole) };
            second.and_then(|second| second.checked_add(Duration::from_nanos(nanoseconds.into())))
        },
        |instant| match instant.duration_since(UNIX_EPOCH) {
            Ok(after) => (after.as_secs().try_into().unwrap_or(i64::MAX), after.subsec_nanos()),
            Err(error) => {
                let before = error.duration();
                let seconds = i64::try_from(before.as_secs()).map_or(i64::MIN, |seconds| -seconds);
                match before.subsec_nanos() {
                    0 => (seconds, 0),
                    below => (seconds.saturating_sub(1), 1_000_000_000 - below),
                }
            }
        },
    );
}

#[cfg(feature = "jiff")]
mod jiff_time {
    conversions!(
        jiff::Timestamp,
        |seconds, nanoseconds| {
            i32::try_from(nanoseconds).ok().and_then(|below| jiff::Timestamp::new(seconds, below).ok())
        },
        |instant| {
            // jiff rounds toward zero; here the second is rounded down.
            let (second, below) = (instant.as_second(), instant.subsec_nanosecond());
            if below < 0 {
                (second - 1, 1_000_000_000 - below.unsigned_abs())
            } else {
                (second, below.unsigned_abs())
            }
        },
    );
}

#[cfg(feature = "chrono")]
mod chrono_time {
    use chrono::{DateTime, Utc};

    conversions!(
        DateTime<Utc>,
        |seconds, nanoseconds| DateTime::from_timestamp(seconds, nanoseconds),
        // chrono stores a leap second as more than a second's worth of nanoseconds: the second's
        // last instant here.
        |instant| (instant.timestamp(), instant.timestamp_subsec_nanos().min(999_999_999)),
    );
}

#[cfg(feature = "time")]
mod time_time {
    use time::{Duration, OffsetDateTime};

    conversions!(
        OffsetDateTime,
        |seconds, nanoseconds| {
            OffsetDateTime::from_unix_timestamp(seconds)
                .ok()
                .and_then(|second| second.checked_add(Duration::nanoseconds(nanoseconds.into())))
        },
        |instant| (instant.unix_timestamp(), instant.nanosecond()),
    );
}

#[cfg(test)]
#[cfg(any(feature = "std", feature = "jiff", feature = "chrono", feature = "time"))]
mod tests {
    use proptest::prelude::*;

    use crate::Timestamp;

    /// Instants on both sides of the epoch, some with a fraction.
    fn instant() -> impl Strategy<Value = Timestamp> {
        (-62_167_219_200_i64..=253_402_207_200, 0_u32..1_000_000_000)
            .prop_map(|(seconds, nanoseconds)| Timestamp::new(seconds, nanoseconds).unwrap())
    }

    macro_rules! there_and_back {
        ($feature:literal, $name:ident, $other:ty) => {
            #[cfg(feature = $feature)]
            proptest! {
                #[test]
                fn $name(timestamp in instant(), later in instant()) {
                    let other = <$other>::try_from(timestamp).unwrap();
                    prop_assert_eq!(Timestamp::try_from(other).unwrap(), timestamp);
                    let later_other = <$other>::try_from(later).unwrap();
                    prop_assert_eq!(other.cmp(&later_other), timestamp.cmp(&later));
                }
            }
        };
    }

    there_and_back!("std", system_time_there_and_back, std::time::SystemTime);
    there_and_back!("jiff", jiff_there_and_back, jiff::Timestamp);
    there_and_back!("chrono", chrono_there_and_back, chrono::DateTime<chrono::Utc>);
    there_and_back!("time", time_there_and_back, time::OffsetDateTime);

    #[cfg(feature = "jiff")]
    #[test]
    fn an_instant_the_other_type_cannot_hold_is_an_error() {
        let last = Timestamp::from_unix_seconds(253_402_300_799).unwrap();
        assert_eq!(jiff::Timestamp::try_from(last), Err(crate::TimestampError::OutOfRange));
    }

    #[cfg(feature = "std")]
    #[test]
    fn an_instant_this_type_cannot_hold_is_an_error() {
        let far = std::time::UNIX_EPOCH + core::time::Duration::from_secs(1 << 60);
        assert_eq!(Timestamp::try_from(far), Err(crate::TimestampError::OutOfRange));
    }
}
