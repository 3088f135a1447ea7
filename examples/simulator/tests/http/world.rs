//! A few questions to the generated world, to see that both sides meet.

use simulator::Simulator;

use crate::client::get;

#[tokio::test]
async fn the_generated_world_answers_every_catalogue() {
    let simulator = Simulator::builder().clans(20).start().await.unwrap();
    for path in ["/locations", "/leaguetiers", "/goldpass/seasons/current"] {
        assert_eq!(get(&simulator, path).await.status, 200, "{path}");
    }
}
