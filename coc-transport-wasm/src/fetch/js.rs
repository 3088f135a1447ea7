//! The part of the platform that a transport needs, as this crate sees it. Types are checked by what they have and not by what they
//! are, because a `fetch` of the user's own may give a `Response` of its own.

use std::cell::Cell;

use bytes::Bytes;
use js_sys::{Function, Object, Promise, Reflect, Uint8Array, futures::JsFuture};
use wasm_bindgen::{JsCast as _, prelude::*};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = fetch, catch)]
    fn global_fetch(url: &str, init: &Init) -> Result<JsValue, JsValue>;

    /// The options of `fetch`.
    pub(super) type Init;
    #[wasm_bindgen(method, setter)]
    fn set_method(this: &Init, method: &str);
    #[wasm_bindgen(method, setter)]
    fn set_headers(this: &Init, headers: &JsValue);
    #[wasm_bindgen(method, setter)]
    fn set_body(this: &Init, body: &Uint8Array);
    #[wasm_bindgen(method, setter)]
    fn set_signal(this: &Init, signal: &JsValue);
    #[wasm_bindgen(method, setter)]
    fn set_redirect(this: &Init, mode: &str);
    #[wasm_bindgen(method, setter)]
    fn set_credentials(this: &Init, mode: &str);
    #[wasm_bindgen(method, setter)]
    fn set_cache(this: &Init, mode: &str);

    /// A `Request`, made only to see what it takes.
    type Request;
    #[wasm_bindgen(constructor, catch)]
    fn new(url: &str, init: &Init) -> Result<Request, JsValue>;

    type AbortController;
    #[wasm_bindgen(constructor)]
    fn new() -> AbortController;
    #[wasm_bindgen(method, getter)]
    fn signal(this: &AbortController) -> JsValue;
    #[wasm_bindgen(method)]
    fn abort(this: &AbortController);

    /// A `Response`, or something that is like one.
    pub(super) type Answer;
    #[wasm_bindgen(method, getter, catch)]
    pub(super) fn status(this: &Answer) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    pub(super) fn headers(this: &Answer) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, getter, catch)]
    pub(super) fn body(this: &Answer) -> Result<Stream, JsValue>;
    #[wasm_bindgen(method, js_name = arrayBuffer, catch)]
    pub(super) fn array_buffer(this: &Answer) -> Result<JsValue, JsValue>;

    /// A `ReadableStream` of bytes.
    pub(super) type Stream;
    #[wasm_bindgen(method, js_name = getReader, catch)]
    pub(super) fn get_reader(this: &Stream) -> Result<Reader, JsValue>;

    pub(super) type Reader;
    #[wasm_bindgen(method, catch)]
    pub(super) fn read(this: &Reader) -> Result<JsValue, JsValue>;

    /// What a reader gives.
    pub(super) type Piece;
    #[wasm_bindgen(method, getter)]
    pub(super) fn done(this: &Piece) -> bool;
    #[wasm_bindgen(method, getter)]
    pub(super) fn value(this: &Piece) -> Uint8Array;
}

/// The value of a promise, or of something that is no promise.
pub(super) async fn settled(value: JsValue) -> Result<JsValue, JsValue> {
    JsFuture::from(Promise::resolve(&value)).await
}

pub(super) fn fetch(own: Option<&Function>, url: &str, init: &Init) -> Result<JsValue, JsValue> {
    match own {
        Some(fetch) => fetch.call2(&JsValue::UNDEFINED, &url.into(), init),
        None => global_fetch(url, init),
    }
}

/// The request in the terms of `fetch`.
pub(super) fn init(
    request: &http::Request<Bytes>,
    supported: Supported,
    abort: &Abort,
) -> Result<Init, JsValue> {
    let init = Init::from(JsValue::from(Object::new()));
    let headers = Object::new();
    for (name, value) in request.headers() {
        let value = value.to_str().map_err(|_| JsValue::from_str("a header is not visible ASCII text"))?;
        Reflect::set(&headers, &name.as_str().into(), &value.into())?;
    }
    init.set_method(request.method().as_str());
    init.set_headers(&headers);
    if !request.body().is_empty() {
        init.set_body(&Uint8Array::from(&**request.body()));
    }
    init.set_signal(&abort.controller.signal());
    // A request carries a token: it goes where it was sent.
    init.set_redirect("manual");
    supported.set(&init);
    Ok(init)
}

/// Which options of `fetch` the platform takes: some edge runtimes throw at those that mean nothing to them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Supported {
    credentials: bool,
    cache: bool,
}

impl Supported {
    /// Tries them on a request that is never sent.
    pub(super) fn find_out() -> Self {
        let takes = |set: fn(&Init)| {
            let init = Init::from(JsValue::from(Object::new()));
            set(&init);
            Request::new("http://localhost/", &init).is_ok()
        };
        Self {
            credentials: takes(|init| init.set_credentials("omit")),
            cache: takes(|init| init.set_cache("no-store")),
        }
    }

    fn set(self, init: &Init) {
        if self.credentials {
            init.set_credentials("omit");
        }
        if self.cache {
            init.set_cache("no-store");
        }
    }
}

/// Aborts the request when it is dropped, unless the answer is whole.
pub(super) struct Abort {
    controller: AbortController,
    armed: Cell<bool>,
}

impl Abort {
    pub(super) fn new() -> Self {
        Self { controller: AbortController::new(), armed: Cell::new(true) }
    }

    pub(super) fn disarm(&self) {
        self.armed.set(false);
    }
}

impl Drop for Abort {
    fn drop(&mut self) {
        if self.armed.get() {
            self.controller.abort();
        }
    }
}

/// Whether there is such a function there.
pub(super) fn has(value: &JsValue, name: &str) -> bool {
    Reflect::get(value, &name.into()).is_ok_and(|member| member.has_type::<Function>())
}
