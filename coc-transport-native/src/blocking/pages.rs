//! Lists without async: iterators over pages and over entries.

use std::fmt;

use coc_core::{
    Endpoint, Error, Response,
    endpoint::Paged,
    models::{Cursor, Page},
};

use super::{Call, driver::Driver};

impl<E: Paged + Clone> Call<E> {
    /// The pages of this list, from the one that the call would get to the last.
    pub fn pages(self) -> Pages<E> {
        Pages { pages: Some(self.call.pages()), driver: self.driver }
    }

    /// The entries of this list, from the first that the call would get to the last, whatever pages they come in.
    pub fn items<T>(self) -> Items<E, T>
    where
        E: Endpoint<Output = Page<T>>,
    {
        Items { items: Some(self.call.items()), driver: self.driver }
    }
}

/// The pages of a list, each asked for when it is wanted. From [`Call::pages`]. An error ends it.
///
/// ```no_run
/// # fn example(client: coc_transport_native::blocking::Client) -> Result<(), coc_transport_native::Error> {
/// for page in client.clan_members("#2PP").limit(20).pages() {
///     println!("{} members", page?.items.len());
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "pages are asked for one by one"]
pub struct Pages<E: Paged> {
    /// Lost only if a call panics.
    pages: Option<coc_core::Pages<E>>,
    driver: Driver,
}

impl<E: Paged> Pages<E> {
    /// Asks for the page after each page at once, before it is wanted.
    pub fn prefetch(mut self) -> Self {
        self.pages = self.pages.map(coc_core::Pages::prefetch);
        self
    }

    /// Ends after this many pages; [`cursor`](Self::cursor) then says where the list goes on.
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
        let turned = self.driver.run(async move { (pages.next().await, pages) });
        keep(&mut self.pages, turned)
    }
}

/// The entries of a list, page after page. From [`Call::items`]. An error ends it.
///
/// ```no_run
/// # fn example(client: coc_transport_native::blocking::Client) -> Result<(), coc_transport_native::Error> {
/// for member in client.clan_members("#2PP").items() {
///     println!("{}", member?.name);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "entries are asked for one by one"]
pub struct Items<E: Endpoint<Output = Page<T>> + Paged, T> {
    /// Lost only if a call panics.
    items: Option<coc_core::Items<E, T>>,
    driver: Driver,
}

impl<E, T> Items<E, T>
where
    E: Paged + Endpoint<Output = Page<T>>,
    T: Clone + Send + Sync + 'static,
{
    /// Asks for the next page when the entries of one are given out, before they are used up.
    pub fn prefetch(mut self) -> Self {
        self.items = self.items.map(coc_core::Items::prefetch);
        self
    }

    /// Ends after this many entries, and asks for no page beyond them.
    pub fn at_most(mut self, count: usize) -> Self {
        self.items = self.items.map(|items| items.at_most(count));
        self
    }

    /// The cursor after which the page begins that is asked for next. After an error it leads on behind the last entry; before,
    /// to the page after the one whose entries are being given.
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
        let turned = self.driver.run(async move { (items.next().await, items) });
        keep(&mut self.items, turned)
    }
}

/// Puts the list back where it was taken from.
fn keep<L, T>(
    place: &mut Option<L>,
    turned: Result<(Option<Result<T, Error>>, L), Error>,
) -> Option<Result<T, Error>> {
    match turned {
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
