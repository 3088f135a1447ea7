//! Changes of a clan.

use coc_models::{Clan, ClanMember, Role, RoleChange};
use serde::Serialize;

/// Returns the changes of a clan's members since an older response.
pub fn clan_changes<'a>(old: &'a Clan, new: &'a Clan) -> ClanChanges<'a> {
    let changes = new.changes_since(old);
    ClanChanges {
        changed: changes.changed.iter().map(MemberChange::new).collect(),
        joined: changes.joined,
        left: changes.left,
    }
}

/// Compares two roles, for `sort`: negative if the first has fewer rights, 0 or positive; none if one
/// of them is not a role in a clan.
pub fn compare_roles(first: &Role, second: &Role) -> Option<i32> {
    Some(i32::from(first.rank()?) - i32::from(second.rank()?))
}

/// The changes of a clan's members.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClanChanges<'a> {
    /// The members who joined.
    pub joined: Vec<&'a ClanMember>,
    /// The members who left, as they were.
    pub left: Vec<&'a ClanMember>,
    /// The members who changed.
    pub changed: Vec<MemberChange<'a>>,
}

/// The change of a member.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MemberChange<'a> {
    /// The member before.
    pub old: &'a ClanMember,
    /// The member now.
    pub new: &'a ClanMember,
    /// The change of the role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_change: Option<RoleChange>,
    /// The number of troops donated since, also over the end of a season.
    pub donated: i32,
    /// The number of troops received since, also over the end of a season.
    pub received: i32,
    /// Whether the name is another.
    pub is_renamed: bool,
    /// Whether the town hall is higher.
    pub has_new_town_hall: bool,
}

impl<'a> MemberChange<'a> {
    fn new(change: &coc_models::MemberChange<'a>) -> Self {
        Self {
            old: change.old,
            new: change.new,
            role_change: change.role_change(),
            donated: change.donated(),
            received: change.received(),
            is_renamed: change.is_renamed(),
            has_new_town_hall: change.has_new_town_hall(),
        }
    }
}
