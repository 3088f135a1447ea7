//! From the name of a route and plain arguments to the call of an endpoint.

use coc_core::{
    BoxFuture, Call, Client, Endpoint, Error, ErrorKind, Route,
    endpoint::{self, IntoArgument as _, PageQuery, Paged, ROUTES, RankingLocation, Realtime},
    models::{ClanTag, LeagueGroupTag, PlayerTag, SeasonId, WarFrequency, WarTag},
};
use js_sys::Array;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::*;

use crate::{
    js_value::{JsEndpoint, Value},
    settings::{CallOptions, millis},
};

/// A call that is ready to be made.
pub(crate) type PreparedCall = BoxFuture<'static, Result<JsValue, Error>>;

#[wasm_bindgen]
extern "C" {
    /// What clans are searched by.
    type Filter;
    #[wasm_bindgen(method, getter)]
    fn name(this: &Filter) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = warFrequency)]
    fn war_frequency(this: &Filter) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn location(this: &Filter) -> Option<i32>;
    #[wasm_bindgen(method, getter, js_name = minMembers)]
    fn min_members(this: &Filter) -> Option<u32>;
    #[wasm_bindgen(method, getter, js_name = maxMembers)]
    fn max_members(this: &Filter) -> Option<u32>;
    #[wasm_bindgen(method, getter, js_name = minClanPoints)]
    fn min_clan_points(this: &Filter) -> Option<u32>;
    #[wasm_bindgen(method, getter, js_name = minClanLevel)]
    fn min_clan_level(this: &Filter) -> Option<u32>;
    #[wasm_bindgen(method, getter)]
    fn labels(this: &Filter) -> Option<Array>;
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = String)]
    fn number_text(number: &JsValue) -> String;
}

/// One call in the making.
struct Maker<'a> {
    client: &'a Client,
    arguments: &'a Array,
    options: Option<&'a CallOptions>,
}

/// Makes the call of one route.
type Make = fn(&Maker<'_>) -> Result<PreparedCall, Error>;

/// By number; after those of the routes come `custom` and `test`, as in `js/routes.js`.
type Makers = [Make; ROUTES.len() + 2];

/// A row per endpoint: how it is called, what its arguments are, and where they stand. Each becomes a function of its own, so that an
/// engine that compiles what is called often does not compile all of them for one.
macro_rules! routes {
    ($($how:ident $endpoint:ident ($($argument:ident $at:literal),*);)+) => {{
        let mut routes: Makers = [unknown; ROUTES.len() + 2];
        $({
            // A reference, because a constant that is dropped cannot be looked at here.
            const ROUTE: &Route = &<endpoint::$endpoint as Endpoint>::ROUTE;
            routes[number(ROUTE.name())] =
                |maker| maker.$how(endpoint::$endpoint::new($(maker.$argument($at)?),*));
        })+
        routes[ROUTES.len() + 1] = |maker| Ok(maker.test());
        routes
    }};
}

/// A route is known by its place among those that the core has; what has no place there comes after them.
const fn number(name: &str) -> usize {
    let mut number = 0;
    while number < ROUTES.len() && !same(ROUTES[number].name(), name) {
        number += 1;
    }
    number
}

const fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// What the route of this number is called.
pub(crate) fn name(route: usize) -> &'static str {
    ROUTES.get(route).map_or(endpoint::Custom::ROUTE.name(), Route::name)
}

/// The call of this route.
pub(crate) fn call(
    client: &Client,
    route: usize,
    arguments: &Array,
    options: Option<&CallOptions>,
) -> Result<PreparedCall, Error> {
    let make = MAKERS.get(route).unwrap_or(&(unknown as Make));
    make(&Maker { client, arguments, options })
}

fn unknown(_: &Maker<'_>) -> Result<PreparedCall, Error> {
    Err(wrong("there is no route of this number".to_owned()))
}

static MAKERS: Makers = {
    routes! {
        plain GetPlayer(player 0);
        plain GetClan(clan 0);
        paged ListClanMembers(clan 0);
        paged ListClanWarLog(clan 0);
        realtime GetCurrentWar(clan 0);
        realtime GetClanWarLeagueGroup(clan 0);
        realtime GetClanWarLeagueWar(war 0);
        paged ListCapitalRaidSeasons(clan 0);
        search SearchClans();
        plain VerifyPlayerToken(player 0, text 1);
        plain ListBattleLog(player 0);
        plain ListLeagueHistory(player 0);
        plain GetLeagueGroup(group 0, season 1, player 2);
        paged ListLeagueTiers();
        plain GetLeagueTier(id 0);
        paged ListLeagues();
        plain GetLeague(id 0);
        paged ListLeagueSeasons(id 0);
        paged ListLeagueSeasonRankings(id 0, season 1);
        paged ListBuilderBaseLeagues();
        plain GetBuilderBaseLeague(id 0);
        paged ListCapitalLeagues();
        plain GetCapitalLeague(id 0);
        paged ListWarLeagues();
        plain GetWarLeague(id 0);
        paged ListLocations();
        plain GetLocation(id 0);
        paged ListClanRankings(place 0);
        paged ListPlayerRankings(place 0);
        paged ListClanBuilderBaseRankings(place 0);
        paged ListPlayerBuilderBaseRankings(place 0);
        paged ListCapitalRankings(place 0);
        paged ListClanVersusRankings(place 0);
        paged ListPlayerVersusRankings(place 0);
        paged ListClanLabels();
        paged ListPlayerLabels();
        plain GetGoldPassSeason();
        custom Custom(text 0);
    }
};

impl Maker<'_> {
    fn argument(&self, at: u32) -> JsValue {
        self.arguments.get(at)
    }

    fn text(&self, at: u32) -> Result<String, Error> {
        let value = self.argument(at);
        // The engine writes numbers as it would anyway, and no code for that has to be shipped.
        let number = || value.as_f64().map(|_| number_text(&value));
        value.as_string().or_else(number).ok_or_else(|| wrong(format!("argument {} has to be text", at + 1)))
    }

    fn clan(&self, at: u32) -> Result<ClanTag, Error> {
        self.text(at)?.into_argument()
    }

    fn player(&self, at: u32) -> Result<PlayerTag, Error> {
        self.text(at)?.into_argument()
    }

    fn war(&self, at: u32) -> Result<WarTag, Error> {
        self.text(at)?.into_argument()
    }

    fn group(&self, at: u32) -> Result<LeagueGroupTag, Error> {
        self.text(at)?.into_argument()
    }

    fn season(&self, at: u32) -> Result<SeasonId, Error> {
        self.text(at)?.into_argument()
    }

    fn id(&self, at: u32) -> Result<i32, Error> {
        whole(&self.argument(at))
            .ok_or_else(|| wrong(format!("argument {} has to be the number of an id", at + 1)))
    }

    fn place(&self, at: u32) -> Result<RankingLocation, Error> {
        let value = self.argument(at);
        if value.as_string().as_deref() == Some("global") {
            return Ok(RankingLocation::Global);
        }
        whole(&value)
            .map(RankingLocation::from)
            .ok_or_else(|| wrong(format!("argument {} has to be the id of a location, or 'global'", at + 1)))
    }

    #[allow(clippy::needless_pass_by_value, reason = "as the others take theirs")]
    fn plain<E: Endpoint>(&self, endpoint: E) -> Result<PreparedCall, Error> {
        self.ready(Self::asked(&endpoint), false)
    }

    fn realtime<E: Endpoint + Realtime>(&self, mut endpoint: E) -> Result<PreparedCall, Error> {
        let realtime = self.options.and_then(CallOptions::realtime) == Some(true);
        *endpoint.realtime_mut() = realtime;
        self.ready(Self::asked(&endpoint), realtime)
    }

    fn asked<E: Endpoint>(endpoint: &E) -> JsEndpoint<false> {
        JsEndpoint::new(E::ROUTE, endpoint.target()).body(endpoint.body())
    }

    fn paged<E: Paged>(&self, mut endpoint: E) -> Result<PreparedCall, Error> {
        *endpoint.page_mut() = self.page();
        self.plain(endpoint)
    }

    /// Apart from the endpoints, so that it is compiled once.
    fn page(&self) -> PageQuery {
        let mut page = PageQuery::default();
        let Some(options) = self.options else { return page };
        if let Some(limit) = options.limit() {
            page.limit(limit);
        }
        if let Some(cursor) = options.after() {
            page.after(cursor);
        }
        if let Some(cursor) = options.before() {
            page.before(cursor);
        }
        page
    }

    fn search(&self, mut search: endpoint::SearchClans) -> Result<PreparedCall, Error> {
        let filter: Filter = self.argument(0).unchecked_into();
        if !filter.is_object() {
            return Err(wrong("a search of clans takes an object of filters".to_owned()));
        }
        if let Some(name) = filter.name() {
            search = search.name(name);
        }
        if let Some(frequency) = filter.war_frequency() {
            search = search.war_frequency(WarFrequency::from(frequency.as_str()));
        }
        if let Some(location) = filter.location() {
            search = search.location(location);
        }
        if let Some(members) = filter.min_members() {
            search = search.min_members(members);
        }
        if let Some(members) = filter.max_members() {
            search = search.max_members(members);
        }
        if let Some(points) = filter.min_clan_points() {
            search = search.min_clan_points(points);
        }
        if let Some(level) = filter.min_clan_level() {
            search = search.min_clan_level(level);
        }
        if let Some(labels) = filter.labels() {
            let labels: Option<Vec<i32>> = labels.iter().map(|label| whole(&label)).collect();
            search = search.labels(labels.ok_or_else(|| wrong("labels are a list of ids".to_owned()))?);
        }
        self.paged(search)
    }

    /// The arguments after the path are the names and values of its query.
    fn custom(&self, custom: endpoint::Custom) -> Result<PreparedCall, Error> {
        let query: Result<Vec<String>, Error> =
            (1..self.arguments.length()).map(|at| self.text(at)).collect();
        let custom = query?.chunks_exact(2).fold(custom, |custom, pair| custom.query(&*pair[0], &pair[1]));
        // It can be posted to in Rust only, so there is no body.
        self.ready(JsEndpoint::<true>::new(endpoint::Custom::ROUTE, custom.target()), false)
    }

    fn test(&self) -> PreparedCall {
        let client = self.client.clone();
        Box::pin(async move { client.test().await.map(|()| JsValue::TRUE) })
    }

    fn ready<E: Endpoint<Output = Value>>(&self, asked: E, fresh: bool) -> Result<PreparedCall, Error> {
        let call = self.client.call(asked);
        let call = if fresh { call.fresh() } else { call };
        let call = match self.options {
            Some(options) => adjust(call, options)?,
            None => call,
        };
        let fetch = call.send();
        Ok(Box::pin(async move { Ok(fetch.await?.into_arc().into_js()) }))
    }
}

fn adjust<E: Endpoint>(mut call: Call<E>, options: &CallOptions) -> Result<Call<E>, Error> {
    if let Some(limit) = options.timeout() {
        call = call.timeout(millis("timeout", limit)?);
    }
    if let Some(limit) = options.deadline() {
        call = call.deadline(millis("deadline", limit)?);
    }
    if let Some(attempts) = options.attempts() {
        call = call.attempts(attempts);
    }
    if options.fresh() == Some(true) {
        call = call.fresh();
    }
    if options.no_store() == Some(true) {
        call = call.no_store();
    }
    Ok(call)
}

/// A whole number, or text that is one.
fn whole(value: &JsValue) -> Option<i32> {
    let Some(number) = value.as_f64() else { return value.as_string()?.trim().parse().ok() };
    #[allow(clippy::cast_possible_truncation, reason = "what is cut off is seen below")]
    let whole = number as i32;
    #[allow(clippy::float_cmp, reason = "a whole number is exactly that")]
    (f64::from(whole) == number).then_some(whole)
}

fn wrong(message: String) -> Error {
    Error::with_message(ErrorKind::InvalidRequest, message)
}
