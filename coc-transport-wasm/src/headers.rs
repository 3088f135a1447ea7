//! Headers on their way over the border: one text, in lines as HTTP has them, because each crossing costs.

use http::{HeaderMap, HeaderName, HeaderValue};

/// The text of the headers, but for values that are no visible ASCII text.
pub(crate) fn to_text(headers: &HeaderMap) -> String {
    let mut text = String::new();
    for (name, value) in headers {
        if let Ok(value) = value.to_str() {
            text.extend([name.as_str(), ": ", value, "\r\n"]);
        }
    }
    text
}

/// The first header that the text would not have.
pub(crate) fn without_text(headers: &HeaderMap) -> Option<&HeaderName> {
    headers.iter().find(|(_, value)| value.to_str().is_err()).map(|(name, _)| name)
}

/// The headers of the text, line by line.
pub(crate) fn from_text(
    text: &str,
) -> impl Iterator<Item = Result<(HeaderName, HeaderValue), http::Error>> + '_ {
    text.split("\r\n").filter(|line| !line.is_empty()).map(|line| {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        Ok((HeaderName::try_from(name)?, HeaderValue::try_from(value.trim())?))
    })
}
