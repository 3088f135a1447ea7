//! [`BaseLayout`]: a shared base layout.

use core::{fmt, str::FromStr};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use crate::{
    Text,
    link::{
        GameLink, LinkError, OPEN_LAYOUT,
        parsed::{ParsedLink, unescape},
    },
    tag::is_blank,
};

/// A base layout that a player shared: its id, such as `TH17:WB:AAAAAQAAAAIAAQIDBAUGBwgJCgsMDQ4P`.
///
/// The game stores the layout and assigns the id, so an id can be passed on, but not made: no part
/// of it describes buildings. An id of another form is preserved. `parse` accepts the id, or a
/// whole link with it.
///
/// ```
/// use coc_models::layout::{BaseLayout, LayoutPlace};
///
/// let link = "https://link.clashofclans.com/en?action=OpenLayout\
///             &id=TH17%3AWB%3AAAAAAQAAAAIAAQIDBAUGBwgJCgsMDQ4P";
/// let layout: BaseLayout = link.parse()?;
/// assert_eq!(layout.id(), "TH17:WB:AAAAAQAAAAIAAQIDBAUGBwgJCgsMDQ4P");
/// assert_eq!((layout.hall_level(), layout.place()), (Some(17), Some(LayoutPlace::WarBase)));
/// assert_eq!(layout.link().to_string(), link);
/// # Ok::<(), coc_models::link::LinkError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BaseLayout {
    id: Text,
}

impl BaseLayout {
    /// The id is not empty.
    pub(crate) fn from_id(id: &str) -> Self {
        Self { id: id.into() }
    }

    /// The id, without the escapes that it has in a link.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The hall as written: `TH17` or `BH10`. A layout of the builder base may have `TH`, too; its
    /// [`place`](Self::place) tells which hall it is.
    pub fn hall(&self) -> &str {
        self.part(0).unwrap_or_default()
    }

    /// The level of the Town Hall or Builder Hall.
    pub fn hall_level(&self) -> Option<i32> {
        let hall = self.hall();
        let level = hall.strip_prefix("TH").or_else(|| hall.strip_prefix("BH"))?;
        let is_number = level.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| level.parse().ok())?
    }

    /// The base for which the layout is.
    pub fn place(&self) -> Option<LayoutPlace<'_>> {
        self.part(1).map(|place| match place {
            "HV" => LayoutPlace::HomeVillage,
            "WB" => LayoutPlace::WarBase,
            "BB" => LayoutPlace::BuilderBase,
            other => LayoutPlace::Other(other),
        })
    }

    /// The end of the id, which only the game understands: usually 32 characters.
    pub fn payload(&self) -> Option<&str> {
        self.part(2)
    }

    /// The two numbers at the front of a payload of 24 bytes. Their meaning is not known; the
    /// second was 1, 2 or 3 in all layouts seen.
    pub fn payload_words(&self) -> Option<[u32; 2]> {
        let payload = self.payload().filter(|payload| payload.len() == 32)?;
        let mut bytes = [0; 24];
        BASE64_URL_SAFE_NO_PAD.decode_slice(payload, &mut bytes).ok()?;
        let mut words = bytes.as_chunks().0.iter().map(|word| u32::from_be_bytes(*word));
        Some([words.next()?, words.next()?])
    }

    /// The link that opens the layout in the game.
    pub fn link(&self) -> GameLink {
        GameLink::Layout(self.clone())
    }

    fn part(&self, index: usize) -> Option<&str> {
        self.id.splitn(3, ':').nth(index)
    }
}

impl FromStr for BaseLayout {
    type Err = LinkError;

    fn from_str(text: &str) -> Result<Self, LinkError> {
        match ParsedLink::read(text)? {
            Some(link) => {
                link.check_action(OPEN_LAYOUT, "a base layout")?;
                Ok(Self::from_id(&link.required("id")?))
            }
            None => match unescape(text.trim_matches(is_blank)) {
                id if id.is_empty() => Err(LinkError::Missing { parameter: "id" }),
                id => Ok(Self::from_id(&id)),
            },
        }
    }
}

/// The [id](BaseLayout::id).
impl fmt::Display for BaseLayout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.id)
    }
}

/// The base for which a [`BaseLayout`] is.
///
/// ```
/// use coc_models::layout::{BaseLayout, LayoutPlace};
///
/// let layout: BaseLayout = "TH18:XX:AAAAAQAAAAIAAQIDBAUGBwgJCgsMDQ4P".parse()?;
/// assert_eq!(layout.place(), Some(LayoutPlace::Other("XX")));
/// # Ok::<(), coc_models::link::LinkError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LayoutPlace<'a> {
    /// `HV`, the home village.
    HomeVillage,
    /// `WB`, the home village in a war.
    WarBase,
    /// `BB`, the builder base.
    BuilderBase,
    /// Another abbreviation.
    Other(&'a str),
}
