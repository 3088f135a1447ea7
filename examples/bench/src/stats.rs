//! Statistics of measurements: means, medians, times per call.

use std::time::Duration;

/// The mean.
#[expect(clippy::cast_precision_loss, reason = "a mean needs no more than 53 bits")]
pub(crate) fn per(sum: u64, count: u64) -> f64 {
    sum as f64 / count.max(1) as f64
}

/// The mean in nanoseconds.
#[expect(clippy::cast_precision_loss, reason = "a mean needs no more than 53 bits")]
pub(crate) fn nanos(time: Duration, count: u64) -> f64 {
    time.as_secs_f64() * 1e9 / count.max(1) as f64
}

/// The median; NaN if there is no value.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Rounds to two decimals.
pub(crate) fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
