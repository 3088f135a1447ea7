//! The injected faults: a low rate of every fault, and at times a high rate of one.

use fastrand::Rng;
use simulator::{Fault, FaultKind, Progress};

/// Far longer than the time limit of an attempt.
const NEVER: u64 = 3_600_000;

/// A low rate of every fault.
pub(crate) fn always() -> Vec<Fault> {
    let content = |body: &str| FaultKind::Content { body: body.into(), content_type: "text/html".into() };
    let error = |status| FaultKind::Error { status, reason: "unexpected".into(), message: None };
    let mut kinds = vec![
        (FaultKind::MaintenanceHtml, 0.001),
        (FaultKind::Html { status: 502 }, 0.002),
        (FaultKind::Html { status: 504 }, 0.002),
        (FaultKind::UnknownException, 0.002),
        (FaultKind::Throttled { retry_after: Some(0) }, 0.002),
        (FaultKind::InvalidKey, 0.001),
        (FaultKind::InvalidIp, 0.001),
        (error(418), 0.001),
        (FaultKind::ApplicationError { status: 200 }, 0.001),
        (FaultKind::Latency { ms: 20 }, 0.01),
        (FaultKind::Latency { ms: NEVER }, 0.000_5),
        (FaultKind::SlowBody { ms: 3 }, 0.005),
        (FaultKind::Truncated { chunked: false }, 0.002),
        (FaultKind::Truncated { chunked: true }, 0.002),
        (content("<html>log in</html>"), 0.001),
        (content("{\"tag\":\"#2PP"), 0.001),
        (FaultKind::WrongTypes, 0.001),
        (FaultKind::Oversized { bytes: 3 << 20 }, 0.000_2),
        (FaultKind::Redirect { location: "http://127.0.0.1:1/".into(), status: 302 }, 0.001),
        (FaultKind::Header { name: "cache-control".into(), value: "no-store".into() }, 0.01),
    ];
    for after in [Progress::Nothing, Progress::Headers, Progress::HalfBody] {
        kinds.push((FaultKind::Reset { after }, 0.001));
        kinds.push((FaultKind::Stalled { after }, 0.000_3));
    }
    kinds.into_iter().map(|(kind, probability)| Fault::new(kind).with_probability(probability)).collect()
}

/// A high rate of one fault, in addition to the others.
pub(crate) fn episode(random: &mut Rng) -> Vec<Fault> {
    let mut all = vec![
        (FaultKind::UnknownException, 1.0),
        (FaultKind::Maintenance, 1.0),
        (FaultKind::Html { status: 502 }, 0.7),
        (FaultKind::Reset { after: Progress::Nothing }, 0.5),
        (FaultKind::Reset { after: Progress::HalfBody }, 0.5),
        (FaultKind::Stalled { after: Progress::Headers }, 0.1),
        (FaultKind::Throttled { retry_after: None }, 0.02),
        (FaultKind::InvalidIp, 1.0),
        (FaultKind::Latency { ms: 50 }, 1.0),
        (FaultKind::SlowBody { ms: 10 }, 0.5),
    ];
    let (kind, probability) = all.swap_remove(random.usize(..all.len()));
    let mut faults = vec![Fault::new(kind).with_probability(probability)];
    faults.extend(always());
    faults
}
