//! The rules of the game for JavaScript, published as `coc-api/game`.
//!
//! `coc-models` has the rules; this crate only converts: every function takes plain objects, mostly
//! bodies of the API, and returns plain objects. Both cross as JSON, because one number and one
//! string are the cheapest way into a module, and because the engine parses JSON faster than any
//! glue builds objects.
//!
//! [`call`] runs the function with a number of [`FUNCTIONS`]. The functions are ordinary Rust in the
//! modules below, and the tests run them natively. `cargo run -p codegen` writes the list of their
//! names and their TypeScript declarations from these sources: a `pub fn` with its documentation, and
//! every struct that it returns.
//!
//! - A body of the API is read as tolerantly as its model is: a missing or `null` field that does not
//!   identify it has its default, `null` in a list is skipped, and a number may be a string. Any other
//!   value that does not fit is an error that names the argument and the path in it.
//! - Times are [`Time`]s on the way in: a `Date`, a timestamp or a number of milliseconds. On the way
//!   out they are timestamps as in the bodies of the API, which can be stored as JSON.
//! - `None` is `undefined` as a result, and a missing key as a field.
//!
//! ```
//! let number = coc_game::FUNCTIONS.iter().position(|function| function.name == "attack_trophies");
//! assert_eq!(coc_game::call(number.unwrap(), "3\n100"), Ok("40".to_owned()));
//!
//! let failure = coc_game::call(number.unwrap(), "3\n\"all\"").unwrap_err();
//! assert!(failure.contains("destruction"), "{failure}");
//! ```

#![allow(unreachable_pub, reason = "the functions and structs that JavaScript has are public")]

mod argument;
mod army;
mod battle;
mod body;
mod calendar;
mod clan;
mod data;
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
mod exports;
mod json;
mod league;
mod link;
mod list;
mod progress;
mod raid;
mod reader;
mod table;
#[cfg(test)]
mod tests;
mod time;
mod trophies;
mod unit;
mod war;
mod war_league;

use argument::Failure;
pub use data::use_game_data;
pub use table::{FUNCTIONS, Function};
pub use time::Time;

/// Runs a function with arguments as JSON texts, one a line, and returns its result as JSON.
///
/// A missing or empty line is a missing argument.
///
/// # Errors
///
/// The failure as JSON: the name of the `argument`, the `path` of the value in it, and the `message`.
pub fn call(number: usize, arguments: &str) -> Result<String, String> {
    let result = match FUNCTIONS.get(number) {
        Some(function) => function.run(arguments),
        None => Err(Failure::new("number", "there is no such function")),
    };
    result.map_err(|failure| json::write(&failure).unwrap_or_default())
}
