//! JSON Web Tokens in the form of the real ones: the claims are right, the signature is random.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::server::random::Random;

/// The claims of a token.
pub(crate) struct Claims<'a> {
    /// The developer account's id.
    pub(crate) developer: &'a str,
    /// `developer/silver` or `developer/bronze`.
    pub(crate) tier: &'a str,
    /// The scopes of the key.
    pub(crate) scopes: &'a [String],
    /// The addresses from which the token is valid.
    pub(crate) cidrs: &'a [String],
    /// The time of issue in Unix seconds.
    pub(crate) issued: i64,
    /// Set for the token of a login, which expires and is bound to the portal's page.
    pub(crate) login: Option<LoginClaims>,
}

/// The additional claims of the login's `temporaryAPIToken`.
pub(crate) struct LoginClaims {
    /// The expiry in Unix seconds.
    pub(crate) expires: i64,
    /// The position of the addresses among the limits; on the real portal they are second.
    pub(crate) cidr_position: usize,
}

/// Encodes a token.
pub(crate) fn encode(claims: &Claims<'_>, random: &mut Random) -> String {
    let client = json!({ "cidrs": claims.cidrs, "type": "client" });
    let mut limits = vec![json!({ "tier": claims.tier, "type": "throttling" })];
    match &claims.login {
        None => limits.push(client),
        Some(login) => {
            limits.push(json!({ "origins": ["developer.clashofclans.com"], "type": "cors" }));
            limits.insert(login.cidr_position.min(limits.len()), client);
        }
    }
    let mut payload = json!({
        "iss": "supercell",
        "aud": "supercell:gameapi",
        "jti": random.uuid(),
        "iat": claims.issued,
        "sub": format!("developer/{}", claims.developer),
        "scopes": claims.scopes,
        "limits": limits,
    });
    if let (Some(login), Value::Object(fields)) = (&claims.login, &mut payload) {
        fields.insert("exp".to_owned(), json!(login.expires));
    }
    let header = json!({ "typ": "JWT", "alg": "HS512", "kid": random.uuid() });
    let signature: [u8; 64] = random.bytes();
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{}", part(&header), part(&payload), URL_SAFE_NO_PAD.encode(signature))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn payload(login: Option<LoginClaims>) -> Value {
        let (scopes, cidrs) = (["clash".to_owned()], ["203.0.113.7/32".to_owned()]);
        let claims = Claims {
            developer: "d",
            tier: "developer/silver",
            scopes: &scopes,
            cidrs: &cidrs,
            issued: 7,
            login,
        };
        let token = encode(&claims, &mut Random::new(1));
        let parts: Vec<&str> = token.split('.').collect();
        assert_eq!((parts.len(), parts[2].len()), (3, 86));
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap()
    }

    #[test]
    fn a_key_never_expires_and_has_two_limits() {
        let payload = payload(None);
        assert!(payload.get("exp").is_none());
        assert_eq!(payload["limits"].as_array().unwrap().len(), 2);
        assert_eq!(payload["limits"][1]["cidrs"][0], "203.0.113.7/32");
    }

    #[test]
    fn the_addresses_of_a_login_token_are_at_the_given_position() {
        for position in 0..3 {
            let payload = payload(Some(LoginClaims { expires: 3607, cidr_position: position }));
            assert_eq!(payload["exp"], 3607);
            assert_eq!(payload["limits"].as_array().unwrap().len(), 3);
            assert_eq!(payload["limits"][position]["type"], "client");
        }
    }
}
