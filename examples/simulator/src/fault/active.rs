//! The active faults, and the decision which of them apply to a request.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{Fault, FaultKind};
use crate::server::random::Random;

/// The faults that are active.
#[derive(Debug)]
pub struct ActiveFaults {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    faults: Vec<Fault>,
    random: Random,
    triggered: u64,
}

/// The faults that apply to one request.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct FaultPlan {
    /// The delay before the response.
    pub(crate) delay: Duration,
    /// Headers to set, or to remove if the value is empty.
    pub(crate) headers: Vec<(String, String)>,
    /// The pause before each piece of the body.
    pub(crate) drip: Option<Duration>,
    /// The one fault that replaces or cuts off the response.
    pub(crate) terminal: Option<FaultKind>,
}

impl ActiveFaults {
    pub(crate) fn new(seed: u64) -> Self {
        let random = Random::of_text(seed, "faults");
        Self { state: Mutex::new(State { faults: Vec::new(), random, triggered: 0 }) }
    }

    /// Replaces all faults.
    ///
    /// # Errors
    /// Names the invalid fault and the reason (unknown route, invalid probability or status); the
    /// faults are unchanged then.
    pub fn set(&self, faults: impl IntoIterator<Item = Fault>) -> Result<(), String> {
        let faults: Vec<Fault> = faults.into_iter().collect();
        if let Some(problem) = faults.iter().find_map(Fault::problem) {
            return Err(problem);
        }
        self.lock().faults = faults;
        Ok(())
    }

    /// Adds a fault. Faults apply in the order in which they were added.
    ///
    /// # Errors
    /// As [`ActiveFaults::set`].
    pub fn add(&self, fault: Fault) -> Result<(), String> {
        if let Some(problem) = fault.problem() {
            return Err(problem);
        }
        self.lock().faults.push(fault);
        Ok(())
    }

    /// Removes all faults.
    pub fn clear(&self) {
        self.lock().faults.clear();
    }

    /// The active faults; those that reached their number of requests are removed.
    pub fn list(&self) -> Vec<Fault> {
        self.lock().faults.clone()
    }

    /// The number of times that a fault was applied.
    pub fn triggered(&self) -> u64 {
        self.lock().triggered
    }

    /// Decides which faults apply to a request of this route at a simulated time.
    pub(crate) fn plan(&self, route: &str, now: i64) -> FaultPlan {
        let mut plan = FaultPlan::default();
        let state = &mut *self.lock();
        for fault in &mut state.faults {
            // Only the first terminal fault applies; later ones are not used up.
            let decided = plan.terminal.is_some();
            if decided
                || !fault.is_due(now)
                || !fault.applies_to(route)
                || !state.random.chance(fault.probability)
            {
                continue;
            }
            if let Some(times) = &mut fault.times {
                let Some(left) = times.checked_sub(1) else { continue };
                *times = left;
            }
            state.triggered += 1;
            match &fault.kind {
                FaultKind::Latency { ms } => plan.delay += Duration::from_millis(*ms),
                FaultKind::SlowBody { ms } => plan.drip = Some(Duration::from_millis(*ms)),
                FaultKind::Header { name, value } => plan.headers.push((name.clone(), value.clone())),
                terminal => plan.terminal = Some(terminal.clone()),
            }
        }
        state.faults.retain(|fault| fault.times != Some(0));
        plan
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_applies_to_its_routes_and_number_of_requests() {
        let faults = ActiveFaults::new(1);
        faults.add(Fault::new(FaultKind::Maintenance).on(["clan", "portal.*"]).times(2)).unwrap();
        assert_eq!(faults.plan("player", 0).terminal, None);
        assert_eq!(faults.plan("clan", 0).terminal, Some(FaultKind::Maintenance));
        assert_eq!(faults.plan("portal.login", 0).terminal, Some(FaultKind::Maintenance));
        assert_eq!(faults.plan("clan", 0).terminal, None);
        assert!(faults.list().is_empty());
        assert_eq!(faults.triggered(), 2);
    }

    #[test]
    fn without_routes_the_portal_is_not_affected() {
        let faults = ActiveFaults::new(1);
        faults.add(Fault::new(FaultKind::InvalidKey)).unwrap();
        assert!(
            faults.plan("clan", 0).terminal.is_some() && faults.plan("portal.list", 0).terminal.is_none()
        );
        faults.set([Fault::new(FaultKind::InvalidKey).on(["*"])]).unwrap();
        assert!(faults.plan("portal.list", 0).terminal.is_some());
    }

    #[test]
    fn delays_and_headers_add_up_and_the_first_terminal_fault_applies() {
        let faults = ActiveFaults::new(1);
        let header = FaultKind::Header { name: "cache-control".into(), value: "no-store".into() };
        let kinds =
            [FaultKind::Latency { ms: 5 }, header, FaultKind::Latency { ms: 6 }, FaultKind::InvalidIp];
        faults.set(kinds.map(Fault::new)).unwrap();
        faults.add(Fault::new(FaultKind::UnknownException).times(1)).unwrap();
        let plan = faults.plan("clan", 0);
        assert_eq!((plan.delay, plan.headers.len()), (Duration::from_millis(11), 1));
        assert_eq!(plan.terminal, Some(FaultKind::InvalidIp));
        assert_eq!(faults.list().len(), 5, "the last fault was not used up");
    }

    #[test]
    fn the_same_seed_affects_the_same_requests() {
        let run = |seed| {
            let faults = ActiveFaults::new(seed);
            faults.add(Fault::new(FaultKind::UnknownException).with_probability(0.3)).unwrap();
            (0..200).map(|_| faults.plan("clan", 0).terminal.is_some()).collect::<Vec<_>>()
        };
        assert_eq!(run(1), run(1));
        assert_ne!(run(1), run(2));
        let hits = run(1).into_iter().filter(|hit| *hit).count();
        assert!((35..85).contains(&hits), "{hits}");
    }

    #[test]
    fn a_fault_applies_within_its_window_of_simulated_time() {
        let faults = ActiveFaults::new(1);
        faults.add(Fault::new(FaultKind::Maintenance).between(1_000, 2_000)).unwrap();
        let hits = [999, 1_000, 1_999, 2_000].map(|now| faults.plan("clan", now).terminal.is_some());
        assert_eq!(hits, [false, true, true, false]);
    }

    #[test]
    fn invalid_faults_are_rejected() {
        let faults = ActiveFaults::new(1);
        assert!(
            faults.add(Fault::new(FaultKind::InvalidIp).on(["nowhere"])).unwrap_err().contains("nowhere")
        );
        assert!(faults.add(Fault::new(FaultKind::InvalidIp).with_probability(1.5)).is_err());
        assert!(faults.set([Fault::new(FaultKind::Html { status: 99 })]).is_err());
        assert!(faults.list().is_empty());
    }
}
