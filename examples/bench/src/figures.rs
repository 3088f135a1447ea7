//! What is made of measurements: means, medians, times per call.

use std::time::Duration;

/// So much for each of so many.
#[expect(clippy::cast_precision_loss, reason = "a mean needs no more than 53 bits")]
pub(crate) fn per(sum: u64, count: u64) -> f64 {
    sum as f64 / count.max(1) as f64
}

/// Nanoseconds for each of so many.
#[expect(clippy::cast_precision_loss, reason = "a mean needs no more than 53 bits")]
pub(crate) fn nanos(time: Duration, count: u64) -> f64 {
    time.as_secs_f64() * 1e9 / count.max(1) as f64
}

/// The one in the middle; not a number if there is none.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}
