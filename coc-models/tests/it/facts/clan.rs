//! Clans: the differences of two states.

use coc_models::{Clan, ClanMember, MemberChange, Role, RoleChange};

fn member(tag: &str) -> ClanMember {
    let mut member = ClanMember::default();
    member.tag = tag.parse().unwrap();
    member.role = Role::Member;
    member
}

fn clan(members: &[ClanMember]) -> Clan {
    let mut clan = Clan::default();
    clan.members = i32::try_from(members.len()).unwrap();
    clan.member_list = members.to_vec();
    clan
}

#[test]
fn changes_of_members() {
    let [a, b, c] = ["#2PP", "#2PY", "#2PQ"].map(member);
    let (old, new) = (clan(&[a, b.clone()]), clan(&[b, c]));
    let changes = new.changes_since(&old);
    assert_eq!(changes.left, [&old.member_list[0]]);
    assert_eq!(changes.joined, [&new.member_list[1]]);
    assert!(changes.changed.is_empty());
    assert!(old.changes_since(&old).is_empty());
}

#[test]
fn donations_between_two_states() {
    for (before, after, donated) in [(10, 25, 15), (25, 3, 3), (25, 0, 0), (7, 7, 0)] {
        let [mut old, mut new] = [member("#2PP"), member("#2PP")];
        (old.donations, new.donations) = (before, after);
        (old.donations_received, new.donations_received) = (after, before);
        let (old, new) = (clan(&[old]), clan(&[new]));
        let changes = new.changes_since(&old);
        let sum: i32 = changes.changed.iter().map(MemberChange::donated).sum();
        assert_eq!(sum, donated, "{before} {after}");
        assert_eq!(changes.is_empty(), before == after);
        let back = old.changes_since(&new);
        assert_eq!(back.changed.iter().map(MemberChange::received).sum::<i32>(), donated);
    }
}

#[test]
fn changes_of_roles() {
    for (before, after, expected) in [
        ("member", "admin", Some(RoleChange::Promoted)),
        ("admin", "leader", Some(RoleChange::Promoted)),
        ("coLeader", "member", Some(RoleChange::Demoted)),
        ("member", "captain", Some(RoleChange::Unranked)),
        ("admin", "admin", None),
    ] {
        let [mut old, mut new] = [member("#2PP"), member("#2PP")];
        (old.role, new.role) = (before.into(), after.into());
        let (old, new) = (clan(&[old]), clan(&[new]));
        let changes = new.changes_since(&old);
        assert_eq!(changes.changed.first().and_then(MemberChange::role_change), expected, "{before}");
    }
}
