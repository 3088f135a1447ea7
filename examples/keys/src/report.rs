//! What was found or done, as text for people and as JSON for programs.

use std::io::{self, Write};

use coc_keys::{Key, Plan};
use secrecy::ExposeSecret as _;
use serde::Serialize;

use crate::{
    check::Verdict,
    failure::{Code, with_causes},
    options::{Arguments, Command},
};

/// What was found or done.
pub(crate) struct Report {
    pub(crate) command: Command,
    pub(crate) dry_run: bool,
    pub(crate) plan: Option<Plan>,
    pub(crate) keys: Vec<Tried>,
    /// Whether the API refused keys, which were then replaced.
    pub(crate) replaced: bool,
    /// Whether the keys themselves are wanted.
    pub(crate) show_tokens: bool,
}

/// A key, and what the API said of it, if it was asked.
pub(crate) struct Tried {
    pub(crate) key: Key,
    pub(crate) verdict: Option<Verdict>,
}

#[derive(Serialize)]
struct Document<'a> {
    command: &'static str,
    dry_run: bool,
    reached: bool,
    plan: Option<&'a Plan>,
    replaced: bool,
    keys: Vec<KeyDocument<'a>>,
}

#[derive(Serialize)]
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
        let verdicts = || self.keys.iter().filter_map(|tried| tried.verdict.as_ref());
        let missing = self.plan.iter().flat_map(|plan| &plan.accounts).any(|account| account.missing > 0);
        if missing || verdicts().any(|verdict| matches!(verdict, Verdict::Invalid(_) | Verdict::Denied(_))) {
            Code::NotReached
        } else if verdicts().any(|verdict| matches!(verdict, Verdict::Unknown(_))) {
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
            keys: self.keys.iter().map(|tried| tried.document(self.show_tokens)).collect(),
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
            writeln!(out, "The API refused keys, which were replaced.")?;
        } else if self.plan.is_none() {
            writeln!(out, "The key file has enough keys; the portal was not asked.")?;
        }
        writeln!(out, "\nIn use:")?;
        for Tried { key, verdict } in &self.keys {
            write!(out, "  `{}` {} [{}]", key.name, key.id, key.ranges.join(", "))?;
            match verdict {
                None => writeln!(out, ": not tried")?,
                Some(Verdict::Works) => writeln!(out, ": works")?,
                Some(verdict) => {
                    let why = verdict.error().map(|error| with_causes(error)).unwrap_or_default();
                    writeln!(out, ": {}: {why}", verdict.as_str())?;
                }
            }
        }
        if self.keys.is_empty() {
            writeln!(out, "  none")?;
        }
        Ok(())
    }

    fn list(&self, out: &mut dyn Write) -> io::Result<()> {
        let longest = self.keys.iter().map(|tried| tried.key.name.chars().count()).max().unwrap_or_default();
        for Tried { key, .. } in &self.keys {
            let standing = format!("{:?}", key.status).to_lowercase();
            writeln!(out, "{standing:<7}  {:<longest$}  {}  {}", key.name, key.id, key.ranges.join(", "))?;
        }
        let own = self.keys.iter().filter(|tried| tried.key.is_own()).count();
        writeln!(out, "{} of {} slots are taken, {own} by keys of ours.", self.keys.len(), coc_keys::MAX_KEYS)
    }
}

impl Tried {
    fn document(&self, show_token: bool) -> KeyDocument<'_> {
        KeyDocument {
            key: &self.key,
            check: self.verdict.as_ref().map(Verdict::as_str),
            check_message: self.verdict.as_ref().and_then(Verdict::error).map(|error| with_causes(error)),
            token: show_token.then(|| self.key.token().expose_secret()),
        }
    }
}

/// Prints it. Text about keys whose tokens are wanted goes to standard error, so that a program can read the tokens.
pub(crate) fn write(report: &Report, arguments: &Arguments) -> io::Result<()> {
    let mut out = anstream::stdout();
    if arguments.options.json {
        return writeln!(out, "{}", serde_json::to_string_pretty(&report.document())?);
    }
    if !report.show_tokens {
        return report.text(&mut out);
    }
    report.text(&mut anstream::stderr())?;
    for tried in &report.keys {
        writeln!(out, "{}", tried.key.token().expose_secret())?;
    }
    Ok(())
}
