//! [`Pages`] and [`Items`]: lists without async, as iterators over pages and entries.

use std::fmt;

use coc_core::{
    Endpoint, Error, Response,
    endpoint::Paged,
    models::{Cursor, Page},
};

use super::{Call, driver::Driver};

impl<E: Paged + Clone> Call<E> {
    /// Returns the pages of this list, from the page of this call to the last one.
    pub fn pages(self) -> Pages<E> {
        Pages { pages: Some(self.call.pages()), driver: self.driver }
    }

    /// Returns the entries of this list, from the first of this call to the last, across pages.
    pub fn items<T>(self) -> Items<E, T>
    where
        E: Endpoint<Output = Page<T>>,
    {
        Items { items: Some(self.call.items()), driver: self.driver }
    }
}

/// The pages of a list, each requested by `next`. From [`Call::pages`]. Ends after an error.
///
/// ```no_run
/// # fn example(client: coc_transport_native::blocking::Client) -> Result<(), coc_transport_native::Error> {
/// for page in client.clan_members("#2PP").limit(20).pages() {
///     println!("{} members", page?.items.len());
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "iterators are lazy: pages are requested by `next`"]
pub struct Pages<E: Paged> {
    /// `None` only while the thread has it, or after a panic there.
    pages: Option<coc_core::Pages<E>>,
    driver: Driver,
}

impl<E: Paged> Pages<E> {
    /// Requests each next page immediately after a page, before it is needed.
    pub fn prefetch(mut self) -> Self {
        self.pages = self.pages.map(coc_core::Pages::prefetch);
        self
    }

    /// Ends after this many pages; [`cursor`](Self::cursor) then returns where the list continues.
    pub fn at_most(mut self, count: usize) -> Self {
        self.pages = self.pages.map(|pages| pages.at_most(count));
        self
    }

    /// The cursor after which the next page begins.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.pages.as_ref()?.cursor()
    }
}

impl<E, T> Iterator for Pages<E>
where
    E: Paged + Endpoint<Output = Page<T>>,
    T: Send + Sync + 'static,
{
    type Item = Result<Response<Page<T>>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut pages = self.pages.take()?;
        let outcome = self.driver.run(async move { (pages.next().await, pages) });
        restore(&mut self.pages, outcome)
    }
}

/// The entries of a list, across pages. From [`Call::items`]. Ends after an error.
///
/// ```no_run
/// # fn example(client: coc_transport_native::blocking::Client) -> Result<(), coc_transport_native::Error> {
/// for member in client.clan_members("#2PP").items() {
///     println!("{}", member?.name);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "iterators are lazy: pages are requested by `next`"]
pub struct Items<E: Endpoint<Output = Page<T>> + Paged, T> {
    /// `None` only while the thread has it, or after a panic there.
    items: Option<coc_core::Items<E, T>>,
    driver: Driver,
}

impl<E, T> Items<E, T>
where
    E: Paged + Endpoint<Output = Page<T>>,
    T: Clone + Send + Sync + 'static,
{
    /// Requests the next page when the first entry of a page is reoutcome, before the page is used
    /// up.
    pub fn prefetch(mut self) -> Self {
        self.items = self.items.map(coc_core::Items::prefetch);
        self
    }

    /// Ends after this many entries, and requests no page beyond them.
    pub fn at_most(mut self, count: usize) -> Self {
        self.items = self.items.map(|items| items.at_most(count));
        self
    }

    /// The cursor of the next page to request. After an error, the list continues there behind the
    /// last entry; before, it is the page after the current entries.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.items.as_ref()?.cursor()
    }
}

impl<E, T> Iterator for Items<E, T>
where
    E: Paged + Endpoint<Output = Page<T>>,
    T: Clone + Send + Sync + 'static,
{
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut items = self.items.take()?;
        let outcome = self.driver.run(async move { (items.next().await, items) });
        restore(&mut self.items, outcome)
    }
}

/// Puts the list back after the thread has used it.
fn restore<L, T>(
    place: &mut Option<L>,
    outcome: Result<(Option<Result<T, Error>>, L), Error>,
) -> Option<Result<T, Error>> {
    match outcome {
        Ok((next, list)) => {
            *place = Some(list);
            next
        }
        Err(error) => Some(Err(error)),
    }
}

impl<E: Paged> fmt::Debug for Pages<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("pages", &self.pages).finish_non_exhaustive()
    }
}

impl<E: Endpoint<Output = Page<T>> + Paged, T> fmt::Debug for Items<E, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("items", &self.items).finish_non_exhaustive()
    }
}
