//! The endpoint types, made from the list in [`routes`](super::routes).

use serde::{Serialize, Serializer};

pub(super) use crate::{
    decode::{self, DecodeError, Decoded},
    endpoint::{
        Endpoint, IntoArgument, PageQuery, Paged, Realtime,
        argument::Argument,
        clan_search::ClanFilter,
        page::{QueryPart, RealtimeQuery},
    },
    error::Error,
    heap_size,
    route::{Route, Target},
};
pub(super) use bytes::Bytes;
pub(super) use http::Method;

/// Makes the endpoint types and `ROUTES` from the list of routes.
macro_rules! define {
    ([] $(
        #[doc = $title:literal] $(#[doc = $doc:literal])* $(#[deprecated = $note:literal])?
        $verb:ident $name:literal $path:literal
        $method:ident => $Type:ident { $($arg:ident: $ArgTy:ident),* } [$($part:ident),*] -> $Out:ty;
    )+) => {
        /// Every route of the API that this crate knows, in the order of the API's paths.
        pub const ROUTES: &[Route] = &[$(<$Type as Endpoint>::ROUTE),+];

        $(
            #[doc = concat!($title, " `", stringify!($verb), " ", $path, "`")]
            $(#[doc = $doc])*
            #[doc = ""]
            #[doc = concat!(
                " Called by [`Client::", stringify!($method), "`](crate::Client::", stringify!($method), ").",
            )]
            #[doc = ""]
            #[doc = " ```"]
            #[doc = concat!(" use coc_core::endpoint::", stringify!($Type), ";")]
            #[doc = ""]
            #[doc = " # use coc_core::{Endpoint, Error, models::*};"]
            #[doc = " # async fn example(client: coc_core::Client) -> Result<(), Error> {"]
            #[doc = concat!(
                " let endpoint = ", stringify!($Type), "::new(", crate::__example!(arguments $($ArgTy)*), ")",
                $(crate::__example!(filter $part),)* ";",
            )]
            #[doc = concat!(
                " let response = client.call(endpoint)", $(crate::__example!(limit $part),)* ".await?;",
            )]
            #[doc = concat!(" let value: &", stringify!($Out), " = &response;")]
            #[doc = " # Ok(())"]
            #[doc = " # }"]
            // The example is called by no client, but its arguments must be valid.
            #[doc = concat!(
                " # ", stringify!($Type), "::new(", crate::__example!(arguments $($ArgTy)*), ")",
                $(crate::__example!(filter $part),)* ".target().unwrap();",
            )]
            #[doc = " ```"]
            #[derive(Clone, Debug)]
            pub struct $Type {
                $($arg: Argument<$ArgTy>,)*
                $(pub(super) $part: part!(type $part),)*
            }

            impl $Type {
                /// Creates the endpoint value from typed arguments or strings. A wrong argument is
                /// reported by the call.
                #[allow(clippy::new_without_default, reason = "`new` is the only constructor")]
                pub fn new($($arg: impl IntoArgument<$ArgTy>),*) -> Self {
                    Self { $($arg: $arg.into_argument(),)* $($part: Default::default(),)* }
                }
            }

            impl Endpoint for $Type {
                type Output = $Out;
                const ROUTE: Route = {
                    let (path, query) = split_query($path);
                    let route = Route::new($name, Method::$verb, path).requires(query);
                    $(let route = part!(route $part route);)*
                    $(let route = route.deprecated($note);)?
                    route
                };

                fn target(&self) -> Result<Target, Error> {
                    let target = Target::fill($path, verb!(path $verb self $($arg)*));
                    $(let target = self.$part.write(target)?;)*
                    Ok(target)
                }

                fn body(&self) -> Option<Bytes> {
                    verb!(body $verb self $($arg)*)
                }

                fn decode(body: &Bytes) -> Result<Self::Output, DecodeError> {
                    decode::json(body)
                }

                fn heap_size(output: &Self::Output, _: usize) -> usize {
                    heap_size::of_model(output)
                }

                fn decode_repaired(body: &Bytes) -> Result<Decoded<Self::Output>, DecodeError> {
                    decode::repaired(body)
                }
            }

            $(part!(impl $part $Type);)*
        )+
    };
}

/// Splits the arguments between path and body: the last argument of a `POST` is the JSON body.
macro_rules! verb {
    (path GET $self:ident $($arg:ident)*) => { &[$($self.$arg.as_ref().map_err(Clone::clone)?),*] };
    (path POST $self:ident $arg:ident $field:ident) => { verb!(path GET $self $arg) };
    (body GET $self:ident $($arg:ident)*) => { None };
    (body POST $self:ident $arg:ident $field:ident) => { json_body(stringify!($field), &$self.$field) };
}

/// The parts of a route: the type of the field, the mark on the route, the trait of the endpoint.
macro_rules! part {
    (type page) => {
        PageQuery
    };
    (type realtime) => {
        RealtimeQuery
    };
    (type filter) => {
        ClanFilter
    };
    (type private_war_log) => {
        ()
    };

    (route page $route:ident) => {
        $route.paged()
    };
    (route realtime $route:ident) => {
        $route.realtime()
    };
    (route filter $route:ident) => {
        $route.filters(&ClanFilter::PARAMETERS)
    };
    (route private_war_log $route:ident) => {
        $route.behind_war_log()
    };

    (impl page $Type:ident) => {
        impl Paged for $Type {
            fn page(&self) -> &PageQuery {
                &self.page
            }

            fn page_mut(&mut self) -> &mut PageQuery {
                &mut self.page
            }
        }
    };
    (impl realtime $Type:ident) => {
        impl Realtime for $Type {
            fn realtime_mut(&mut self) -> &mut bool {
                &mut self.realtime.0
            }
        }
    };
    (impl $part:ident $Type:ident) => {};
}

pub(super) use {define, part, verb};

/// Splits the path of a route from the query that it requires.
pub(super) const fn split_query(path: &'static str) -> (&'static str, &'static str) {
    let mut end = 0;
    while end < path.len() && path.as_bytes()[end] != b'?' {
        end += 1;
    }
    let (path, query) = path.split_at(end);
    (path, if query.is_empty() { query } else { query.split_at(1).1 })
}

/// The JSON object with this one field; nothing for a wrong argument, which `target` reports. A
/// field is a string, and writing one to memory cannot fail.
pub(super) fn json_body(field: &str, value: &Argument<impl Serialize>) -> Option<Bytes> {
    let value = value.as_ref().ok()?;
    let mut body = Vec::new();
    serde_json::Serializer::new(&mut body).collect_map([(field, value)]).ok()?;
    Some(body.into())
}
