//! Metrics and cache statistics as plain objects.

use std::time::Duration;

use coc_core::{
    TokenState, TokenStatus,
    cache::CacheStats,
    metrics::{Latency, MetricsSummary, RecentError},
};
use js_sys::Array;
use wasm_bindgen::prelude::*;

use crate::{
    js_error::{js_error, kind},
    js_value::object,
};

pub(crate) fn metrics(summary: &MetricsSummary) -> JsValue {
    let errors = summary.errors.iter().map(|(error, count)| (kind(*error), count_of(*count)));
    let endpoints = summary.endpoints.iter().map(|(name, count)| (*name, count_of(*count)));
    let statuses = summary.statuses.iter().map(|(status, count)| (status.to_string(), count_of(*count)));
    object([
        ("calls", count_of(summary.calls)),
        ("succeeded", count_of(summary.succeeded)),
        ("cached", count_of(summary.cached)),
        ("shared", count_of(summary.shared)),
        ("repaired", count_of(summary.repaired)),
        ("requests", count_of(summary.requests)),
        ("successRate", summary.success_rate().into()),
        ("cacheHitRate", summary.cache_hit_rate().into()),
        ("from", summary.timespan.map_or(JsValue::UNDEFINED, |(from, _)| millis(from))),
        ("to", summary.timespan.map_or(JsValue::UNDEFINED, |(_, to)| millis(to))),
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
        ("enabled", stats.enabled.into()),
        ("defaultLifetime", millis(stats.default_lifetime)),
        ("freshEntries", known(stats.fresh_entries)),
        ("expiredEntries", known(stats.expired_entries)),
        ("failures", count_of(stats.failures)),
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
    let (state, throttled_for, reason) = match token.state {
        TokenState::Healthy => ("healthy", JsValue::UNDEFINED, JsValue::UNDEFINED),
        TokenState::Throttled(rest) => ("throttled", millis(rest), JsValue::UNDEFINED),
        TokenState::Rejected(reason) => ("rejected", JsValue::UNDEFINED, kind(reason).into()),
        _ => ("other", JsValue::UNDEFINED, JsValue::UNDEFINED),
    };
    object([
        ("id", token.id.to_string().into()),
        ("state", state.into()),
        ("throttledFor", throttled_for),
        ("kind", reason),
        ("perSecond", token.per_second.into()),
        ("requests", count_of(token.requests)),
        ("throttled", count_of(token.throttled)),
        ("rejected", count_of(token.rejected)),
    ])
}

pub(crate) fn recent_error(failed: &RecentError) -> JsValue {
    object([
        ("endedAt", millis(failed.ended_at)),
        ("endpoint", failed.endpoint.into()),
        ("error", js_error(&failed.error)),
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
