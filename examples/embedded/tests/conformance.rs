//! The transport passes the conformance suite, run on the example's runtime.

use coc_core::testing::conformance::Suite;
use embedded::{runtime::Runtime, transport::UreqTransport};

#[test]
fn the_transport_passes_the_conformance_suite() {
    let runtime = Runtime::new();
    let suite = Suite::new(runtime.clock(), |options| {
        UreqTransport::with_limits(16, options.timeout, options.max_body).expect("threads start")
    });
    runtime.block_on(suite.run()).expect("sockets are available").assert();
}
