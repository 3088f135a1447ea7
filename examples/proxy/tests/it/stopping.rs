//! How it stops.

use std::time::Duration;

use proxy::Proxy;
use simulator::{Fault, FaultKind, Progress, Simulator};
use tokio::net::TcpStream;

use crate::rig::{Connection, send, settings};

/// Until a request has reached the API.
async fn asked(simulator: &Simulator) {
    while simulator.counters().in_flight == 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_is_under_way_is_finished_and_nobody_new_is_served() {
    let simulator = Simulator::builder().clans(24).latency(Duration::from_millis(300)).start().await.unwrap();
    let proxy = Proxy::start(settings(&simulator)).await.unwrap();
    let address = proxy.address();
    // A connection that is idle is no reason to wait.
    let mut idle = Connection::open(address).await.unwrap();
    assert_eq!(idle.send("GET", "/healthz", &[], "").await.unwrap().status, 200);

    let under_way = tokio::spawn(async move { send(address, "GET", "/v1/leagues", &[], "").await });
    asked(&simulator).await;
    proxy.stop().await;
    let reply = under_way.await.unwrap().unwrap();
    assert_eq!(reply.status, 200);
    assert!(TcpStream::connect(address).await.is_err());
    assert!(idle.send("GET", "/healthz", &[], "").await.is_err());
}

#[tokio::test]
async fn what_does_not_end_is_cut_off_after_the_time_that_was_set() {
    let simulator = Simulator::builder().clans(24).start().await.unwrap();
    let proxy = Proxy::start(proxy::Settings { grace: Duration::from_millis(200), ..settings(&simulator) })
        .await
        .unwrap();
    simulator.faults().add(Fault::new(FaultKind::Stalled { after: Progress::Nothing })).unwrap();
    let address = proxy.address();
    let under_way = tokio::spawn(async move { send(address, "GET", "/v1/leagues", &[], "").await });
    asked(&simulator).await;
    proxy.stop().await;
    assert!(under_way.await.unwrap().is_err());
}

#[tokio::test]
async fn a_handle_that_is_dropped_stops_it_too() {
    let simulator = Simulator::builder().clans(24).start().await.unwrap();
    let proxy = Proxy::start(settings(&simulator)).await.unwrap();
    let address = proxy.address();
    drop(proxy);
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
}
