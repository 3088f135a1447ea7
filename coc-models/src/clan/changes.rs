//! [`ClanChanges`]: the difference of two states of a clan's members.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::{Clan, ClanMember, Role};

/// The changes of a clan's members between two responses. From [`Clan::changes_since`].
///
/// ```
/// use coc_models::{Clan, RoleChange};
///
/// fn print(old: &Clan, new: &Clan) {
///     let changes = new.changes_since(old);
///     for member in &changes.joined {
///         println!("{} joined", member.name);
///     }
///     for change in &changes.changed {
///         if change.role_change() == Some(RoleChange::Promoted) {
///             println!("{} is now {}", change.new.name, change.new.role.name());
///         }
///         if change.donated() > 0 {
///             println!("{} donated {}", change.new.name, change.donated());
///         }
///     }
/// }
/// # print(&Clan::default(), &Clan::default());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClanChanges<'a> {
    /// The members who are new, in the order of their clan rank.
    pub joined: Vec<&'a ClanMember>,
    /// The members who are gone, of their own accord or not, in the order of their old clan rank.
    pub left: Vec<&'a ClanMember>,
    /// The members who are different from before, in the order of their clan rank. Ranks and
    /// trophies change all the time, so a member who differs in nothing else is not listed.
    pub changed: Vec<MemberChange<'a>>,
}

impl ClanChanges<'_> {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.joined.is_empty() && self.left.is_empty() && self.changed.is_empty()
    }
}

/// A member in two states of a clan.
///
/// ```
/// use coc_models::{Clan, MemberChange};
///
/// /// The housing space that all members donated between two responses.
/// fn donated(old: &Clan, new: &Clan) -> i32 {
///     new.changes_since(old).changed.iter().map(MemberChange::donated).sum()
/// }
/// # assert_eq!(donated(&Clan::default(), &Clan::default()), 0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MemberChange<'a> {
    /// The member before.
    pub old: &'a ClanMember,
    /// The member now.
    pub new: &'a ClanMember,
}

/// The direction of a change of role.
///
/// ```
/// use coc_models::{MemberChange, RoleChange};
///
/// fn is_demoted(change: &MemberChange<'_>) -> bool {
///     change.role_change() == Some(RoleChange::Demoted)
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RoleChange {
    /// To a higher role.
    Promoted,
    /// To a lower role.
    Demoted,
    /// To or from a role without a [rank](Role::rank).
    Unranked,
}

impl RoleChange {
    /// The direction of a change from one role to another; `None` if they are equal.
    ///
    /// ```
    /// use coc_models::{Role, RoleChange};
    ///
    /// let change = RoleChange::between(&Role::Member, &Role::Admin);
    /// assert_eq!(change, Some(RoleChange::Promoted));
    /// ```
    pub fn between(old: &Role, new: &Role) -> Option<Self> {
        if old == new {
            return None;
        }
        Some(match (old.rank(), new.rank()) {
            (Some(old), Some(new)) if old < new => Self::Promoted,
            (Some(_), Some(_)) => Self::Demoted,
            _ => Self::Unranked,
        })
    }
}

impl MemberChange<'_> {
    /// The direction of the change of role; `None` if the role is the same.
    pub fn role_change(&self) -> Option<RoleChange> {
        RoleChange::between(&self.old.role, &self.new.role)
    }

    /// The housing space of troops donated in between. After a reset, which the fall of
    /// [`donations`](ClanMember::donations) shows, it is what was donated since.
    pub fn donated(&self) -> i32 {
        season_gain(self.old.donations, self.new.donations)
    }

    /// The housing space of troops received in between; a reset is as in
    /// [`donated`](Self::donated).
    pub fn received(&self) -> i32 {
        season_gain(self.old.donations_received, self.new.donations_received)
    }

    /// Whether the player has another name.
    pub fn is_renamed(&self) -> bool {
        self.old.name != self.new.name
    }

    /// Whether the Town Hall has a higher level.
    pub fn has_new_town_hall(&self) -> bool {
        matches!(
            (self.old.town_hall_level, self.new.town_hall_level),
            (Some(old), Some(new)) if new > old
        )
    }

    fn is_notable(&self) -> bool {
        self.role_change().is_some()
            || self.is_renamed()
            || self.has_new_town_hall()
            || self.old.donations != self.new.donations
            || self.old.donations_received != self.new.donations_received
    }
}

/// The rise of a counter that falls to 0 when the season turns or the player changes clan, such as
/// [`donations`](ClanMember::donations). After a fall, which is a reset, it is the value now.
///
/// ```
/// use coc_models::season_gain;
///
/// assert_eq!(season_gain(10, 25), 15);
/// assert_eq!(season_gain(25, 3), 3);
/// ```
pub fn season_gain(old: i32, new: i32) -> i32 {
    let from = if new < old { 0 } else { old };
    new.saturating_sub(from).max(0)
}

impl Clan {
    /// The changes of the members since an earlier response for the same clan.
    ///
    /// A response that counts members but lists none says nothing about them, so there are no
    /// changes.
    pub fn changes_since<'a>(&'a self, old: &'a Self) -> ClanChanges<'a> {
        let mut changes = ClanChanges::default();
        if [self, old].iter().any(|clan| clan.member_list.is_empty() && clan.members > 0) {
            return changes;
        }
        for new in &self.member_list {
            match old.member(new.tag) {
                Some(old) => changes.changed.push(MemberChange { old, new }),
                None => changes.joined.push(new),
            }
        }
        changes.changed.retain(MemberChange::is_notable);
        changes.left.extend(old.member_list.iter().filter(|member| self.member(member.tag).is_none()));
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fall_of_a_counter_is_a_reset_and_never_negative() {
        assert_eq!(season_gain(10, 25), 15);
        assert_eq!(season_gain(25, 3), 3);
        assert_eq!(season_gain(25, 0), 0);
        assert_eq!(season_gain(5, 5), 0);
        assert_eq!(season_gain(0, -4), 0);
        assert_eq!(season_gain(i32::MIN, i32::MAX), i32::MAX);
    }

    #[test]
    fn a_role_without_a_rank_has_no_direction() {
        let between = |old: &str, new: &str| RoleChange::between(&old.into(), &new.into());
        assert_eq!(between("member", "admin"), Some(RoleChange::Promoted));
        assert_eq!(between("leader", "coLeader"), Some(RoleChange::Demoted));
        assert_eq!(between("admin", "captain"), Some(RoleChange::Unranked));
        assert_eq!(between("captain", "captain"), None);
    }

    #[test]
    fn a_response_without_its_members_changes_nothing() {
        let member = ClanMember::default();
        let full = Clan { members: 1, member_list: std::vec![member], ..Clan::default() };
        let empty = Clan { members: 1, ..Clan::default() };
        let dead = Clan::default();
        assert!(empty.changes_since(&full).is_empty());
        assert!(full.changes_since(&empty).is_empty());
        assert_eq!(dead.changes_since(&full).left.len(), 1);
    }
}
