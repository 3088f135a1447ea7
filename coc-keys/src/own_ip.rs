//! The address that the API sees.
//!
//! The portal tells it with every login, in the claims of the token it gives. If it does not, public services are asked. What
//! the portal says about the login *before* is never used: that was somewhere else.

use std::net::IpAddr;

use bytes::Bytes;
use http::Uri;
use secrecy::{ExposeSecret as _, SecretString};

use crate::{
    claims,
    error::{Error, ErrorKind},
    portal::Wire,
    range, trace,
};

/// Services that answer with the caller's address and nothing else.
pub(crate) const PROVIDERS: [&str; 3] =
    ["https://checkip.amazonaws.com", "https://api.ipify.org", "https://icanhazip.com"];

/// The longest an address can be as text, with room for white space.
const LONGEST: usize = 64;

/// The address in the claims of a login's token.
pub(crate) fn of_login(token: Option<&SecretString>) -> Option<IpAddr> {
    let ranges = claims::ranges(token?.expose_secret());
    ranges.into_iter().filter_map(range::sole_address).find(|address| may_be(*address))
}

/// The address that one of these services tells, asked in this order.
pub(crate) async fn of_providers(wire: &Wire, providers: &[Uri]) -> Result<IpAddr, Error> {
    let mut failures = Vec::new();
    for provider in providers {
        match ask(wire, provider).await {
            Ok(address) => return Ok(address),
            Err(why) => failures.push(format!("{} {why}", provider.host().unwrap_or_default())),
        }
    }
    let told =
        if failures.is_empty() { "nobody else is to be asked".to_owned() } else { failures.join(", ") };
    let message = format!("the login does not tell it, and {told}; set it by hand");
    Err(Error::new(ErrorKind::OwnAddress, message))
}

async fn ask(wire: &Wire, provider: &Uri) -> Result<IpAddr, String> {
    let mut request = http::Request::new(Bytes::new());
    *request.uri_mut() = provider.clone();
    let response = wire.send(request).await.map_err(|error| match error.kind() {
        ErrorKind::Timeout => "does not answer".to_owned(),
        _ => format!("fails ({})", error.message()),
    })?;
    if !response.status().is_success() {
        return Err(format!("answers with status {}", response.status().as_u16()));
    }
    let address = read(response.body()).ok_or("does not answer with an address")?;
    trace::address_of_provider(provider.host().unwrap_or_default(), address);
    Ok(address)
}

/// The address in a plain text, if that is all there is.
fn read(body: &[u8]) -> Option<IpAddr> {
    let text = str::from_utf8(body.get(..body.len().min(LONGEST + 1))?).ok()?;
    let address = (text.len() <= LONGEST).then(|| text.trim().parse::<IpAddr>().ok())??.to_canonical();
    // A service that sees this machine from itself cannot say how others see it.
    (may_be(address) && !address.is_loopback()).then_some(address)
}

/// The address that the API names when it refuses a key, if it does.
pub(crate) fn of_refusal(message: &str) -> Option<IpAddr> {
    let trim = |word: &str| word.trim_matches(|c: char| !c.is_ascii_hexdigit() && c != ':').parse().ok();
    let address: IpAddr = message.split_whitespace().rev().find_map(trim)?;
    Some(address.to_canonical())
}

/// Whether somebody can have this address: a portal on the same machine rightly says that it is loopback.
fn may_be(address: IpAddr) -> bool {
    !address.is_unspecified() && !address.is_multicast()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_and_nothing_else_is_an_answer() {
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
        ] {
            assert_eq!(read(body.as_bytes()), address.map(|text| text.parse().unwrap()), "{body}");
        }
        assert_eq!(read(&[0xFF; 9]), None);
        assert_eq!(read(format!("203.0.113.7{}", " ".repeat(100)).as_bytes()), None);
    }

    #[test]
    fn what_a_login_says_is_believed_unless_nobody_can_have_it() {
        use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

        let of_login = |ranges: &str| {
            let claims = format!(r#"{{"limits":[{{"cidrs":[{ranges}]}}]}}"#);
            let token = format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims));
            super::of_login(Some(&token.into())).map(|address| address.to_string())
        };
        assert_eq!(of_login(r#""203.0.113.0/24", "203.0.113.7/32""#).as_deref(), Some("203.0.113.7"));
        assert_eq!(of_login(r#""0.0.0.0", "127.0.0.1/32""#).as_deref(), Some("127.0.0.1"));
        assert_eq!(of_login(r#""203.0.113.0/24", "224.0.0.1""#), None);
    }

    #[test]
    fn the_refused_address_is_found_in_the_apis_words() {
        for (message, address) in [
            ("Invalid authorization: API key does not allow access from IP 203.0.113.9", Some("203.0.113.9")),
            ("API key does not allow access from IP 2001:db8::9.", Some("2001:db8::9")),
            ("access from IP (203.0.113.9)", Some("203.0.113.9")),
            ("Invalid authorization", None),
            ("", None),
        ] {
            assert_eq!(of_refusal(message), address.map(|text| text.parse().unwrap()), "{message}");
        }
    }
}
