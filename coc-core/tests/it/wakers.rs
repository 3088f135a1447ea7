//! Wakers that use the client. Not on wasm32: the client is not `Send` there, so a waker cannot
//! hold it.

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

use crate::limited;

/// Reads the tokens when woken, which locks the queue of permits.
struct ReadsTokens(coc_core::Client, AtomicU32);

impl Wake for ReadsTokens {
    fn wake(self: Arc<Self>) {
        assert!(self.0.tokens().len() == 1);
        self.1.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn a_waker_may_use_the_client_without_deadlock() {
    let clock = ManualClock::default();
    let hanging = FakeTransport::pending(|_| pending());
    let limit = RateLimit::none().in_flight(1);
    let client = limited(&hanging, &clock, limit);
    let waker_state = Arc::new(ReadsTokens(client.clone(), AtomicU32::new(0)));
    let waker = Waker::from(Arc::clone(&waker_state));
    let poll = |call: &mut coc_core::ResponseFuture<_>| {
        call.poll_unpin(&mut Context::from_waker(&waker)).is_pending()
    };
    let [mut first, mut second] = ["/first", "/second"].map(|path| client.custom(path).raw().send());
    assert!(poll(&mut first) && poll(&mut second));
    assert_eq!(hanging.requests().len(), 1);
    drop(first);
    assert!(waker_state.1.load(Ordering::Relaxed) > 0, "the second caller was not woken");
    assert!(poll(&mut second));
    assert_eq!(hanging.requests().len(), 2);
}
