//! The address and the parameters of a link. Tags read them here, too, in `tag/link.rs`.

use core::ops::Range;

const HOST: &str = "link.clashofclans.com";
/// The scheme with which the game's own app opens: its parameters follow directly.
const APP: &str = "clashofclans";

/// The reason why an address is not one of the game's links.
#[derive(Clone, Copy)]
pub(crate) enum AddressError {
    Scheme,
    Host,
    Path,
    NoParameters,
}

/// Splits a text at its first `://`. `split_once` brings the code of a search for any string.
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let at = text.as_bytes().windows(3).position(|window| window == b"://")?;
    Some((text.get(..at)?, text.get(at + 3..)?))
}

/// Returns the parameters of a link; `None` if the text is no link.
pub(crate) fn find_parameters(text: &str) -> Result<Option<&str>, AddressError> {
    // Nearly every text is a tag or the code of an army, which have neither.
    if !text.bytes().any(|byte| matches!(byte, b'/' | b'.')) {
        return Ok(None);
    }
    let address = match split_scheme(text) {
        Some((scheme, parameters)) if scheme.eq_ignore_ascii_case(APP) => return Ok(Some(parameters)),
        Some((scheme, address)) => {
            let is_web = ["https", "http"].iter().any(|web| scheme.eq_ignore_ascii_case(web));
            is_web.then_some(address).ok_or(AddressError::Scheme)?
        }
        None if strip_host(text).is_some() => text,
        None => return Ok(None),
    };
    let after_host = strip_host(address).ok_or(AddressError::Host)?;
    let (path, parameters) = after_host.split_once('?').ok_or(AddressError::NoParameters)?;
    let language = path.strip_prefix('/').unwrap_or(path);
    let language = language.strip_suffix('/').unwrap_or(language);
    let is_one_segment = language.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    is_one_segment.then_some(Some(parameters)).ok_or(AddressError::Path)
}

/// Returns what follows the host, from the path on.
fn strip_host(address: &str) -> Option<&str> {
    let (host, rest) = address.split_at_checked(HOST.len())?;
    let is_host = host.eq_ignore_ascii_case(HOST) && (rest.is_empty() || rest.starts_with(['/', '?', '#']));
    is_host.then_some(rest)
}

/// The name of each of the parameters, which are the end of `text`, and where in `text` its value
/// is.
///
/// A value may begin with a raw `#`, with which it is the fragment of the URL; any other fragment
/// is cut off.
pub(crate) fn split_parameters<'a>(
    text: &str,
    parameters: &'a str,
) -> impl Iterator<Item = (&'a str, Range<usize>)> {
    let mut next = text.len() - parameters.len();
    parameters.split('&').filter_map(move |parameter| {
        let end = next + parameter.len();
        next = end + 1;
        // A link copied from HTML has `&amp;` between its parameters.
        let parameter = parameter.strip_prefix("amp;").unwrap_or(parameter);
        let (name, value) = parameter.split_once('=')?;
        let start = end - value.len();
        let fragment = value.char_indices().skip(1).find(|(_, character)| *character == '#');
        let length = fragment.map_or(value.len(), |(index, _)| index);
        Some((name, start..start + length))
    })
}
