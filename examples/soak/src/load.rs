//! The calls: of every form, as many at a time as there are workers, and each judged when it ends.

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

use crate::{server::POST, tally::Tally};

/// How long a call may take.
pub(crate) const DEADLINE: Duration = Duration::from_secs(5);
/// What a busy machine may add to that until the caller is told.
const SLACK: Duration = Duration::from_secs(3);

/// What the workers share.
pub(crate) struct Load {
    pub(crate) client: Client,
    pub(crate) clock: TokioClock,
    pub(crate) clans: Vec<ClanTag>,
    pub(crate) players: Vec<PlayerTag>,
    pub(crate) unknown: ClanTag,
    pub(crate) tally: Tally,
    pub(crate) numbers: AtomicU64,
    pub(crate) stop: AtomicBool,
}

impl Load {
    /// Makes calls until it is told to stop.
    pub(crate) async fn work(self: Arc<Self>, mut random: Rng) {
        while !self.stop.load(Relaxed) {
            match random.u8(..100) {
                0..35 => self.player(&mut random, false).await,
                35..50 => self.player(&mut random, true).await,
                50..65 => self.clan(&mut random).await,
                65..75 => self.post(&mut random).await,
                75..80 => self.pages(&mut random).await,
                80..85 => self.batch(&mut random).await,
                85..95 => self.dropped(&mut random).await,
                _ => self.nobody().await,
            }
        }
    }

    /// Awaits a call, and judges its end and how long it took.
    async fn judged<T>(
        &self,
        call: impl IntoFuture<Output = Result<Response<T>, Error>>,
    ) -> Option<Response<T>> {
        let began = self.clock.now();
        let result = call.await;
        let took = self.clock.now().saturating_since(began);
        if took > DEADLINE + SLACK {
            self.tally.violation(format!("a call took {took:?}"));
        }
        self.tally.ended(result.as_ref().map(Response::source));
        result.ok()
    }

    async fn player(&self, random: &mut Rng, uncached: bool) {
        let Some(tag) = random.choice(&self.players) else { return };
        let call = self.client.player(*tag);
        let call = if uncached { call.no_store() } else { call };
        if let Some(player) = self.judged(call).await {
            self.belongs(player.tag == *tag);
        }
    }

    /// Few clans and many workers, so that calls meet in the air.
    async fn clan(&self, random: &mut Rng) {
        let Some(tag) = random.choice(&self.clans) else { return };
        let call = self.client.clan(*tag);
        let call = if random.bool() { call.fresh() } else { call };
        if let Some(clan) = self.judged(call).await {
            self.belongs(clan.tag == *tag);
        }
    }

    async fn post(&self, random: &mut Rng) {
        let Some(tag) = random.choice(&self.players) else { return };
        let token = format!("{POST}{}", self.numbers.fetch_add(1, Relaxed));
        self.tally.posts.fetch_add(1, Relaxed);
        if let Some(answer) = self.judged(self.client.verify_player_token(*tag, &token)).await {
            self.tally.posts_answered.fetch_add(1, Relaxed);
            self.belongs(answer.tag == *tag && answer.token.expose() == token);
        }
    }

    async fn pages(&self, random: &mut Rng) {
        let Some(tag) = random.choice(&self.clans) else { return };
        let mut pages = self.client.clan_members(*tag).limit(10).pages().prefetch();
        while let Some(page) = pages.next().await {
            self.tally.ended(page.as_ref().map(Response::source));
        }
    }

    async fn batch(&self, random: &mut Rng) {
        let tags: Vec<PlayerTag> = (0..10).filter_map(|_| random.choice(&self.players).copied()).collect();
        let mut batch = self.client.batch(tags.iter().copied().map(GetPlayer::new)).in_order();
        let mut next = 0;
        while let Some(done) = batch.next().await {
            self.tally.ended(done.result.as_ref().map(Response::source));
            self.belongs(done.index == next);
            if let (Ok(player), Some(tag)) = (done.result, tags.get(done.index)) {
                self.belongs(player.tag == *tag);
            }
            next += 1;
        }
        if next != tags.len() {
            self.tally.violation(format!("a batch of {} gave {next} results", tags.len()));
        }
    }

    /// A caller that soon loses interest.
    async fn dropped(&self, random: &mut Rng) {
        let Some(tag) = random.choice(&self.players) else { return };
        let patience = self.clock.sleep(Duration::from_micros(random.u64(..5_000)));
        match select(self.client.player(*tag).fresh().into_future(), patience).await {
            Either::Left((result, _)) => self.tally.ended(result.as_ref().map(Response::source)),
            Either::Right(_) => _ = self.tally.dropped.fetch_add(1, Relaxed),
        }
    }

    async fn nobody(&self) {
        if self.judged(self.client.clan(self.unknown)).await.is_some() {
            self.tally.violation("a clan that does not exist was found".to_owned());
        }
    }

    fn belongs(&self, does: bool) {
        if !does {
            self.tally.violation("an answer belongs to another question".to_owned());
        }
    }
}

/// Tags to ask for: those of so many clans and of all their members.
pub(crate) async fn tags(client: &Client, clans: usize) -> Result<(Vec<ClanTag>, Vec<PlayerTag>), String> {
    let (mut tags, mut players) = (Vec::new(), Vec::new());
    let mut found = client.search_clans().min_members(1).items().at_most(clans);
    while let Some(clan) = found.next().await {
        let tag = clan.map_err(|error| error.to_string())?.tag;
        let clan = client.clan(tag).await.map_err(|error| error.to_string())?;
        players.extend(clan.member_list.iter().map(|member| member.tag));
        tags.push(tag);
    }
    if players.is_empty() {
        return Err("the world has nobody in it".to_owned());
    }
    Ok((tags, players))
}

/// That many different calls at once, each of which needs a place of its own.
pub(crate) async fn fill(load: &Load, places: usize) -> Result<(), String> {
    let calls = load.players.iter().take(places).map(|tag| load.client.player(*tag).no_store().into_future());
    let mut calls: futures_util::stream::FuturesUnordered<_> = calls.collect();
    while let Some(result) = calls.next().await {
        result.map_err(|error| format!("without any fault: {error}"))?;
    }
    Ok(())
}
