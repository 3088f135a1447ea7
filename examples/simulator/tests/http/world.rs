//! A few requests to the generated world over HTTP.

use std::time::{SystemTime, UNIX_EPOCH};

use simulator::Simulator;
use simulator::world::World;

use crate::client::get;

fn escaped(tag: &str) -> String {
    tag.replace('#', "%23")
}

#[tokio::test]
async fn the_generated_world_responds_to_every_catalogue() {
    let simulator = Simulator::builder().clans(20).start().await.unwrap();
    for path in ["/locations", "/leaguetiers", "/goldpass/seasons/current"] {
        assert_eq!(get(&simulator, path).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn a_tag_with_small_letters_or_the_letter_o_names_the_same_player() {
    let simulator = Simulator::builder().clans(20).speed(0.0).start().await.unwrap();
    let members = format!("/clans/{}/members", escaped(&simulator.samples().clan));
    let members = get(&simulator, &members).await.json();
    let mut tags = members["items"].as_array().unwrap().iter().map(|member| member["tag"].as_str().unwrap());
    let tag = tags.find(|tag| tag.contains('0')).unwrap();
    for sent in [tag.replace('0', "O"), tag.to_lowercase(), tag.to_lowercase().replace('0', "o")] {
        let response = get(&simulator, &format!("/players/{}", escaped(&sent))).await;
        assert_eq!((response.status, response.json()["tag"].as_str()), (200, Some(tag)), "{sent}");
    }
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "the present is what is tested")]
async fn the_world_is_of_the_present_unless_its_clock_is_stopped_or_set() {
    let present =
        || i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap();
    let before = present();
    let simulator = Simulator::builder().clans(8).start().await.unwrap();
    assert!((before..=present()).contains(&simulator.now()));
    let stopped = Simulator::builder().clans(8).speed(0.0).start().await.unwrap();
    assert_eq!(stopped.now(), World::default_start());
    let set = Simulator::builder().clans(8).speed(0.0).now(1_790_000_000_000).start().await.unwrap();
    assert_eq!(set.now(), 1_790_000_000_000);
}

#[tokio::test]
async fn the_samples_exist_at_the_simulated_time() {
    let simulator = Simulator::builder().speed(0.0).start().await.unwrap();
    // In the leagues' days of a month, after them, and before the first battle of the next month.
    for day in [0, 12, 27, 28, 29, 200] {
        simulator.set_now(World::default_start() + day * 86_400_000);
        let samples = simulator.samples();
        let war = samples.war.expect("a world of this size has leagues");
        let body = get(&simulator, &format!("/clanwarleagues/wars/{}", escaped(&war))).await.json();
        assert!(["inWar", "warEnded"].contains(&body["state"].as_str().unwrap()), "{day}: {body}");
        assert!([&body["clan"]["tag"], &body["opponent"]["tag"]].contains(&&samples.clan.as_str().into()));
        let path = format!("/clans/{}/currentwar", escaped(&samples.warring_clan));
        assert_eq!(get(&simulator, &path).await.json()["state"], "inWar", "{day}");
    }
}
