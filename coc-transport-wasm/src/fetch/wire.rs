//! The JavaScript that a request goes through: a function that sends it, called a way, and what comes of that.

use bytes::Bytes;
use coc_core::{TransportError, TransportErrorKind as Kind};
use js_sys::Function;
use wasm_bindgen::prelude::*;

use crate::{
    later::{Awaited, Later},
    thrown::Thrown,
};

#[wasm_bindgen(module = "/js/exchange.js")]
extern "C" {
    /// The way that the `fetch` of the user is, or the global one.
    #[wasm_bindgen(js_name = byFetch)]
    pub(super) fn by_fetch(own: Option<&Function>) -> Function;

    /// Sends a request, and gives the function that aborts it. It tells one of the two what came of it, later.
    #[allow(
        clippy::too_many_arguments,
        reason = "an object to hold them would have to be made member by member"
    )]
    fn send(
        way: &Function,
        number: u32,
        method: &str,
        url: &str,
        headers: &str,
        body: &[u8],
        max_body: u32,
        landed: &Closure<dyn Fn(u32, u16, String, Vec<u8>)>,
        lost: &Closure<dyn Fn(u32, String, String, JsValue)>,
    ) -> Function;
}

thread_local! {
    static IN_THE_AIR: Awaited<Result<Answer, TransportError>> = const { Awaited::new() };
    static LANDED: Closure<dyn Fn(u32, u16, String, Vec<u8>)> =
        Closure::new(|number, status, headers, body: Vec<u8>| {
            let answer = Answer { status, headers, body: body.into() };
            IN_THE_AIR.with(|all| all.tell(number, Ok(answer)));
        });
    static LOST: Closure<dyn Fn(u32, String, String, JsValue)> =
        Closure::new(|number, kind: String, words: String, thrown: JsValue| {
            let error = TransportError::new(kind_of(&kind)).with_source(Thrown::said(words, thrown));
            IN_THE_AIR.with(|all| all.tell(number, Err(error)));
        });
}

/// A whole answer.
pub(super) struct Answer {
    pub(super) status: u16,
    /// As text; what describes the compressed bytes has been taken out.
    pub(super) headers: String,
    pub(super) body: Bytes,
}

/// A request that is under way. It is aborted when this is dropped.
pub(super) struct Exchange {
    later: Later<Result<Answer, TransportError>>,
    abort: Option<Function>,
}

impl Exchange {
    pub(super) fn begin(
        way: &Function,
        request: &http::Request<Bytes>,
        headers: &str,
        max_body: u32,
    ) -> Self {
        let later = Awaited::one(&IN_THE_AIR);
        let (method, url) = (request.method().as_str(), request.uri().to_string());
        let abort = LANDED.with(|landed| {
            LOST.with(|lost| {
                send(way, later.number(), method, &url, headers, request.body(), max_body, landed, lost)
            })
        });
        Self { later, abort: Some(abort) }
    }

    pub(super) async fn answer(mut self) -> Result<Answer, TransportError> {
        let told = (&mut self.later).await;
        self.abort = None;
        told
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        if let Some(abort) = &self.abort {
            // It cannot fail, and nobody is left to be told.
            let _ = abort.call0(&JsValue::UNDEFINED);
        }
    }
}

/// `exchange.js` judges what was thrown, and has these names.
fn kind_of(kind: &str) -> Kind {
    match kind {
        "connect" => Kind::Connect,
        "timeout" => Kind::Timeout,
        "tooLarge" => Kind::TooLarge,
        "request" => Kind::Request,
        "other" => Kind::Other,
        _ => Kind::Interrupted,
    }
}
