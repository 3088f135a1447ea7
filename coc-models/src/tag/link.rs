//! The tag in a link that the game copies or shares:
//! `https://link.clashofclans.com/en?action=OpenClanProfile&tag=%232PP`.
//!
//! All other links of the game are in `link.rs`.

use core::ops::Range;

use super::TagError;
use crate::link::address::{AddressError, find_parameters, split_parameters};

/// The subject of a tag type, and the links that lead to it.
pub(super) struct Subject {
    /// The subject in the words of a message.
    pub(super) name: &'static str,
    /// The action of its links, if it has any.
    pub(super) action: Option<&'static str>,
}

/// Returns where in `text` the tag of a link is; `None` if the text is no link.
///
/// The tag may be escaped (`%232PP`), bare, or have a raw `#`.
pub(super) fn find_tag(text: &str, subject: &Subject) -> Result<Option<Range<usize>>, TagError> {
    let parameters = find_parameters(text).map_err(|error| match error {
        AddressError::NoParameters => TagError::LinkWithoutTag,
        AddressError::Scheme | AddressError::Host | AddressError::Path => TagError::InvalidLink,
    })?;
    let Some(parameters) = parameters else { return Ok(None) };
    let (mut action, mut tag) = (None, None);
    for (name, value) in split_parameters(text, parameters) {
        let found = match name {
            "action" => &mut action,
            "tag" => &mut tag,
            _ => continue,
        };
        if found.replace(value).is_some() {
            return Err(TagError::InvalidLink);
        }
    }
    let action = action.and_then(|action| text.get(action));
    if action.is_none() || action != subject.action {
        return Err(TagError::OtherLink { expected: subject.name });
    }
    tag.filter(|tag| !tag.is_empty()).map(Some).ok_or(TagError::LinkWithoutTag)
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
