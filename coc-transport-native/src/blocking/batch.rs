//! [`Batch`]: many calls at once without async, as an iterator over their results.

use std::{fmt, vec};

use coc_core::{
    BatchItem, Endpoint, Error,
    endpoint::{GetClan, GetPlayer, IntoArgument},
    models::{ClanTag, PlayerTag},
};

use super::{Client, driver::Driver};

impl Client {
    /// Calls all of these endpoints, ten at a time by default, and returns each result with its
    /// endpoint.
    pub fn batch<I>(&self, endpoints: I) -> Batch<I::IntoIter>
    where
        I: IntoIterator<Item: Endpoint>,
    {
        Batch { batch: Some(self.client.batch(endpoints)), driver: self.driver.clone() }
    }

    /// Fetches the profiles of these players, as a [`batch`](Self::batch).
    pub fn players<T, I>(&self, tags: I) -> Batch<impl Iterator<Item = GetPlayer> + use<T, I>>
    where
        T: IntoArgument<PlayerTag>,
        I: IntoIterator<Item = T>,
    {
        Batch { batch: Some(self.client.players(tags)), driver: self.driver.clone() }
    }

    /// Fetches these clans, as a [`batch`](Self::batch).
    pub fn clans<T, I>(&self, tags: I) -> Batch<impl Iterator<Item = GetClan> + use<T, I>>
    where
        T: IntoArgument<ClanTag>,
        I: IntoIterator<Item = T>,
    {
        Batch { batch: Some(self.client.clans(tags)), driver: self.driver.clone() }
    }

    /// Fetches a clan, and then the profiles of all its members, as a [`batch`](Self::batch).
    ///
    /// # Errors
    /// Those of [`clan`](Self::clan). An error of one player is that player's result.
    pub fn clan_players(
        &self,
        tag: impl IntoArgument<ClanTag>,
    ) -> Result<Batch<vec::IntoIter<GetPlayer>>, Error> {
        let clan = self.clan(tag).send()?;
        let members: Vec<GetPlayer> =
            clan.member_list.iter().map(|member| GetPlayer::new(member.tag)).collect();
        Ok(self.batch(members))
    }
}

/// The results of many calls, in order of completion. From [`Client::batch`].
///
/// Every endpoint is called once and returned once, with its result. Calls make progress only while
/// the program waits for a result.
///
/// ```no_run
/// # fn example(client: coc_transport_native::blocking::Client) -> Result<(), coc_transport_native::Error> {
/// for done in client.clan_players("#2PP")?.concurrency(5) {
///     println!("{}", done.result?.name);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "iterators are lazy: calls are made by `next`"]
pub struct Batch<I: Iterator<Item: Endpoint>> {
    /// `None` only while the thread has it, or after a panic there.
    batch: Option<coc_core::Batch<I>>,
    driver: Driver,
}

impl<I: Iterator<Item: Endpoint>> Batch<I> {
    /// Sets the maximum number of calls in flight; at least one.
    pub fn concurrency(self, calls: usize) -> Self {
        self.change(|batch| batch.concurrency(calls))
    }

    coc_core::__call_options!();

    /// Returns the results in the order of the endpoints.
    pub fn in_order(self) -> Self {
        self.change(coc_core::Batch::in_order)
    }

    /// The number of endpoints called so far, in flight or done.
    pub fn called(&self) -> usize {
        self.batch.as_ref().map_or(0, coc_core::Batch::called)
    }

    /// The number of results returned so far.
    pub fn completed(&self) -> usize {
        self.batch.as_ref().map_or(0, coc_core::Batch::completed)
    }

    /// The minimum number of endpoints, and the maximum if it is known.
    pub fn total(&self) -> (usize, Option<usize>) {
        self.batch.as_ref().map_or((0, Some(0)), coc_core::Batch::total)
    }

    fn change(mut self, change: impl FnOnce(coc_core::Batch<I>) -> coc_core::Batch<I>) -> Self {
        self.batch = self.batch.map(change);
        self
    }
}

impl<I> Iterator for Batch<I>
where
    I: Iterator<Item: Endpoint> + Send + 'static,
{
    type Item = BatchItem<I::Item>;

    /// # Panics
    /// If the iterator of endpoints or a custom transport panics.
    fn next(&mut self) -> Option<Self::Item> {
        let mut batch = self.batch.take()?;
        match self.driver.run(async move { (batch.next().await, batch) }) {
            Ok((done, batch)) => {
                self.batch = Some(batch);
                done
            }
            // No call can return this error, and ending here would silently drop the rest.
            Err(error) => panic!("the batch cannot continue: {error}"),
        }
    }
}

impl<I: Iterator<Item: Endpoint>> fmt::Debug for Batch<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").field("batch", &self.batch).finish_non_exhaustive()
    }
}
