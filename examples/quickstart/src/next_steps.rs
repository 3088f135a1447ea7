//! The next steps that the program prints at its end.

use coc_transport_native::models::ClanTag;

use crate::style::{DIM, heading, print_line};

pub(crate) fn show(tag: ClanTag, simulated: bool) {
    heading("What to try next");
    step(format_args!("cargo run -p quickstart -- '{tag}'"), "the same for a clan of your choice");
    if simulated {
        step(
            "COC_TOKEN=… cargo run -p quickstart",
            "the same with the real API; README.md says how to get a token",
        );
        step("cargo run -p simulator", "the simulator alone, for your programs");
    } else {
        step("cargo run -p doctor", "every route, called once with your token");
    }
    step("cargo run -p proxy -- --demo", "a web page that uses the client");
    print_line!();
    print_line!(
        "  {DIM}In your own program: README.md, \"In your own program\". The code of this one:{DIM:#}"
    );
    print_line!("  {DIM}examples/quickstart/src. Every setting: coc-core/docs/pipeline.md.{DIM:#}");
}

fn step(command: impl std::fmt::Display, outcome: &str) {
    print_line!("  {command}\n      {DIM}{outcome}{DIM:#}");
}
