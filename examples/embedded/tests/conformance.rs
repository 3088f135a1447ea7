//! The transport does what every transport owes, and its runtime carries the suite.

use coc_core::testing::conformance::Suite;
use embedded::{runtime::Runtime, transport::UreqTransport};

#[test]
fn it_conforms() {
    let runtime = Runtime::new();
    let suite = Suite::new(runtime.clock(), |options| {
        UreqTransport::with_limits(16, options.timeout, options.max_body).expect("threads can be started")
    });
    runtime.block_on(suite.run()).expect("there are sockets").assert();
}
