//! The server-side cache: a response of the world stays identical for the `max-age` of its route.
//!
//! Lists are stored item by item, so that all pages are of one moment and a page is a slice.

use std::collections::{HashMap, VecDeque};
use std::io::Write as _;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use super::page::{PageQuery, paging};
use crate::route::Route;

/// The maximum size of all stored JSON in bytes.
const CAPACITY: usize = 32 << 20;

/// JSON and, once it was requested, its compressed form.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    /// The uncompressed JSON.
    pub(crate) plain: Bytes,
    gzip: Arc<OnceLock<Bytes>>,
}

impl Content {
    /// Wraps uncompressed content.
    pub(crate) fn new(plain: impl Into<Bytes>) -> Self {
        Self { plain: plain.into(), gzip: Arc::default() }
    }

    /// The content compressed with gzip.
    pub(crate) fn gzip(&self) -> Bytes {
        let compress = || {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            let written = encoder.write_all(&self.plain).and_then(|()| encoder.finish());
            Bytes::from(written.expect("writing to memory cannot fail"))
        };
        self.gzip.get_or_init(compress).clone()
    }
}

/// A response of the world at one moment.
#[derive(Debug)]
pub(crate) struct Snapshot {
    /// The simulated time at which it was taken, in Unix milliseconds.
    pub(crate) taken: i64,
    form: Form,
}

#[derive(Debug)]
enum Form {
    Whole(Content),
    List {
        /// The items' JSON with a comma after each.
        items: Bytes,
        /// The end of each item, its comma included.
        ends: Vec<usize>,
        /// The number of items in the whole list, of which this may be the start.
        length: usize,
        /// Further fields of the envelope, each with a comma before it.
        extra: String,
        /// The rendered list without pages.
        whole: OnceLock<Content>,
    },
}

impl Snapshot {
    /// Stores a response without pages.
    pub(crate) fn whole(taken: i64, value: &Value) -> Self {
        Self { taken, form: Form::Whole(Content::new(value.to_string())) }
    }

    /// Stores a paged list of `length` items, or its first items; `extra` are further fields of its
    /// envelope.
    pub(crate) fn list(taken: i64, items: &[Value], length: usize, extra: &[(String, Value)]) -> Self {
        let mut text = Vec::new();
        let mut ends = Vec::with_capacity(items.len());
        for item in items {
            serde_json::to_writer(&mut text, item).expect("a JSON value can be written to memory");
            text.push(b',');
            ends.push(text.len());
        }
        let extra = extra.iter().fold(String::new(), |text, (name, value)| {
            format!("{text},{}:{value}", Value::from(name.as_str()))
        });
        Self { taken, form: Form::List { items: text.into(), ends, length, extra, whole: OnceLock::new() } }
    }

    /// The content of the requested page.
    pub(crate) fn content(&self, page: PageQuery) -> Content {
        match &self.form {
            Form::Whole(content) => content.clone(),
            Form::List { items, ends, length, extra, whole } => {
                let range = page.range(*length);
                let render = || Content::new(envelope(items, ends, *length, extra, &range));
                if range == (0..*length) { whole.get_or_init(render).clone() } else { render() }
            }
        }
    }

    /// Whether the requested page is stored.
    pub(crate) fn has(&self, page: PageQuery) -> bool {
        match &self.form {
            Form::Whole(_) => true,
            Form::List { ends, length, .. } => page.range(*length).end <= ends.len(),
        }
    }

    /// Whether the response is paged.
    pub(crate) fn is_paged(&self) -> bool {
        matches!(self.form, Form::List { .. })
    }

    fn weight(&self) -> usize {
        match &self.form {
            Form::Whole(content) => content.plain.len(),
            Form::List { items, .. } => items.len(),
        }
    }
}

fn envelope(items: &[u8], ends: &[usize], length: usize, extra: &str, range: &Range<usize>) -> Vec<u8> {
    let end_of = |count: usize| count.checked_sub(1).and_then(|last| ends.get(last)).copied().unwrap_or(0);
    let slice = items.get(end_of(range.start)..end_of(range.end)).unwrap_or_default();
    let slice = slice.strip_suffix(b",").unwrap_or(slice);
    let tail = format!("],\"paging\":{}{extra}}}", paging(range, length));
    [b"{\"items\":[", slice, tail.as_bytes()].concat()
}

/// The snapshots that may still be valid, up to a total size in bytes.
#[derive(Debug, Default)]
pub(crate) struct Snapshots {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    by_route: HashMap<Route, Arc<Snapshot>>,
    /// In insertion order; a route that was stored again is listed more than once.
    order: VecDeque<(Route, i64)>,
    weight: usize,
}

impl Snapshots {
    /// Returns the route's snapshot if it is valid at `now`.
    pub(crate) fn get(&self, route: &Route, now: i64) -> Option<Arc<Snapshot>> {
        let snapshot = self.lock().by_route.get(route).cloned()?;
        (snapshot.taken..snapshot.taken + route.time_to_live() * 1000).contains(&now).then_some(snapshot)
    }

    /// Stores a snapshot and evicts the oldest ones if necessary.
    pub(crate) fn put(&self, route: Route, snapshot: Arc<Snapshot>) {
        let mut state = self.lock();
        state.weight += snapshot.weight();
        state.order.push_back((route.clone(), snapshot.taken));
        if let Some(old) = state.by_route.insert(route, snapshot) {
            state.weight -= old.weight();
        }
        while state.weight > CAPACITY || state.order.len() > 2 * state.by_route.len() + 16 {
            let Some((route, taken)) = state.order.pop_front() else { break };
            if state.by_route.get(&route).is_some_and(|stored| stored.taken == taken)
                && let Some(old) = state.by_route.remove(&route)
            {
                state.weight -= old.weight();
            }
        }
    }

    /// Removes all snapshots.
    pub(crate) fn clear(&self) {
        *self.lock() = State::default();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::route::{Catalogue, Query};

    #[test]
    fn a_list_is_rendered_as_its_json() {
        for length in 0..4_u32 {
            let items: Vec<Value> = (0..length).map(|id| json!({ "id": id })).collect();
            let content = Snapshot::list(0, &items, items.len(), &[]).content(PageQuery::default());
            let value: Value = serde_json::from_slice(&content.plain).unwrap();
            assert_eq!(value, json!({ "items": items, "paging": { "cursors": {} } }));
        }
    }

    #[test]
    fn the_start_of_a_list_has_only_its_pages() {
        let start = Snapshot::list(0, &[json!(1), json!(2)], 3, &[]);
        let page = |query: &str| PageQuery::parse(&Query::parse(query)).unwrap();
        assert!(start.has(page("limit=1")) && start.has(page("limit=2")) && !start.has(page("limit=3")));
        assert!(!start.has(PageQuery::default()));
        let content = start.content(page("limit=1")).plain;
        let whole = Snapshot::list(0, &[json!(1), json!(2), json!(3)], 3, &[]);
        assert_eq!(content, whole.content(page("limit=1")).plain);
    }

    #[test]
    fn a_snapshot_is_valid_for_the_ttl_of_its_route() {
        let (snapshots, route) = (Snapshots::default(), Route::Player("#2PP".into()));
        snapshots.put(route.clone(), Arc::new(Snapshot::whole(1_000, &json!({}))));
        assert!(snapshots.get(&route, 1_000).is_some() && snapshots.get(&route, 60_999).is_some());
        assert!(snapshots.get(&route, 61_000).is_none() && snapshots.get(&route, 999).is_none());
        snapshots.clear();
        assert!(snapshots.get(&route, 1_000).is_none());
    }

    #[test]
    fn the_oldest_snapshots_are_evicted() {
        let snapshots = Snapshots::default();
        let big = json!("x".repeat(CAPACITY / 4));
        let route = |id| Route::CatalogueEntry(Catalogue::Leagues, id);
        for id in 0..6 {
            snapshots.put(route(id), Arc::new(Snapshot::whole(id, &big)));
        }
        assert!(snapshots.get(&route(0), 0).is_none() && snapshots.get(&route(5), 5).is_some());
        assert!(snapshots.lock().weight <= CAPACITY);
        for taken in 0..1000 {
            snapshots.put(route(5), Arc::new(Snapshot::whole(taken, &json!(1))));
        }
        assert!(snapshots.lock().order.len() < 50);
        assert!(snapshots.get(&route(5), 999).is_some());
    }
}
