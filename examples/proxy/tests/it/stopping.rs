//! Graceful shutdown.

use std::time::Duration;

use proxy::Proxy;
use simulator::{Fault, FaultKind, Progress, Simulator};
use tokio::net::TcpStream;

use crate::rig::{Connection, send, settings};

/// Waits until a request has reached the API.
async fn request_in_flight(simulator: &Simulator) {
    while simulator.counters().in_flight == 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn requests_in_flight_finish_and_new_connections_are_refused() {
    let simulator = Simulator::builder().clans(24).latency(Duration::from_millis(300)).start().await.unwrap();
    let proxy = Proxy::start(settings(&simulator)).await.unwrap();
    let address = proxy.address();
    // An idle connection must not delay the shutdown.
    let mut idle = Connection::open(address).await.unwrap();
    assert_eq!(idle.send("GET", "/healthz", &[], "").await.unwrap().status, 200);

    let in_flight = tokio::spawn(async move { send(address, "GET", "/v1/leagues", &[], "").await });
    request_in_flight(&simulator).await;
    proxy.stop().await;
    let response = in_flight.await.unwrap().unwrap();
    assert_eq!(response.status, 200);
    assert!(TcpStream::connect(address).await.is_err());
    assert!(idle.send("GET", "/healthz", &[], "").await.is_err());
}

#[tokio::test]
async fn requests_that_exceed_the_grace_period_are_cut_off() {
    let simulator = Simulator::builder().clans(24).start().await.unwrap();
    let proxy = Proxy::start(proxy::Settings { grace: Duration::from_millis(200), ..settings(&simulator) })
        .await
        .unwrap();
    simulator.faults().add(Fault::new(FaultKind::Stalled { after: Progress::Nothing })).unwrap();
    let address = proxy.address();
    let in_flight = tokio::spawn(async move { send(address, "GET", "/v1/leagues", &[], "").await });
    request_in_flight(&simulator).await;
    proxy.stop().await;
    assert!(in_flight.await.unwrap().is_err());
}

#[tokio::test]
async fn dropping_the_handle_stops_the_proxy() {
    let simulator = Simulator::builder().clans(24).start().await.unwrap();
    let proxy = Proxy::start(settings(&simulator)).await.unwrap();
    let address = proxy.address();
    drop(proxy);
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
}
