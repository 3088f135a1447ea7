//! The tag in a link that the game copies or shares:
//! `https://link.clashofclans.com/en?action=OpenClanProfile&tag=%232PP`.

use core::ops::Range;

use super::TagError;

const HOST: &str = "link.clashofclans.com";
/// The scheme with which the game's own app opens: its parameters follow directly.
const APP: &str = "clashofclans";

/// The subject of a tag type, and the links that lead to it.
pub(super) struct Subject {
    /// The subject in the words of a message.
    pub(super) name: &'static str,
    /// The action of its links, if it has any.
    pub(super) action: Option<&'static str>,
}

/// Returns where in `text` the tag of a link is; `None` if the text is no link.
///
/// The tag may be escaped (`%232PP`), bare, or have a raw `#`, with which it is the fragment of the
/// URL.
pub(super) fn find_tag(text: &str, subject: &Subject) -> Result<Option<Range<usize>>, TagError> {
    let Some(parameters) = find_parameters(text)? else { return Ok(None) };
    let (mut action, mut tag) = (None, None);
    let mut next = text.len() - parameters.len();
    for parameter in parameters.split('&') {
        let end = next + parameter.len();
        next = end + 1;
        // A link copied from HTML has `&amp;` between its parameters.
        let parameter = parameter.strip_prefix("amp;").unwrap_or(parameter);
        let Some((key, value)) = parameter.split_once('=') else { continue };
        let found = match key {
            "action" => &mut action,
            "tag" => &mut tag,
            _ => continue,
        };
        let start = end - value.len();
        let fragment = value.char_indices().skip(1).find(|(_, character)| *character == '#');
        let length = fragment.map_or(value.len(), |(index, _)| index);
        if found.replace(start..start + length).is_some() {
            return Err(TagError::InvalidLink);
        }
    }
    let action = action.and_then(|action| text.get(action));
    if action.is_none() || action != subject.action {
        return Err(TagError::OtherLink { expected: subject.name });
    }
    tag.filter(|tag| !tag.is_empty()).map(Some).ok_or(TagError::LinkWithoutTag)
}

/// Returns the parameters of a link; `None` if the text is no link.
fn find_parameters(text: &str) -> Result<Option<&str>, TagError> {
    // Nearly every text is a tag, which has neither.
    if !text.bytes().any(|byte| matches!(byte, b'/' | b'.')) {
        return Ok(None);
    }
    let address = match text.split_once("://") {
        Some((scheme, parameters)) if scheme.eq_ignore_ascii_case(APP) => return Ok(Some(parameters)),
        Some((scheme, address)) => {
            let is_web = ["https", "http"].iter().any(|web| scheme.eq_ignore_ascii_case(web));
            is_web.then_some(address).ok_or(TagError::InvalidLink)?
        }
        None if strip_host(text).is_some() => text,
        None => return Ok(None),
    };
    let after_host = strip_host(address).ok_or(TagError::InvalidLink)?;
    let (path, parameters) = after_host.split_once('?').ok_or(TagError::LinkWithoutTag)?;
    let language = path.strip_prefix('/').unwrap_or(path);
    let language = language.strip_suffix('/').unwrap_or(language);
    let is_one_segment = language.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    is_one_segment.then_some(Some(parameters)).ok_or(TagError::InvalidLink)
}

/// Returns what follows the host, from the path on.
fn strip_host(address: &str) -> Option<&str> {
    let (host, rest) = address.split_at_checked(HOST.len())?;
    let is_host = host.eq_ignore_ascii_case(HOST) && (rest.is_empty() || rest.starts_with(['/', '?', '#']));
    is_host.then_some(rest)
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::ToString};

    use crate::{ClanTag, PlayerTag, TagError, WarTag};

    #[test]
    fn a_profile_link_is_read_in_all_its_forms() {
        for link in [
            "https://link.clashofclans.com/en?action=OpenClanProfile&tag=%232PP",
            "https://link.clashofclans.com/en/?action=OpenClanProfile&tag=2PP",
            "https://link.clashofclans.com/?action=OpenClanProfile&tag=%232PP",
            "https://link.clashofclans.com?action=OpenClanProfile&tag=2PP",
            "https://LINK.clashofclans.com/pt-BR?tag=2pp&action=OpenClanProfile&utm_source=x",
            "https://link.clashofclans.com/de?action=OpenClanProfile&tag=#2PP",
            "https://link.clashofclans.com/de?tag=#2PP&action=OpenClanProfile",
            "https://link.clashofclans.com/en?action=OpenClanProfile&amp;tag=2PP",
            "clashofclans://action=OpenClanProfile&tag=%232PP",
            "clashofclans://action=OpenClanProfile&platform=tencent&tag=2PP",
            "HTTP://link.clashofclans.com/cn?action=OpenClanProfile&tag=2PP#top",
            "link.clashofclans.com/en?action=OpenClanProfile&tag=%232PP",
            " \u{200b}https://link.clashofclans.com/en?action=OpenClanProfile&tag=%232PP\n",
        ] {
            assert_eq!(link.parse::<ClanTag>().unwrap(), "#2PP", "{link:?}");
            let link = link.replace("OpenClanProfile", "OpenPlayerProfile");
            assert_eq!(link.parse::<PlayerTag>().unwrap(), "#2PP", "{link:?}");
        }
    }

    #[test]
    fn a_link_without_the_tag_or_to_another_page_is_an_error() {
        let other = TagError::OtherLink { expected: "clan" };
        let bad = TagError::InvalidCharacter { character: 'A', position: 64 };
        for (rest, error) in [
            ("en?action=OpenClanProfile", TagError::LinkWithoutTag),
            ("en?action=OpenClanProfile&tag=", TagError::LinkWithoutTag),
            ("en", TagError::LinkWithoutTag),
            ("en?action=OpenPlayerProfile&tag=2PP", other),
            ("en?action=Dance&tag=2PP", other),
            ("en?tag=2PP", other),
            ("en?action=OpenClanProfile&tag=%23ABC", bad),
            ("en?action=OpenClanProfile&tag=2PP&tag=2PY", TagError::InvalidLink),
            ("en?action=OpenClanProfile&action=OpenClanProfile&tag=2PP", TagError::InvalidLink),
            ("en/more?action=OpenClanProfile&tag=2PP", TagError::InvalidLink),
            ("en//?action=OpenClanProfile&tag=2PP", TagError::InvalidLink),
        ] {
            let link = format!("https://link.clashofclans.com/{rest}");
            assert_eq!(link.parse::<ClanTag>(), Err(error), "{link}");
        }
        let war = "https://link.clashofclans.com/en?action=OpenClanProfile&tag=2PP".parse::<WarTag>();
        assert_eq!(war, Err(TagError::OtherLink { expected: "war" }));
        assert!(war.unwrap_err().to_string().contains("does not lead to a war"));
    }

    #[test]
    fn a_link_to_another_host_is_an_error() {
        for host in [
            "https://link.clashofclans.com.evil.test",
            "https://link.clashofclans.com:443",
            "https://user@link.clashofclans.com",
            "https://clashofclans.com",
            "ftp://link.clashofclans.com",
            "see https://link.clashofclans.com",
        ] {
            let link = format!("{host}/en?action=OpenClanProfile&tag=2PP");
            assert_eq!(link.parse::<ClanTag>(), Err(TagError::InvalidLink), "{link}");
        }
    }
}
