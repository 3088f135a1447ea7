//! This workspace's client with the proxy as its base URL.

use coc_transport_native::{Client, ErrorKind, coc_core::Retry};
use futures_util::StreamExt as _;

use crate::rig::Rig;

fn client(base_url: &str) -> Client {
    coc_transport_native::builder()
        .unwrap()
        .base_url(base_url)
        .retry(Retry::never())
        .no_cache()
        .build()
        .unwrap()
}

#[tokio::test]
async fn the_client_works_without_a_token() {
    let rig = Rig::with(|settings| settings.verify_token = true).await;
    let samples = rig.simulator.samples();
    let client = client(&rig.proxy.base_url());
    let clan = client.clan(&*samples.clan).await.unwrap();
    assert_eq!(clan.tag.to_string(), samples.clan);

    let members: Vec<_> = client.clan_members(clan.tag).limit(7).items().collect().await;
    let members: Vec<_> = members.into_iter().map(|member| member.unwrap().tag).collect();
    let all: Vec<_> = clan.member_list.iter().map(|member| member.tag).collect();
    assert_eq!(members, all, "the cursors lead through all pages");

    let verified = client.verify_player_token(&*samples.player, &*samples.player_token).await.unwrap();
    assert!(verified.is_ok());
    assert!(client.current_war(&*samples.warring_clan).await.is_ok());
}

#[tokio::test]
async fn the_client_classifies_errors_as_it_does_without_the_proxy() {
    let rig = Rig::start().await;
    let samples = rig.simulator.samples();
    let client = client(&rig.proxy.base_url());
    let error = client.current_war(&*samples.private_clan).await.unwrap_err();
    assert!(error.is_private_war_log(), "{error}");
    let error = client.player(&*samples.unknown_tag).await.unwrap_err();
    assert!(error.is_not_found() && error.message().unwrap().starts_with("Not found with tag"), "{error}");
    rig.fault(simulator::FaultKind::MaintenanceHtml);
    let error = client.clan(&*samples.clan).await.unwrap_err();
    assert!(
        error.is_maintenance() && error.is_api_error(),
        "an HTML page becomes an error that clients can parse: {error}"
    );
    rig.simulator.faults().clear();
    rig.fault(simulator::FaultKind::InvalidIp);
    let error = client.clan(&*samples.clan).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server, "the client's own key is fine: {error}");
}

#[tokio::test]
async fn the_client_caches_a_response_no_longer_than_the_proxy() {
    let rig = Rig::start().await;
    let samples = rig.simulator.samples();
    let first = client(&rig.proxy.base_url()).clan(&*samples.clan).await.unwrap();
    rig.clock.advance(std::time::Duration::from_secs(30));
    let second = client(&rig.proxy.base_url()).clan(&*samples.clan).await.unwrap();
    assert_eq!(second.max_age().unwrap().as_secs() + 30, first.max_age().unwrap().as_secs());
}
