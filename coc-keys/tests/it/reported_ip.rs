//! The address that keys are created for: who is believed about it, and which ones are never used.

use coc_core::{BaseUrl, testing::ManualClock};
use coc_keys::ErrorKind;

use crate::{
    fake_portal::{ApiRejection, Portal, builder, claims, in_memory},
    support::{cause, client, ip},
};

const PORTAL: &str = "203.0.113.7";

/// An API that accepts no key, and names this address.
fn naming(address: &str) -> impl FnMut(&[String]) -> Option<ApiRejection> + Send + use<> {
    let address = address.to_owned();
    move |_| Some(ApiRejection::Ip(address.clone()))
}

#[test]
fn a_server_other_than_the_official_api_has_no_key_created_for_an_address() {
    for base_url in [
        "https://proxy.example/v1",
        "https://api.clashofclans.com.example/v1",
        "https://api.clashofclans.com:8443/v1",
        "http://127.0.0.1:8080/v1",
        "http://api.localhost/v1",
    ] {
        let clock = ManualClock::default();
        let (transport, portal) = in_memory(Portal::seeing(PORTAL, naming("198.51.100.66")), &[]);
        let client = client(builder(&transport, &clock).base_url(base_url));
        for _ in 0..20 {
            let error = clock.run(client.test()).unwrap_err();
            let cause = cause(&error);
            assert_eq!(cause.kind(), ErrorKind::KeyRejected);
            let text = cause.to_string();
            assert!(text.contains(PORTAL) && text.contains("198.51.100.66"), "{text}");
            assert!(text.contains("`ip`") && text.contains("`trust_reported_ip`"), "{text}");
        }
        let portal = portal.lock().unwrap();
        assert_eq!((portal.addresses(), portal.created, portal.revoked), (vec![PORTAL], 1, 0), "{base_url}");
    }
}

#[test]
fn a_base_url_that_is_set_later_is_not_believed_either() {
    let clock = ManualClock::default();
    let (transport, portal) = in_memory(Portal::seeing(PORTAL, |_| None), &[]);
    let client = client(builder(&transport, &clock));
    clock.run(client.test()).unwrap();
    portal.lock().unwrap().api = Some(Box::new(naming("198.51.100.66")));
    client.set_base_url("https://proxy.example/v1").unwrap();
    clock.run(client.test()).unwrap_err();
    assert_eq!(portal.lock().unwrap().addresses(), [PORTAL]);
    client.set_base_url(BaseUrl::OFFICIAL).unwrap();
    clock.advance(std::time::Duration::from_secs(60));
    clock.run(client.test()).unwrap_err();
    assert_eq!(portal.lock().unwrap().addresses(), ["198.51.100.66"]);
}

#[test]
fn the_official_api_and_a_trusted_one_are_believed_about_the_address() {
    for (base_url, trusted) in [(BaseUrl::OFFICIAL, false), ("https://proxy.example/v1", true)] {
        let clock = ManualClock::default();
        let portal = Portal::seeing(PORTAL, |ranges| {
            (ranges != ["198.51.100.9"]).then(|| ApiRejection::Ip("198.51.100.9".to_owned()))
        });
        let (transport, portal) = in_memory(portal, &[]);
        let keys = builder(&transport, &clock).base_url(base_url);
        let client = client(if trusted { keys.trust_reported_ip() } else { keys });
        clock.run(client.test()).unwrap();
        assert_eq!(portal.lock().unwrap().addresses(), ["198.51.100.9"]);
    }
}

/// Addresses that are not public: unspecified, loopback, link-local, multicast, broadcast, private,
/// and IPv6 forms of them.
const NOT_PUBLIC: [&str; 18] = [
    "0.0.0.0",
    "0.0.0.1",
    "127.0.0.1",
    "169.254.7.7",
    "224.0.0.1",
    "255.255.255.255",
    "10.0.0.7",
    "100.64.0.1",
    "172.16.0.7",
    "192.168.0.7",
    "::",
    "::1",
    "::ffff:0.0.0.0",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.7",
    "fe80::1",
    "fd00::7",
    "ff02::1",
];

#[test]
fn not_even_the_official_api_has_a_key_created_for_an_address_that_is_not_public() {
    for address in NOT_PUBLIC {
        let clock = ManualClock::default();
        let (transport, portal) = in_memory(Portal::seeing(PORTAL, naming(address)), &[]);
        let client = client(builder(&transport, &clock).trust_reported_ip());
        let error = clock.run(client.test()).unwrap_err();
        assert_eq!(cause(&error).kind(), ErrorKind::KeyRejected, "{address}");
        assert_eq!(portal.lock().unwrap().addresses(), [PORTAL], "{address}");
    }
}

#[test]
fn an_address_that_is_not_public_is_not_used_if_the_portal_or_a_provider_reports_it() {
    for address in NOT_PUBLIC {
        let clock = ManualClock::default();
        let portal = || Portal { claims: claims(address), ..Portal::default() };
        let (transport, used) = in_memory(portal(), &[("ip.test", "198.51.100.9")]);
        let keys = builder(&transport, &clock).ip_providers(["https://ip.test"]).build().unwrap();
        clock.run(keys.ensure()).unwrap();
        assert_eq!(used.lock().unwrap().addresses(), ["198.51.100.9"], "{address}");

        // The provider reports the same.
        let service: &'static [_] = vec![("ip.test", address)].leak();
        let (transport, used) = in_memory(portal(), service);
        let keys = builder(&transport, &clock).ip_providers(["https://ip.test"]).build().unwrap();
        let error = clock.run(keys.ensure()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::PublicIp);
        let canonical = ip(address).to_canonical().to_string();
        assert!(error.to_string().contains(&canonical) && error.to_string().contains("`ip`"), "{error}");
        assert!(used.lock().unwrap().keys.is_empty(), "{address}");
    }
}

#[test]
fn a_private_address_is_used_if_the_user_set_it_and_an_unusable_one_is_an_error() {
    for address in NOT_PUBLIC {
        let clock = ManualClock::default();
        let (transport, portal) = in_memory(Portal::seeing(PORTAL, |_| None), &[]);
        let built = builder(&transport, &clock).ip(ip(address)).build();
        let private = ["10.", "100.", "172.", "192.", "::ffff:10.", "fd00"]
            .iter()
            .any(|start| address.starts_with(start));
        match built {
            Ok(keys) => {
                assert!(private, "{address}");
                clock.run(keys.ensure()).unwrap();
                assert_eq!(portal.lock().unwrap().addresses(), [ip(address).to_canonical().to_string()]);
            }
            Err(error) => {
                assert!(!private, "{address}");
                assert_eq!(error.kind(), ErrorKind::Settings);
                assert!(error.to_string().contains(&ip(address).to_canonical().to_string()), "{error}");
            }
        }
    }
}

#[test]
fn a_plan_for_an_unusable_address_is_not_carried_out() {
    let clock = ManualClock::default();
    let (transport, portal) = in_memory(Portal::seeing(PORTAL, |_| None), &[]);
    let keys = builder(&transport, &clock).build().unwrap();
    let mut plan = clock.run(keys.plan()).unwrap();
    plan.accounts[0].ip = ip("0.0.0.0");
    assert_eq!(clock.run(keys.apply(&plan)).unwrap_err().kind(), ErrorKind::Settings);
    assert!(portal.lock().unwrap().keys.is_empty());
}
