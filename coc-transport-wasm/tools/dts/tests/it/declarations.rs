//! The file in the repository is what the models make it.

use std::fs;

#[test]
fn the_declarations_in_the_repository_are_those_of_the_models() {
    let kept = fs::read_to_string(dts::file()).unwrap();
    let made = dts::declarations().unwrap();
    let difference = kept.lines().zip(made.lines()).enumerate().find(|(_, (kept, made))| kept != made);
    assert!(
        kept == made,
        "models.d.ts is stale; `cargo run -p dts` writes it anew. First difference (line, kept and made): {difference:?}"
    );
}

#[test]
fn nothing_is_declared_as_any() {
    let made = dts::declarations().unwrap();
    let code = made.lines().filter(|line| !line.trim_start().starts_with(['*', '/']));
    for line in code {
        let mut words = line.split(|letter: char| !letter.is_alphanumeric());
        assert!(
            !words.any(|word| matches!(word, "any" | "unknown" | "object")) || line.contains('\''),
            "{line}"
        );
    }
}

#[test]
fn helpers_that_the_documentation_speaks_of_exist() {
    let helpers = fs::read_to_string(dts::workspace().join("coc-transport-wasm/types/helpers.d.ts")).unwrap();
    let made = dts::declarations().unwrap();
    // `new Date()` is no helper.
    let calls = made.split('`').filter_map(|code| code.strip_suffix("()"));
    let named: Vec<&str> = calls.filter(|name| !name.contains(' ')).collect();
    assert!(named.contains(&"attackLimit"), "{named:?}");
    for name in named {
        assert!(helpers.contains(&format!("\nexport function {name}(")), "{name}");
    }
}
