//! How things look: a few styles, headings, bars, and the end of the story if it is a sad one.
//!
//! Colours are written only to a terminal, and never where `NO_COLOR` is set; `anstream` sees to that.

use std::error::Error;
use std::fmt::Display;

use anstyle::{AnsiColor, Style};

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const WARN: Style = AnsiColor::Yellow.on_default();

/// Prints a line. Where nobody reads any more, as in `quickstart | head`, the program ends.
macro_rules! say {
    ($($line:tt)*) => {
        $crate::style::print(format_args!($($line)*))
    };
}
pub(crate) use say;

pub(crate) fn print(line: impl Display) {
    use std::io::Write as _;
    if writeln!(anstream::stdout(), "{line}").is_err() {
        std::process::exit(0);
    }
}

pub(crate) fn heading(title: impl Display) {
    say!("\n{BOLD}{title}{BOLD:#}");
}

/// A bar of this share of `width` characters; never empty where there is something.
pub(crate) fn bar(count: usize, most: usize, width: usize) -> String {
    "█".repeat((count * width).div_ceil(most.max(1)))
}

/// Says what went wrong, why, and what to do about it.
pub(crate) fn complain(error: &(dyn Error + 'static)) {
    let style = AnsiColor::Red.on_default().bold();
    anstream::eprintln!("{style}quickstart:{style:#} {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        anstream::eprintln!("  because: {error}");
        cause = error.source();
    }
    let Some(error) = error.downcast_ref::<coc_transport_native::Error>() else { return };
    if error.is_credentials() {
        anstream::eprintln!(
            "  Make a key for this machine's address at https://developer.clashofclans.com and set it as COC_TOKEN."
        );
    }
}
