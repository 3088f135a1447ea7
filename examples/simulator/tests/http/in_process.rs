//! Requests without a socket, the log of changes by HTTP, and `max-age` in simulated seconds.

use std::time::Duration;

use bytes::Bytes;
use hyper::Request;
use serde_json::Value;
use simulator::world::{ChangesOf, World};
use simulator::{BodyMoment, Fault, FaultKind, MaxAge, Progress, Simulator};

use crate::client::get;

fn request(simulator: &Simulator, path: &str) -> Request<Bytes> {
    let url = format!("{}{path}", simulator.base_url());
    let authorization = format!("Bearer {}", simulator.token());
    Request::get(url).header("authorization", authorization).body(Bytes::new()).unwrap()
}

fn encoded(tag: &str) -> String {
    tag.replace('#', "%23")
}

#[tokio::test]
async fn a_response_in_process_equals_the_one_on_a_socket() {
    let simulator = Simulator::builder().clans(8).speed(0.0).start().await.unwrap();
    let clan = encoded(&simulator.samples().clan);
    for path in
        [format!("/clans/{clan}"), format!("/clans/{clan}/capitalraidseasons?limit=2"), "/nothing".into()]
    {
        let here = simulator.respond(&request(&simulator, &path)).unwrap();
        let there = get(&simulator, &path).await;
        assert_eq!((here.status().as_u16(), here.body()), (there.status, &there.body), "{path}");
        for name in ["cache-control", "content-type", "date"] {
            assert_eq!(here.headers().get(name), there.headers.get(name), "{name} of {path}");
        }
    }
}

#[tokio::test]
async fn a_response_in_process_has_the_moment_of_its_body() {
    let simulator = Simulator::builder().clans(8).speed(0.0).start().await.unwrap();
    let path = format!("/clans/{}", encoded(&simulator.samples().clan));
    let taken = simulator.now();
    for _ in 0..2 {
        let response = simulator.respond(&request(&simulator, &path)).unwrap();
        assert_eq!(response.extensions().get(), Some(&BodyMoment(taken)));
        simulator.advance(Duration::from_secs(70));
    }
    let response = simulator.respond(&request(&simulator, &path)).unwrap();
    assert_eq!(response.extensions().get(), Some(&BodyMoment(taken + 140_000)));
    assert_eq!(response.headers()["cache-control"], "max-age=120");
}

#[tokio::test]
async fn a_fault_that_loses_a_response_leaves_none_in_process() {
    let simulator = Simulator::builder().clans(8).speed(0.0).start().await.unwrap();
    let request = request(&simulator, "/locations");
    for kind in [
        FaultKind::Reset { after: Progress::Nothing },
        FaultKind::Stalled { after: Progress::HalfBody },
        FaultKind::Truncated { chunked: true },
    ] {
        simulator.faults().set([Fault::new(kind)]).unwrap();
        assert!(simulator.respond(&request).is_none());
    }
    simulator.faults().set([Fault::new(FaultKind::Maintenance)]).unwrap();
    let response = simulator.respond(&request).unwrap();
    assert_eq!(response.status(), 503);
    assert!(response.extensions().get::<BodyMoment>().is_none());
}

#[tokio::test]
async fn all_pages_of_a_list_are_of_the_moment_of_its_first_item() {
    let simulator = Simulator::builder().clans(64).speed(0.0).start().await.unwrap();
    let path = format!("/clans/{}/capitalraidseasons", encoded(&simulator.samples().clan));
    let json = |path: &str| -> Value {
        serde_json::from_slice(simulator.respond(&request(&simulator, path)).unwrap().body()).unwrap()
    };
    let first = json(&format!("{path}?limit=1"));
    simulator.advance(Duration::from_secs(100));
    let whole = json(&path);
    assert_eq!(whole["items"].as_array().unwrap().len(), 20);
    assert_eq!(whole["items"][0], first["items"][0]);
    let next = first["paging"]["cursors"]["after"].as_str().unwrap();
    assert_eq!(json(&format!("{path}?limit=1&after={next}"))["items"][0], whole["items"][1]);
}

#[tokio::test]
async fn the_log_of_changes_and_planned_maintenance_are_admin_routes() {
    let simulator = Simulator::builder().clans(64).speed(0.0).start().await.unwrap();
    let (from, to) = (simulator.now() - 6 * 3_600_000, simulator.now());
    let window = Fault::new(FaultKind::Maintenance).between(from + 1_000, from + 2_000);
    simulator.faults().add(window).unwrap();
    let clan = simulator.samples().clan;
    let admin = |path: String| {
        let request = Request::get(format!("/admin{path}")).body(Bytes::new()).unwrap();
        let response = simulator.respond(&request).unwrap();
        (response.status().as_u16(), serde_json::from_slice::<Value>(response.body()).unwrap())
    };
    let (status, changes) = admin(format!("/changes?clan={}&from={from}&to={to}", encoded(&clan)));
    let expected = simulator.changes(ChangesOf::Clan(&clan), from, to).unwrap();
    assert_eq!((status, changes.as_array().unwrap().len()), (200, expected.len()));
    assert!(changes.as_array().unwrap().iter().any(|change| change["kind"] == "raidAttack"), "{changes}");
    let (_, calendar) = admin(format!("/changes?from={from}&to={to}"));
    assert_eq!(calendar[0]["kind"], "maintenanceStarted");
    assert_eq!(calendar[1]["at"], from + 2_000);
    let (_, values) = admin(format!("/values?clan={}&at={to}", encoded(&clan)));
    assert!(values["members"].as_object().unwrap().len() > 20);
    assert_eq!(admin("/changes?clan=%23PPP&from=0&to=1".to_owned()).0, 400);
    assert_eq!(admin("/changes?to=1".to_owned()).0, 400);
}

#[tokio::test]
async fn max_age_can_be_in_simulated_seconds() {
    let start = World::default_start();
    let fast = |max_age| Simulator::builder().clans(8).now(start).speed(60.0).max_age(max_age).start();
    let simulator = fast(MaxAge::Simulated).await.unwrap();
    let response = simulator.respond(&request(&simulator, "/locations")).unwrap();
    assert_eq!(response.headers()["cache-control"], "max-age=600");
    simulator.configure(|settings| settings.max_age = MaxAge::Real);
    let response = simulator.respond(&request(&simulator, "/labels/clans")).unwrap();
    assert_eq!(response.headers()["cache-control"], "max-age=1");
}
