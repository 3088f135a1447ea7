//! The transport passes the conformance suite.

use coc_core::testing::conformance::{Options, Suite};
use coc_transport_native::{NativeTransport, TokioClock};

fn conforming(options: Options) -> NativeTransport {
    let builder = NativeTransport::builder().no_proxy();
    builder.timeout(options.timeout).max_body(options.max_body).build().expect("the settings are good")
}

#[tokio::test]
async fn passes_on_one_thread() {
    Suite::new(TokioClock::new(), conforming).run().await.unwrap().assert();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn passes_on_several_threads() {
    let suite = Suite::new(TokioClock::new(), conforming);
    tokio::spawn(suite.run()).await.unwrap().unwrap().assert();
}
