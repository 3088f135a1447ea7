//! The option `token` as a function: a source of tokens in JavaScript.

use std::cell::RefCell;

use coc_core::{Error, ErrorKind, Token, TokenId, TokenRejection, TokenSource};
use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

use crate::{
    callback::{array, call, failed, property},
    js_error::kind,
};

/// A source of tokens over the function that `js/provider.js` makes.
pub(crate) struct Provider {
    function: Function,
    /// The strings of the current tokens, in their order: a rejection names the token by its place.
    current: RefCell<Array>,
}

impl Provider {
    pub(crate) fn new(function: Function) -> Self {
        Self { function, current: RefCell::default() }
    }

    /// The arguments that describe a rejection.
    fn arguments(&self, rejected: &TokenRejection) -> Array {
        let place = |id: &TokenId| rejected.seen.tokens.iter().position(|token| token.id() == *id);
        let string = |id: &TokenId| {
            let place = place(id).and_then(|place| u32::try_from(place).ok());
            place.map_or(JsValue::UNDEFINED, |place| self.current.borrow().get(place))
        };
        let accepted = Array::new();
        for id in &rejected.accepted {
            accepted.push(&string(id));
        }
        array(&[
            string(&rejected.token),
            self.current.borrow().clone().into(),
            accepted.into(),
            kind(rejected.error.kind()).into(),
            rejected.error.message().into(),
            rejected.official.into(),
        ])
    }
}

impl TokenSource for Provider {
    async fn refresh(&self, rejected: Option<&TokenRejection>) -> Result<Vec<Token>, Error> {
        let arguments = rejected.map_or_else(Array::new, |rejected| self.arguments(rejected));
        let strings = call(&self.function, arguments).await.map_err(|exception| {
            let is_temporary = property(&exception, "kind").as_deref() == Some("credentialsUnavailable");
            let kind = if is_temporary { ErrorKind::CredentialsUnavailable } else { ErrorKind::Credentials };
            failed(kind, "the function `token` failed; its error is the cause", exception)
        })?;
        let strings = Array::from(&strings);
        // JavaScript has checked that each is a string.
        let tokens =
            strings.iter().filter_map(|token| token.as_string()).map(Token::new).collect::<Result<_, _>>()?;
        self.current.replace(strings);
        Ok(tokens)
    }
}
