//! Metrics and cache statistics as plain objects.

use std::time::Duration;

use coc_core::{
    TokenState, TokenStatus,
    cache::CacheStats,
    metrics::{Latency, MetricsSummary},
};
use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::{js_error::kind, js_value::object};

pub(crate) fn metrics(summary: &MetricsSummary) -> JsValue {
    let errors = summary.errors.iter().map(|(error, count)| (kind(*error), count_of(*count)));
    let endpoints = summary.endpoints.iter().map(|(name, count)| (*name, count_of(*count)));
    let statuses = summary.statuses.iter().map(|(status, count)| (status.to_string(), count_of(*count)));
    object([
        ("calls", count_of(summary.calls)),
        ("succeeded", count_of(summary.succeeded)),
        ("cached", count_of(summary.cached)),
        ("shared", count_of(summary.shared)),
        ("requests", count_of(summary.requests)),
        ("successRate", summary.success_rate().into()),
        ("cacheHitRate", summary.cache_hit_rate().into()),
        ("latency", summary.latency.as_ref().map_or(JsValue::UNDEFINED, latency)),
        ("endpoints", object(endpoints)),
        ("statuses", object(statuses)),
        ("errors", object(errors)),
        ("tokens", summary.tokens.iter().map(token).collect::<Array>().into()),
    ])
}

pub(crate) fn cache(stats: &CacheStats) -> JsValue {
    let known = |count: Option<u64>| count.map_or(JsValue::UNDEFINED, count_of);
    object([
        ("entries", known(stats.usage.entries)),
        ("bytes", known(stats.usage.bytes)),
        ("evictions", known(stats.usage.evictions)),
        ("hits", count_of(stats.hits)),
        ("misses", count_of(stats.misses)),
        ("expired", count_of(stats.expired)),
        ("stale", count_of(stats.stale)),
        ("stored", count_of(stats.stored)),
        ("hitRate", stats.hit_rate().into()),
    ])
}

fn latency(latency: &Latency) -> JsValue {
    object([
        ("mean", millis(latency.mean)),
        ("p50", millis(latency.p50)),
        ("p90", millis(latency.p90)),
        ("p95", millis(latency.p95)),
        ("p99", millis(latency.p99)),
        ("max", millis(latency.max)),
    ])
}

fn token(token: &TokenStatus) -> JsValue {
    let state = match token.state {
        TokenState::Healthy => "healthy",
        TokenState::Throttled(_) => "throttled",
        TokenState::Rejected(_) => "rejected",
        _ => "other",
    };
    object([
        ("state", state.into()),
        ("requests", count_of(token.requests)),
        ("throttled", count_of(token.throttled)),
        ("rejected", count_of(token.rejected)),
    ])
}

pub(crate) fn millis(duration: Duration) -> JsValue {
    (duration.as_secs_f64() * 1_000.0).into()
}

/// A count as a JavaScript number, which holds every count up to 2⁵³ exactly.
#[allow(clippy::cast_precision_loss, reason = "see above")]
pub(crate) fn count_of(count: u64) -> JsValue {
    (count as f64).into()
}
