//! Reading a body whole, but not beyond the cap.

use bytes::Bytes;
use coc_core::{TransportError, TransportErrorKind as Kind};
use js_sys::Uint8Array;
use wasm_bindgen::JsValue;

use super::{
    error::lost,
    js::{self, Answer, Piece},
};

/// The body of the answer, whose length is `announced` if nothing has to be decompressed.
pub(super) async fn read(
    answer: &Answer,
    announced: Option<usize>,
    max_body: usize,
) -> Result<Bytes, TransportError> {
    let too_large = || TransportError::new(Kind::TooLarge);
    if announced.is_some_and(|length| length > max_body) {
        return Err(too_large());
    }
    let stream = answer.body().map_err(|error| lost(&error))?;
    // An answer without a body, or one of an older kind than streams are.
    if announced.is_some() || !js::has(&stream, "getReader") {
        let buffer = answer.array_buffer().map_err(|error| lost(&error))?;
        let bytes = Uint8Array::new(&js::settled(buffer).await.map_err(|error| lost(&error))?);
        let length = usize::try_from(bytes.length()).map_err(|_| too_large())?;
        return if length > max_body { Err(too_large()) } else { Ok(bytes.to_vec().into()) };
    }
    let reader = stream.get_reader().map_err(|error| lost(&error))?;
    let mut body = Vec::new();
    loop {
        let piece = reader.read().map_err(|error| lost(&error))?;
        let piece: JsValue = js::settled(piece).await.map_err(|error| lost(&error))?;
        let piece = Piece::from(piece);
        if piece.done() {
            body.shrink_to_fit();
            return Ok(body.into());
        }
        let bytes = piece.value();
        let (start, length) = (body.len(), usize::try_from(bytes.length()).map_err(|_| too_large())?);
        if length > max_body - start {
            return Err(too_large());
        }
        body.resize(start + length, 0);
        bytes.copy_to(&mut body[start..]);
    }
}
