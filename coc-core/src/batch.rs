//! [`Batch`]: many endpoints called a few at a time, each with its own result.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
    vec,
};

use coc_models::{ClanTag, PlayerTag};
use futures_util::{
    FutureExt, Stream, StreamExt,
    stream::{FuturesOrdered, FuturesUnordered},
};

use crate::{
    call::ResponseFuture,
    client::Client,
    endpoint::{Endpoint, GetPlayer, IntoArgument},
    error::Error,
    request::CallOptions,
    response::Response,
};

/// How many calls are in the air unless told otherwise.
const CONCURRENCY: usize = 10;

/// The results of many calls, in the order in which they come. From [`Client::batch`].
///
/// Every endpoint that the iterator gives is called once and comes back once, beside its result: one that fails takes nothing
/// else with it. The iterator is asked for the next endpoint when a call has ended, so it may be endless, and only what is in
/// the air takes memory. Dropping the batch cancels that.
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
/// use coc_core::endpoint::GetClan;
///
/// let mut clans = client.batch(["#2PP", "#8QU8J9LP"].map(GetClan::new)).concurrency(5);
/// while let Some(done) = clans.next().await {
///     match done.result {
///         Ok(clan) => println!("{} of {:?}: {}", clans.completed(), clans.total().1, clan.name),
///         Err(error) => eprintln!("clan {} is missing: {error}", done.index),
///     }
/// }
/// # Ok(())
/// # }
/// ```
///
/// It is a [`Stream`], too.
#[must_use = "calls are made by `next` or as a stream"]
pub struct Batch<I: Iterator<Item: Endpoint>> {
    client: Client,
    endpoints: I,
    air: Air<I::Item>,
    concurrency: usize,
    options: CallOptions,
    called: usize,
    exhausted: bool,
}

/// One call of a [`Batch`] that has ended.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct BatchItem<E: Endpoint> {
    /// The place of the endpoint among those of the iterator, from 0.
    pub index: usize,
    /// What was called.
    pub endpoint: E,
    /// What came of it.
    pub result: Result<Response<E::Output>, Error>,
}

/// The calls in the air.
enum Air<E: Endpoint> {
    AsCompleted(FuturesUnordered<Flight<E>>),
    InOrder(FuturesOrdered<Flight<E>>),
}

struct Flight<E: Endpoint> {
    index: usize,
    /// Gone when the flight has landed.
    endpoint: Option<E>,
    fetch: ResponseFuture<E::Output>,
}

/// The endpoint is moved out at the end and never pinned.
impl<E: Endpoint> Unpin for Flight<E> {}

impl<E: Endpoint> Future for Flight<E> {
    type Output = Option<BatchItem<E>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let index = self.index;
        self.fetch.poll_unpin(context).map(|result| {
            let endpoint = self.endpoint.take()?;
            Some(BatchItem { index, endpoint, result })
        })
    }
}

impl Client {
    /// Calls all of these endpoints, ten at a time unless told otherwise, and gives every result beside its endpoint.
    pub fn batch<I>(&self, endpoints: I) -> Batch<I::IntoIter>
    where
        I: IntoIterator<Item: Endpoint>,
    {
        Batch {
            client: self.clone(),
            endpoints: endpoints.into_iter(),
            air: Air::AsCompleted(FuturesUnordered::new()),
            concurrency: CONCURRENCY,
            options: CallOptions::default(),
            called: 0,
            exhausted: false,
        }
    }
}

impl Client {
    /// The profiles of these players, as a [`batch`](Self::batch).
    pub fn players<T, I>(&self, tags: I) -> Batch<impl Iterator<Item = GetPlayer> + use<T, I>>
    where
        T: IntoArgument<PlayerTag>,
        I: IntoIterator<Item = T>,
    {
        self.batch(tags.into_iter().map(GetPlayer::new))
    }

    /// The profiles of all members of a clan, as a [`batch`](Self::batch), after a look at the clan.
    ///
    /// ```
    /// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
    /// let mut players = client.clan_players("#2PP").await?;
    /// while let Some(done) = players.next().await {
    ///     let player = done.result?;
    ///     println!("{} is at town hall {}", player.name, player.town_hall_level);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Those of [`clan`](Self::clan). What is wrong with one player is that player's result.
    pub async fn clan_players(
        &self,
        tag: impl IntoArgument<ClanTag>,
    ) -> Result<Batch<vec::IntoIter<GetPlayer>>, Error> {
        let clan = self.clan(tag).await?;
        let members: Vec<GetPlayer> =
            clan.member_list.iter().map(|member| GetPlayer::new(member.tag)).collect();
        Ok(self.batch(members))
    }
}

impl<I: Iterator<Item: Endpoint>> Batch<I> {
    /// How many calls may be in the air at once; at least one.
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.concurrency = calls.max(1);
        self
    }

    crate::__call_options!();

    fn change(self, change: impl FnOnce(CallOptions) -> CallOptions) -> Self {
        Self { options: change(self.options), ..self }
    }

    /// Gives the results in the order of the endpoints. A slow call holds back the ones that have overtaken it, and no more
    /// than [`concurrency`](Self::concurrency) results wait for it.
    pub fn in_order(mut self) -> Self {
        self.air = Air::InOrder(FuturesOrdered::new());
        self
    }

    /// How many endpoints have been called so far, in the air or done.
    pub fn called(&self) -> usize {
        self.called
    }

    /// How many results have been given so far.
    pub fn completed(&self) -> usize {
        self.called - self.air.len()
    }

    /// How many endpoints there are at least, and at most if that is known: those that have been called and what the iterator
    /// says of the rest.
    pub fn total(&self) -> (usize, Option<usize>) {
        let (least, most) = if self.exhausted { (0, Some(0)) } else { self.endpoints.size_hint() };
        (self.called.saturating_add(least), most.and_then(|most| self.called.checked_add(most)))
    }

    /// The next result; `None` when every endpoint has had one.
    pub async fn next(&mut self) -> Option<BatchItem<I::Item>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<BatchItem<I::Item>>> {
        while self.air.len() < self.concurrency && !self.exhausted {
            match self.endpoints.next() {
                Some(endpoint) => self.call(endpoint),
                None => self.exhausted = true,
            }
        }
        self.air.poll_next(context)
    }

    fn call(&mut self, endpoint: I::Item) {
        let fetch = ResponseFuture::new(self.client.clone(), &endpoint, self.options);
        self.air.push(Flight { index: self.called, endpoint: Some(endpoint), fetch });
        self.called += 1;
    }
}

impl<E: Endpoint> Air<E> {
    fn len(&self) -> usize {
        match self {
            Self::AsCompleted(flights) => flights.len(),
            Self::InOrder(flights) => flights.len(),
        }
    }

    fn push(&mut self, flight: Flight<E>) {
        match self {
            Self::AsCompleted(flights) => flights.push(flight),
            Self::InOrder(flights) => flights.push_back(flight),
        }
    }

    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<BatchItem<E>>> {
        let landed = match self {
            Self::AsCompleted(flights) => flights.poll_next_unpin(context),
            Self::InOrder(flights) => flights.poll_next_unpin(context),
        };
        // A flight lands once, so that what it brings is always there.
        landed.map(Option::flatten)
    }
}

impl<I: Iterator<Item: Endpoint> + Unpin> Stream for Batch<I> {
    type Item = BatchItem<I::Item>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<I: Iterator<Item: Endpoint>> fmt::Debug for Batch<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch")
            .field("concurrency", &self.concurrency)
            .field("called", &self.called)
            .field("in_the_air", &self.air.len())
            .finish_non_exhaustive()
    }
}
