//! Formatting: styles, headings, bars, and error messages.
//!
//! Colors are written only to a terminal, and never if `NO_COLOR` is set; `anstream` ensures this.

use std::error::Error;
use std::fmt::Display;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use indicatif::HumanDuration;

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const WARN: Style = AnsiColor::Yellow.on_default();

/// Prints a line. If the reader has closed the pipe, as in `quickstart | head`, the program exits.
macro_rules! print_line {
    () => {
        $crate::style::print("")
    };
    ($($line:tt)*) => {
        $crate::style::print(format_args!($($line)*))
    };
}
pub(crate) use print_line;

pub(crate) fn print(line: impl Display) {
    use std::io::Write as _;
    if writeln!(anstream::stdout(), "{line}").is_err() {
        std::process::exit(0);
    }
}

pub(crate) fn heading(title: impl Display) {
    print_line!("\n{BOLD}{title}{BOLD:#}");
}

/// A bar with this share of `width` characters; not empty unless the count is 0.
pub(crate) fn bar(count: usize, most: usize, width: usize) -> String {
    "█".repeat((count * width).div_ceil(most.max(1)))
}

/// A moment in Unix milliseconds as `in 5 hours` or `3 days ago`.
pub(crate) fn relative(unix_millis: i64, now: Duration) -> String {
    let now = i64::try_from(now.as_millis()).unwrap_or(i64::MAX);
    let distance = HumanDuration(Duration::from_millis(unix_millis.abs_diff(now)));
    if unix_millis >= now { format!("in {distance}") } else { format!("{distance} ago") }
}

/// Prints an error and what to do. The text of a call's error names its cause.
pub(crate) fn print_error(error: &(dyn Error + 'static)) {
    let style = AnsiColor::Red.on_default().bold();
    anstream::eprintln!("{style}quickstart:{style:#} {error}");
    let Some(error) = error.downcast_ref::<coc_transport_native::Error>() else {
        let mut cause = error.source();
        while let Some(error) = cause {
            anstream::eprintln!("  caused by: {error}");
            cause = error.source();
        }
        return;
    };
    if error.is_credentials() {
        anstream::eprintln!(
            "  Create a key for this machine's IP address at https://developer.clashofclans.com and set COC_TOKEN to it."
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_relative_to_now_in_both_directions() {
        let now = Duration::from_secs(1_000_000);
        for (seconds, expected) in [
            (1_018_000, "in 5 hours"),
            (1_000_000, "in 0 seconds"),
            (740_800, "3 days ago"),
            (999_940, "60 seconds ago"),
        ] {
            assert_eq!(relative(seconds * 1_000, now), expected);
        }
    }
}
