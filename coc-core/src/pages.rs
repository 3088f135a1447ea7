//! [`Pages`] and [`Items`]: the pages or the entries of a list, as streams.

use std::{
    collections::{HashSet, VecDeque},
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

/// The pages of a list, each requested when it is needed. From [`Call::pages`].
///
/// The call's options apply to each page: `limit` is its size, and `timeout` its time limit.
/// `after` is the start of the list.
///
/// An error ends the stream, so that a failing server is not queried without end. So do a cursor
/// that was followed before, and more than ten pages in a row without entries
/// ([`Decode`](ErrorKind::Decode)). [`cursor`](Self::cursor) then returns the position, and a call
/// with `.after(cursor)` continues there.
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
/// It is also a [`Stream`].
#[must_use = "pages are requested when they are polled"]
pub struct Pages<E: Paged> {
    /// The call of the next page; `None` after the last.
    next: Option<Call<E>>,
    /// That call, if it has been started.
    ahead: Option<Ahead<E::Output>>,
    prefetch: bool,
    /// The maximum number of pages left.
    left: usize,
    ended: bool,
    /// The cursors of all pages so far, to notice a circle.
    followed: HashSet<Cursor>,
    /// Pages without entries in a row.
    empty: usize,
    /// Pages in a row that were ready at once.
    ready: usize,
}

/// The limit of pages in a row without entries. The API has none; a server that sends ever new
/// cursors with them would be queried without end.
const MAX_EMPTY: usize = 10;

/// The number of pages in a row that may be ready at once before the stream yields to the executor,
/// so that a long list from the cache does not keep a timer or another task from running.
const MAX_READY: usize = 16;

/// A page that was requested ahead of time.
enum Ahead<T> {
    InFlight(ResponseFuture<T>),
    Completed(Result<Response<T>, Error>),
}

impl<E: Paged + Clone> Call<E> {
    /// Returns the pages of this list, starting with the page of this call.
    pub fn pages(self) -> Pages<E> {
        Pages {
            next: Some(self),
            ahead: None,
            prefetch: false,
            left: usize::MAX,
            ended: false,
            followed: HashSet::new(),
            empty: 0,
            ready: 0,
        }
    }

    /// Returns the entries of this list, starting with the page of this call.
    pub fn items<T>(self) -> Items<E, T>
    where
        E: Endpoint<Output = Page<T>>,
    {
        Items { pages: self.pages(), ready: VecDeque::new(), prefetch: false, left: usize::MAX }
    }
}

impl<E: Paged> Pages<E> {
    /// Requests the next page as soon as a page has arrived. This may fetch one page more than
    /// needed.
    pub fn prefetch(mut self) -> Self {
        self.prefetch = true;
        self
    }

    /// Ends after this many pages; [`cursor`](Self::cursor) then returns the position of the next
    /// one.
    pub fn at_most(mut self, pages: usize) -> Self {
        self.left = pages;
        self
    }

    /// The cursor of the next page: `None` after the last page, and before the first unless the
    /// call sets one.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.next.as_ref()?.endpoint().page().cursor()
    }
}

impl<E, T> Pages<E>
where
    E: Paged + Endpoint<Output = Page<T>>,
    T: Send + Sync + 'static,
{
    /// Returns the next page; `None` after the last, and after an error.
    pub async fn next(&mut self) -> Option<Result<Response<Page<T>>, Error>> {
        poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Response<Page<T>>, Error>>> {
        let Some(call) = self.next.as_ref().filter(|_| !self.ended && self.left > 0) else {
            return Poll::Ready(None);
        };
        if self.ready >= MAX_READY {
            self.ready = 0;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let ahead = self.ahead.take().unwrap_or_else(|| Ahead::InFlight(call.fetch()));
        let page = match ahead {
            Ahead::Completed(page) => page,
            Ahead::InFlight(mut response) => match response.poll_unpin(context) {
                Poll::Ready(page) => page,
                Poll::Pending => {
                    self.ready = 0;
                    self.ahead = Some(Ahead::InFlight(response));
                    return Poll::Pending;
                }
            },
        };
        self.ready += 1;
        let page = match page.and_then(|page| self.advance(&page).map(|()| page)) {
            Ok(page) => page,
            Err(error) => {
                self.ended = true;
                return Poll::Ready(Some(Err(error)));
            }
        };
        self.left -= 1;
        if self.prefetch {
            self.start_next(context);
        }
        Poll::Ready(Some(Ok(page)))
    }

    /// Requests the next page, if there is one, before it is needed.
    fn start_next(&mut self, context: &mut Context<'_>) {
        let Some(call) = self.next.as_ref().filter(|_| self.left > 0) else { return };
        // One poll sends the request; the next is made when the page is needed.
        let mut response = call.fetch();
        self.ahead = Some(match response.poll_unpin(context) {
            Poll::Ready(page) => Ahead::Completed(page),
            Poll::Pending => Ahead::InFlight(response),
        });
    }

    /// Moves on to the page after this one.
    fn advance(&mut self, page: &Page<T>) -> Result<(), Error> {
        let Some(call) = self.next.take() else { return Ok(()) };
        let next = call.endpoint().next_page(page);
        self.empty = if page.items.is_empty() { self.empty + 1 } else { 0 };
        let problem = next.as_ref().and_then(|next| {
            self.followed.extend(call.endpoint().page().cursor().cloned());
            let cursor = next.page().cursor().filter(|cursor| self.followed.contains(cursor));
            cursor.map(|cursor| format!("its cursor {:?} leads back to an earlier page", cursor.as_str()))
        });
        let problem = problem.or_else(|| {
            (next.is_some() && self.empty > MAX_EMPTY)
                .then(|| format!("{} pages in a row have no entries, and the last one a cursor", self.empty))
        });
        if let Some(problem) = problem {
            let message = format!("the list does not end: {problem}; use the entries received so far");
            let target = call.endpoint().target().ok();
            let error = Error::with_message(ErrorKind::Decode, message);
            let error = error.at(&call.endpoint().route(), target.as_ref());
            self.next = Some(call);
            return Err(error);
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

/// The entries of a list, page by page. From [`Call::items`].
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
/// It is also a [`Stream`]. An error ends it, after the entries before the error.
#[must_use = "entries are requested when they are polled"]
pub struct Items<E: Endpoint<Output = Page<T>> + Paged, T> {
    pages: Pages<E>,
    /// The remaining entries of the last page.
    ready: VecDeque<T>,
    prefetch: bool,
    /// The maximum number of entries left.
    left: usize,
}

impl<E, T> Items<E, T>
where
    E: Paged + Endpoint<Output = Page<T>>,
    T: Clone + Send + Sync + 'static,
{
    /// Requests the next page as soon as a page has arrived.
    pub fn prefetch(mut self) -> Self {
        self.prefetch = true;
        self
    }

    /// Ends after this many entries, and requests no page beyond them.
    pub fn at_most(mut self, entries: usize) -> Self {
        self.left = entries;
        self
    }

    /// The cursor of the next page to request. After an error, the list continues there without a
    /// gap; before, entries of the current page may be left.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.pages.cursor()
    }

    /// Returns the next entry; `None` after the last, and after an error.
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
                    // Only here is it known whether entries of another page are needed.
                    if self.prefetch && self.left > self.ready.len() {
                        self.pages.start_next(context);
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
