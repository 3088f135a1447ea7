//! The JavaScript that a request goes through: a function that sends it, called a way, and what comes of that.

use bytes::Bytes;
use coc_core::{TransportError, TransportErrorKind as Kind};
use http::uri::PathAndQuery;
use js_sys::Function;
use wasm_bindgen::prelude::*;

use crate::{
    later::{Awaited, Later},
    thrown::Thrown,
    turn,
};

#[wasm_bindgen(module = "/js/exchange.js")]
extern "C" {
    /// The way that the `fetch` of the user is, or the global one.
    #[wasm_bindgen(js_name = byFetch)]
    pub(super) fn by_fetch(own: Option<&Function>) -> Function;

    /// Sends a request, whose head is one text. It tells one of the two what came of it, later.
    fn send(
        way: &Function,
        number: u32,
        head: &str,
        body: Option<&[u8]>,
        max_body: u32,
        landed: &Closure<dyn Fn(u32, u16, String, Vec<u8>)>,
        lost: &Closure<dyn Fn(u32, String, String, JsValue)>,
    );

    /// Aborts it.
    fn abandon(number: u32);
}

thread_local! {
    static IN_THE_AIR: Awaited<Result<Answer, TransportError>> = const { Awaited::new() };
    static LANDED: Closure<dyn Fn(u32, u16, String, Vec<u8>)> =
        Closure::new(|number, status, headers, body: Vec<u8>| {
            let answer = Answer { status, headers, body: body.into() };
            turn(|| IN_THE_AIR.with(|all| all.tell(number, Ok(answer))));
        });
    static LOST: Closure<dyn Fn(u32, String, String, JsValue)> =
        Closure::new(|number, kind: String, words: String, thrown: JsValue| {
            let error = TransportError::new(kind_of(&kind)).with_source(Thrown::said(words, thrown));
            turn(|| IN_THE_AIR.with(|all| all.tell(number, Err(error))));
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
    is_told: bool,
}

impl Exchange {
    pub(super) fn begin(
        way: &Function,
        request: &http::Request<Bytes>,
        headers: &str,
        max_body: u32,
    ) -> Self {
        let later = Awaited::one(&IN_THE_AIR);
        let head = head(request, headers);
        let body = Some(&**request.body()).filter(|body| !body.is_empty());
        LANDED.with(|landed| {
            LOST.with(|lost| send(way, later.number(), &head, body, max_body, landed, lost));
        });
        Self { later, is_told: false }
    }

    pub(super) async fn answer(mut self) -> Result<Answer, TransportError> {
        let told = (&mut self.later).await;
        self.is_told = true;
        told
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        if !self.is_told {
            abandon(self.later.number());
        }
    }
}

/// Written without the machinery of formatting, which would take as long as all else here.
fn head(request: &http::Request<Bytes>, headers: &str) -> String {
    let uri = request.uri();
    let mut head = String::with_capacity(128 + headers.len());
    head.extend([request.method().as_str(), " "]);
    if let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) {
        head.extend([scheme, "://", authority.as_str()]);
    }
    head.extend([uri.path_and_query().map_or("/", PathAndQuery::as_str), "\n", headers]);
    head
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
