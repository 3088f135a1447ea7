//! `--config`: a TOML file whose entries stand for flags.
//!
//! Its entries become the defaults of the flags. So the file has the names and the checks of the
//! flags, and flags and environment variables take precedence.

use std::{
    error::Error,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use clap::{Arg, ArgAction, Command, CommandFactory as _, FromArgMatches as _};
use toml::{Table, Value};

use crate::arguments::Arguments;

/// Flags that are for the command line only.
const NOT_SETTINGS: [&str; 5] = ["completions", "config", "help", "version", "demo"];

/// Parses command line, environment and the configuration file, if one is named.
///
/// # Errors
/// If the file cannot be used. Exits with the message if the arguments are wrong, and after
/// `--help`.
pub(crate) fn arguments() -> Result<Arguments, Box<dyn Error>> {
    let given: Vec<OsString> = std::env::args_os().collect();
    let plain = Arguments::command();
    let named = plain.clone().ignore_errors(true).try_get_matches_from(&given).ok();
    let file = named.and_then(|matches| matches.get_one::<PathBuf>("config").cloned());
    let Some(file) = file else { return Ok(parse(&plain.get_matches_from(given))) };
    let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let command =
        with_defaults(plain.clone(), &text).map_err(|error| format!("{}: {error}", file.display()))?;
    match command.try_get_matches_from(&given) {
        Ok(matches) => Ok(parse(&matches)),
        Err(error) if error.use_stderr() && plain.try_get_matches_from(&given).is_ok() => {
            Err(in_file(&file, &error))
        }
        Err(error) => error.exit(),
    }
}

fn parse(matches: &clap::ArgMatches) -> Arguments {
    Arguments::from_arg_matches(matches).unwrap_or_else(|error| error.exit())
}

fn in_file(file: &Path, error: &clap::Error) -> Box<dyn Error> {
    let text = error.to_string();
    format!("{}: {}", file.display(), text.trim_start_matches("error: ").trim_end()).into()
}

/// Makes the entries of the file the defaults of the flags.
fn with_defaults(command: Command, text: &str) -> Result<Command, String> {
    let entries: Table =
        text.parse().map_err(|error: toml::de::Error| error.to_string().trim_end().to_owned())?;
    entries.into_iter().try_fold(command, |command, (name, value)| {
        let id = name.replace('-', "_");
        let known = |argument: &&Arg| argument.get_id() == id.as_str();
        let Some(argument) = command.get_arguments().find(known).filter(|_| !NOT_SETTINGS.contains(&&*id))
        else {
            return Err(unknown(&name, &command));
        };
        let is_switch = matches!(argument.get_action(), ArgAction::SetTrue);
        let values = values(value).filter(|values| {
            !is_switch || matches!(&values[..], [word] if word == "true" || word == "false")
        });
        let expected = if is_switch { "true or false" } else { "a string, a number, or a list of them" };
        let values = values.ok_or_else(|| format!("{name}: write {expected}"))?;
        Ok(command.mut_arg(id, |argument| argument.default_values(values)))
    })
}

fn unknown(name: &str, command: &Command) -> String {
    let flags =
        command.get_arguments().filter(|argument| !NOT_SETTINGS.contains(&argument.get_id().as_str()));
    let names: Vec<_> = flags.filter_map(Arg::get_long).collect();
    format!(
        "`{name}` is no setting; the settings are {}. Keys and passwords are read from the environment, or from the files that \
         tokens-file and client-keys-file name",
        names.join(", ")
    )
}

/// Returns the texts of a value as they would stand on the command line.
fn values(value: Value) -> Option<Vec<String>> {
    let text = |value: Value| match value {
        Value::String(text) => Some(text),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Boolean(switch) => Some(switch.to_string()),
        Value::Array(_) | Value::Table(_) | Value::Datetime(_) => None,
    };
    match value {
        Value::Array(values) => {
            let texts: Vec<String> = values.into_iter().map(text).collect::<Option<_>>()?;
            // A flag that cannot be repeated takes the same list, separated by commas.
            Some(vec![texts.join(",")])
        }
        other => Some(vec![text(other)?]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(text: &str, flags: &[&str]) -> Result<String, String> {
        let command = with_defaults(Arguments::command(), text)?;
        let matches =
            command.try_get_matches_from([&["proxy"], flags].concat()).map_err(|error| error.to_string())?;
        Ok(format!("{:?}", parse(&matches).without_secrets()))
    }

    #[test]
    fn the_file_sets_what_flags_would_set() {
        let file = "listen = \"127.0.0.1:9\"\nrate = 7\nopen = true\nverify_token = false\n\
                    allow-host = [\"a.example\", \"b.example\"]\nallow-origin = [\"https://a.example\"]\n\
                    behind-proxy = \"10.0.0.0/8\"\nweb = [\"/lib=target\", \"src\"]\n";
        let flags = [
            "--listen=127.0.0.1:9",
            "--rate=7",
            "--open",
            "--allow-host=a.example,b.example",
            "--allow-origin=https://a.example",
            "--behind-proxy=10.0.0.0/8",
            "--web=/lib=target",
            "--web=src",
        ];
        assert_eq!(settings(file, &[]), settings("", &flags));
    }

    #[test]
    fn the_upstream_rate_is_a_number_or_a_range() {
        for (entry, flag) in [("20", "20"), ("0.5", "0.5"), ("\"20-60\"", "20-60")] {
            let file = format!("upstream-rate = {entry}");
            assert_eq!(settings(&file, &[]), settings("", &["--upstream-rate", flag]), "{entry}");
        }
        let error = settings("upstream-rate = \"60-20\"", &[]).unwrap_err();
        assert!(error.contains("--upstream-rate") && error.contains("write 20-60"), "{error}");
    }

    #[test]
    fn flags_take_precedence_over_the_file() {
        assert_eq!(settings("rate = 7", &["--rate", "9"]), settings("", &["--rate", "9"]));
    }

    #[test]
    fn a_wrong_entry_is_named() {
        for (file, message) in [
            ("rates = 7", "`rates` is no setting; the settings are listen,"),
            ("COC_TOKEN = \"x\"", "Keys and passwords are read from the environment"),
            ("token = \"x\"", "`token` is no setting"),
            ("config = \"x\"", "`config` is no setting"),
            ("open = \"maybe\"", "open: write true or false"),
            ("open = 1", "open: write true or false"),
            ("[listen]\nport = 1", "listen: write a string, a number, or a list of them"),
            ("listen = [[1]]", "listen: write a string"),
            ("listen = \"nowhere\"", "'nowhere' for '--listen <ADDRESS>'"),
            ("rate = -1", "'-1' for '--rate <N>'"),
            ("listen = ", "expected"),
            ("rate = 1\nrate = 2", "duplicate key"),
        ] {
            let error = settings(file, &[]).unwrap_err();
            assert!(error.contains(message), "{file}: {error}");
        }
    }
}
