//! Changes of a clan.

use coc_models::{ClanMember, PlayerTag, Role, RoleChange, Text};
use serde::Serialize;

use crate::list::ToList as _;

use crate::body::ClanMembers;

/// Returns the changes of a clan's members since an older response. The members are in the order of
/// {@link Clan.memberList}.
pub fn clan_changes<'a>(before: &'a ClanMembers, after: &'a ClanMembers) -> ClanChanges<'a> {
    let changes = after.0.changes_since(&before.0);
    ClanChanges {
        joined: changes.joined.into_iter().map(MemberName::new).list(),
        left: changes.left.into_iter().map(MemberName::new).list(),
        changed: changes.changed.iter().map(MemberChange::new).list(),
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
    pub joined: Vec<MemberName<'a>>,
    /// The members who left.
    pub left: Vec<MemberName<'a>>,
    /// The members who changed.
    pub changed: Vec<MemberChange<'a>>,
}

/// A member by tag and name.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MemberName<'a> {
    /// The tag of the player.
    pub tag: PlayerTag,
    /// The name of the player.
    pub name: &'a Text,
}

impl<'a> MemberName<'a> {
    pub(crate) fn new(member: &'a ClanMember) -> Self {
        Self { tag: member.tag, name: &member.name }
    }
}

/// The change of a member.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MemberChange<'a> {
    /// The tag of the player.
    pub tag: PlayerTag,
    /// The name of the player.
    pub name: &'a Text,
    /// The name before, if it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_name: Option<&'a Text>,
    /// The change of the role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_change: Option<RoleChange>,
    /// The number of troops donated since, also over the end of a season.
    pub donated: i32,
    /// The number of troops received since, also over the end of a season.
    pub received: i32,
    /// Whether the town hall is higher.
    pub has_new_town_hall: bool,
}

impl<'a> MemberChange<'a> {
    fn new(change: &coc_models::MemberChange<'a>) -> Self {
        Self {
            tag: change.new.tag,
            name: &change.new.name,
            old_name: change.is_renamed().then_some(&change.old.name),
            role_change: change.role_change(),
            donated: change.donated(),
            received: change.received(),
            has_new_town_hall: change.has_new_town_hall(),
        }
    }
}
