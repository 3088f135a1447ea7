//! Whose account it is: from the environment, or from whoever sits at the terminal. Never from the command line, which other users
//! of the machine can read.

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
    /// From `COC_EMAIL` and `COC_PASSWORD`; what is missing is asked for if somebody can answer.
    pub(crate) fn find() -> Result<Self, Failure> {
        let email = match variable(EMAIL)? {
            Some(email) => email,
            None => ask(EMAIL, "Email of the developer account: ", read_line)?,
        };
        let password = match variable(PASSWORD)? {
            Some(password) => password,
            None => ask(PASSWORD, "Its password: ", |prompt| rpassword::prompt_password(prompt))?,
        };
        Ok(Self { email: email.trim().to_owned(), password: password.into() })
    }
}

fn variable(name: &str) -> Result<Option<String>, Failure> {
    match std::env::var(name) {
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
        Err(std::env::VarError::NotPresent) => Ok(None),
        // The value is not repeated.
        Err(std::env::VarError::NotUnicode(_)) => Err(Failure::usage(format!("{name} is not UTF-8"))),
    }
}

fn ask(variable: &str, prompt: &str, read: impl Fn(&str) -> io::Result<String>) -> Result<String, Failure> {
    if !io::stdin().is_terminal() {
        let message = format!("{variable} is not set, and there is no terminal to ask at");
        return Err(Failure::usage(message));
    }
    match read(prompt) {
        Ok(answer) if answer.is_empty() => Err(Failure::usage(format!("nothing was typed for {variable}"))),
        Ok(answer) => Ok(answer),
        Err(error) => Err(Failure::usage(format!("cannot ask for {variable}: {error}"))),
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
