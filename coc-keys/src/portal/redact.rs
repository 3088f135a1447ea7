//! Messages of the portal without secrets, on one short line.

use coc_core::redact;
use secrecy::{ExposeSecret as _, SecretString};

/// The most characters of a message in an error.
const MAX_MESSAGE: usize = 300;
/// The length at which a word is removed from a message, because it may be a key.
const MAX_WORD: usize = 32;

const REMOVED: &str = "…";

/// Returns the message on one line, shortened, and without anything that is or looks like a secret.
pub(super) fn redact(message: &str, secrets: &[SecretString]) -> String {
    let secrets: Vec<&str> = secrets.iter().map(SecretString::expose_secret).collect();
    let clean = redact::redact(message.as_bytes(), &secrets);
    let text = clean.map_or_else(|| message.into(), |clean| String::from_utf8_lossy(&clean).into_owned());
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let words: Vec<&str> =
        words.map(|word| if word.chars().count() < MAX_WORD { word } else { REMOVED }).collect();
    words.join(" ").chars().take(MAX_MESSAGE).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_escaped_secret_is_left(secret in "[ -~]{4,24}", before in "[a-z ]{0,9}", form in 0..5_usize) {
            prop_assume!(!secret.trim_matches([' ', '+']).is_empty() && !before.contains(secret.trim()));
            let json = |text: &str| {
                let quoted = serde_json::to_string(text).unwrap();
                quoted[1..quoted.len() - 1].to_owned()
            };
            let url = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat();
            let html = |text: &str| text.chars().map(|c| format!("&#{};", u32::from(c))).collect::<Vec<_>>().concat();
            let echo = match form {
                0 => json(&secret),
                1 => url(&secret),
                2 => html(&secret),
                3 => url(&json(&secret)),
                _ => json(&html(&secret)),
            };
            let redacted = redact(&format!("{before} {echo}"), &[SecretString::from(secret.as_str())]);
            prop_assert!(!redacted.contains(&echo), "{}: {}", echo, redacted);
        }

        #[test]
        fn no_message_panics(text in "(\\PC|[\\\\&%#;ux0-9a-f]){0,60}", secret in "\\PC{0,9}") {
            redact(&text, &[SecretString::from(secret)]);
        }
    }
}
