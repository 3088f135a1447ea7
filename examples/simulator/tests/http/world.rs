//! A few requests to the generated world over HTTP.

use simulator::Simulator;

use crate::client::get;

#[tokio::test]
async fn the_generated_world_responds_to_every_catalogue() {
    let simulator = Simulator::builder().clans(20).start().await.unwrap();
    for path in ["/locations", "/leaguetiers", "/goldpass/seasons/current"] {
        assert_eq!(get(&simulator, path).await.status, 200, "{path}");
    }
}
