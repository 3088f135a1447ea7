//! [`Window`]: the last calls of a client, summarized on demand.

use std::{
    collections::{BinaryHeap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::{CallRecord, Latency, MetricsSummary, RecentError, csv};
use crate::{
    clock::Instant,
    error::{Error, ErrorKind},
    response::Source,
    sharded::Sharded,
};

/// The last calls, up to a maximum.
///
/// Each shard holds the last calls of its threads, as many as the whole window may have. So the
/// last calls of all threads are always among them, and are found when the window is read: merged
/// by the moment at which they ended. Memory is bounded by that maximum times the number of shards.
pub(crate) struct Window {
    size: usize,
    shards: Sharded<Mutex<VecDeque<Call>>>,
}

#[derive(Clone)]
pub(super) struct Call {
    pub(super) endpoint: &'static str,
    ended: Instant,
    pub(super) ended_at: Duration,
    pub(super) duration: Duration,
    pub(super) status: Option<u16>,
    pub(super) attempts: u32,
    pub(super) is_repaired: bool,
    pub(super) result: Result<Source, Error>,
}

impl Window {
    pub(crate) fn new(size: usize) -> Self {
        Self { size: size.max(1), shards: Sharded::default() }
    }

    pub(crate) fn record(&self, call: &CallRecord<'_>) {
        let mut calls = lock(self.shards.local());
        if calls.len() == self.size {
            calls.pop_front();
        }
        calls.push_back(Call {
            endpoint: call.endpoint,
            ended: call.ended,
            ended_at: call.ended_at,
            duration: call.duration,
            status: call.status.map(|status| status.as_u16()),
            attempts: call.attempts,
            is_repaired: call.repairs > 0,
            result: call.result.map_err(Error::clone),
        });
    }

    pub(crate) fn clear(&self) {
        self.shards.iter().for_each(|calls| lock(calls).clear());
    }

    /// Returns the last calls of all threads, oldest first.
    fn calls(&self) -> Vec<Call> {
        let mut calls = Vec::new();
        for shard in self.shards.iter() {
            calls.extend(lock(shard).iter().cloned().map(Some));
        }
        // The place keeps calls of one thread that ended at the same moment in order.
        let places =
            calls.iter().enumerate().map(|(place, call)| (call.as_ref().map(|call| call.ended), place));
        let order = places.collect::<BinaryHeap<_>>().into_sorted_vec();
        let skipped = order.len().saturating_sub(self.size);
        order.into_iter().skip(skipped).filter_map(|(_, place)| calls[place].take()).collect()
    }

    /// Summarizes the calls of one endpoint, or of all.
    pub(crate) fn summary(&self, endpoint: Option<&str>) -> MetricsSummary {
        let calls = self.calls();
        let calls = calls.iter().filter(|call| endpoint.is_none_or(|name| name == call.endpoint));
        let mut summary = MetricsSummary::default();
        let (mut endpoints, mut statuses, mut errors) = (Vec::new(), Vec::new(), Vec::new());
        let mut durations = Vec::new();
        for call in calls {
            summary.calls += 1;
            summary.requests += u64::from(call.attempts);
            summary.repaired += u64::from(call.is_repaired);
            let (first, _) = summary.timespan.unwrap_or((call.ended_at, call.ended_at));
            summary.timespan = Some((first, call.ended_at));
            count(&mut endpoints, call.endpoint);
            if let Some(status) = call.status {
                count(&mut statuses, status);
            }
            match &call.result {
                Ok(source) => {
                    summary.succeeded += 1;
                    summary.cached += u64::from(source.is_cache());
                    summary.shared += u64::from(*source == Source::Shared);
                }
                Err(error) => count(&mut errors, error.kind()),
            }
            if !call.result.as_ref().is_ok_and(|source| source.is_cache()) {
                durations.push(call.duration);
            }
        }
        summary.latency = Latency::of(durations);
        summary.endpoints = most_frequent_first(endpoints, |name| name);
        summary.statuses = most_frequent_first(statuses, |status| status);
        summary.errors = most_frequent_first(errors, ErrorKind::as_str);
        summary
    }

    /// Writes the calls as CSV, oldest first.
    pub(crate) fn csv(&self) -> String {
        csv::write(&self.calls())
    }

    /// Returns the last failed calls, newest first.
    pub(crate) fn recent_errors(&self, count: usize) -> Vec<RecentError> {
        let failed = |call: Call| {
            let error = call.result.err()?;
            Some(RecentError { ended_at: call.ended_at, endpoint: call.endpoint, error })
        };
        self.calls().into_iter().rev().filter_map(failed).take(count).collect()
    }
}

fn lock(calls: &Mutex<VecDeque<Call>>) -> MutexGuard<'_, VecDeque<Call>> {
    calls.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Counts one more of this key. There are few keys, so a list is as good as a map.
fn count<K: PartialEq>(counts: &mut Vec<(K, u64)>, key: K) {
    match counts.iter_mut().find(|(other, _)| *other == key) {
        Some((_, count)) => *count += 1,
        None => counts.push((key, 1)),
    }
}

/// Sorts by count, and by name where counts are equal, so that the order is deterministic.
fn most_frequent_first<K: Copy, N: Ord>(counts: Vec<(K, u64)>, name: fn(K) -> N) -> Vec<(K, u64)> {
    let rank = |(key, count): &(K, u64)| (u64::MAX - count, name(*key));
    let mut sorted = Vec::with_capacity(counts.len());
    for entry in counts {
        let place = sorted.partition_point(|other| rank(other) < rank(&entry));
        sorted.insert(place, entry);
    }
    sorted
}

#[cfg(test)]
mod tests {

    use http::StatusCode;

    use super::*;

    fn call<'a>(endpoint: &'static str, millis: u64, result: Result<Source, &'a Error>) -> CallRecord<'a> {
        CallRecord {
            endpoint,
            ended: Instant::from_origin(Duration::from_secs(millis)),
            ended_at: Duration::from_secs(millis),
            duration: Duration::from_millis(millis),
            status: Some(if result.is_ok() { StatusCode::OK } else { StatusCode::NOT_FOUND }),
            attempts: 1,
            body_bytes: 0,
            repairs: 0,
            result,
        }
    }

    #[test]
    fn the_window_is_summarized() {
        let window = Window::new(1_000);
        let error = Error::new(ErrorKind::NotFound);
        (1..=100).for_each(|millis| window.record(&call("clan", millis, Ok(Source::Network))));
        (0..20).for_each(|_| window.record(&call("player", 1, Ok(Source::Cache))));
        (0..5).for_each(|_| window.record(&call("player", 200, Err(&error))));

        let all = window.summary(None);
        assert_eq!((all.calls, all.succeeded, all.cached, all.requests), (125, 120, 20, 125));
        assert_eq!(all.endpoints, [("clan", 100), ("player", 25)]);
        assert_eq!(all.errors, [(ErrorKind::NotFound, 5)]);
        assert_eq!(all.statuses, [(200, 120), (404, 5)]);
        assert_eq!(all.timespan, Some((Duration::from_secs(1), Duration::from_secs(200))));
        let millis = Duration::from_millis;
        let clan = window.summary(Some("clan")).latency.unwrap();
        assert_eq!(clan.mean, Duration::from_micros(50_500));
        assert_eq!((clan.p50, clan.p90), (millis(50), millis(90)));
        assert_eq!((clan.p95, clan.p99, clan.max), (millis(95), millis(99), millis(100)));
        assert_eq!(window.summary(Some("player")).success_rate(), Some(0.8));
        assert_eq!(window.summary(Some("player")).cache_hit_rate(), Some(0.8));
        assert_eq!(window.recent_errors(3).len(), 3);
    }

    #[test]
    fn only_the_last_calls_are_recorded() {
        let window = Window::new(10);
        (0..1_000).for_each(|millis| window.record(&call("clan", millis, Ok(Source::Network))));
        let summary = window.summary(None);
        assert_eq!(summary.calls, 10);
        assert_eq!(summary.timespan, Some((Duration::from_secs(990), Duration::from_secs(999))));
        window.clear();
        let empty = window.summary(None);
        assert_eq!((empty.calls, empty.success_rate(), empty.latency), (0, None, None));
    }

    /// Threads end their calls in turns; the window must show the last calls of all.
    #[cfg(not(target_family = "wasm"))]
    #[test]
    fn the_last_calls_are_those_of_all_threads() {
        let window = Window::new(10);
        for round in 0..30 {
            for thread in 0..4 {
                let ended = round * 4 + thread;
                let record = || window.record(&call("clan", ended, Ok(Source::Network)));
                std::thread::scope(|scope| drop(scope.spawn(record)));
            }
        }
        (0..500).for_each(|_| window.record(&call("player", 3, Ok(Source::Cache))));
        let summary = window.summary(None);
        assert_eq!(summary.endpoints, [("clan", 10)]);
        assert_eq!(summary.timespan, Some((Duration::from_secs(110), Duration::from_secs(119))));
    }
}
