//! The results of the functions of the game as native Rust, with which tests compare those of the
//! module.

use std::io::{self, BufRead, Write};

/// Runs calls, one a line: `["war_type", "{…}"]`, a function by its name in Rust and its arguments as
/// the module receives them. Prints `{"ok": …}` or `{"failure": …}` for each.
///
/// # Errors
///
/// Any error of reading or writing, and a line that is no call.
///
/// ```
/// let mut results = Vec::new();
/// codegen::results::run(&br#"["attack_trophies", "3\n100"]"#[..], &mut results)?;
/// assert_eq!(results, b"{\"ok\":40}\n");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn run(calls: impl BufRead, mut results: impl Write) -> io::Result<()> {
    for line in calls.lines() {
        let (name, arguments): (String, String) = serde_json::from_str(&line?)?;
        let number = coc_game::FUNCTIONS.iter().position(|function| function.name == name);
        let number = number.ok_or_else(|| io::Error::other(format!("no function {name}")))?;
        // As text, because reading and writing would change the last bit of a fraction.
        match coc_game::call(number, &arguments) {
            Ok(result) => writeln!(results, "{{\"ok\":{result}}}")?,
            Err(failure) => writeln!(results, "{{\"failure\":{failure}}}")?,
        }
    }
    Ok(())
}
