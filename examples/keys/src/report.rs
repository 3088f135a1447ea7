//! The [`Report`] of a run, as text or JSON.

use std::io::{self, Write};

use coc_keys::{Key, Plan};
use secrecy::ExposeSecret as _;
use serde::Serialize;

use crate::{
    check::KeyCheck,
    failure::{Code, with_causes},
    options::{Arguments, Command},
};

/// The result of a run.
pub(crate) struct Report {
    pub(crate) command: Command,
    pub(crate) dry_run: bool,
    pub(crate) plan: Option<Plan>,
    pub(crate) keys: Vec<CheckedKey>,
    /// Whether the API rejected keys, which were then replaced.
    pub(crate) replaced: bool,
    /// Whether to print the tokens.
    pub(crate) show_tokens: bool,
}

/// A key, with the result of its check if there was one.
pub(crate) struct CheckedKey {
    pub(crate) key: Key,
    pub(crate) check: Option<KeyCheck>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    command: &'static str,
    dry_run: bool,
    reached: bool,
    plan: Option<&'a Plan>,
    replaced: bool,
    keys: Vec<KeyDocument<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct KeyDocument<'a> {
    #[serde(flatten)]
    key: &'a Key,
    check: Option<&'static str>,
    check_message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<&'a str>,
}

impl Report {
    pub(crate) fn code(&self) -> Code {
        let checks = || self.keys.iter().filter_map(|checked| checked.check.as_ref());
        let missing = self.plan.iter().flat_map(|plan| &plan.accounts).any(|account| account.missing > 0);
        if missing || checks().any(|check| matches!(check, KeyCheck::Invalid(_) | KeyCheck::Denied(_))) {
            Code::NotReached
        } else if checks().any(|check| matches!(check, KeyCheck::Unknown(_))) {
            Code::Later
        } else {
            Code::Done
        }
    }

    fn document(&self) -> Document<'_> {
        Document {
            command: self.command.name(),
            dry_run: self.dry_run,
            reached: self.code() == Code::Done,
            plan: self.plan.as_ref(),
            replaced: self.replaced,
            keys: self.keys.iter().map(|checked| checked.document(self.show_tokens)).collect(),
        }
    }

    fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.command == Command::List {
            return self.list(out);
        }
        if let Some(plan) = &self.plan {
            writeln!(out, "{plan}")?;
        }
        if self.dry_run {
            let done = self.plan.as_ref().is_some_and(Plan::is_done);
            return writeln!(
                out,
                "\n{}Nothing was changed.",
                if done { "There is nothing to do. " } else { "" }
            );
        }
        if self.replaced {
            writeln!(out, "The API rejected keys, which were replaced.")?;
        } else if self.plan.is_none() {
            writeln!(out, "The key file has enough keys; no request was sent to the portal.")?;
        }
        writeln!(out, "\nIn use:")?;
        for CheckedKey { key, check } in &self.keys {
            write!(out, "  `{}` {} [{}]", key.name, key.id, key.ranges.join(", "))?;
            match check {
                None => writeln!(out, ": not checked")?,
                Some(KeyCheck::Works) => writeln!(out, ": works")?,
                Some(check) => {
                    let message = check.error().map(|error| with_causes(error)).unwrap_or_default();
                    writeln!(out, ": {}: {message}", check.as_str())?;
                }
            }
        }
        if self.keys.is_empty() {
            writeln!(out, "  none")?;
        }
        Ok(())
    }

    fn list(&self, out: &mut dyn Write) -> io::Result<()> {
        let longest =
            self.keys.iter().map(|checked| checked.key.name.chars().count()).max().unwrap_or_default();
        for CheckedKey { key, .. } in &self.keys {
            let status = format!("{:?}", key.status).to_lowercase();
            writeln!(out, "{status:<7}  {:<longest$}  {}  {}", key.name, key.id, key.ranges.join(", "))?;
        }
        let own = self.keys.iter().filter(|checked| checked.key.is_own()).count();
        writeln!(
            out,
            "{} of {} slots are taken, {own} of them by our keys.",
            self.keys.len(),
            coc_keys::MAX_KEYS
        )
    }
}

impl CheckedKey {
    fn document(&self, show_token: bool) -> KeyDocument<'_> {
        KeyDocument {
            key: &self.key,
            check: self.check.as_ref().map(KeyCheck::as_str),
            check_message: self.check.as_ref().and_then(KeyCheck::error).map(|error| with_causes(error)),
            token: show_token.then(|| self.key.token().expose_secret()),
        }
    }
}

/// Prints a report. With tokens, the text goes to standard error, so that a program can read the
/// tokens.
pub(crate) fn write(report: &Report, arguments: &Arguments) -> io::Result<()> {
    let mut out = anstream::stdout();
    if arguments.options.json {
        return writeln!(out, "{}", serde_json::to_string_pretty(&report.document())?);
    }
    if !report.show_tokens {
        return report.text(&mut out);
    }
    report.text(&mut anstream::stderr())?;
    for checked in &report.keys {
        writeln!(out, "{}", checked.key.token().expose_secret())?;
    }
    Ok(())
}
