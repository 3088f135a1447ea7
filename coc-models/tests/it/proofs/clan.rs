//! Recorded clans.

use coc_models::Clan;

use crate::corpus::real_bodies;

#[test]
fn a_clan_with_members_has_one_leader_and_known_roles() {
    let clans = real_bodies::<Clan>("clans");
    for (name, clan) in &clans {
        let Some(leader) = clan.leader() else {
            assert!(clan.member_list.is_empty(), "{name}");
            continue;
        };
        assert_eq!(clan.members_with_role(&leader.role).count(), 1, "{name}");
        for member in &clan.member_list {
            assert!(leader.role.is_at_least(&member.role), "{name}");
            assert_eq!(clan.member(member.tag), Some(member), "{name}");
        }
    }
    println!("{} clans", clans.len());
}

#[test]
fn a_body_against_itself_has_no_changes() {
    for (name, clan) in real_bodies::<Clan>("clans") {
        assert!(clan.changes_since(&clan).is_empty(), "{name}");
    }
}
