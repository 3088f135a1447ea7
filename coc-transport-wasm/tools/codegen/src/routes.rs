//! The methods of the routes in JavaScript, from the list of routes in `coc-core`.

use std::{collections::BTreeSet, fmt::Write as _};

use coc_core::BaseUrl;

use crate::{
    error::Error,
    models::{helper, links},
};

/// One entry of the list.
struct Entry {
    /// The lines of its documentation.
    docs: &'static [&'static str],
    /// The note of the deprecation, if there is one.
    deprecated: &'static [&'static str],
    verb: &'static str,
    name: &'static str,
    path: &'static str,
    method: &'static str,
    endpoint: &'static str,
    /// Names and types.
    arguments: &'static [(&'static str, &'static str)],
    parts: &'static [&'static str],
    output: &'static str,
}

macro_rules! entries {
    ([] $(
        $(#[doc = $doc:literal])+ $(#[deprecated = $note:literal])?
        $verb:ident $name:literal $path:literal
        $method:ident => $Type:ident { $($arg:ident: $ArgTy:ident),* } [$($part:ident),*] -> $Out:ty;
    )+) => {
        const ENTRIES: &[Entry] = &[$(Entry {
            docs: &[$($doc),+],
            deprecated: &[$($note)?],
            verb: stringify!($verb),
            name: $name,
            path: $path,
            method: stringify!($method),
            endpoint: stringify!($Type),
            arguments: &[$((stringify!($arg), stringify!($ArgTy))),*],
            parts: &[$(stringify!($part)),*],
            output: stringify!($Out),
        }),+];
    };
}

coc_core::__routes! { entries [] }

impl Entry {
    fn is_paged(&self) -> bool {
        self.parts.contains(&"page")
    }

    /// The arguments as JavaScript has them: a filter is one argument.
    fn arguments(&self) -> Vec<(String, &'static str)> {
        let filter = self.parts.contains(&"filter").then(|| ("filter".to_owned(), "ClanSearch"));
        let arguments = self
            .arguments
            .iter()
            .map(|(name, ty)| (camel_case(name), if *ty == "Secret" { "string" } else { *ty }));
        filter.into_iter().chain(arguments).collect()
    }

    fn output(&self) -> String {
        let output = self.output.replace(' ', "");
        match output.strip_prefix("Page<") {
            Some(item) if self.is_paged() => format!("List<{item}"),
            _ => format!("Call<{output}>"),
        }
    }

    /// Every type that the declaration names.
    fn types(&self) -> Vec<String> {
        let options = if self.is_paged() { "ListOptions" } else { "CallOptions" };
        let arguments = self.arguments().into_iter().map(|(_, ty)| ty.to_owned());
        let output = self.output();
        let output = output.split(['<', '>']).map(ToOwned::to_owned);
        arguments
            .chain(output)
            .chain([options.to_owned()])
            .filter(|name| !matches!(name.as_str(), "" | "string"))
            .collect()
    }

    fn declare(&self, text: &mut String) -> Result<(), Error> {
        let docs = self.docs.iter().map(|line| line.strip_prefix(' ').unwrap_or(line));
        let docs = links(&docs.collect::<Vec<_>>().join("\n"), self.method, |_, target| link(target))?;
        let (title, rest) = docs.split_once('\n').unwrap_or((&docs, ""));
        let path = self.path.split('?').next().unwrap_or_default();
        let mut lines = vec![format!("{title} `{} {path}`", self.verb)];
        lines.extend(rest.lines().map(ToOwned::to_owned));
        for note in self.deprecated {
            let instead = note.strip_prefix("use `").and_then(|note| note.strip_suffix('`'));
            let instead = instead.and_then(|method| ENTRIES.iter().find(|entry| entry.method == method));
            let instead =
                instead.ok_or_else(|| Error::unsupported(self.method, format!("the note {note:?}")))?;
            lines.extend([
                String::new(),
                format!("@deprecated Use {{@link {}}}.", camel_case(instead.method)),
            ]);
        }
        text.push('\n');
        match lines.as_slice() {
            [only] => line(text, format_args!("  /** {only} */")),
            lines => {
                line(text, format_args!("  /**"));
                for one in lines {
                    line(text, format_args!("{}", format!("   * {one}").trim_end()));
                }
                line(text, format_args!("   */"));
            }
        }
        let options = if self.is_paged() { "ListOptions" } else { "CallOptions" };
        let mut arguments: Vec<String> =
            self.arguments().iter().map(|(name, ty)| format!("{name}: {ty}")).collect();
        arguments.push(format!("options?: {options}"));
        let (method, output) = (camel_case(self.method), self.output());
        line(text, format_args!("  {method}({}): {output};", arguments.join(", ")));
        Ok(())
    }
}

/// The text of `types/routes.d.ts`.
pub(crate) fn declarations() -> Result<String, Error> {
    const OF_CLIENT: [&str; 6] = ["Call", "CallOptions", "ClanSearch", "List", "ListOptions", "RankingLocation"];
    let types: BTreeSet<String> = ENTRIES.iter().flat_map(Entry::types).collect();
    let (of_client, models): (Vec<String>, Vec<String>) =
        types.into_iter().partition(|name| OF_CLIENT.contains(&name.as_str()));
    let mut text =
        "// The methods of the client that call a route. Generated by `cargo run -p codegen`; do not edit.\n\n"
            .to_owned();
    line(&mut text, format_args!("import type {{ {} }} from './client.js';", of_client.join(", ")));
    line(&mut text, format_args!("import type {{\n  {},\n}} from './models.js';", models.join(",\n  ")));
    text.push_str("\n/** The methods of the API's routes. A value that the cache or another caller shares is frozen. */\n");
    text.push_str("export interface Routes {");
    for entry in ENTRIES {
        entry.declare(&mut text)?;
    }
    text.push_str("}\n\n/** The names of the endpoints in metrics, errors, hooks and `cache.lifetimes`. */\n");
    text.push_str("export type EndpointName =");
    for entry in ENTRIES {
        let _ = write!(text, "\n  | '{}'", entry.name);
    }
    text.push_str(";\n");
    Ok(text)
}

/// The text of `js/routes.js`.
pub(crate) fn javascript() -> String {
    let mut text = "\
// The address of the official API, and the methods of the client that call a route. Generated by
// `cargo run -p codegen`; do not edit.
//
// Rust identifies a route by its number. `endpoint` is its name in errors and metrics, `arity` the
// number of arguments before the options.

const one = (number, endpoint, arity) => ({ number, endpoint, arity, paged: false });
const list = (number, endpoint, arity) => ({ number, endpoint, arity, paged: true });

"
    .to_owned();
    line(
        &mut text,
        format_args!("export const BASE_URL = '{}';\n\nexport const METHODS = {{", BaseUrl::OFFICIAL),
    );
    for (number, entry) in ENTRIES.iter().enumerate() {
        let (method, kind) = (camel_case(entry.method), if entry.is_paged() { "list" } else { "one" });
        let (name, arity) = (entry.name, entry.arguments().len());
        line(&mut text, format_args!("  {method}: {kind}({number}, '{name}', {arity}),"));
    }
    text.push_str("};\n");
    text
}

/// The equivalent of a link of the Rust documentation.
fn link(target: &str) -> Option<String> {
    let (parent, last) = target.rsplit_once("::")?;
    if let Some(helper) = helper(last) {
        return Some(format!("`{helper}`"));
    }
    match parent {
        "crate::ErrorKind" if last == "BadRequest" => Some("`InvalidRequestError`".to_owned()),
        "crate::ErrorKind" => Some(format!("`{last}Error`")),
        "crate::endpoint" => {
            let entry = ENTRIES.iter().find(|entry| entry.endpoint == last)?;
            Some(format!("{{@link {}}}", camel_case(entry.method)))
        }
        _ => None,
    }
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}

fn line(text: &mut String, content: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{content}");
}
