//! Many calls at once without async: an iterator over their results.

use std::{fmt, time::Duration};

use coc_core::{Done, Endpoint};

use super::{Client, driver::Driver};

impl Client {
    /// Calls all of these endpoints, ten at a time unless told otherwise, and gives every result beside its endpoint.
    pub fn batch<I>(&self, endpoints: I) -> Batch<I::IntoIter>
    where
        I: IntoIterator<Item: Endpoint>,
    {
        Batch { batch: Some(self.client.batch(endpoints)), driver: self.driver.clone() }
    }
}

/// The results of many calls, in the order in which they come. From [`Client::batch`].
///
/// Every endpoint is called once and comes back once, beside its result. Calls go on while a result is waited for, and wait
/// while none is.
///
/// ```no_run
/// # fn example(client: coc_transport_native::blocking::Client) -> Result<(), coc_transport_native::Error> {
/// use coc_transport_native::endpoint::GetPlayer;
///
/// let clan = client.clan("#2PP").send()?;
/// let members: Vec<_> = clan.member_list.iter().map(|member| GetPlayer::new(member.tag)).collect();
/// for done in client.batch(members).concurrency(5) {
///     println!("{}", done.result?.name);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "calls are made as results are asked for"]
pub struct Batch<I: Iterator<Item: Endpoint>> {
    /// Away only while a result is waited for.
    batch: Option<coc_core::Batch<I>>,
    driver: Driver,
}

impl<I: Iterator<Item: Endpoint>> Batch<I> {
    /// How many calls may be in the air at once; at least one.
    pub fn concurrency(self, calls: usize) -> Self {
        self.change(|batch| batch.concurrency(calls))
    }

    /// How long one attempt of each call may take, instead of the client's setting.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.change(|batch| batch.timeout(timeout))
    }

    /// Gives the results in the order of the endpoints.
    pub fn in_order(self) -> Self {
        self.change(coc_core::Batch::in_order)
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
    type Item = Done<I::Item>;

    /// # Panics
    /// If the iterator of endpoints or a transport of one's own panics.
    fn next(&mut self) -> Option<Self::Item> {
        let mut batch = self.batch.take()?;
        match self.driver.run(async move { (batch.next().await, batch) }) {
            Ok((done, batch)) => {
                self.batch = Some(batch);
                done
            }
            // There is no call to give this to, and ending here would lose the rest without a word.
            Err(error) => panic!("a batch cannot go on: {error}"),
        }
    }
}

impl<I: Iterator<Item: Endpoint>> fmt::Debug for Batch<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").field("batch", &self.batch).finish_non_exhaustive()
    }
}
