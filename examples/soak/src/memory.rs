//! The memory of the process, and its growth.

/// Samples of seconds since the start and kilobytes.
#[derive(Debug, Default)]
pub(crate) struct Samples(Vec<(f64, f64)>);

impl Samples {
    pub(crate) fn add(&mut self, seconds: f64) {
        if let Some(kilobytes) = resident() {
            self.0.push((seconds, kilobytes));
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn first_and_last(&self) -> Option<(f64, f64)> {
        Some((self.0.first()?.1, self.0.last()?.1))
    }

    /// The seconds between the first and the last sample.
    pub(crate) fn span(&self) -> f64 {
        self.0.first().zip(self.0.last()).map_or(0.0, |(first, last)| last.0 - first.0)
    }

    pub(crate) fn most(&self) -> Option<f64> {
        self.0.iter().map(|sample| sample.1).reduce(f64::max)
    }

    /// Kilobytes per minute, by least squares; `None` if all samples are of one moment.
    pub(crate) fn slope(&self) -> Option<f64> {
        slope(&self.0).map(|per_second| per_second * 60.0)
    }
}

fn slope(points: &[(f64, f64)]) -> Option<f64> {
    let mean = |of: fn(&(f64, f64)) -> f64| {
        points.iter().map(of).sum::<f64>() / f64::from(u32::try_from(points.len()).unwrap_or(u32::MAX))
    };
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let covariance: f64 = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    let variance: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    (variance > 0.0).then(|| covariance / variance)
}

/// The current memory of this process in kilobytes; Linux only.
fn resident() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slope_is_that_of_the_regression_line() {
        let line: Vec<_> = (0..50).map(|x| (f64::from(x), 7.0 + 3.0 * f64::from(x))).collect();
        assert!((slope(&line).unwrap() - 3.0).abs() < 1e-9);
        // A symmetric wave has no slope.
        let wave: Vec<_> = (0..51).map(|x| (f64::from(x), f64::from((x - 25) * (x - 25)))).collect();
        assert!(slope(&wave).unwrap().abs() < 1e-9);
    }

    #[test]
    fn a_single_moment_has_no_slope() {
        assert_eq!(slope(&[]), None);
        assert_eq!(slope(&[(1.0, 5.0), (1.0, 6.0)]), None);
    }
}
