//! The last calls of a client, kept to be summed up when somebody asks.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::{CallRecord, Latency, MetricsSummary, RecentError};
use crate::{
    error::{Error, ErrorKind},
    response::Source,
};

/// The last calls, as many as fit.
pub(crate) struct Window {
    size: usize,
    calls: Mutex<VecDeque<Call>>,
}

struct Call {
    endpoint: &'static str,
    ended_at: Duration,
    duration: Duration,
    status: Option<u16>,
    attempts: u32,
    result: Result<Source, Error>,
}

impl Window {
    pub(crate) fn new(size: usize) -> Self {
        Self { size: size.max(1), calls: Mutex::default() }
    }

    pub(crate) fn record(&self, call: &CallRecord<'_>) {
        let mut calls = self.calls();
        if calls.len() == self.size {
            calls.pop_front();
        }
        calls.push_back(Call {
            endpoint: call.endpoint,
            ended_at: call.ended_at,
            duration: call.duration,
            status: call.status.map(|status| status.as_u16()),
            attempts: call.attempts,
            result: call.result.map_err(Error::clone),
        });
    }

    pub(crate) fn clear(&self) {
        self.calls().clear();
    }

    /// The calls of one endpoint, or of all.
    pub(crate) fn summary(&self, endpoint: Option<&str>) -> MetricsSummary {
        let calls = self.calls();
        let calls = calls.iter().filter(|call| endpoint.is_none_or(|name| name == call.endpoint));
        let mut summary = MetricsSummary::default();
        let (mut endpoints, mut errors, mut statuses) = (Vec::new(), Vec::new(), Vec::new());
        let mut durations = Vec::new();
        for call in calls {
            summary.calls += 1;
            summary.requests += u64::from(call.attempts);
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
        summary.endpoints = most_first(endpoints, |name| name);
        summary.errors = most_first(errors, ErrorKind::as_str);
        summary.statuses = statuses.into_iter().collect();
        summary
    }

    /// The last failed calls, the newest first.
    pub(crate) fn recent_errors(&self, count: usize) -> Vec<RecentError> {
        let failed = |call: &Call| {
            let error = call.result.as_ref().err()?.clone();
            Some(RecentError { ended_at: call.ended_at, endpoint: call.endpoint, error })
        };
        self.calls().iter().rev().filter_map(failed).take(count).collect()
    }

    fn calls(&self) -> MutexGuard<'_, VecDeque<Call>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One more of this key. There are few keys, so that a list is as good as a map.
fn count<K: PartialEq>(counts: &mut Vec<(K, u64)>, key: K) {
    match counts.iter_mut().find(|(other, _)| *other == key) {
        Some((_, count)) => *count += 1,
        None => counts.push((key, 1)),
    }
}

/// By count, and by name where counts are equal, so that the order is always the same.
fn most_first<K: Copy>(mut counts: Vec<(K, u64)>, name: fn(K) -> &'static str) -> Vec<(K, u64)> {
    counts.sort_unstable_by_key(|(key, count)| (u64::MAX - count, name(*key)));
    counts
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use http::StatusCode;

    use super::*;

    fn call<'a>(endpoint: &'static str, millis: u64, result: Result<Source, &'a Error>) -> CallRecord<'a> {
        CallRecord {
            endpoint,
            ended_at: Duration::from_secs(millis),
            duration: Duration::from_millis(millis),
            status: Some(if result.is_ok() { StatusCode::OK } else { StatusCode::NOT_FOUND }),
            attempts: 1,
            body_bytes: 0,
            result,
        }
    }

    #[test]
    fn the_window_is_summed_up() {
        let window = Window::new(1_000);
        let error = Error::new(ErrorKind::NotFound);
        (1..=100).for_each(|millis| window.record(&call("clan", millis, Ok(Source::Network))));
        (0..20).for_each(|_| window.record(&call("player", 0, Ok(Source::Cache))));
        (0..5).for_each(|_| window.record(&call("player", 200, Err(&error))));

        let all = window.summary(None);
        assert_eq!((all.calls, all.succeeded, all.cached, all.requests), (125, 120, 20, 125));
        assert_eq!(all.endpoints, [("clan", 100), ("player", 25)]);
        assert_eq!(all.errors, [(ErrorKind::NotFound, 5)]);
        assert_eq!(all.statuses, BTreeMap::from([(200, 120), (404, 5)]));
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
    fn it_keeps_the_last_calls_only() {
        let window = Window::new(10);
        (0..1_000).for_each(|millis| window.record(&call("clan", millis, Ok(Source::Network))));
        let summary = window.summary(None);
        assert_eq!(summary.calls, 10);
        assert_eq!(summary.timespan, Some((Duration::from_secs(990), Duration::from_secs(999))));
        window.clear();
        let empty = window.summary(None);
        assert_eq!((empty.calls, empty.success_rate(), empty.latency), (0, None, None));
    }
}
