//! Pages and items of lists.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use bytes::Bytes;
use coc_core::{
    ErrorKind, RateLimit, TransportError, TransportErrorKind,
    testing::{FakeTransport, ManualClock},
};
use futures_util::{FutureExt as _, StreamExt as _, TryStreamExt as _};

use crate::{block_on, builder, client};

/// Locations with the ids 0 to 6; cursors are ids.
const COUNT: usize = 7;

fn parameter(request: &http::Request<Bytes>, name: &str) -> Option<usize> {
    let query = request.uri().query()?;
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=')?.parse().ok())
}

fn page(request: &http::Request<Bytes>) -> http::Response<Bytes> {
    let from = parameter(request, "after").unwrap_or(0);
    let to = COUNT.min(from + parameter(request, "limit").unwrap_or(COUNT));
    let items: Vec<String> =
        (from..to).map(|id| format!(r#"{{"id":{id},"name":"n","isCountry":false}}"#)).collect();
    let after = if to < COUNT { format!(r#""after":"{to}""#) } else { String::new() };
    let body = format!(r#"{{"items":[{}],"paging":{{"cursors":{{{after}}}}}}}"#, items.join(","));
    http::Response::new(body.into())
}

fn list() -> FakeTransport {
    FakeTransport::new(|request| Ok(page(&request)))
}

fn queries(transport: &FakeTransport) -> Vec<String> {
    transport.requests().iter().map(|request| request.uri().query().unwrap_or_default().to_owned()).collect()
}

#[test]
fn pages_are_fetched_lazily_until_the_last() {
    let transport = list();
    let mut pages = client(&transport).locations().limit(3).pages();
    assert!(queries(&transport).is_empty());
    let mut sizes = Vec::new();
    while let Some(page) = block_on(pages.next()) {
        sizes.push(page.unwrap().items.len());
        assert_eq!(transport.requests().len(), sizes.len());
    }
    assert_eq!(sizes, [3, 3, 1]);
    assert_eq!(queries(&transport), ["limit=3", "limit=3&after=3", "limit=3&after=6"]);
    assert!(pages.cursor().is_none() && block_on(pages.next()).is_none());
}

#[test]
fn items_are_returned_once_each_from_the_cursor_of_the_call() {
    let transport = list();
    let ids =
        |items: Vec<coc_core::models::Location>| items.iter().map(|item| item.id.get()).collect::<Vec<_>>();
    let all = client(&transport).locations().limit(2).items().try_collect::<Vec<_>>();
    assert_eq!(ids(block_on(all).unwrap()), [0, 1, 2, 3, 4, 5, 6]);
    let rest = client(&transport).locations().limit(2).after("5").items().try_collect::<Vec<_>>();
    assert_eq!(ids(block_on(rest).unwrap()), [5, 6]);
}

#[test]
fn an_error_ends_the_pages_and_their_cursor_resumes_at_the_failed_page() {
    let failing = Arc::new(AtomicBool::new(true));
    let transport = FakeTransport::new({
        let failing = Arc::clone(&failing);
        move |request| match parameter(&request, "after") {
            Some(4) if failing.load(Ordering::Relaxed) => {
                Err(TransportError::new(TransportErrorKind::Connect))
            }
            _ => Ok(page(&request)),
        }
    });
    for prefetch in [false, true] {
        failing.store(true, Ordering::Relaxed);
        let mut pages = client(&transport).locations().limit(2).pages();
        if prefetch {
            pages = pages.prefetch();
        }
        let got: Vec<_> = block_on(async {
            let mut got = Vec::new();
            while let Some(page) = pages.next().await {
                got.push(page.map(|page| page.items.len()).map_err(|error| error.kind()));
            }
            got
        });
        assert_eq!(got, [Ok(2), Ok(2), Err(ErrorKind::Connect)], "prefetch: {prefetch}");
        failing.store(false, Ordering::Relaxed);
        let cursor = pages.cursor().unwrap().clone();
        let rest = client(&transport).locations().limit(2).after(cursor).items().try_collect::<Vec<_>>();
        let ids: Vec<_> = block_on(rest).unwrap().iter().map(|item| item.id.get()).collect();
        assert_eq!(ids, [4, 5, 6]);
    }
}

#[test]
fn prefetch_requests_the_next_page_before_it_is_polled() {
    let transport = list();
    let mut pages = client(&transport).locations().limit(4).pages().prefetch();
    let first = block_on(pages.next()).unwrap().unwrap();
    assert_eq!((first.items.len(), transport.requests().len()), (4, 2));
    let second = block_on(pages.next()).unwrap().unwrap();
    assert_eq!((second.items.len(), transport.requests().len()), (3, 2));
    assert!(block_on(pages.next()).is_none());
}

#[test]
fn a_page_whose_cursor_points_to_itself_is_an_error() {
    let body = r#"{"items":[{"id":1,"name":"n","isCountry":false}],"paging":{"cursors":{"after":"x"}}}"#;
    let transport = FakeTransport::json(200, body);
    let pages: Vec<_> = block_on(client(&transport).locations().pages().collect());
    let kinds: Vec<_> =
        pages.iter().map(|page| page.as_ref().map(|_| ()).map_err(coc_core::Error::kind)).collect();
    assert_eq!(kinds, [Ok(()), Err(ErrorKind::Decode)]);
}

/// A list in which `next` returns the cursor after each cursor, with one entry a page or none.
fn linked(next: impl Fn(usize) -> usize + Send + Sync + 'static, empty: bool) -> FakeTransport {
    FakeTransport::new(move |request| {
        let after = next(parameter(&request, "after").unwrap_or(0));
        let item = if empty { "" } else { r#"{"id":1,"name":"n","isCountry":false}"# };
        let body = format!(r#"{{"items":[{item}],"paging":{{"cursors":{{"after":"{after}"}}}}}}"#);
        Ok(http::Response::new(body.into()))
    })
}

#[test]
fn a_circle_of_cursors_of_any_length_is_an_error_that_names_the_cursor() {
    for length in [1, 2, 3, 7, 40] {
        // From 0 into a circle of the cursors 1 to `length`.
        let transport = linked(move |at| at % length + 1, false);
        let mut pages: Vec<_> = block_on(client(&transport).locations().pages().collect());
        let error = pages.pop().unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().contains("\"1\""), "{error}");
        assert!(pages.iter().all(Result::is_ok));
        assert_eq!((pages.len(), transport.requests().len()), (length, length + 1), "no page comes twice");
    }
}

#[test]
fn a_circle_of_cached_pages_is_an_error_too() {
    let (transport, clock) = (linked(|at| at % 3 + 1, false), ManualClock::default());
    let client = builder(&transport, &clock).build().unwrap();
    for _ in 0..2 {
        let items = client.locations().items();
        let items =
            clock.run(items.map(|item| item.map(drop).map_err(|error| error.kind())).collect::<Vec<_>>());
        assert_eq!(items, [Ok(()), Ok(()), Ok(()), Err(ErrorKind::Decode)]);
    }
    assert_eq!(transport.requests().len(), 4);
}

#[test]
fn empty_pages_with_ever_new_cursors_are_an_error() {
    let transport = linked(|at| at + 1, true);
    let mut items = client(&transport).locations().items();
    let error = block_on(items.next()).unwrap().unwrap_err();
    assert_eq!((error.kind(), transport.requests().len()), (ErrorKind::Decode, 11), "{error}");
    assert!(block_on(items.next()).is_none());
    assert_eq!(items.cursor().unwrap().as_str(), "10");
}

#[test]
fn a_list_from_the_cache_yields_to_the_executor() {
    let (transport, clock) = (linked(|at| at + 1, false), ManualClock::default());
    let client = builder(&transport, &clock).rate_limit(RateLimit::none()).build().unwrap();
    let count = 100;
    clock.run(client.locations().pages().at_most(count).for_each(|_| async {}));
    let mut pages = client.locations().pages().at_most(count);
    let mut received = 0;
    // One poll, as an executor does it: it must end before the list does.
    let polled = async {
        while let Some(page) = pages.next().await {
            page.unwrap();
            received += 1;
        }
    };
    assert!(polled.now_or_never().is_none(), "the executor never got its turn");
    assert!((1..count).contains(&received), "{received}");
}

#[test]
fn an_invalid_argument_ends_the_list_and_nothing_is_sent() {
    let transport = list();
    let mut members = client(&transport).clan_members("nonsense!").items();
    let error = block_on(members.next()).unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidTag);
    assert!(block_on(members.next()).is_none() && transport.requests().is_empty());
}

#[test]
fn at_most_caps_a_list_and_its_cursor_resumes_after_the_cap() {
    let transport = list();
    let mut pages = client(&transport).locations().limit(2).pages().prefetch().at_most(2);
    let sizes =
        [block_on(pages.next()), block_on(pages.next())].map(|page| page.unwrap().unwrap().items.len());
    assert_eq!(sizes, [2, 2]);
    assert!(block_on(pages.next()).is_none());
    assert_eq!(queries(&transport), ["limit=2", "limit=2&after=2"], "a page beyond the cap was fetched");
    assert_eq!(pages.cursor().unwrap().as_str(), "4");

    let transport = list();
    let items = client(&transport).locations().limit(3).items().at_most(4).try_collect::<Vec<_>>();
    assert_eq!(block_on(items).unwrap().len(), 4);
    assert_eq!(transport.requests().len(), 2);
    let none = client(&transport).locations().items().at_most(0).try_collect::<Vec<_>>();
    assert!(block_on(none).unwrap().is_empty());
    assert_eq!(transport.requests().len(), 2);
}

#[test]
fn prefetch_does_not_go_beyond_the_cap() {
    let transport = list();
    let items = client(&transport).locations().limit(3).items().prefetch().at_most(5);
    assert_eq!(block_on(items.try_collect::<Vec<_>>()).unwrap().len(), 5);
    assert_eq!(queries(&transport), ["limit=3", "limit=3&after=3"]);
    let transport = list();
    let mut items = client(&transport).locations().limit(3).items().prefetch().at_most(4);
    block_on(items.next()).unwrap().unwrap();
    assert_eq!(transport.requests().len(), 2, "the second page is needed, so it is prefetched");
}

#[test]
fn the_cursor_of_items_resumes_after_an_error() {
    let transport = FakeTransport::new(|request| {
        let mut response = page(&request);
        if parameter(&request, "after") == Some(3) {
            *response.status_mut() = http::StatusCode::BAD_GATEWAY;
        }
        Ok(response)
    });
    let mut items = client(&transport).locations().limit(3).items();
    assert!(items.cursor().is_none());
    for id in 0..3 {
        assert_eq!(block_on(items.next()).unwrap().unwrap().id.get(), id);
    }
    assert_eq!(block_on(items.next()).unwrap().unwrap_err().kind(), ErrorKind::Server);
    assert!(block_on(items.next()).is_none());
    let rest = client(&list()).locations().after(items.cursor().unwrap().clone()).items();
    let ids: Vec<_> =
        block_on(rest.try_collect::<Vec<_>>()).unwrap().iter().map(|item| item.id.get()).collect();
    assert_eq!(ids, [3, 4, 5, 6]);
}
