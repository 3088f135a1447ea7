//! The default name of our keys, which has the machine's name.

/// The beginning of the default name, and all of it on a machine without a name of its own.
const PREFIX: &str = "coc-rs";
/// The most characters of the machine's name in it.
const MAX_LENGTH: usize = 32;
/// The length of the host name of a container, which is the beginning of its id.
const CONTAINER_ID: usize = 12;

/// Returns the default name on this machine.
pub(crate) fn default() -> String {
    with_machine(&machine())
}

#[cfg(unix)]
fn machine() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

/// The host sets it, with `Builder::machine_name`.
#[cfg(target_family = "wasm")]
fn machine() -> String {
    String::new()
}

#[cfg(not(any(unix, target_family = "wasm")))]
fn machine() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_default()
}

/// Returns the default name on a machine of this name.
pub(crate) fn with_machine(machine: &str) -> String {
    let label = machine.split('.').next().unwrap_or_default();
    // The portal may change or reject other characters.
    let label: String = label
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '_' { c.to_ascii_lowercase() } else { '-' })
        .take(MAX_LENGTH)
        .collect();
    let label = label.trim_matches('-');
    // The name of a container changes with every start, and its keys would fill the account.
    let is_container = label.len() == CONTAINER_ID && label.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_container || matches!(label, "" | "localhost" | "0") {
        return PREFIX.to_owned();
    }
    format!("{PREFIX}-{label}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_name_has_the_first_label_of_the_machines_name() {
        for (machine, name) in [
            ("laptop", "coc-rs-laptop"),
            ("Laptop.home.example", "coc-rs-laptop"),
            ("Jane's MacBook", "coc-rs-jane-s-macbook"),
            ("bot_1", "coc-rs-bot_1"),
            ("rechenknecht-grün", "coc-rs-rechenknecht-gr-n"),
            ("", "coc-rs"),
            ("localhost", "coc-rs"),
            ("localhost.localdomain", "coc-rs"),
            ("...", "coc-rs"),
            // A container's id.
            ("0a1b2c3d4e5f", "coc-rs"),
            ("an-unusually-long-name-of-a-machine", "coc-rs-an-unusually-long-name-of-a-mach"),
        ] {
            assert_eq!(with_machine(machine), name, "{machine}");
        }
        assert!(default().starts_with(PREFIX));
    }
}
