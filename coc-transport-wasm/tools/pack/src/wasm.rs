//! Compiles the crate, and the standard library with it.
//!
//! A panic is a bug, and in a module of WebAssembly its message reaches nobody. With a standard library that is compiled for that (it aborts
//! on the spot, and prefers small code to fast), the module is a fifth smaller. That takes the library's source (`rustup component
//! add rust-src`) and two options that stable Rust has but hides. It concerns the published package only: everybody else builds the
//! crate as any other.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::error::Error;

/// Builds the module and tells where it is.
pub(crate) fn build(workspace: &Path) -> Result<PathBuf, Error> {
    // The cargo that runs this program, where it is run by one.
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .current_dir(workspace)
        .args(["build", "-p", "coc-transport-wasm", "--lib", "--locked"])
        .args(["--profile", "wasm", "--target", "wasm32-unknown-unknown"])
        .args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"])
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", "-Zunstable-options -Cpanic=immediate-abort")
        .args(["--message-format", "json-render-diagnostics"])
        .stderr(Stdio::inherit());
    let output = command.output().map_err(Error::Cargo)?;
    if !output.status.success() {
        return Err(Error::Build(format!("{command:?}")));
    }
    // One message a line; the module is among the files of the artifact that is this crate's library.
    let mut messages =
        output.stdout.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok());
    messages.find_map(|message| module(&message)).ok_or(Error::NoModule)
}

fn module(message: &Value) -> Option<PathBuf> {
    let is_ours =
        message["reason"] == "compiler-artifact" && message["target"]["name"] == "coc_transport_wasm";
    let files = is_ours.then(|| message["filenames"].as_array())??;
    let paths = files.iter().filter_map(Value::as_str).map(PathBuf::from);
    paths.into_iter().find(|path| path.extension().is_some_and(|extension| extension == "wasm"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_module_is_found_among_cargos_messages() {
        let artifact = |name: &str| {
            json!({
                "reason": "compiler-artifact",
                "target": { "name": name },
                "filenames": ["/t/libx.rlib", "/t/x.wasm"],
            })
        };
        assert_eq!(module(&artifact("coc_transport_wasm")), Some("/t/x.wasm".into()));
        assert_eq!(module(&artifact("coc_core")), None);
        assert_eq!(module(&json!({ "reason": "build-finished" })), None);
    }
}
