//! The parts of the query that several endpoints share: the page, and real-time data.

use coc_models::{Cursor, Page};

use super::Endpoint;
use crate::{
    error::{Error, ErrorKind},
    route::Target,
};

/// A part of the query of an endpoint.
pub(crate) trait QueryPart {
    /// Adds the part to the target, or returns the error of an invalid part.
    fn write(&self, target: Target) -> Result<Target, Error>;
}

/// A page of a list: the maximum number of entries, and the cursor after or before them.
///
/// Without a limit the API sends the whole list: at most 200 ranks, or up to about a thousand other
/// entries.
///
/// ```
/// use coc_core::{Endpoint, endpoint::{ListClanMembers, Paged}};
///
/// let mut members = ListClanMembers::new("#2PP");
/// members.page_mut().limit(10);
/// assert_eq!(members.target()?.as_str(), "/clans/%232PP/members?limit=10");
/// # Ok::<(), coc_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageQuery {
    limit: Option<u32>,
    after: Option<Cursor>,
    before: Option<Cursor>,
}

impl PageQuery {
    /// The names of the parameters, in the order in which they are written.
    pub(crate) const PARAMETERS: [&str; 3] = ["limit", "after", "before"];

    /// The cursor after which the page begins; `None` for the first page.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.after.as_ref()
    }

    /// Sets the maximum number of entries.
    pub fn limit(&mut self, limit: u32) {
        self.limit = Some(limit);
    }

    /// Selects the entries after this cursor.
    pub fn after(&mut self, cursor: impl Into<Cursor>) {
        self.after = Some(cursor.into());
    }

    /// Selects the entries before this cursor.
    pub fn before(&mut self, cursor: impl Into<Cursor>) {
        self.before = Some(cursor.into());
    }
}

impl QueryPart for PageQuery {
    fn write(&self, target: Target) -> Result<Target, Error> {
        let wrong = |message| Err(Error::with_message(ErrorKind::InvalidRequest, message));
        if self.limit == Some(0) {
            return wrong("a limit of 0 returns nothing; use at least 1, or no limit for the whole list");
        }
        if self.after.is_some() && self.before.is_some() {
            return wrong("`after` and `before` exclude one another; set one of them");
        }
        let [limit, after, before] = Self::PARAMETERS;
        Ok(target
            .query_opt(limit, self.limit)
            .query_opt(after, self.after.as_ref().map(Cursor::as_str))
            .query_opt(before, self.before.as_ref().map(Cursor::as_str)))
    }
}

/// An endpoint whose response is a page of a list.
///
/// ```
/// use coc_core::{Call, Error, Response, endpoint::Paged, models::Page};
///
/// /// Requests the first ten entries of any list.
/// async fn first_ten<E, T>(list: Call<E>) -> Result<Response<Page<T>>, Error>
/// where
///     E: Paged<Output = Page<T>>,
///     T: Send + Sync + 'static,
/// {
///     list.limit(10).await
/// }
/// # async fn example(client: coc_core::Client) -> Result<(), Error> {
///
/// let members = first_ten(client.clan_members("#2PP")).await?;
/// let clans = first_ten(client.clan_rankings("global")).await?;
/// # let _ = (members, clans);
/// # Ok(())
/// # }
/// ```
pub trait Paged: Endpoint + Clone {
    /// The page of this value.
    fn page(&self) -> &PageQuery;

    /// The page of this value, mutable.
    fn page_mut(&mut self) -> &mut PageQuery;

    /// Returns the endpoint of the page after `page`, or `None` after the last one.
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

/// An endpoint that can bypass the server's cache, for keys that Supercell has approved for it.
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
/// let war = client.current_war("#2PP").realtime().await?;
/// println!("{} : {}", war.clan.stars, war.opponent.stars);
/// # Ok(())
/// # }
/// ```
pub trait Realtime: Endpoint {
    /// Whether this value bypasses the server's cache, mutable.
    fn realtime_mut(&mut self) -> &mut bool;
}

/// The `realtime` parameter. It is omitted rather than sent as `false`, because each spelling has
/// its own entry in the server's cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RealtimeQuery(pub(crate) bool);

impl RealtimeQuery {
    /// The name of the parameter.
    pub(crate) const PARAMETER: &str = "realtime";
}

impl QueryPart for RealtimeQuery {
    fn write(&self, target: Target) -> Result<Target, Error> {
        Ok(target.query_opt(Self::PARAMETER, self.0.then_some(true)))
    }
}

/// The part of a route that is a mark only.
impl QueryPart for () {
    fn write(&self, target: Target) -> Result<Target, Error> {
        Ok(target)
    }
}
