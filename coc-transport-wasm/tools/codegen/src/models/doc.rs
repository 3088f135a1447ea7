//! Conversion of Rust documentation to `TSDoc`.

use super::item::Item;
use crate::error::Error;

/// Methods and constants of the models, and the helpers that JavaScript has for them.
const HELPERS: &[(&str, &str)] = &[
    ("attack_limit", "attackLimit()"),
    ("drawn_war_tags", "drawnWarTags()"),
    ("is_league_season", "isLeagueSeason()"),
    ("LEGEND", "LEGEND_LEAGUE"),
];

/// The JavaScript helper for a method or constant of the models.
pub(crate) fn helper(name: &str) -> Option<&'static str> {
    HELPERS.iter().find(|(rust, _)| *rust == name).map(|(_, helper)| *helper)
}

/// The lines of a comment about `owner`, without Rust examples and with converted links.
pub(crate) fn convert(docs: &[String], owner: &str, items: &[Item]) -> Result<Vec<String>, Error> {
    let text = links(without_code(docs).trim(), owner, |shown, target| link(shown, target, owner, items))?
        .replace("*/", "*\\/");
    Ok(text.lines().map(ToOwned::to_owned).collect())
}

/// The lines of a comment about something that is not a model: without Rust examples, and with the
/// names of Rust items instead of links to them.
pub(crate) fn tsdoc(owner: &str, docs: &[String]) -> Result<Vec<String>, Error> {
    let text = links(without_code(docs).trim(), owner, |shown, _| Some(format!("`{shown}`")))?;
    Ok(text.replace("*/", "*\\/").lines().map(ToOwned::to_owned).collect())
}

fn without_code(docs: &[String]) -> String {
    let mut text = String::new();
    let mut in_code = false;
    for line in docs {
        if line.starts_with("```") {
            in_code = !in_code;
        } else if !in_code {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

/// Replaces every link by what `convert` returns for its text and target. A link for which that is
/// `None` is an error.
pub(crate) fn links(
    text: &str,
    owner: &str,
    convert: impl Fn(&str, &str) -> Option<String>,
) -> Result<String, Error> {
    let mut converted = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        converted.push_str(before);
        let unclosed = || Error::unsupported(owner, format!("an unclosed link: [{after}"));
        let (shown, after) = after.split_once(']').ok_or_else(unclosed)?;
        let (target, after) = match after.strip_prefix('(') {
            Some(after) => after.split_once(')').ok_or_else(unclosed)?,
            None => (shown.trim_matches('`'), after),
        };
        let link = convert(shown.trim_matches('`'), target);
        converted.push_str(&link.ok_or_else(|| {
            Error::unsupported(owner, format!("a link to an item that is not declared: {target}"))
        })?);
        rest = after;
    }
    converted.push_str(rest);
    Ok(converted)
}

fn link(shown: &str, target: &str, owner: &str, items: &[Item]) -> Option<String> {
    let mut path: Vec<&str> = target.split("::").filter(|segment| *segment != "crate").collect();
    let last = path.pop()?;
    if let Some(helper) = helper(last) {
        return Some(format!("`{helper}`"));
    }
    let find = |name: &str| items.iter().find(|item| item.name == name);
    let Some(&parent) = path.last() else {
        let name = &find(last)?.name;
        return Some(if shown == last {
            format!("{{@link {name}}}")
        } else {
            format!("{{@link {name} | {shown}}}")
        });
    };
    let parent = find(if parent == "Self" { owner } else { parent })?;
    if let Some(variant) = parent.variants().iter().find(|variant| variant.rust_name == last) {
        return Some(format!("`'{}'`", variant.wire_name));
    }
    let field = parent.fields().iter().find(|field| field.rust_name == last)?;
    Some(format!("{{@link {}.{}}}", parent.name, field.wire_name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::item::{Field, Shape, Variant};

    fn items() -> Vec<Item> {
        let field = Field {
            rust_name: "map_position".to_owned(),
            wire_name: "mapPosition".to_owned(),
            docs: Vec::new(),
            ty: "number".to_owned(),
            optional: false,
        };
        let variant =
            Variant { rust_name: "Invalid".to_owned(), wire_name: "invalid".to_owned(), docs: Vec::new() };
        vec![
            Item {
                name: "Member".to_owned(),
                docs: Vec::new(),
                shape: Shape::Interface { generic: None, fields: vec![field] },
            },
            Item { name: "Status".to_owned(), docs: Vec::new(), shape: Shape::OpenEnum(vec![variant]) },
        ]
    }

    fn convert_line(line: &str) -> Result<String, String> {
        let lines = convert(&[line.to_owned()], "Member", &items()).map_err(|error| error.to_string())?;
        Ok(lines.join("\n"))
    }

    #[test]
    fn links_lead_to_typescript_items() {
        for (rust, typescript) in [
            ("A [`Member`].", "A {@link Member}."),
            ("All [`Member`]s of [them](crate::Member).", "All {@link Member}s of {@link Member | them}."),
            ("By [`map_position`](Self::map_position).", "By {@link Member.mapPosition}."),
            ("It is [`Invalid`](Status::Invalid).", "It is `'invalid'`."),
            ("See [`attack_limit`](Self::attack_limit).", "See `attackLimit()`."),
        ] {
            assert_eq!(convert_line(rust).as_deref(), Ok(typescript));
        }
    }

    #[test]
    fn a_link_to_an_undeclared_item_is_an_error() {
        let error = convert_line("See [`gone`](Self::gone).").unwrap_err();
        assert_eq!(error, "Member: a link to an item that is not declared: Self::gone");
        assert!(convert_line("A [`Stranger`].").is_err());
    }

    #[test]
    fn rust_examples_are_omitted_and_no_comment_ends_early() {
        let docs = ["One */ two.", "", "```", "let a = b[0];", "```"].map(ToOwned::to_owned);
        assert_eq!(convert(&docs, "Member", &[]).unwrap(), ["One *\\/ two."]);
    }
}
