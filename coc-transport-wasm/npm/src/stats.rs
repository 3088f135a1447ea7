//! Metrics and cache statistics as plain objects.

use std::time::Duration;

use coc_core::{
    TokenState, TokenStatus,
    cache::CacheStats,
    metrics::{MetricsSummary, RecentError},
};
use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::{
    js_error::{js_error, kind},
    js_value::Members,
};

pub(crate) fn metrics(summary: &MetricsSummary) -> JsValue {
    let mut latency = JsValue::UNDEFINED;
    if let Some(known) = &summary.latency {
        let mut members = Members::new();
        for (name, duration) in [
            ("mean", known.mean),
            ("p50", known.p50),
            ("p90", known.p90),
            ("p95", known.p95),
            ("p99", known.p99),
            ("max", known.max),
        ] {
            members = members.number(name, Some(millis(duration)));
        }
        latency = members.done();
    }
    let (mut endpoints, mut statuses, mut errors) = (Members::new(), Members::new(), Members::new());
    for (name, count) in &summary.endpoints {
        endpoints = endpoints.count(name, *count);
    }
    for (status, count) in &summary.statuses {
        statuses = statuses.count(&status.to_string(), *count);
    }
    for (error, count) in &summary.errors {
        errors = errors.count(kind(*error), *count);
    }
    let tokens = Array::new();
    for status in &summary.tokens {
        tokens.push(&token(status));
    }
    Members::new()
        .count("calls", summary.calls)
        .count("succeeded", summary.succeeded)
        .count("cached", summary.cached)
        .count("shared", summary.shared)
        .count("repaired", summary.repaired)
        .count("requests", summary.requests)
        .number("successRate", summary.success_rate())
        .number("cacheHitRate", summary.cache_hit_rate())
        .number("from", summary.timespan.map(|(from, _)| millis(from)))
        .number("to", summary.timespan.map(|(_, to)| millis(to)))
        .value("latency", &latency)
        .value("endpoints", &endpoints.done())
        .value("statuses", &statuses.done())
        .value("errors", &errors.done())
        .value("tokens", &tokens)
        .done()
}

#[allow(clippy::cast_precision_loss, reason = "JavaScript's numbers are exact up to 2⁵³")]
pub(crate) fn cache(stats: &CacheStats) -> JsValue {
    let known = |count: Option<u64>| count.map(|count| count as f64);
    Members::new()
        .value("enabled", &stats.enabled.into())
        .number("defaultLifetime", Some(millis(stats.default_lifetime)))
        .number("entries", known(stats.usage.entries))
        .number("freshEntries", known(stats.fresh_entries))
        .number("expiredEntries", known(stats.expired_entries))
        .number("bytes", known(stats.usage.bytes))
        .number("evictions", known(stats.usage.evictions))
        .count("hits", stats.hits)
        .count("misses", stats.misses)
        .count("expired", stats.expired)
        .count("stale", stats.stale)
        .count("stored", stats.stored)
        .count("failures", stats.failures)
        .number("hitRate", stats.hit_rate())
        .done()
}

fn token(token: &TokenStatus) -> JsValue {
    let members = Members::new()
        .text("id", &token.id.to_string())
        .number("perSecond", token.per_second)
        .count("requests", token.requests)
        .count("throttled", token.throttled)
        .count("rejected", token.rejected);
    let members = match token.state {
        TokenState::Healthy => members.text("state", "healthy"),
        TokenState::Throttled(rest) => {
            members.text("state", "throttled").number("throttledFor", Some(millis(rest)))
        }
        TokenState::Rejected(reason) => members.text("state", "rejected").text("kind", kind(reason)),
        _ => members.text("state", "other"),
    };
    members.done()
}

pub(crate) fn recent_error(failed: &RecentError) -> JsValue {
    Members::new()
        .number("endedAt", Some(millis(failed.ended_at)))
        .text("endpoint", failed.endpoint)
        .value("error", &js_error(&failed.error))
        .done()
}

/// A duration in JavaScript's milliseconds.
pub(crate) fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}
