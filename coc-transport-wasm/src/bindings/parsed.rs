//! Answers as JavaScript has them: parsed by the engine, frozen, and shared.

use bytes::Bytes;
use coc_core::{
    DecodeError, Endpoint, Error, Route, Target, decode,
    endpoint::{Custom, PageQuery, Paged},
};
use http::Method;
use js_sys::Array;
use send_wrapper::SendWrapper;
use serde::de::IgnoredAny;
use wasm_bindgen::JsValue;

use super::modules::parse;
use crate::thrown::text;

/// A frozen value of JavaScript.
pub(super) struct Value(SendWrapper<JsValue>);

impl Value {
    pub(super) fn get(&self) -> JsValue {
        (*self.0).clone()
    }
}

/// The endpoint `E`, answered with a [`Value`].
#[derive(Clone)]
pub(super) struct Parsed<E>(pub(super) E);

impl<E: Endpoint> Endpoint for Parsed<E> {
    type Output = Value;
    const ROUTE: Route = E::ROUTE;

    fn method(&self) -> Method {
        self.0.method()
    }

    fn target(&self) -> Result<Target, Error> {
        self.0.target()
    }

    fn body(&self) -> Option<Bytes> {
        self.0.body()
    }

    fn decode(body: &Bytes) -> Result<Value, DecodeError> {
        let value = value(body)?;
        // Every route that is known answers with an object.
        let fits = (value.is_object() && !Array::is_array(&value)) || E::ROUTE == Custom::ROUTE;
        if fits {
            Ok(Value(SendWrapper::new(value)))
        } else {
            Err(DecodeError::Mismatch { path: ".".to_owned(), message: "expected an object".to_owned() })
        }
    }
}

impl<E: Paged> Paged for Parsed<E> {
    fn page(&self) -> &PageQuery {
        self.0.page()
    }

    fn page_mut(&mut self) -> &mut PageQuery {
        self.0.page_mut()
    }
}

/// Parses; what cannot be parsed is looked at again by the core, which knows what to say about it.
fn value(body: &[u8]) -> Result<JsValue, DecodeError> {
    parse(body).map_err(|thrown| match decode::json::<IgnoredAny>(body) {
        Err(error) => error,
        // Characters that are none, or nesting without end.
        Ok(IgnoredAny) => {
            DecodeError::Syntax(text(&thrown, "message").unwrap_or_else(|| "it cannot be parsed".to_owned()))
        }
    })
}
