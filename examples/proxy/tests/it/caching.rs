//! What is kept, by the proxy and by those who ask it.

use std::{io::Read as _, time::Duration};

use flate2::read::GzDecoder;
use futures_util::future;
use simulator::FaultKind;

use crate::rig::{Connection, Rig, send};

fn max_age(reply: &crate::rig::Reply) -> u64 {
    let value = reply.header("cache-control").unwrap();
    value.strip_prefix("public, max-age=").unwrap_or_else(|| panic!("{value}")).parse().unwrap()
}

#[tokio::test]
async fn an_answer_is_kept_as_long_as_the_api_says_and_max_age_counts_down() {
    let rig = Rig::start().await;
    let path = rig.clan();
    let first = rig.get(&path).await;
    let whole = max_age(&first);
    assert_eq!(first.header("cache-status"), Some("coc; fwd=miss"));
    assert_eq!(
        rig.direct("GET", &path, "").await.header("cache-control"),
        Some(&*format!("max-age={whole}"))
    );

    rig.clock.advance(Duration::from_secs(40));
    let second = rig.get(&path).await;
    assert_eq!(max_age(&second), whole - 40);
    assert_eq!(second.header("cache-status"), Some(&*format!("coc; hit; ttl={}", whole - 40)));
    assert_eq!(second.header("age"), None, "max-age has counted down already");
    assert_eq!(second.body, first.body);
    assert_eq!(rig.asked(), 2, "one of them was direct");

    rig.clock.advance(Duration::from_secs(whole - 40));
    assert_eq!(rig.get(&path).await.header("cache-status"), Some("coc; fwd=miss"));
    assert_eq!(rig.asked(), 3);
}

#[tokio::test]
async fn bytes_are_handed_through_as_they_came() {
    let rig = Rig::start().await;
    let path = rig.clan();
    let (direct, through) = (rig.direct("GET", &path, "").await, rig.get(&path).await);
    assert_eq!(through.body, direct.body);
    assert_eq!(through.header("content-type"), direct.header("content-type"));
}

#[tokio::test]
async fn who_has_the_bytes_already_gets_none() {
    let rig = Rig::start().await;
    let path = rig.clan();
    let first = rig.get(&path).await;
    let etag = first.header("etag").unwrap().to_owned();
    rig.clock.advance(Duration::from_secs(10));
    let again = rig.get_with(&path, &[("if-none-match", &etag)]).await;
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(again.header("etag"), Some(&*etag));
    assert_eq!(max_age(&again), max_age(&first) - 10);

    // A later answer of the same bytes has the same validator, one of other bytes has not.
    rig.clock.advance(Duration::from_secs(600));
    assert_eq!(rig.get_with(&path, &[("if-none-match", &etag)]).await.status, 304);
    rig.clock.advance(Duration::from_secs(600));
    rig.simulator.advance(Duration::from_secs(7 * 24 * 60 * 60));
    let changed = rig.get_with(&path, &[("if-none-match", &etag)]).await;
    assert_eq!(changed.status, 200);
    assert_ne!(changed.header("etag"), Some(&*etag));
}

#[tokio::test]
async fn gzip_is_given_to_those_who_take_it_and_is_the_same_answer() {
    let rig = Rig::start().await;
    let path = rig.clan();
    let plain = rig.get(&path).await;
    assert_eq!(plain.header("content-encoding"), None);
    for _ in 0..2 {
        let compressed = rig.get_with(&path, &[("accept-encoding", "br, gzip")]).await;
        assert_eq!(compressed.header("content-encoding"), Some("gzip"));
        assert_eq!(compressed.header("etag"), plain.header("etag"));
        assert!(compressed.header("vary").unwrap().contains("accept-encoding"));
        let mut read = Vec::new();
        GzDecoder::new(&*compressed.body).read_to_end(&mut read).unwrap();
        assert_eq!(read, plain.body);
        assert!(compressed.body.len() * 3 < plain.body.len());
    }
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let rig = Rig::start().await;
    let path = format!("/v1{}", rig.clan());
    let get = send(rig.proxy.address(), "GET", &path, &[], "").await.unwrap();
    let head = send(rig.proxy.address(), "HEAD", &path, &[], "").await.unwrap();
    assert_eq!((head.status, head.body.len()), (200, 0));
    for name in ["etag", "content-type", "content-length", "cache-control"] {
        assert_eq!(head.header(name), get.header(name), "{name}");
    }
    assert_eq!(rig.asked(), 1);
}

#[tokio::test]
async fn a_thousand_connections_that_ask_the_same_at_once_make_one_request() {
    allow_files();
    let rig = Rig::start().await;
    rig.simulator.configure(|settings| settings.latency_ms = 200);
    let open = (0..1_000).map(|_| Connection::open(rig.proxy.address()));
    // All are open before the first one asks.
    let mut connections = future::try_join_all(open).await.unwrap();
    let path = format!("/v1{}", rig.clan());
    let asking = connections.iter_mut().map(|connection| connection.send("GET", &path, &[], ""));
    let replies = future::try_join_all(asking).await.unwrap();
    assert_eq!(rig.asked(), 1);
    assert!(replies.iter().all(|reply| reply.status == 200 && reply.body == replies[0].body));
    let collapsed =
        replies.iter().filter(|reply| reply.header("cache-status") == Some("coc; fwd=miss; collapsed"));
    let hits = replies.iter().filter(|reply| reply.header("cache-status").unwrap().starts_with("coc; hit"));
    assert_eq!(collapsed.count() + hits.count(), 999);
}

/// Lets this process have as many files open as the system admits; both ends of every connection are here, and 1,024 is a usual limit.
fn allow_files() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let most = getrlimit(Resource::Nofile).maximum;
        setrlimit(Resource::Nofile, Rlimit { current: most.map(|most| most.min(8_192)), maximum: most })
            .unwrap();
    }
}

#[tokio::test]
async fn every_spelling_of_a_query_is_asked_as_it_is() {
    let rig = Rig::start().await;
    let members = format!("{}/members", rig.clan());
    let first = rig.get(&format!("{members}?limit=3")).await.json();
    assert_eq!(first["items"].as_array().unwrap().len(), 3);
    let cursor = first["paging"]["cursors"]["after"].as_str().unwrap();
    let second = format!("{members}?after={cursor}&limit=3");
    let next = rig.get(&second).await;
    assert_eq!(next.body, rig.direct("GET", &second, "").await.body);
    assert_ne!(next.json()["items"][0], first["items"][0]);
}

#[tokio::test]
async fn not_found_is_kept_a_while_and_not_by_the_caller() {
    let rig = Rig::start().await;
    let path = format!("/players/{}", rig.simulator.samples().unknown_tag.replace('#', "%23"));
    for _ in 0..3 {
        let reply = rig.get(&path).await;
        assert_eq!((reply.status, reply.header("cache-control")), (404, Some("no-store")));
    }
    assert_eq!(rig.asked(), 1);
    rig.clock.advance(Duration::from_secs(60));
    assert_eq!(rig.get(&path).await.status, 404);
    assert_eq!(rig.asked(), 2);
}

#[tokio::test]
async fn what_is_wanted_in_real_time_is_kept_by_nobody() {
    let rig = Rig::start().await;
    let path = format!(
        "/clans/{}/currentwar?realtime=true",
        rig.simulator.samples().warring_clan.replace('#', "%23")
    );
    for asked in 1..=2 {
        let reply = rig.get(&path).await;
        assert_eq!((reply.status, reply.header("cache-control")), (200, Some("no-store")));
        assert_eq!(rig.asked(), asked);
    }
}

#[tokio::test]
async fn in_maintenance_an_old_answer_does_and_says_so_but_not_for_ever() {
    let rig = Rig::with(|settings| settings.stale = Duration::from_secs(600)).await;
    let path = rig.clan();
    let fresh = rig.get(&path).await;
    let lifetime = max_age(&fresh);
    rig.fault(FaultKind::MaintenanceHtml);
    rig.clock.advance(Duration::from_secs(lifetime + 100));

    let stale = rig.get(&path).await;
    assert_eq!((stale.status, &stale.body), (200, &fresh.body));
    assert_eq!(max_age(&stale), 0);
    assert_eq!(stale.header("age"), Some(&*(lifetime + 100).to_string()));
    let status = "coc; hit; ttl=-100; detail=\"the API is in maintenance\"";
    assert_eq!(stale.header("cache-status"), Some(status));
    let etag = fresh.header("etag").unwrap();
    assert_eq!(rig.get_with(&path, &[("if-none-match", etag)]).await.status, 304);

    rig.clock.advance(Duration::from_secs(600));
    assert_eq!(rig.get(&path).await.status, 503);
}
