//! Other outputs of any endpoint: the bytes of the body ([`Raw`]), or a custom type ([`DecodeAs`]).

use std::{any::Any, marker::PhantomData};

use bytes::Bytes;
use http::Method;
use serde::de::DeserializeOwned;

use super::{Endpoint, PageQuery, Paged, Realtime};
use crate::{
    decode::{self, DecodeError, Decoded},
    error::Error,
    heap_size,
    route::{Route, Target},
};

/// The endpoint `E` with the bytes of the body as its output.
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
/// use coc_core::endpoint::{GetClan, Raw};
///
/// let body = client.clan("#2PP").raw().await?;
/// println!("{} bytes", body.len());
///
/// // In a batch, the form is part of the endpoint:
/// let mut bodies = client.batch(["#2PP", "#8QU8J9LP"].map(|tag| Raw(GetClan::new(tag))));
/// # let _ = bodies.next().await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Raw<E>(pub E);

/// The endpoint `E` with a custom type `T` as its output.
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
/// use coc_core::endpoint::{DecodeAs, GetPlayer};
///
/// #[derive(serde::Deserialize)]
/// #[serde(rename_all = "camelCase")]
/// struct TownHall {
///     name: String,
///     town_hall_level: u8,
/// }
///
/// let player = client.player("#8QU8J9LP").decode_as::<TownHall>().await?;
/// println!("{} is at town hall {}", player.name, player.town_hall_level);
///
/// // In a batch, the form is part of the endpoint:
/// let tags = ["#8QU8J9LP", "#9JQ0"];
/// let endpoints = tags.map(|tag| DecodeAs::<_, TownHall>::new(GetPlayer::new(tag)));
/// let mut players = client.batch(endpoints);
/// # let _ = players.next().await;
/// # Ok(())
/// # }
/// ```
pub struct DecodeAs<E, T> {
    endpoint: E,
    output: PhantomData<fn() -> T>,
}

impl<E, T> DecodeAs<E, T> {
    /// Wraps the endpoint.
    pub fn new(endpoint: E) -> Self {
        Self { endpoint, output: PhantomData }
    }
}

impl<E: Clone, T> Clone for DecodeAs<E, T> {
    fn clone(&self) -> Self {
        Self::new(self.endpoint.clone())
    }
}

impl<E: std::fmt::Debug, T> std::fmt::Debug for DecodeAs<E, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("DecodeAs").field(&self.endpoint).finish()
    }
}

impl<E: Endpoint> Endpoint for Raw<E> {
    type Output = Bytes;
    const ROUTE: Route = E::ROUTE;

    fn route(&self) -> Route {
        self.0.route()
    }

    fn method(&self) -> Method {
        self.0.method()
    }

    fn target(&self) -> Result<Target, Error> {
        self.0.target()
    }

    fn body(&self) -> Option<Bytes> {
        self.0.body()
    }

    fn decode(body: &Bytes) -> Result<Bytes, DecodeError> {
        Ok(body.clone())
    }

    /// The value is the body, which is counted as such.
    fn heap_size(_: &Bytes, _: usize) -> usize {
        0
    }
}

impl<E: Endpoint, T: DeserializeOwned + Send + Sync + 'static> Endpoint for DecodeAs<E, T> {
    type Output = T;
    const ROUTE: Route = E::ROUTE;

    fn route(&self) -> Route {
        self.endpoint.route()
    }

    fn method(&self) -> Method {
        self.endpoint.method()
    }

    fn target(&self) -> Result<Target, Error> {
        self.endpoint.target()
    }

    fn body(&self) -> Option<Bytes> {
        self.endpoint.body()
    }

    fn decode(body: &Bytes) -> Result<T, DecodeError> {
        decode::json(body)
    }

    fn heap_size(output: &T, body_len: usize) -> usize {
        (output as &dyn Any).downcast_ref().map_or(body_len, heap_size::of_json)
    }

    fn decode_repaired(body: &Bytes) -> Result<Decoded<T>, DecodeError> {
        decode::repaired(body)
    }
}

impl<E: Paged> Paged for Raw<E> {
    fn page(&self) -> &PageQuery {
        self.0.page()
    }

    fn page_mut(&mut self) -> &mut PageQuery {
        self.0.page_mut()
    }
}

impl<E: Realtime> Realtime for Raw<E> {
    fn realtime_mut(&mut self) -> &mut bool {
        self.0.realtime_mut()
    }
}

impl<E: Paged, T: DeserializeOwned + Send + Sync + 'static> Paged for DecodeAs<E, T> {
    fn page(&self) -> &PageQuery {
        self.endpoint.page()
    }

    fn page_mut(&mut self) -> &mut PageQuery {
        self.endpoint.page_mut()
    }
}

impl<E: Realtime, T: DeserializeOwned + Send + Sync + 'static> Realtime for DecodeAs<E, T> {
    fn realtime_mut(&mut self) -> &mut bool {
        self.endpoint.realtime_mut()
    }
}
