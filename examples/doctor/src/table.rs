//! The findings as a table for people: a line per route as soon as it is known, then a summary.
//!
//! Colours are for terminals; `anstream` takes them away elsewhere and where `NO_COLOR` is set.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use coc_transport_native::endpoint::ROUTES;

use crate::finding::{Finding, Verdict};
use crate::summary::Summary;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// Writes the line of a route, and lines below it for what is to be said besides.
pub(crate) fn row(out: &mut impl Write, finding: &Finding) -> io::Result<()> {
    let Finding { route, note, status, elapsed, verdict } = finding;
    let (sign, style) = look(verdict);
    let (method, template, width) = (route.method().as_str(), route.template(), width());
    let status = status.map_or_else(|| "-".to_owned(), |status| status.to_string());
    let elapsed = elapsed.map_or_else(|| "-".to_owned(), |elapsed| format!("{} ms", elapsed.as_millis()));
    let words = verdict.reason().unwrap_or_else(|| verdict.name().to_owned());
    write!(
        out,
        "{style}{sign}{style:#} {DIM}{method:<4}{DIM:#} {template:<width$} {status:>3} {elapsed:>8}  "
    )?;
    writeln!(out, "{style}{words}{style:#}")?;
    if let Some(note) = note {
        writeln!(out, "       {DIM}{note}{DIM:#}")?;
    }
    for field in verdict.unmodelled() {
        writeln!(out, "       {DIM}no model for{DIM:#} {field}")?;
    }
    Ok(())
}

/// Writes what it comes to, and what to do.
pub(crate) fn summary(out: &mut impl Write, summary: &Summary) -> io::Result<()> {
    writeln!(out, "\n{BOLD}{summary}{BOLD:#}")?;
    for advice in &summary.advice {
        writeln!(out, "{advice}")?;
    }
    Ok(())
}

fn look(verdict: &Verdict) -> (char, Style) {
    match verdict {
        Verdict::Decoded { .. } => ('✓', AnsiColor::Green.on_default()),
        Verdict::Refused(_) => ('·', AnsiColor::Cyan.on_default()),
        Verdict::Trouble(_) => ('~', AnsiColor::Yellow.on_default()),
        Verdict::Misfit(_) | Verdict::Failed(_) | Verdict::Skipped(_) => ('✗', AnsiColor::Red.on_default()),
    }
}

/// The length of the longest template.
fn width() -> usize {
    ROUTES.iter().map(|route| route.template().len()).max().unwrap_or_default()
}
