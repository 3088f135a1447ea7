//! Query parts that several endpoints share: the page asked for, and real-time answers.

use coc_models::{Cursor, Page};

use super::Endpoint;
use crate::{
    error::{Error, ErrorKind},
    route::Target,
};

/// A part of the query of an endpoint.
pub(crate) trait QueryPart {
    /// Adds the part to the target, or says why it can only fail.
    fn write(&self, target: Target) -> Result<Target, Error>;
}

/// Which page of a list: how many entries, and after or before which cursor.
///
/// Without a limit the API sends all it has, which is at most 200 ranks and up to about a thousand of other things.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageQuery {
    limit: Option<u32>,
    after: Option<Cursor>,
    before: Option<Cursor>,
}

impl PageQuery {
    /// The cursor after which the page begins, if it is not the first.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.after.as_ref()
    }

    /// At most this many entries.
    pub fn limit(&mut self, limit: u32) {
        self.limit = Some(limit);
    }

    /// The entries after this cursor.
    pub fn after(&mut self, cursor: impl Into<Cursor>) {
        self.after = Some(cursor.into());
    }

    /// The entries before this cursor.
    pub fn before(&mut self, cursor: impl Into<Cursor>) {
        self.before = Some(cursor.into());
    }
}

impl QueryPart for PageQuery {
    fn write(&self, target: Target) -> Result<Target, Error> {
        let wrong = |message| Err(Error::with_message(ErrorKind::InvalidRequest, message));
        if self.limit == Some(0) {
            return wrong("a limit of 0 asks for nothing; leave it out to get everything");
        }
        if self.after.is_some() && self.before.is_some() {
            return wrong("`after` and `before` exclude one another; set one cursor");
        }
        Ok(target
            .query_opt("limit", self.limit)
            .query_opt("after", self.after.as_ref().map(Cursor::as_str))
            .query_opt("before", self.before.as_ref().map(Cursor::as_str)))
    }
}

/// An endpoint that answers in pages.
pub trait Paged: Endpoint + Clone {
    /// The page this value asks for.
    fn page(&self) -> &PageQuery;

    /// The same, to be changed.
    fn page_mut(&mut self) -> &mut PageQuery;

    /// The endpoint for the page after `page`, or `None` after the last.
    #[must_use]
    fn next_page<T>(&self, page: &Page<T>) -> Option<Self> {
        let cursor = page.after()?.clone();
        let mut next = self.clone();
        let query = next.page_mut();
        query.after = Some(cursor);
        query.before = None;
        Some(next)
    }
}

/// An endpoint that can answer past the server's cache, for keys that Supercell approved for it.
pub trait Realtime: Endpoint {
    /// Whether this value asks for it.
    fn realtime_mut(&mut self) -> &mut bool;
}

/// The `realtime` parameter. It is left out rather than sent as `false`: each spelling is an entry of its own in the
/// server's cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RealtimeQuery(pub(crate) bool);

impl QueryPart for RealtimeQuery {
    fn write(&self, target: Target) -> Result<Target, Error> {
        Ok(target.query_opt("realtime", self.0.then_some(true)))
    }
}

/// The part of a route that is a mark only.
impl QueryPart for () {
    fn write(&self, target: Target) -> Result<Target, Error> {
        Ok(target)
    }
}
