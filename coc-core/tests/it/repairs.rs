//! Responses with odd values: what is repaired is reported on every path of a call.

use coc_core::{
    decode::{RepairKind, Repairs},
    models::{ClanMember, Page},
    testing::{FakeTransport, ManualClock},
};
use futures_util::future::join;
use serde::Deserialize;

use crate::{block_on, builder, client};

/// A clan with a `null` among its labels, a number as a string and a member without a tag.
const ODD: &str = r##"{"tag":"#2PP","name":"Example","clanLevel":"9","labels":[null],
    "memberList":[{"tag":"#8QU"},{"name":"Ada"}]}"##;

fn texts(repairs: &Repairs) -> Vec<String> {
    repairs.iter().map(ToString::to_string).collect()
}

const REPAIRS: [&str; 3] =
    ["clanLevel: converted number", "labels[]: skipped null", "memberList[]: skipped entry"];

#[test]
fn a_repaired_response_tells_what_was_repaired_also_from_the_cache_and_when_shared() {
    let transport = FakeTransport::json(200, ODD);
    let client = builder(&transport, &ManualClock::default()).build().unwrap();
    block_on(async {
        let (first, shared) =
            join(client.clan("#2PP").into_future(), client.clan("#2PP").into_future()).await;
        let cached = client.clan("#2PP").await;
        for response in [first, shared, cached] {
            let response = response.unwrap();
            assert_eq!((response.clan_level, response.member_list.len()), (9, 1));
            assert_eq!(texts(response.repairs()), REPAIRS);
            assert_eq!((response.repairs().skipped_entries(), response.repairs().count()), (1, 3));
        }
    });
    assert_eq!(transport.requests().len(), 1);
}

#[test]
fn another_type_that_is_decoded_from_the_cache_has_its_own_repairs() {
    #[derive(Clone, Debug, Deserialize)]
    struct Level {
        #[serde(rename = "clanLevel")]
        level: u8,
    }
    let transport = FakeTransport::json(200, ODD);
    let client = builder(&transport, &ManualClock::default()).build().unwrap();
    block_on(async {
        assert_eq!(texts(client.clan("#2PP").await.unwrap().repairs()), REPAIRS);
        let level = client.clan("#2PP").decode_as::<Level>().await.unwrap();
        assert_eq!((level.level, texts(level.repairs())), (9, vec![REPAIRS[0].to_owned()]));
        let raw = client.clan("#2PP").raw().await.unwrap();
        assert!(raw.repairs().is_empty() && raw.is_from_cache());
        assert_eq!(texts(client.clan("#2PP").await.unwrap().repairs()), REPAIRS);
    });
    assert_eq!(transport.requests().len(), 1);
}

#[test]
fn json_of_any_route_with_a_lone_surrogate_is_read_lossily() {
    let transport = FakeTransport::json(200, r#"{"name":"a\ud83d"}"#);
    let response = block_on(client(&transport).custom("/clans/x").into_future()).unwrap();
    assert_eq!(response["name"], "a\u{fffd}");
    assert_eq!(response.repairs().iter().next().unwrap().kind, RepairKind::ReplacedText);
}

#[test]
fn a_repaired_response_is_counted_in_the_metrics() {
    let transport = FakeTransport::json(200, ODD);
    let client = builder(&transport, &ManualClock::default()).metrics_window(10).build().unwrap();
    block_on(async {
        client.clan("#2PP").await.unwrap();
        client.clan("#2PP").await.unwrap();
        client.clan("#2PP").raw().await.unwrap();
    });
    let summary = client.metrics().unwrap();
    assert_eq!((summary.calls, summary.repaired), (3, 2));
}

#[test]
fn items_of_a_list_leave_out_the_entries_that_were_skipped() {
    let transport = FakeTransport::json(200, r##"{"items":[{"tag":"#8QU"},null,{"tag":7},{"tag":"#8QV"}]}"##);
    let page: Page<ClanMember> =
        block_on(client(&transport).clan_members("#2PP").into_future()).unwrap().into_value();
    let tags: Vec<_> = page.items.iter().map(|member| member.tag.as_str()).collect();
    assert_eq!(tags, ["#8QU", "#8QV"]);
}
