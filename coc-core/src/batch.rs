//! [`Batch`]: many calls with limited concurrency, each with its own result.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::Arc,
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
    endpoint::{Endpoint, GetClan, GetPlayer, IntoArgument},
    error::{Error, none_if_not_found},
    pipeline::Handle,
    request::CallOptions,
    response::Response,
};

/// The default number of calls in flight.
const CONCURRENCY: usize = 10;

/// The results of many calls, in order of completion. From [`Client::batch`].
///
/// Every endpoint of the iterator is called once and returned with its result; a failure does not
/// affect the others. The iterator is advanced when a call ends, so it may be endless, and only the
/// calls in flight take memory. Dropping the batch cancels them.
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
/// It is also a [`Stream`].
#[must_use = "a batch makes no calls until it is polled"]
pub struct Batch<I: Iterator<Item: Endpoint>> {
    pipeline: Arc<Handle>,
    endpoints: I,
    in_flight: InFlight<I::Item>,
    concurrency: usize,
    options: CallOptions,
    called: usize,
    exhausted: bool,
}

/// A completed call of a [`Batch`].
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
/// let mut players = client.players(["#8QU8J9LP", "#9JQ0"]);
/// while let Some(done) = players.next().await {
///     match done.result {
///         Ok(player) => println!("{}. {}: {} trophies", done.index, player.name, player.trophies),
///         Err(error) => eprintln!("{:?} failed: {error}", done.endpoint),
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct BatchItem<E: Endpoint> {
    /// The position of the endpoint in the iterator, from 0.
    pub index: usize,
    /// The endpoint.
    pub endpoint: E,
    /// Its result.
    pub result: Result<Response<E::Output>, Error>,
}

impl<E: Endpoint> BatchItem<E> {
    /// The result, with `None` if the API says that the resource does not exist (404).
    ///
    /// # Errors
    /// Any other failure of the call.
    ///
    /// ```
    /// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
    /// let mut clans = client.clans(["#2PP", "#8QU8J9LP"]);
    /// while let Some(done) = clans.next().await {
    ///     if let Some(clan) = done.optional()? {
    ///         println!("{} has {} members", clan.name, clan.members);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn optional(self) -> Result<Option<Response<E::Output>>, Error> {
        none_if_not_found(self.result)
    }
}

/// The calls in flight.
enum InFlight<E: Endpoint> {
    AsCompleted(FuturesUnordered<BatchCall<E>>),
    InOrder(FuturesOrdered<BatchCall<E>>),
}

struct BatchCall<E: Endpoint> {
    index: usize,
    /// `None` after completion.
    endpoint: Option<E>,
    response: ResponseFuture<E::Output>,
}

/// The endpoint is never pinned.
impl<E: Endpoint> Unpin for BatchCall<E> {}

impl<E: Endpoint> Future for BatchCall<E> {
    type Output = Option<BatchItem<E>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let index = self.index;
        self.response.poll_unpin(context).map(|result| {
            let endpoint = self.endpoint.take()?;
            Some(BatchItem { index, endpoint, result })
        })
    }
}

impl Client {
    /// Calls all of these endpoints, ten at a time by default, and returns every result with its
    /// endpoint.
    pub fn batch<I>(&self, endpoints: I) -> Batch<I::IntoIter>
    where
        I: IntoIterator<Item: Endpoint>,
    {
        Batch {
            pipeline: self.handle(),
            endpoints: endpoints.into_iter(),
            in_flight: InFlight::AsCompleted(FuturesUnordered::new()),
            concurrency: CONCURRENCY,
            options: CallOptions::default(),
            called: 0,
            exhausted: false,
        }
    }
}

impl Client {
    /// Fetches the profiles of these players as a [`batch`](Self::batch).
    pub fn players<T, I>(&self, tags: I) -> Batch<impl Iterator<Item = GetPlayer> + use<T, I>>
    where
        T: IntoArgument<PlayerTag>,
        I: IntoIterator<Item = T>,
    {
        self.batch(tags.into_iter().map(GetPlayer::new))
    }

    /// Fetches these clans as a [`batch`](Self::batch). For any other endpoint, pass its values to
    /// [`batch`](Self::batch) itself: `client.batch(tags.map(GetCurrentWar::new))`.
    pub fn clans<T, I>(&self, tags: I) -> Batch<impl Iterator<Item = GetClan> + use<T, I>>
    where
        T: IntoArgument<ClanTag>,
        I: IntoIterator<Item = T>,
    {
        self.batch(tags.into_iter().map(GetClan::new))
    }

    /// Fetches a clan, then the profiles of all its members as a [`batch`](Self::batch).
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
    /// Those of [`clan`](Self::clan). The error of one player is that player's result.
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
    /// Sets the maximum number of calls in flight; at least 1.
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.concurrency = calls.max(1);
        self
    }

    crate::__call_options!();

    fn change(self, change: impl FnOnce(CallOptions) -> CallOptions) -> Self {
        Self { options: change(self.options), ..self }
    }

    /// Returns the results in the order of the endpoints. A slow call delays the results after it,
    /// of which there are at most [`concurrency`](Self::concurrency).
    pub fn in_order(mut self) -> Self {
        self.in_flight = InFlight::InOrder(FuturesOrdered::new());
        self
    }

    /// The number of calls started so far, in flight or completed.
    pub fn called(&self) -> usize {
        self.called
    }

    /// The number of results returned so far.
    pub fn completed(&self) -> usize {
        self.called - self.in_flight.len()
    }

    /// The minimum and, if known, maximum number of endpoints: the calls started, and the
    /// iterator's size hint for the rest.
    pub fn total(&self) -> (usize, Option<usize>) {
        let (least, most) = if self.exhausted { (0, Some(0)) } else { self.endpoints.size_hint() };
        (self.called.saturating_add(least), most.and_then(|most| self.called.checked_add(most)))
    }

    /// Returns the next result; `None` after the last.
    pub async fn next(&mut self) -> Option<BatchItem<I::Item>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<BatchItem<I::Item>>> {
        while self.in_flight.len() < self.concurrency && !self.exhausted {
            match self.endpoints.next() {
                Some(endpoint) => self.call(endpoint),
                None => self.exhausted = true,
            }
        }
        self.in_flight.poll_next(context)
    }

    fn call(&mut self, endpoint: I::Item) {
        let response = ResponseFuture::new(Arc::clone(&self.pipeline), &endpoint, self.options);
        self.in_flight.push(BatchCall { index: self.called, endpoint: Some(endpoint), response });
        self.called += 1;
    }
}

impl<E: Endpoint> InFlight<E> {
    fn len(&self) -> usize {
        match self {
            Self::AsCompleted(calls) => calls.len(),
            Self::InOrder(calls) => calls.len(),
        }
    }

    fn push(&mut self, call: BatchCall<E>) {
        match self {
            Self::AsCompleted(calls) => calls.push(call),
            Self::InOrder(calls) => calls.push_back(call),
        }
    }

    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<BatchItem<E>>> {
        let completed = match self {
            Self::AsCompleted(calls) => calls.poll_next_unpin(context),
            Self::InOrder(calls) => calls.poll_next_unpin(context),
        };
        // A call completes once, so its item is always there.
        completed.map(Option::flatten)
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
            .field("in_flight", &self.in_flight.len())
            .finish_non_exhaustive()
    }
}
