//! The address that the API sees.
//!
//! The portal reports it with every login, in the claims of a token. If it does not, public
//! services are requested. The address of the *previous* login, which the portal also reports, is
//! never used.

use std::net::IpAddr;

use bytes::Bytes;
use http::Uri;
use secrecy::{ExposeSecret as _, SecretString};

use crate::{
    cidr,
    error::{Error, ErrorKind},
    ip_scope, jwt,
    portal::HttpClient,
    trace,
};

/// Services that respond with the caller's address and nothing else.
pub(crate) const PROVIDERS: [&str; 3] =
    ["https://checkip.amazonaws.com", "https://api.ipify.org", "https://icanhazip.com"];

/// The most bytes of an address in text form, with white space around it.
const MAX_LENGTH: usize = 64;

/// The public address in the claims of a login's token, and one that is not public.
pub(crate) fn of_login(token: Option<&SecretString>) -> (Option<IpAddr>, Option<IpAddr>) {
    let ranges = token.map_or_else(Vec::new, |token| jwt::ranges(token.expose_secret()));
    let addresses = || ranges.iter().copied().filter_map(cidr::sole_address);
    let other = addresses().find(|address| ip_scope::public(*address).is_none());
    (addresses().find_map(ip_scope::public), other)
}

/// Requests the address from these services in this order, until one of them responds with it.
/// `unusable` is the address that the portal reported instead of a public one.
pub(crate) async fn of_providers(
    http: &HttpClient,
    providers: &[Uri],
    unusable: Option<IpAddr>,
) -> Result<IpAddr, Error> {
    let mut failures = Vec::new();
    for provider in providers {
        match request(http, provider).await {
            Ok(address) => return Ok(address),
            Err(why) => failures.push(format!("{} {why}", provider.host().unwrap_or_default())),
        }
    }
    let failures =
        if failures.is_empty() { "there are no IP providers".to_owned() } else { failures.join(", ") };
    let portal = match unusable {
        None => "the portal does not report it".to_owned(),
        Some(ip) => format!("the portal reports {ip}, which is not a public address"),
    };
    let message = format!("{portal}, and {failures}; set it with `ip`");
    Err(Error::new(ErrorKind::PublicIp, message))
}

async fn request(http: &HttpClient, provider: &Uri) -> Result<IpAddr, String> {
    let mut request = http::Request::new(Bytes::new());
    *request.uri_mut() = provider.clone();
    let response = http.send(request).await.map_err(|error| match error.kind() {
        ErrorKind::Timeout => "does not respond".to_owned(),
        _ => format!("fails ({})", error.message()),
    })?;
    if !response.status().is_success() {
        return Err(format!("responds with status {}", response.status().as_u16()));
    }
    let address = parse(response.body()).ok_or("does not respond with a public address")?;
    trace::ip_of_provider(provider.host().unwrap_or_default(), address);
    Ok(address)
}

/// Parses a body that is an address and nothing else.
fn parse(body: &[u8]) -> Option<IpAddr> {
    let text = str::from_utf8(body.get(..body.len().min(MAX_LENGTH + 1))?).ok()?;
    ip_scope::public((text.len() <= MAX_LENGTH).then(|| text.trim().parse().ok())??)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_and_nothing_else_is_parsed() {
        for (body, address) in [
            ("203.0.113.7", Some("203.0.113.7")),
            (" 203.0.113.7\r\n", Some("203.0.113.7")),
            ("2001:db8::7\n", Some("2001:db8::7")),
            ("::ffff:203.0.113.7", Some("203.0.113.7")),
            ("", None),
            ("<html>203.0.113.7</html>", None),
            ("203.0.113.7, 10.0.0.1", None),
            ("203.0.113.7:80", None),
            ("127.0.0.1", None),
            ("0.0.0.0", None),
            ("224.0.0.1", None),
            ("10.0.0.1", None),
            ("::ffff:192.168.0.1", None),
        ] {
            assert_eq!(parse(body.as_bytes()), address.map(|text| text.parse().unwrap()), "{body}");
        }
        assert_eq!(parse(&[0xFF; 9]), None);
        assert_eq!(parse(format!("203.0.113.7{}", " ".repeat(100)).as_bytes()), None);
    }

    #[test]
    fn the_address_of_a_login_is_used_if_it_is_public() {
        use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

        let of_login = |ranges: &str| {
            let claims = format!(r#"{{"limits":[{{"cidrs":[{ranges}]}}]}}"#);
            let token = format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims));
            let (public, other) = super::of_login(Some(&token.into()));
            [public, other].map(|address| address.map(|address| address.to_string()).unwrap_or_default())
        };
        assert_eq!(of_login(r#""203.0.113.0/24", "203.0.113.7/32""#), ["203.0.113.7", ""]);
        assert_eq!(of_login(r#""0.0.0.0", "::ffff:203.0.113.7/128""#), ["203.0.113.7", "0.0.0.0"]);
        assert_eq!(of_login(r#""203.0.113.0/24", "127.0.0.1/32""#), ["", "127.0.0.1"]);
        assert_eq!(of_login(r#""10.0.0.1", "fd00::1""#), ["", "10.0.0.1"]);
        assert_eq!(super::of_login(None), (None, None));
    }
}
