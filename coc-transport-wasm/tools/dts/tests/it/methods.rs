//! The declaration of the client has every route, under the name and in the words that the Rust client has for it.

use std::fs;

use coc_core::endpoint::ROUTES;

/// A method as the Rust client has it.
struct Method {
    name: String,
    /// What its documentation begins with, the route at its end.
    docs: String,
}

#[test]
fn every_route_is_declared_as_the_rust_client_has_it() {
    let source = fs::read_to_string(dts::workspace().join("coc-core/src/methods.rs")).unwrap();
    let declared = fs::read_to_string(dts::workspace().join("coc-transport-wasm/types/client.d.ts")).unwrap();
    let methods = methods(&source);
    for route in ROUTES {
        let path = format!("`{} {}`", route.method(), route.template());
        let method =
            methods.iter().find(|method| method.docs.ends_with(&path)).unwrap_or_else(|| panic!("no {path}"));
        let (before, after) =
            declared.split_once(&method.docs).unwrap_or_else(|| panic!("not declared: {}", method.docs));
        assert!(before.ends_with("* "), "{path} is not the beginning of a comment");
        let (rest_of_comment, after) = after.split_once("*/\n  ").unwrap();
        let (signature, _) = after.split_once('\n').unwrap();

        assert!(signature.starts_with(&format!("{}(", method.name)), "{path} is declared as {signature}");
        assert_eq!(signature.contains("): List<"), route.is_paged(), "{signature}");
        assert_eq!(signature.contains("): Promise<"), !route.is_paged(), "{signature}");
        assert_eq!(rest_of_comment.contains("@deprecated"), route.deprecation().is_some(), "{signature}");
    }
}

fn methods(source: &str) -> Vec<Method> {
    let (_, methods) = source.split_once("impl $Client {").expect("the methods of the client");
    let (methods, _) = methods.split_once("macro_rules!").expect("the methods of a call behind them");
    let mut found = Vec::new();
    let mut docs: Option<String> = None;
    for line in methods.lines().map(str::trim) {
        if let Some(comment) = line.strip_prefix("/// ") {
            docs.get_or_insert_with(|| comment.to_owned());
        } else if let Some(signature) = line.strip_prefix("pub fn ") {
            let (name, _) = signature.split_once('(').expect("arguments");
            found.push(Method { name: camel_case(name), docs: docs.take().expect("documentation") });
        }
    }
    found
}

fn camel_case(name: &str) -> String {
    let (first, rest) = name.split_once('_').unwrap_or((name, ""));
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    rest.split('_').filter(|word| !word.is_empty()).fold(first.to_owned(), |name, word| name + &capital(word))
}
