//! The resources used by the process: processor time and memory, where the system reports them.

use std::time::Duration;

/// The processor time of this process, user and system together.
#[cfg(unix)]
pub(crate) fn cpu() -> Result<Duration, String> {
    use nix::time::{ClockId, clock_gettime};
    clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID)
        .map(Duration::from)
        .map_err(|error| format!("no processor time: {error}"))
}

/// Not supported on this system.
#[cfg(not(unix))]
pub(crate) fn cpu() -> Result<Duration, String> {
    Err("processor time is not supported on this system".to_owned())
}

/// Processor seconds per call, measured over at least the share of time.
pub(crate) fn time_per_call(
    share: Duration,
    mut call: impl FnMut() -> Result<(), String>,
) -> Result<f64, String> {
    // The clock is read after 1, 2, 4, … calls, so that reading it does not count.
    let (start, mut calls) = (cpu()?, 1_u32);
    loop {
        for _ in calls / 2..calls {
            call()?;
        }
        let elapsed = cpu()?.saturating_sub(start);
        if elapsed >= share {
            return Ok(elapsed.as_secs_f64() / f64::from(calls));
        }
        calls *= 2;
    }
}

/// The processor time of this process, user and system separately.
#[cfg(unix)]
pub(crate) fn cpu_split() -> Result<(Duration, Duration), String> {
    use nix::sys::resource::{UsageWho, getrusage};
    let usage = getrusage(UsageWho::RUSAGE_SELF).map_err(|error| format!("no processor time: {error}"))?;
    let time = |time: nix::sys::time::TimeVal| {
        let micros = u64::try_from(time.tv_usec()).unwrap_or_default();
        Duration::from_secs(u64::try_from(time.tv_sec()).unwrap_or_default()) + Duration::from_micros(micros)
    };
    Ok((time(usage.user_time()), time(usage.system_time())))
}

/// Not supported on this system.
#[cfg(not(unix))]
pub(crate) fn cpu_split() -> Result<(Duration, Duration), String> {
    Err("processor time is not supported on this system".to_owned())
}

/// The peak memory of this process in bytes.
#[cfg(unix)]
pub(crate) fn max_rss() -> Option<u64> {
    use nix::sys::resource::{UsageWho, getrusage};
    let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
    u64::try_from(getrusage(UsageWho::RUSAGE_SELF).ok()?.max_rss()).ok()?.checked_mul(unit)
}

/// Not supported on this system.
#[cfg(not(unix))]
pub(crate) fn max_rss() -> Option<u64> {
    None
}

/// The current memory of this process in bytes; Linux only.
pub(crate) fn rss() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
}
