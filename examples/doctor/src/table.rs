//! The findings as a table: a line per route as soon as it is known, then a summary.
//!
//! Colors are for terminals; `anstream` removes them elsewhere and if `NO_COLOR` is set.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use coc_transport_native::endpoint::ROUTES;

use crate::finding::{CallOutcome, Finding};
use crate::summary::Summary;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// Writes the line of a route, with notes and unknown fields below it.
pub(crate) fn row(out: &mut impl Write, finding: &Finding) -> io::Result<()> {
    let Finding { route, note, status, elapsed, outcome } = finding;
    let (sign, style) = sign(outcome);
    let (method, template, width) = (route.method().as_str(), route.template(), width());
    let status = status.map_or_else(|| "-".to_owned(), |status| status.to_string());
    let elapsed = elapsed.map_or_else(|| "-".to_owned(), |elapsed| format!("{} ms", elapsed.as_millis()));
    let words = outcome.reason().unwrap_or_else(|| outcome.name().to_owned());
    write!(
        out,
        "{style}{sign}{style:#} {DIM}{method:<4}{DIM:#} {template:<width$} {status:>3} {elapsed:>8}  "
    )?;
    writeln!(out, "{style}{words}{style:#}")?;
    if let Some(note) = note {
        writeln!(out, "       {DIM}{note}{DIM:#}")?;
    }
    for field in outcome.unmodelled() {
        writeln!(out, "       {DIM}no model for{DIM:#} {field}")?;
    }
    Ok(())
}

/// Writes the summary and the advice.
pub(crate) fn summary(out: &mut impl Write, summary: &Summary) -> io::Result<()> {
    writeln!(out, "\n{BOLD}{summary}{BOLD:#}")?;
    for advice in &summary.advice {
        writeln!(out, "{advice}")?;
    }
    Ok(())
}

fn sign(outcome: &CallOutcome) -> (char, Style) {
    match outcome {
        CallOutcome::Decoded { .. } => ('✓', AnsiColor::Green.on_default()),
        CallOutcome::ApiError(_) => ('·', AnsiColor::Cyan.on_default()),
        CallOutcome::ServerError(_) => ('~', AnsiColor::Yellow.on_default()),
        CallOutcome::Mismatch(_) | CallOutcome::Failed(_) | CallOutcome::Skipped(_) => {
            ('✗', AnsiColor::Red.on_default())
        }
    }
}

/// The length of the longest template.
fn width() -> usize {
    ROUTES.iter().map(|route| route.template().len()).max().unwrap_or_default()
}
