//! [`Label`]: a label of a clan or a player.

use serde::{Deserialize, Serialize};

use crate::{IconUrls, LabelId, Text, wire::or_default};

/// A label that a clan or a player has chosen, such as "Clan Wars"; up to three each.
///
/// `GET /labels/clans`, `GET /labels/players`.
///
/// ```
/// use coc_models::{Clan, LabelId};
///
/// /// Whether a clan has a label.
/// fn has_label(clan: &Clan, id: LabelId) -> bool {
///     clan.labels.iter().any(|label| label.id == id)
/// }
/// # assert!(!has_label(&Clan::default(), LabelId::new(56_000_000)));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Label {
    /// The label's id.
    #[serde(default, deserialize_with = "or_default")]
    pub id: LabelId,
    /// The label's English name.
    pub name: Text,
    /// The label's icon, small and medium.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon_urls: Option<IconUrls>,
}
