//! Manages the keys of a developer-portal account.
//!
//! [`options`] has the command line, [`credentials`] the account; [`run`] runs the command,
//! [`check`] checks keys with the API; [`report`] prints the result as text or JSON, and
//! [`failure`] an error.

mod check;
mod credentials;
mod failure;
mod options;
mod report;
mod run;

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use crate::{failure::Code, options::Request};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = match Request::parse() {
        Request::Run(arguments) => arguments,
        Request::Complete(script) => {
            let written = io::stdout().write_all(&script);
            return if written.is_ok() { Code::Done } else { Code::NotReached }.into();
        }
    };
    let result = run::run(&arguments).await;
    let written = match &result {
        Ok(report) => report::write(report, &arguments),
        Err(failure) => failure.write(arguments.options.json),
    };
    let code = match (result, written) {
        (Ok(report), Ok(())) => report.code(),
        (Err(failure), Ok(())) => failure.code,
        // The reader closed the pipe, as `keys list | head` does.
        (_, Err(error)) if error.kind() == io::ErrorKind::BrokenPipe => Code::NotReached,
        (_, Err(error)) => {
            anstream::eprintln!("keys: cannot write: {error}");
            Code::NotReached
        }
    };
    code.into()
}
