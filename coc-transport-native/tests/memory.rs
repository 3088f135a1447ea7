//! The memory that a full cache takes, counted by the allocator of this test, so in a process of
//! its own.

#![allow(clippy::unwrap_used, reason = "a panic fails the test")]

use std::{
    alloc::System,
    fmt::Write as _,
    io::{BufRead as _, BufReader, Write as _},
    net::{SocketAddr, TcpListener},
    sync::{Arc, Mutex},
    thread,
};

use coc_core::{
    Endpoint, Json, RateLimit,
    cache::{Cache as _, MemoryCache},
    endpoint::{Custom, DecodeAs, GetClan, GetPlayer, Raw},
    models::PlayerTag,
};
use coc_transport_native::{Client, NativeTransport, TokioClock, coc_core};
use simulator::Simulator;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The bytes that are allocated now.
fn allocated() -> f64 {
    let stats = ALLOCATOR.stats();
    #[allow(clippy::cast_precision_loss, reason = "a share needs no more than 53 bits")]
    let bytes = (stats.bytes_allocated - stats.bytes_deallocated) as f64;
    bytes
}

/// A server that responds to every request with the current body and the headers of the API.
struct Server {
    transport: NativeTransport,
    address: SocketAddr,
    body: Arc<Mutex<Arc<[u8]>>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let body = Arc::new(Mutex::new(Arc::from([])));
        let current: Arc<Mutex<Arc<[u8]>>> = Arc::clone(&body);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (mut stream, current) = (BufReader::new(stream.unwrap()), Arc::clone(&current));
                thread::spawn(move || {
                    let mut line = String::new();
                    while stream.read_line(&mut line).is_ok_and(|length| length > 0) {
                        if line != "\r\n" {
                            line.clear();
                            continue;
                        }
                        line.clear();
                        let body = Arc::clone(&current.lock().unwrap());
                        let mut response = String::from("HTTP/1.1 200 OK\r\n");
                        for (name, value) in [
                            ("content-type", "application/json; charset=utf-8"),
                            ("cache-control", "public max-age=600"),
                            ("date", "Mon, 03 Aug 2026 05:00:00 GMT"),
                            ("vary", "Accept-Encoding"),
                            ("x-cache", "Miss from cloudfront"),
                            ("via", "1.1 0123456789abcdef0123456789abcdef.cloudfront.net (CloudFront)"),
                            ("x-amz-cf-pop", "FRA56-P1"),
                            ("x-amz-cf-id", "0123456789abcdef0123456789abcdef0123456789abcdef01234567"),
                        ] {
                            write!(response, "{name}: {value}\r\n").unwrap();
                        }
                        write!(response, "content-length: {}\r\n\r\n", body.len()).unwrap();
                        let bytes = [response.as_bytes(), &body].concat();
                        stream.get_mut().write_all(&bytes).unwrap();
                    }
                });
            }
        });
        let transport = NativeTransport::builder().no_proxy().build().unwrap();
        Self { transport, address, body }
    }
}

/// A full cache: the bytes that it counts, and those that it takes.
struct Full {
    name: &'static str,
    counted: f64,
    taken: f64,
}

impl Server {
    /// Fills a cache with responses of this body, one for each tag.
    async fn fill<E: Endpoint>(
        &self,
        name: &'static str,
        body: &[u8],
        cache: MemoryCache,
        endpoint: impl Fn(PlayerTag) -> E,
    ) -> Full {
        *self.body.lock().unwrap() = body.into();
        let client = Client::builder(self.transport.clone(), TokioClock::new())
            .base_url(format!("http://{}/v1", self.address))
            .token("a-token")
            .rate_limit(RateLimit::none())
            .cache(cache.clone())
            .build()
            .unwrap();
        let mut id = 1 << 20;
        let usage = loop {
            for _ in 0..50 {
                id += 1;
                client.call(endpoint(PlayerTag::from_id(id).unwrap())).await.unwrap();
            }
            let usage = cache.usage().await.unwrap();
            if usage.evictions.unwrap() > usage.entries.unwrap() / 2 {
                break usage;
            }
        };
        drop(client);
        let full = allocated();
        drop(cache);
        let entries = usage.entries.unwrap();
        let full = Full { name, counted: float(usage.bytes.unwrap()), taken: full - allocated() };
        let Full { counted, taken, .. } = full;
        println!(
            "{name}: {entries} entries of {:.0} bytes, counted {:.0}, {:.2}",
            taken / float(entries),
            counted / float(entries),
            taken / counted
        );
        full
    }
}

fn float(number: u64) -> f64 {
    f64::from(u32::try_from(number).unwrap())
}

/// The bodies of a clan and a player of a simulated world.
async fn simulated() -> (Vec<u8>, Vec<u8>) {
    let simulator = Simulator::builder().clans(16).speed(0.0).start().await.unwrap();
    let transport = NativeTransport::builder().no_proxy().build().unwrap();
    let client = Client::builder(transport, TokioClock::new());
    let client = client.base_url(simulator.base_url()).token(simulator.token()).no_cache().build().unwrap();
    let clan = client.clan(simulator.samples().clan).raw().await.unwrap();
    let player = client.player(simulator.samples().player).raw().await.unwrap();
    (clan.to_vec(), player.to_vec())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_memory_cache_takes_as_much_as_it_counts() {
    const CAPACITY: u64 = 3 << 20;
    let server = Server::start();
    let (clan, player) = simulated().await;
    let small =
        br##"{"tag":"#2PP","name":"Example","townHallLevel":18,"expLevel":250,"trophies":6000,"stars":1}"##;
    let all = || MemoryCache::builder().capacity(CAPACITY).build();
    let values = || MemoryCache::builder().capacity(CAPACITY).bodies(false).build();
    let get_player = |tag: PlayerTag| GetPlayer::new(tag);
    let get_raw = |tag: PlayerTag| Raw(GetPlayer::new(tag));
    let get_json = |tag: PlayerTag| DecodeAs::<_, Json>::new(GetPlayer::new(tag));
    let get_custom = |tag: PlayerTag| Custom::new(format!("/x/{}", tag.encoded()));
    let get_clan = |tag: PlayerTag| GetClan::new(tag.as_str());
    server.fill("warm-up", small, all(), get_player).await;
    for full in [
        server.fill("small players", small, all(), get_player).await,
        server.fill("small players without bodies", small, values(), get_player).await,
        server.fill("small bodies", small, all(), get_raw).await,
        server.fill("players", &player, all(), get_player).await,
        server.fill("players without bodies", &player, values(), get_player).await,
        server.fill("bodies of players", &player, all(), get_raw).await,
        server.fill("bodies of players as values", &player, values(), get_raw).await,
        server.fill("JSON of players", &player, all(), get_json).await,
        server.fill("custom paths", &player, all(), get_custom).await,
        server.fill("clans", &clan, all(), get_clan).await,
    ] {
        let Full { name, counted, taken } = full;
        assert!(counted <= float(CAPACITY) && counted > float(CAPACITY) * 0.8, "{name}: {counted} counted");
        assert!((0.85..=1.15).contains(&(taken / counted)), "{name}: {counted} counted, {taken} taken");
    }
}
