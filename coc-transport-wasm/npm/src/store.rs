//! The option `cache.store`: a store of responses in JavaScript.
//!
//! An entry is a string: [`Entry::to_bytes`], which is text because the body of a response is JSON.

use coc_core::{
    Clock as _, Error, ErrorKind,
    cache::{Cache, CacheKey, Entry},
};
use coc_transport_wasm::JsClock;
use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

use crate::{
    callback::{array, call, failed},
    stats::millis,
};

/// A store over the function that `js/store.js` makes, whose first argument is the method's name.
pub(crate) struct Store(Function);

impl Store {
    pub(crate) const fn new(function: Function) -> Self {
        Self(function)
    }

    async fn call(&self, arguments: Array) -> Result<JsValue, Error> {
        let called = call(&self.0, arguments).await;
        called.map_err(|exception| {
            failed(ErrorKind::Cache, "the cache's `store` failed; its error is the cause", exception)
        })
    }
}

impl Cache for Store {
    async fn get(&self, key: &CacheKey) -> Result<Option<Entry>, Error> {
        let value = self.call(array(&["get".into(), key.to_string().into()])).await?;
        if value.is_undefined() || value.is_null() {
            return Ok(None);
        }
        let entry = value.as_string().and_then(|text| Entry::from_bytes(text).ok());
        entry.map(Some).ok_or_else(|| {
            let message = "the cache's `store` returned a value that this client has not stored";
            Error::with_message(ErrorKind::Cache, message)
        })
    }

    async fn put(&self, key: &CacheKey, entry: Entry) -> Result<(), Error> {
        let text = entry.to_bytes().and_then(|bytes| String::from_utf8(bytes).ok());
        let text = text.ok_or_else(|| {
            Error::with_message(ErrorKind::Cache, "a response that is not UTF-8 cannot be stored")
        })?;
        let ttl = millis(entry.keep_until().saturating_sub(JsClock::new().unix_time())).into();
        self.call(array(&["set".into(), key.to_string().into(), text.into(), ttl])).await.map(drop)
    }

    async fn remove(&self, key: &CacheKey) -> Result<bool, Error> {
        Ok(self.call(array(&["delete".into(), key.to_string().into()])).await?.is_truthy())
    }

    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the cast saturates, and nothing depends on the number"
    )]
    async fn clear(&self) -> Result<u64, Error> {
        Ok(self.call(array(&["clear".into()])).await?.as_f64().unwrap_or_default() as u64)
    }
}
