//! The account's email and password: from the environment or the terminal, never from the command
//! line, which other users of the machine can read.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use secrecy::SecretString;

use crate::failure::Failure;

const EMAIL: &str = "COC_EMAIL";
const PASSWORD: &str = "COC_PASSWORD";

pub(crate) struct Account {
    pub(crate) email: String,
    pub(crate) password: SecretString,
}

impl Account {
    /// Reads `COC_EMAIL` and `COC_PASSWORD`. Prompts for a missing one if there is a terminal.
    pub(crate) fn find() -> Result<Self, Failure> {
        let email = match variable(EMAIL)? {
            Some(email) => email,
            None => prompt(EMAIL, "Email of the developer account: ", read_line)?,
        };
        let password = match variable(PASSWORD)? {
            Some(password) => password,
            None => prompt(PASSWORD, "Its password: ", |text| rpassword::prompt_password(text))?,
        };
        Ok(Self { email: email.trim().to_owned(), password: password.into() })
    }
}

fn variable(name: &str) -> Result<Option<String>, Failure> {
    match std::env::var(name) {
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
        Err(std::env::VarError::NotPresent) => Ok(None),
        // The message must not have the value.
        Err(std::env::VarError::NotUnicode(_)) => Err(Failure::usage(format!("{name} is not valid UTF-8"))),
    }
}

fn prompt(variable: &str, text: &str, read: impl Fn(&str) -> io::Result<String>) -> Result<String, Failure> {
    if !io::stdin().is_terminal() {
        let message = format!("{variable} is not set, and there is no terminal to prompt at; set it");
        return Err(Failure::usage(message));
    }
    match read(text) {
        Ok(input) if input.is_empty() => Err(Failure::usage(format!("the input for {variable} is empty"))),
        Ok(input) => Ok(input),
        Err(error) => Err(Failure::usage(format!("cannot prompt for {variable}: {error}"))),
    }
}

fn read_line(prompt: &str) -> io::Result<String> {
    // Standard output is for results.
    let mut terminal = anstream::stderr();
    write!(terminal, "{prompt}")?;
    terminal.flush()?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}
