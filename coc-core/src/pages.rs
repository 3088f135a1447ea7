//! [`Pages`] and [`Items`]: a list from one page to the next, or from one entry to the next, as streams.

use std::{
    collections::VecDeque,
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use coc_models::{Cursor, Page};
use futures_util::{FutureExt, Stream};

use crate::{
    call::{Call, ResponseFuture},
    endpoint::{Endpoint, Paged},
    error::{Error, ErrorKind},
    response::Response,
};

/// The pages of a list, each asked for when it is wanted. From [`Call::pages`].
///
/// The call's own settings hold: `limit` is the size of a page, `after` is where to begin, and `timeout` counts for each page.
///
/// An error ends it, so that a list whose server has failed is not asked for without end. [`cursor`](Self::cursor) then still
/// says where it stopped, and a call with `.after(cursor)` goes on there.
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
/// let mut pages = client.clan_members("#2PP").limit(20).pages();
/// while let Some(page) = pages.next().await {
///     println!("{} members", page?.items.len());
/// }
/// # Ok(())
/// # }
/// ```
///
/// It is a [`Stream`], too.
#[must_use = "pages are asked for by `next` or as a stream"]
pub struct Pages<E: Paged> {
    /// The call of the page that comes next; none after the last.
    next: Option<Call<E>>,
    /// That call, if it is under way or done.
    ahead: Option<Ahead<E::Output>>,
    prefetch: bool,
    /// How many pages may still be given.
    left: usize,
    ended: bool,
}

/// A page before it was asked for.
enum Ahead<T> {
    UnderWay(ResponseFuture<T>),
    BatchItem(Result<Response<T>, Error>),
}

impl<E: Paged + Clone> Call<E> {
    /// The pages of this list, from the one that the call would get to the last.
    pub fn pages(self) -> Pages<E> {
        Pages { next: Some(self), ahead: None, prefetch: false, left: usize::MAX, ended: false }
    }

    /// The entries of this list, from the first that the call would get to the last, whatever pages they come in.
    pub fn items<T>(self) -> Items<E, T>
    where
        E: Endpoint<Output = Page<T>>,
    {
        Items { pages: self.pages(), ready: VecDeque::new(), prefetch: false, left: usize::MAX }
    }
}

impl<E: Paged> Pages<E> {
    /// Asks for the page after each page at once, before it is wanted. One page more than needed may be fetched.
    pub fn prefetch(mut self) -> Self {
        self.prefetch = true;
        self
    }

    /// Ends after this many pages; [`cursor`](Self::cursor) then says where the list goes on.
    pub fn at_most(mut self, pages: usize) -> Self {
        self.left = pages;
        self
    }

    /// The cursor after which the next page begins: nothing before the first page, unless the call set one, and nothing
    /// after the last.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.next.as_ref()?.endpoint().page().cursor()
    }
}

impl<E, T> Pages<E>
where
    E: Paged + Endpoint<Output = Page<T>>,
    T: Send + Sync + 'static,
{
    /// The next page; `None` after the last, and after an error.
    pub async fn next(&mut self) -> Option<Result<Response<Page<T>>, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Response<Page<T>>, Error>>> {
        let Some(call) = self.next.as_ref().filter(|_| !self.ended && self.left > 0) else {
            return Poll::Ready(None);
        };
        let ahead = self.ahead.take().unwrap_or_else(|| Ahead::UnderWay(call.fetch()));
        let page = match ahead {
            Ahead::BatchItem(page) => page,
            Ahead::UnderWay(mut fetch) => match fetch.poll_unpin(context) {
                Poll::Ready(page) => page,
                Poll::Pending => {
                    self.ahead = Some(Ahead::UnderWay(fetch));
                    return Poll::Pending;
                }
            },
        };
        let page = match page.and_then(|page| self.turn(&page).map(|()| page)) {
            Ok(page) => page,
            Err(error) => {
                self.ended = true;
                return Poll::Ready(Some(Err(error)));
            }
        };
        self.left -= 1;
        if self.prefetch {
            self.look_ahead(context);
        }
        Poll::Ready(Some(Ok(page)))
    }

    /// Asks for the next page, if there is to be one, before it is wanted.
    fn look_ahead(&mut self, context: &mut Context<'_>) {
        let Some(call) = self.next.as_ref().filter(|_| self.left > 0) else { return };
        // Polled once, the request is on its way; it is looked at again when the page is wanted.
        let mut fetch = call.fetch();
        self.ahead = Some(match fetch.poll_unpin(context) {
            Poll::Ready(page) => Ahead::BatchItem(page),
            Poll::Pending => Ahead::UnderWay(fetch),
        });
    }

    /// Goes on to the page after this one.
    fn turn(&mut self, page: &Page<T>) -> Result<(), Error> {
        let Some(call) = self.next.take() else { return Ok(()) };
        let here = call.endpoint();
        let next = here.next_page(page);
        if let Some(next) = &next
            && next.page().cursor() == here.page().cursor()
        {
            let error = Error::with_message(ErrorKind::Decode, "the page names itself as the one after it");
            self.next = Some(call);
            return Err(error.at_endpoint(E::ROUTE.name()));
        }
        self.next = next.map(|next| call.map(|_| next));
        Ok(())
    }
}

impl<E, T> Stream for Pages<E>
where
    E: Paged + Endpoint<Output = Page<T>> + Unpin,
    T: Send + Sync + 'static,
{
    type Item = Result<Response<Page<T>>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<E: Paged> fmt::Debug for Pages<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("endpoint", &E::ROUTE.name())
            .field("cursor", &self.cursor())
            .field("prefetch", &self.prefetch)
            .finish_non_exhaustive()
    }
}

/// The entries of a list, page after page. From [`Call::items`].
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
/// let mut members = client.clan_members("#2PP").items();
/// while let Some(member) = members.next().await {
///     println!("{}", member?.name);
/// }
/// # Ok(())
/// # }
/// ```
///
/// It is a [`Stream`], too. An error ends it, after the entries that came before.
#[must_use = "entries are asked for by `next` or as a stream"]
pub struct Items<E: Endpoint<Output = Page<T>> + Paged, T> {
    pages: Pages<E>,
    /// What is left of the last page.
    ready: VecDeque<T>,
    prefetch: bool,
    /// How many entries may still be given.
    left: usize,
}

impl<E, T> Items<E, T>
where
    E: Paged + Endpoint<Output = Page<T>>,
    T: Clone + Send + Sync + 'static,
{
    /// Asks for the next page when the entries of one are given out, before they are used up.
    pub fn prefetch(mut self) -> Self {
        self.prefetch = true;
        self
    }

    /// Ends after this many entries, and asks for no page beyond them.
    pub fn at_most(mut self, entries: usize) -> Self {
        self.left = entries;
        self
    }

    /// The cursor after which the page begins that is asked for next. After an error it leads on behind the last entry; before,
    /// to the page after the one whose entries are being given.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.pages.cursor()
    }

    /// The next entry; `None` after the last, and after an error.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if self.left == 0 {
                return Poll::Ready(None);
            }
            if let Some(item) = self.ready.pop_front() {
                self.left -= 1;
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll(context)) {
                Some(Ok(page)) => {
                    self.ready = page.into_value().items.into();
                    // Only here is it known whether entries of another page will be wanted.
                    if self.prefetch && self.left > self.ready.len() {
                        self.pages.look_ahead(context);
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<E, T> Stream for Items<E, T>
where
    E: Paged + Endpoint<Output = Page<T>> + Unpin,
    T: Clone + Send + Sync + Unpin + 'static,
{
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<E: Endpoint<Output = Page<T>> + Paged, T> fmt::Debug for Items<E, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .field("ready", &self.ready.len())
            .finish_non_exhaustive()
    }
}
