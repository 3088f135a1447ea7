//! Wakers that do something. Not on wasm32, where no waker may hold a client, because it is not `Send` there.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    task::{Context, Wake, Waker},
};

use coc_core::{
    RateLimit,
    testing::{FakeTransport, ManualClock},
};
use futures_util::{FutureExt, future::pending};

use crate::builder;

/// Looks at the tokens as soon as it is woken, which asks the same queue.
struct Curious(coc_core::Client, AtomicU32);

impl Wake for Curious {
    fn wake(self: Arc<Self>) {
        assert!(self.0.tokens().len() == 1);
        self.1.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn whoever_is_woken_may_ask_the_client_at_once() {
    let clock = ManualClock::default();
    let hanging = FakeTransport::pending(|_| pending());
    let limit = RateLimit::none().in_flight(1);
    let client = builder(&hanging, &clock).no_cache().rate_limit(limit).build().unwrap();
    let curious = Arc::new(Curious(client.clone(), AtomicU32::new(0)));
    let waker = Waker::from(Arc::clone(&curious));
    let poll = |call: &mut coc_core::ResponseFuture<_>| {
        call.poll_unpin(&mut Context::from_waker(&waker)).is_pending()
    };
    let [mut first, mut second] = ["/first", "/second"].map(|path| client.custom(path).raw().send());
    assert!(poll(&mut first) && poll(&mut second));
    assert_eq!(hanging.requests().len(), 1);
    drop(first);
    assert!(curious.1.load(Ordering::Relaxed) > 0, "it was not woken");
    assert!(poll(&mut second));
    assert_eq!(hanging.requests().len(), 2);
}
