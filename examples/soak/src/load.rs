//! The load: calls of every form by concurrent workers, with a check of each result.

use std::{
    future::IntoFuture,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use coc_core::{
    Clock as _, Error, Response,
    endpoint::GetPlayer,
    models::{ClanTag, PlayerTag},
};
use coc_transport_native::{Client, TokioClock};
use fastrand::Rng;
use futures_util::{
    StreamExt as _,
    future::{Either, select},
};

use crate::{call_counters::CallCounters, server::POST};

/// The deadline of a call.
pub(crate) const DEADLINE: Duration = Duration::from_secs(5);
/// The additional delay that a busy machine may cause.
const SLACK: Duration = Duration::from_secs(3);

/// The state that the workers share.
pub(crate) struct Load {
    pub(crate) client: Client,
    pub(crate) clock: TokioClock,
    pub(crate) clans: Vec<ClanTag>,
    pub(crate) players: Vec<PlayerTag>,
    pub(crate) unknown: ClanTag,
    pub(crate) counters: CallCounters,
    pub(crate) numbers: AtomicU64,
    pub(crate) stop: AtomicBool,
}

impl Load {
    /// Makes calls until `stop` is set.
    pub(crate) async fn run_worker(self: Arc<Self>, mut random: Rng) {
        while !self.stop.load(Relaxed) {
            match random.u8(..100) {
                0..35 => self.player(&mut random, false).await,
                35..50 => self.player(&mut random, true).await,
                50..65 => self.clan(&mut random).await,
                65..75 => self.post(&mut random).await,
                75..80 => self.pages(&mut random).await,
                80..85 => self.batch(&mut random).await,
                85..95 => self.dropped(&mut random).await,
                _ => self.unknown_clan().await,
            }
        }
    }

    /// Awaits a call, and checks its result and duration.
    async fn checked<T>(
        &self,
        call: impl IntoFuture<Output = Result<Response<T>, Error>>,
    ) -> Option<Response<T>> {
        let began = self.clock.now();
        let result = call.await;
        let took = self.clock.now().saturating_since(began);
        if took > DEADLINE + SLACK {
            self.counters.violation(format!("a call took {took:?}"));
        }
        self.counters.ended(result.as_ref().map(Response::source));
        result.ok()
    }

    async fn player(&self, random: &mut Rng, uncached: bool) {
        let Some(tag) = random.choice(&self.players) else { return };
        let call = self.client.player(*tag);
        let call = if uncached { call.no_store() } else { call };
        if let Some(player) = self.checked(call).await {
            self.check_match(player.tag == *tag);
        }
    }

    /// Few clans and many workers, so that calls are coalesced.
    async fn clan(&self, random: &mut Rng) {
        let Some(tag) = random.choice(&self.clans) else { return };
        let call = self.client.clan(*tag);
        let call = if random.bool() { call.fresh() } else { call };
        if let Some(clan) = self.checked(call).await {
            self.check_match(clan.tag == *tag);
        }
    }

    async fn post(&self, random: &mut Rng) {
        let Some(tag) = random.choice(&self.players) else { return };
        let token = format!("{POST}{}", self.numbers.fetch_add(1, Relaxed));
        self.counters.posts.fetch_add(1, Relaxed);
        if let Some(response) = self.checked(self.client.verify_player_token(*tag, &token)).await {
            self.counters.posts_succeeded.fetch_add(1, Relaxed);
            self.check_match(response.tag == *tag && response.token.expose() == token);
        }
    }

    async fn pages(&self, random: &mut Rng) {
        let Some(tag) = random.choice(&self.clans) else { return };
        let mut pages = self.client.clan_members(*tag).limit(10).pages().prefetch();
        while let Some(page) = pages.next().await {
            self.counters.ended(page.as_ref().map(Response::source));
        }
    }

    async fn batch(&self, random: &mut Rng) {
        let tags: Vec<PlayerTag> = (0..10).filter_map(|_| random.choice(&self.players).copied()).collect();
        let mut batch = self.client.batch(tags.iter().copied().map(GetPlayer::new)).in_order();
        let mut next = 0;
        while let Some(item) = batch.next().await {
            self.counters.ended(item.result.as_ref().map(Response::source));
            self.check_match(item.index == next);
            if let (Ok(player), Some(tag)) = (item.result, tags.get(item.index)) {
                self.check_match(player.tag == *tag);
            }
            next += 1;
        }
        if next != tags.len() {
            self.counters.violation(format!("a batch of {} returned {next} results", tags.len()));
        }
    }

    /// A caller that drops its call after a short time.
    async fn dropped(&self, random: &mut Rng) {
        let Some(tag) = random.choice(&self.players) else { return };
        let patience = self.clock.sleep(Duration::from_micros(random.u64(..5_000)));
        match select(self.client.player(*tag).fresh().into_future(), patience).await {
            Either::Left((result, _)) => self.counters.ended(result.as_ref().map(Response::source)),
            Either::Right(_) => _ = self.counters.dropped.fetch_add(1, Relaxed),
        }
    }

    async fn unknown_clan(&self) {
        if self.checked(self.client.clan(self.unknown)).await.is_some() {
            self.counters.violation("a clan that does not exist was found".to_owned());
        }
    }

    fn check_match(&self, matches: bool) {
        if !matches {
            self.counters.violation("a response belongs to another request".to_owned());
        }
    }
}

/// The time limit of a request outside of the load, when no fault is active.
const PATIENT: Duration = Duration::from_secs(60);

/// The tags of this many clans and of all their members.
pub(crate) async fn tags(client: &Client, clans: usize) -> Result<(Vec<ClanTag>, Vec<PlayerTag>), String> {
    let (mut tags, mut players) = (Vec::new(), Vec::new());
    let search = client.search_clans().min_members(1).timeout(PATIENT).deadline(PATIENT);
    let mut found = search.items().at_most(clans);
    while let Some(clan) = found.next().await {
        let tag = clan.map_err(|error| error.to_string())?.tag;
        let clan =
            client.clan(tag).timeout(PATIENT).deadline(PATIENT).await.map_err(|error| error.to_string())?;
        players.extend(clan.member_list.iter().map(|member| member.tag));
        tags.push(tag);
    }
    if players.is_empty() {
        return Err("the world has no players".to_owned());
    }
    Ok((tags, players))
}

/// Makes this many different calls at once, each of which holds a permit as long as the server
/// stalls. Returns an error if a call ends nevertheless.
pub(crate) async fn fill_permits(load: &Load, permits: usize) -> String {
    let calls = load
        .players
        .iter()
        .take(permits)
        .map(|tag| load.client.player(*tag).no_store().timeout(PATIENT).deadline(PATIENT).into_future());
    let mut calls: futures_util::stream::FuturesUnordered<_> = calls.collect();
    match calls.next().await {
        Some(Ok(_)) => "a call ended although the server stalls".to_owned(),
        Some(Err(error)) => format!("a call failed while the server stalls: {error}"),
        None => "there are no players to request".to_owned(),
    }
}
