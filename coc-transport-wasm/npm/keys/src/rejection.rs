//! The rejection of a token by the API, as the JavaScript client reports it.

use coc_core::{Error, ErrorKind, Token, TokenRejection, TokenSet};
use wasm_bindgen::prelude::*;

use crate::{
    js_error::{Failure, invalid},
    properties::Properties,
};

#[wasm_bindgen]
extern "C" {
    /// `{ token, tokens, accepted, kind, message, official }`.
    #[wasm_bindgen(extends = Properties)]
    pub type RejectedToken;
}

impl RejectedToken {
    pub(crate) fn parse(&self) -> Result<TokenRejection, Failure> {
        let token = Token::new(self.string("token").unwrap_or_default())
            .map_err(|_| invalid("the rejected `token` is not a token"))?;
        let tokens = |name: &str| self.strings(name).unwrap_or_default().into_iter().map(Token::new);
        let kind = match self.string("kind").as_deref() {
            Some("invalidIp") => ErrorKind::InvalidIp,
            _ => ErrorKind::InvalidKey,
        };
        let error = Error::with_message(kind, self.string("message").unwrap_or_default());
        // A string that is not a token was never ours.
        let seen: Vec<Token> = tokens("tokens").flatten().collect();
        let mut rejection = TokenRejection::new(TokenSet::new(seen), token.id(), error);
        rejection.accepted = tokens("accepted").flatten().map(|token| token.id()).collect();
        rejection.official = self.flag("official") == Some(true);
        Ok(rejection)
    }
}
