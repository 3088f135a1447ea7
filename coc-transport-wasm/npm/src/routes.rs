//! Calls of routes, by the number of the route and JavaScript values as arguments.

#![allow(clippy::wildcard_imports, reason = "the list of routes names the argument types")]

use coc_core::{
    Call, Client, Endpoint, Error, ErrorKind, Route,
    endpoint::{self, IntoArgument, PageQuery, Paged as _, ROUTES, Realtime as _, SearchClans, argument::*},
    models::{LabelId, WarFrequency},
};
use coc_transport_wasm::JsException;
use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;

use crate::{
    js_value::{JsEndpoint, Value},
    runtime::{Completed, PreparedCall},
    settings::{CallOptions, millis},
};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = String)]
    fn number_to_string(number: &JsValue) -> String;
}

/// The client, the arguments and the options of one call.
struct Context<'a> {
    client: &'a Client,
    /// Whether to remove the cached response instead of making the call.
    invalidates: bool,
    arguments: &'a Array,
    options: Option<&'a CallOptions>,
}

/// Prepares the call of one route. Each route has a function of its own, so that an engine that
/// compiles what is called often compiles only that.
type Prepare = fn(&Context<'_>) -> Result<PreparedCall, Error>;

macro_rules! prepare {
    ([] $(
        $(#[doc = $doc:literal])+ $(#[deprecated = $note:literal])?
        $verb:ident $name:literal $path:literal
        $method:ident => $Type:ident { $($arg:ident: $ArgTy:ident),* } [$($part:ident),*] -> $Out:ty;
    )+) => {
        /// The functions of all routes, in the order of [`ROUTES`].
        #[allow(
            unused_mut,
            unused_variables,
            unused_assignments,
            reason = "some routes have no arguments, and some no query"
        )]
        static PREPARE: [Prepare; ROUTES.len()] = [$(
            |context| {
                let mut arguments = Arguments { array: context.arguments, at: 0 };
                let mut endpoint = endpoint::$Type::new($(arguments.next::<$ArgTy>()?),*);
                let mut fresh = false;
                $(part!($part context endpoint fresh);)*
                Ok(context.prepare(&endpoint, fresh))
            }
        ),+];
    };
}

/// Sets a query part of an endpoint.
macro_rules! part {
    (page $context:ident $endpoint:ident $fresh:ident) => {
        *$endpoint.page_mut() = $context.page()
    };
    (realtime $context:ident $endpoint:ident $fresh:ident) => {
        $fresh = $context.realtime();
        *$endpoint.realtime_mut() = $fresh
    };
    (filter $context:ident $endpoint:ident $fresh:ident) => {
        $endpoint = $context.filter($endpoint)?
    };
    (private_war_log $context:ident $endpoint:ident $fresh:ident) => {};
}

coc_core::__routes! { prepare [] }

/// The name of a route.
pub(crate) fn name(route: usize) -> &'static str {
    ROUTES.get(route).map_or("unknown", Route::name)
}

/// Prepares the call of a route, or the removal of its cached response.
pub(crate) fn route(
    client: &Client,
    invalidates: bool,
    route: usize,
    arguments: &Array,
    options: Option<&CallOptions>,
) -> Result<PreparedCall, Error> {
    let prepare = PREPARE.get(route).ok_or_else(|| invalid("there is no route of this number".to_owned()))?;
    prepare(&Context { client, invalidates, arguments, options })
}

/// Prepares the call of any path: the first argument. The others are names and values of its query.
pub(crate) fn custom(
    client: &Client,
    arguments: &Array,
    options: Option<&CallOptions>,
) -> Result<PreparedCall, Error> {
    let strings: Vec<String> = arguments.iter().filter_map(|argument| string(&argument)).collect();
    let Some((path, query)) = strings.split_first() else {
        return Err(invalid("the path must be a string".to_owned()));
    };
    let custom = endpoint::Custom::new(path);
    let custom = query.chunks_exact(2).fold(custom, |custom, pair| custom.query(&*pair[0], &pair[1]));
    // JavaScript cannot post to it, so there is no body.
    let endpoint = JsEndpoint::<true>::new(endpoint::Custom::ROUTE, custom.target(), None);
    Ok(send(client.call(endpoint), options))
}

impl Context<'_> {
    fn prepare<E: Endpoint>(&self, endpoint: &E, fresh: bool) -> PreparedCall {
        self.prepare_erased(JsEndpoint::new(E::ROUTE, endpoint.target(), endpoint.body()), fresh)
    }

    fn prepare_erased(&self, endpoint: JsEndpoint<false>, fresh: bool) -> PreparedCall {
        if self.invalidates {
            let removed = self.client.invalidate(&endpoint);
            return Box::pin(async move { Ok(JsValue::from(removed.await?).into()) });
        }
        let call = self.client.call(endpoint);
        send(if fresh { call.fresh() } else { call }, self.options)
    }

    /// Whether to bypass the server's cache; the client's is then bypassed as well.
    fn realtime(&self) -> bool {
        self.options.and_then(|options| options.flag("realtime")) == Some(true)
    }

    fn page(&self) -> PageQuery {
        let mut page = PageQuery::default();
        let Some(options) = self.options else { return page };
        if let Some(limit) = options.count("limit") {
            page.limit(limit);
        }
        if let Some(cursor) = options.string("after") {
            page.after(cursor);
        }
        if let Some(cursor) = options.string("before") {
            page.before(cursor);
        }
        page
    }

    /// The filter of a clan search, which is its first argument in JavaScript.
    fn filter(&self, search: SearchClans) -> Result<SearchClans, Error> {
        let given = self.arguments.get(0);
        if !given.is_object() {
            return Err(invalid("the filter of a clan search must be an object".to_owned()));
        }
        let labels = read(&given, "labels", "an array of ids", |labels| {
            js_sys::try_iter(labels).ok()??.map(|label| whole(&label.ok()?).map(LabelId::from)).collect()
        })?;
        let text = |name| read(&given, name, "a string", string);
        let number = |name| read(&given, name, "a whole number", whole);
        let count = |name| {
            let convert = |value: &JsValue| whole(value)?.try_into().ok();
            read::<u32>(&given, name, "a non-negative integer", convert)
        };
        let (name, frequency, location) = (text("name")?, text("warFrequency")?, number("location")?);
        let (min_members, max_members) = (count("minMembers")?, count("maxMembers")?);
        let (min_clan_points, min_clan_level) = (count("minClanPoints")?, count("minClanLevel")?);
        Ok(search.filter(|filter| {
            filter.name = name;
            filter.war_frequency = frequency.map(|frequency| WarFrequency::from(frequency.as_str()));
            filter.location = location.map(|id| Ok(LocationId::from(id)));
            filter.min_members = min_members;
            filter.max_members = max_members;
            filter.min_clan_points = min_clan_points;
            filter.min_clan_level = min_clan_level;
            filter.labels = Ok(labels.unwrap_or_default());
        }))
    }
}

/// Reads a member of a filter, which may be any object. A missing one is `None`.
fn read<T>(
    filter: &JsValue,
    name: &str,
    expected: &str,
    convert: impl Fn(&JsValue) -> Option<T>,
) -> Result<Option<T>, Error> {
    let wrong = || invalid(format!("`{name}` must be {expected}"));
    let value = Reflect::get(filter, &name.into())
        .map_err(|exception| wrong().caused_by(JsException::new(exception)))?;
    let is_missing = value.is_null() || value.is_undefined();
    if is_missing { Ok(None) } else { convert(&value).map(Some).ok_or_else(wrong) }
}

/// Sends a call with these options.
fn send<E: Endpoint<Output = Value>>(mut call: Call<E>, options: Option<&CallOptions>) -> PreparedCall {
    if let Some(options) = options {
        if let Some(limit) = options.number("timeout") {
            call = call.timeout(millis(limit));
        }
        if let Some(limit) = options.number("deadline") {
            call = call.deadline(millis(limit));
        }
        if let Some(attempts) = options.count("attempts") {
            call = call.attempts(attempts);
        }
        if options.flag("fresh") == Some(true) {
            call = call.fresh();
        }
        if options.flag("noStore") == Some(true) {
            call = call.no_store();
        }
        if options.flag("background") == Some(true) {
            call = call.background();
        }
    }
    let response = call.send();
    Box::pin(async move {
        let (value, response) = response.await?.into_parts();
        Ok(Completed { value: value.into_js()?, response: Some(response) })
    })
}

/// The arguments that have not been converted yet.
struct Arguments<'a> {
    array: &'a Array,
    at: u32,
}

impl Arguments<'_> {
    fn next<T: FromJs>(&mut self) -> Result<T::Value, Error> {
        let value = self.array.get(self.at);
        self.at += 1;
        T::from_js(&value).ok_or_else(|| invalid(format!("argument {} must be {}", self.at, T::EXPECTED)))
    }
}

/// An argument type of a route.
trait FromJs: Sized {
    /// A type that converts into this one.
    type Value: IntoArgument<Self>;
    /// The JavaScript values that can be one.
    const EXPECTED: &'static str;

    fn from_js(value: &JsValue) -> Option<Self::Value>;
}

macro_rules! from_js {
    ($convert:ident -> $Value:ident, $expected:literal: $($Type:ident)+) => {$(
        impl FromJs for $Type {
            type Value = $Value;
            const EXPECTED: &'static str = $expected;

            fn from_js(value: &JsValue) -> Option<$Value> {
                $convert(value)
            }
        }
    )+};
}

from_js! { string -> String, "a string": ClanTag PlayerTag WarTag LeagueGroupTag SeasonId Secret }
from_js! {
    whole -> i32, "a numeric id":
    LocationId LeagueId LeagueTierId BuilderBaseLeagueId CapitalLeagueId WarLeagueId
}
from_js! { location -> RankingLocation, "the id of a location, or 'global'": RankingLocation }

fn location(value: &JsValue) -> Option<RankingLocation> {
    match value.as_string() {
        Some(global) if global == "global" => Some(RankingLocation::Global),
        _ => whole(value).map(RankingLocation::from),
    }
}

/// A string, or a number as a string. The engine converts the number, so that the module needs no
/// code for that.
fn string(value: &JsValue) -> Option<String> {
    value.as_string().or_else(|| value.as_f64().map(|_| number_to_string(value)))
}

/// A whole number, or a string that is one.
fn whole(value: &JsValue) -> Option<i32> {
    let Some(number) = value.as_f64() else { return value.as_string()?.trim().parse().ok() };
    #[allow(clippy::cast_possible_truncation, reason = "compared with the original below")]
    let whole = number as i32;
    #[allow(clippy::float_cmp, reason = "a whole number is exactly that")]
    (f64::from(whole) == number).then_some(whole)
}

fn invalid(message: String) -> Error {
    Error::with_message(ErrorKind::InvalidRequest, message)
}
