//! Portals that report no address, see another address than the API, or change requested values.

use std::{net::IpAddr, sync::Arc};

use bytes::Bytes;
use coc_core::{
    Client, Transport, TransportError,
    testing::{FakeTransport, ManualClock},
};
use coc_keys::{ErrorKind, ExposeSecret as _, Keys};
use coc_transport_native::NativeTransport;
use serde_json::{Value, json};
use simulator::Simulator;

use crate::{
    fake_portal::{Portal, builder, claims, in_memory, token},
    support::*,
};

#[test]
fn ip_providers_are_requested_in_order_when_the_login_does_not_report_the_address() {
    let services: &[_] = &[
        ("one.test", "<html>203.0.113.1</html>"),
        ("two.test", "203.0.113.2\n"),
        ("three.test", "203.0.113.3"),
    ];
    for claims in [json!({}), json!({ "limits": [{ "cidrs": ["203.0.113.0/24"] }] }), json!("no claims")] {
        let clock = ManualClock::default();
        let (transport, portal) = in_memory(Portal { claims, ..Portal::default() }, services);
        let keys = builder(&transport, &clock)
            .ip_providers(["https://one.test/", "https://two.test/", "https://three.test/"])
            .build()
            .unwrap();
        clock.run(keys.ensure()).unwrap();
        assert_eq!(portal.lock().unwrap().keys[0]["cidrRanges"], json!(["203.0.113.2"]));
        let third =
            transport.requests().iter().filter(|request| request.uri().host() == Some("three.test")).count();
        assert_eq!(third, 0);
        // An IP provider receives nothing about the account.
        let to_services =
            transport.requests().into_iter().filter(|request| request.uri().host() != Some("portal.test"));
        for request in to_services {
            assert!(request.headers().get("cookie").is_none() && request.body().is_empty());
        }
    }
}

#[test]
fn an_unknown_public_ip_is_an_error_that_names_all_providers() {
    let clock = ManualClock::default();
    let (transport, portal) =
        in_memory(Portal::default(), &[("one.test", "who knows"), ("two.test", "0.0.0.0")]);
    let keys =
        builder(&transport, &clock).ip_providers(["https://one.test", "https://two.test"]).build().unwrap();
    let error = clock.run(keys.ensure()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PublicIp);
    let text = error.to_string();
    assert!(text.contains("one.test") && text.contains("two.test") && !text.contains("192.0.2.1"), "{text}");
    assert!(portal.lock().unwrap().keys.is_empty());
    // With an address that is set, no provider is needed.
    let keys = builder(&transport, &clock).ip([203, 0, 113, 7]).build().unwrap();
    clock.run(keys.ensure()).unwrap();
    assert_eq!(portal.lock().unwrap().keys[0]["cidrRanges"], json!(["203.0.113.7"]));
}

#[test]
fn a_key_that_the_portal_renames_is_revoked() {
    let clock = ManualClock::default();
    let portal = Portal { renames: Some("coc rs"), claims: claims("203.0.113.7/32"), ..Portal::default() };
    let (transport, portal) = in_memory(portal, &[]);
    let keys = builder(&transport, &clock).build().unwrap();
    let error = clock.run(keys.ensure()).unwrap_err();
    assert!(error.to_string().contains("`coc rs`"), "{error}");
    assert!(portal.lock().unwrap().keys.is_empty(), "the renamed key is left behind");
}

#[test]
fn requests_to_the_portal_have_the_expected_form() {
    let clock = ManualClock::default();
    let (transport, _) = in_memory(Portal { claims: claims("203.0.113.7"), ..Portal::default() }, &[]);
    let keys =
        builder(&transport, &clock).key_name("n").description("d").scopes(["clash", "x"]).build().unwrap();
    clock.run(keys.ensure()).unwrap();
    let requests = transport.requests();
    let sent: Vec<(&str, Value, Option<&str>)> = requests
        .iter()
        .map(|request| {
            assert_eq!(
                (request.method().as_str(), &request.headers()["content-type"]),
                ("POST", &"application/json".parse().unwrap())
            );
            let cookie = request.headers().get("cookie").map(|cookie| cookie.to_str().unwrap());
            (request.uri().path(), serde_json::from_slice(request.body()).unwrap(), cookie)
        })
        .collect();
    let created =
        json!({ "name": "n", "description": "d", "cidrRanges": ["203.0.113.7"], "scopes": ["clash", "x"] });
    assert_eq!(
        sent,
        [
            ("/api/login", json!({ "email": "me@example.com", "password": "hush" }), None),
            ("/api/apikey/list", json!({}), Some("session=s")),
            ("/api/apikey/create", created, Some("session=s")),
        ]
    );
}

#[test]
fn the_ranges_of_a_key_come_from_its_claims_if_the_list_omits_them() {
    let clock = ManualClock::default();
    let key = json!({ "id": "old", "name": "coc-rs", "key": token(&claims("203.0.113.0/24")) });
    let (transport, portal) =
        in_memory(Portal { keys: vec![key], claims: claims("203.0.113.7"), ..Portal::default() }, &[]);
    let used = clock.run(builder(&transport, &clock).build().unwrap().ensure()).unwrap();
    assert_eq!((used[0].id.as_str(), portal.lock().unwrap().keys.len()), ("old", 1));
}

/// Requests to the portal come from another address than those to the API.
#[derive(Clone)]
struct SplitTransport {
    transport: NativeTransport,
    simulator: Arc<Simulator>,
    api: IpAddr,
}

impl Transport for SplitTransport {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let to_api = request.uri().path().starts_with("/v1");
        self.simulator.set_caller_ip(if to_api { self.api } else { ip("2001:db8::7") });
        self.transport.send(request).await
    }
}

#[tokio::test]
async fn keys_are_for_the_address_that_the_api_sees_if_the_portal_sees_another() {
    let simulator = Arc::new(start().await);
    let split =
        SplitTransport { transport: transport(), simulator: Arc::clone(&simulator), api: ip("203.0.113.7") };
    let keys = Keys::builder(split, AdjustableClock::new())
        .portal_url(simulator.portal_url())
        .base_url(simulator.base_url())
        .trust_reported_ip()
        .key_name("coc-rs")
        .account(simulator.email(), simulator.password());
    let client: Client = keys.client_builder().unwrap().build().unwrap();
    client.test().await.unwrap();
    client.test().await.unwrap();
    assert_eq!(own(&simulator).len(), 1);
    assert_eq!(own(&simulator)[0].cidrs, ["203.0.113.7"]);
    assert_eq!(simulator.counters().logins, 1, "the session is reused");
}

/// The address changes with the first list of keys, and the session ends.
#[derive(Clone)]
struct MovingTransport(NativeTransport, Arc<Simulator>);

impl Transport for MovingTransport {
    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        if request.uri().path().ends_with("/list") && self.1.settings().caller_ip == ip("203.0.113.7") {
            self.1.set_caller_ip(ip("198.51.100.9"));
            self.1.end_sessions();
        }
        self.0.send(request).await
    }
}

#[tokio::test]
async fn the_address_of_the_newest_login_is_used() {
    let simulator = Arc::new(start().await);
    let keys = Keys::builder(MovingTransport(transport(), Arc::clone(&simulator)), AdjustableClock::new())
        .portal_url(simulator.portal_url())
        .key_name("coc-rs")
        .account(simulator.email(), simulator.password());
    keys.build().unwrap().ensure().await.unwrap();
    assert_eq!(simulator.counters().logins, 2);
    assert_eq!(own(&simulator)[0].cidrs, ["198.51.100.9"]);
}

/// A portal whose responses are these, by path.
fn scripted(responses: Vec<(&'static str, String)>) -> (FakeTransport, ManualClock) {
    let transport = FakeTransport::new(move |request| {
        let path = request.uri().path();
        let (_, body) = responses.iter().find(|(end, _)| path.ends_with(end)).unwrap();
        let mut response = http::Response::new(Bytes::from(body.clone()));
        response.headers_mut().insert("set-cookie", http::HeaderValue::from_static("session=s; Path=/"));
        Ok(response)
    });
    (transport, ManualClock::default())
}

const OK: &str = r#""status":{"code":0,"message":"ok"}"#;

#[test]
fn a_hint_of_an_unexpected_type_fails_no_job() {
    let own = r#"{"id":"own","name":"coc-rs","cidrRanges":["203.0.113.7"],"key":"own-key"}"#;
    let token = token(&claims("203.0.113.7"));
    // Each is a login and a list of keys, without braces.
    let mut cases = Vec::new();
    for seconds in [
        r#""3600""#,
        "10000000000",
        "3600.5",
        "-1",
        "null",
        "true",
        r#""soon""#,
        "{}",
        "[]",
        r#""99999999999999999999""#,
    ] {
        let seconds = format!(r#"{OK},"sessionExpiresInSeconds":{seconds}"#);
        cases.push((
            format!("{seconds},\"temporaryAPIToken\":\"{token}\""),
            format!("{seconds},\"keys\":[{own}]"),
        ));
    }
    let login = format!("{OK},\"temporaryAPIToken\":\"{token}\"");
    for status in
        [r#"{"code":"0"}"#, r#"{"code":0.0,"message":7,"detail":[]}"#, r#"{"code":null}"#, r#""ok""#, "{}"]
    {
        let status = format!("\"status\":{status}");
        cases.push((
            format!("{status},\"temporaryAPIToken\":\"{token}\""),
            format!("{status},\"keys\":[{own}]"),
        ));
    }
    for rest in [
        r#""auth":null,"developer":null,"swaggerUrl":null"#,
        r#""auth":7,"developer":"d","swaggerUrl":[]"#,
        r#""auth":{"uid":7,"token":null,"ip":{}},"developer":{"id":7,"maxCidrs":"5","allowedScopes":"x","prevLoginTs":{}}"#,
    ] {
        cases.push((format!("{login},{rest}"), format!("{OK},\"keys\":[{own}]")));
    }
    for foreign in [
        r#"{"id":7,"name":"website","key":"k"}"#,
        r#"{"id":null,"name":null,"key":null}"#,
        r#"{"id":"i","name":7,"description":7,"origins":"x","scopes":"clash","cidrRanges":"203.0.113.7","validUntil":{},"key":7}"#,
        r#"{"id":"i","name":"n","scopes":[null,7],"cidrRanges":[null,7,{}],"tier":7,"developerId":9,"key":"k"}"#,
        r#"{"name":"website"}"#,
        "{}",
        "null",
        "7",
        r#""key""#,
        "[]",
    ] {
        cases.push((login.clone(), format!("{OK},\"keys\":[{foreign},{own},{foreign}]")));
    }
    cases.push((
        login.clone(),
        format!("{OK},\"keys\":[{}]", own.replace(r#"["203.0.113.7"]"#, r#""203.0.113.7""#)),
    ));
    cases.push((login, format!("{OK},\"keys\":[{}]", own.replace(r#""own","#, "17,"))));
    for (login, list) in cases {
        let (transport, clock) =
            scripted(vec![("/login", format!("{{{login}}}")), ("/list", format!("{{{list}}}"))]);
        let keys = builder(&transport, &clock).build().unwrap();
        let used = clock.run(keys.ensure()).unwrap_or_else(|error| panic!("{error}: {login} {list}"));
        assert_eq!(used[0].token().expose_secret(), "own-key", "{list}");
        assert!(clock.run(keys.list()).is_ok(), "{list}");
    }
}

#[test]
fn a_list_of_keys_that_is_not_a_list_is_an_error_and_not_an_empty_account() {
    let login = format!(r#"{{{OK},"temporaryAPIToken":"{}"}}"#, token(&claims("203.0.113.7")));
    for list in [
        format!(r#"{{{OK},"keys":7}}"#),
        format!(r#"{{{OK},"keys":"none"}}"#),
        "{}".to_owned(),
        "[]".to_owned(),
    ] {
        let (transport, clock) = scripted(vec![("/login", login.clone()), ("/list", list.clone())]);
        let error = clock.run(builder(&transport, &clock).build().unwrap().ensure()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unreadable, "{list}");
    }
}

#[test]
fn a_key_without_an_id_or_a_token_takes_a_slot_and_is_not_used() {
    let portal = Portal {
        keys: vec![
            json!({ "id": "a", "name": "coc-rs", "cidrRanges": ["203.0.113.7"] }),
            json!({ "name": "coc-rs", "cidrRanges": ["203.0.113.7"], "key": "without-id" }),
        ],
        claims: claims("203.0.113.7"),
        ..Portal::default()
    };
    let clock = ManualClock::default();
    let (transport, _) = in_memory(portal, &[]);
    let keys = builder(&transport, &clock).build().unwrap();
    assert_eq!(clock.run(keys.list()).unwrap().len(), 2);
    assert_eq!(clock.run(keys.ensure()).unwrap()[0].id, "id-0");
}
