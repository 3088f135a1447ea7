//! The generated files are up to date, and the declarations are complete.

use std::{collections::BTreeSet, fs};

use coc_core::endpoint::ROUTES;

#[test]
fn the_files_in_the_repository_are_up_to_date() {
    for file in codegen::files().unwrap() {
        assert!(file.is_current(), "{} is stale; run `cargo run -p codegen`", file.path.display());
    }
}

fn generated(path: &str) -> String {
    let files = codegen::files().expect("the files");
    files.into_iter().find(|file| file.path.ends_with(path)).expect(path).text
}

fn checked_in(path: &str) -> String {
    fs::read_to_string(codegen::workspace().join("coc-transport-wasm/npm").join(path)).expect(path)
}

#[test]
fn every_route_is_declared_and_numbered_in_the_order_of_the_core() {
    let (javascript, declarations) = (generated("js/routes.js"), generated("types/routes.d.ts"));
    for (number, route) in ROUTES.iter().enumerate() {
        let entry = format!("({number}, '{}', ", route.name());
        let line = javascript.lines().find(|line| line.contains(&entry)).expect(&entry);
        let (method, _) = line.trim_start().split_once(": ").expect("a method");
        assert_eq!(line.contains(": list("), route.is_paged(), "{line}");
        let output = if route.is_paged() { "): List<" } else { "): Call<" };
        let signature = format!("\n  {method}(");
        let (docs, rest) = declarations.split_once(&signature).expect(&signature);
        assert!(rest.lines().next().expect("a signature").contains(output), "{method}");
        let docs = docs.rsplit("/**").next().unwrap_or_default();
        assert!(docs.contains(&format!("`{} {}`", route.method(), route.template())), "{method}: {docs}");
        assert_eq!(docs.contains("@deprecated"), route.deprecation().is_some(), "{method}");
    }
}

#[test]
fn the_documentation_names_only_errors_that_exist() {
    let (routes, errors) = (generated("types/routes.d.ts"), checked_in("types/errors.d.ts"));
    let named: BTreeSet<&str> = routes.split('`').filter(|code| code.ends_with("Error")).collect();
    assert!(named.contains("NotFoundError"), "{named:?}");
    for name in named {
        assert!(errors.contains(&format!("class {name} extends")), "{name}");
    }
}

#[test]
fn no_model_is_declared_as_any() {
    let models = codegen::models().unwrap();
    let code = models.lines().filter(|line| !line.trim_start().starts_with(['*', '/']));
    for line in code {
        let mut words = line.split(|letter: char| !letter.is_alphanumeric());
        assert!(
            !words.any(|word| matches!(word, "any" | "unknown" | "object")) || line.contains('\''),
            "{line}"
        );
    }
}

#[test]
fn the_documentation_names_only_helpers_that_exist() {
    let (models, helpers) = (codegen::models().unwrap(), checked_in("types/helpers.d.ts"));
    // `new Date()` is not a helper.
    let calls = models.split('`').filter_map(|code| code.strip_suffix("()"));
    let named: Vec<&str> = calls.filter(|name| !name.contains(' ')).collect();
    assert!(named.contains(&"attackLimit"), "{named:?}");
    for name in named {
        assert!(helpers.contains(&format!("\nexport function {name}(")), "{name}");
    }
}
