//! The members of a clan by tag and by role, and the order of roles.

use crate::{Clan, ClanMember, PlayerTag, Role};

impl Role {
    /// The rank of the role within a clan, from 0 for a member to 3 for the leader; `None` for
    /// [`NotMember`](Self::NotMember) and for an unknown role.
    ///
    /// ```
    /// # use coc_models::Role;
    /// assert!(Role::Admin.rank() < Role::CoLeader.rank());
    /// assert_eq!(Role::from("captain").rank(), None);
    /// ```
    pub fn rank(&self) -> Option<u8> {
        match self {
            Self::Member => Some(0),
            Self::Admin => Some(1),
            Self::CoLeader => Some(2),
            Self::Leader => Some(3),
            Self::NotMember | Self::Unrecognized(_) => None,
        }
    }

    /// Whether the role has at least the rank of another; `false` if one of them has no rank.
    ///
    /// ```
    /// # use coc_models::Role;
    /// assert!(Role::Leader.is_at_least(&Role::CoLeader));
    /// assert!(!Role::Member.is_at_least(&Role::Admin));
    /// ```
    pub fn is_at_least(&self, other: &Self) -> bool {
        matches!((self.rank(), other.rank()), (Some(rank), Some(least)) if rank >= least)
    }
}

impl Clan {
    /// The member with this tag.
    ///
    /// ```
    /// use coc_models::{Clan, PlayerTag};
    ///
    /// fn donated(clan: &Clan, player: PlayerTag) -> Option<i32> {
    ///     Some(clan.member(player)?.donations)
    /// }
    /// # assert_eq!(donated(&Clan::default(), PlayerTag::default()), None);
    /// ```
    pub fn member(&self, tag: PlayerTag) -> Option<&ClanMember> {
        self.member_list.iter().find(|member| member.tag == tag)
    }

    /// The members with this role, in the order of their clan rank.
    pub fn members_with_role(&self, role: &Role) -> impl Iterator<Item = &ClanMember> {
        self.member_list.iter().filter(move |member| member.role == *role)
    }

    /// The leader; a dead clan has none.
    pub fn leader(&self) -> Option<&ClanMember> {
        self.members_with_role(&Role::Leader).next()
    }
}
