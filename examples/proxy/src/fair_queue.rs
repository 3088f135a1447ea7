//! [`FairQueue`]: the order in which the requests of many clients are sent to the API.
//!
//! The API's rate limit is shared by all clients. In a queue in the order of arrival, one client
//! with a thousand requests would delay all others by a thousand requests. So each client has a
//! queue of its own, and these are served in turn. The client of the API has its own queue for the
//! rate limit; few calls are let into it at a time, of which no client has more than its share.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::oneshot;

use crate::throttle::Client;

/// The maximum number of calls of one client that wait.
const MAX_WAITING: usize = 256;

/// The calls of all clients. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct FairQueue(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    max_per_client: usize,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    free: usize,
    /// The clients with waiting calls; the first is served next.
    waiting: VecDeque<Line>,
    in_flight: HashMap<Client, usize>,
    /// The targets in flight, each with the number of its permits.
    targets: HashMap<Arc<str>, usize>,
}

/// The waiting calls of one client.
#[derive(Debug)]
struct Line {
    client: Client,
    callers: VecDeque<Caller>,
}

#[derive(Debug)]
struct Caller {
    target: Option<Arc<str>>,
    permit: oneshot::Sender<Permit>,
}

/// The way in which a call may be sent.
#[derive(Debug)]
pub(crate) enum Turn {
    /// It is in flight until the permit is dropped.
    Granted(Permit),
    /// An identical call is in flight, with which it is coalesced.
    Coalesced,
    /// It has to wait for the permit.
    Waiting(oneshot::Receiver<Permit>),
}

/// The client has too many calls that wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct QueueFull;

impl FairQueue {
    /// Creates a queue that lets this many calls in at once, of which one client may have a part.
    pub(crate) fn new(max: usize, max_per_client: usize) -> Self {
        let state =
            State { free: max, waiting: VecDeque::new(), in_flight: HashMap::new(), targets: HashMap::new() };
        Self(Arc::new(Shared { max_per_client, state: Mutex::new(state) }))
    }

    /// Requests a turn for a call. Calls with the same target are coalesced by the client of the
    /// API; one without a target is not.
    pub(crate) fn enter(&self, client: Client, target: Option<&str>) -> Result<Turn, QueueFull> {
        let client = client.limited();
        let mut state = self.state();
        if target.is_some_and(|target| state.targets.contains_key(target)) {
            return Ok(Turn::Coalesced);
        }
        let target = target.map(Arc::from);
        let in_flight = state.in_flight.get(&client).copied().unwrap_or_default();
        if state.free > 0 && in_flight < self.0.max_per_client {
            state.start(client, target.as_ref());
            return Ok(Turn::Granted(Permit { queue: self.clone(), client, target }));
        }
        let (permit, receiver) = oneshot::channel();
        let caller = Caller { target, permit };
        match state.waiting.iter_mut().find(|line| line.client == client) {
            None => state.waiting.push_back(Line { client, callers: VecDeque::from([caller]) }),
            Some(line) => {
                if line.callers.len() >= MAX_WAITING {
                    line.callers.retain(|caller| !caller.permit.is_closed());
                }
                if line.callers.len() >= MAX_WAITING {
                    return Err(QueueFull);
                }
                line.callers.push_back(caller);
            }
        }
        Ok(Turn::Waiting(receiver))
    }

    /// Grants permits while there is room, to one call of each client in turn.
    fn serve(&self) {
        loop {
            let mut state = self.state();
            let Some((client, caller)) = state.next(self.0.max_per_client) else { return };
            state.start(client, caller.target.as_ref());
            // The permit of a caller that is gone is dropped, which locks the state again.
            drop(state);
            let permit = Permit { queue: self.clone(), client, target: caller.target };
            let _ = caller.permit.send(permit);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Takes the next call that may be sent. Its client goes to the end of the round.
    fn next(&mut self, max_per_client: usize) -> Option<(Client, Caller)> {
        if self.free == 0 {
            return None;
        }
        for _ in 0..self.waiting.len() {
            let mut line = self.waiting.pop_front()?;
            let client = line.client;
            while line.callers.front().is_some_and(|caller| caller.permit.is_closed()) {
                line.callers.pop_front();
            }
            let may = self.in_flight.get(&client).is_none_or(|in_flight| *in_flight < max_per_client);
            let caller = if may { line.callers.pop_front() } else { None };
            if !line.callers.is_empty() {
                self.waiting.push_back(line);
            }
            if let Some(caller) = caller {
                return Some((client, caller));
            }
        }
        None
    }

    fn start(&mut self, client: Client, target: Option<&Arc<str>>) {
        self.free -= 1;
        *self.in_flight.entry(client).or_default() += 1;
        if let Some(target) = target {
            *self.targets.entry(Arc::clone(target)).or_default() += 1;
        }
    }

    fn end(&mut self, client: Client, target: Option<&Arc<str>>) {
        self.free += 1;
        decrement(&mut self.in_flight, &client);
        if let Some(target) = target {
            decrement(&mut self.targets, target);
        }
    }
}

/// Counts down, and removes what is counted at zero.
fn decrement<K: std::hash::Hash + Eq>(counts: &mut HashMap<K, usize>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}

/// A call in flight.
#[derive(Debug)]
pub(crate) struct Permit {
    queue: FairQueue,
    client: Client,
    target: Option<Arc<str>>,
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.queue.state().end(self.client, self.target.as_ref());
        self.queue.serve();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const A: Client = Client::Key(0);
    const B: Client = Client::Key(1);
    const C: Client = Client::Key(2);

    fn granted(turn: Result<Turn, QueueFull>) -> Permit {
        match turn.unwrap() {
            Turn::Granted(permit) => permit,
            other => panic!("{other:?}"),
        }
    }

    fn waiting(turn: Result<Turn, QueueFull>) -> oneshot::Receiver<Permit> {
        match turn.unwrap() {
            Turn::Waiting(receiver) => receiver,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn clients_are_served_in_turn_and_not_in_the_order_of_arrival() {
        let queue = FairQueue::new(1, 1);
        let mut held = granted(queue.enter(A, None));
        let mut lines: Vec<_> =
            [A, A, A, B, B, C].map(|client| (client, waiting(queue.enter(client, None)))).into();
        for expected in [A, B, C, A, B, A] {
            drop(held);
            let next = lines.iter().position(|(_, line)| !line.is_empty()).unwrap();
            let (client, mut line) = lines.remove(next);
            held = line.try_recv().unwrap();
            assert_eq!((client, held.client), (expected, expected));
        }
    }

    #[test]
    fn one_client_never_has_more_than_its_share_in_flight() {
        let queue = FairQueue::new(4, 3);
        let _held: Vec<_> = (0..3).map(|_| granted(queue.enter(A, None))).collect();
        let mut line = waiting(queue.enter(A, None));
        let other = granted(queue.enter(B, None));
        drop(other);
        assert!(line.try_recv().is_err(), "the free place is not for the client at its limit");
        drop(granted(queue.enter(B, None)));
    }

    #[test]
    fn a_call_in_flight_is_coalesced_with_identical_calls_of_any_client() {
        let queue = FairQueue::new(1, 1);
        let held = granted(queue.enter(A, Some("/clans/1")));
        assert!(matches!(queue.enter(B, Some("/clans/1")), Ok(Turn::Coalesced)));
        let mut line = waiting(queue.enter(B, Some("/clans/2")));
        drop(held);
        let next = line.try_recv().unwrap();
        assert!(matches!(queue.enter(A, Some("/clans/2")), Ok(Turn::Coalesced)));
        drop(next);
        assert!(queue.state().targets.is_empty() && queue.state().in_flight.is_empty());
    }

    #[test]
    fn a_cancelled_call_leaves_its_place_to_the_next() {
        let queue = FairQueue::new(1, 1);
        let held = granted(queue.enter(A, None));
        drop(waiting(queue.enter(A, None)));
        let mut line = waiting(queue.enter(A, None));
        drop(held);
        drop(line.try_recv().unwrap());
        drop(granted(queue.enter(B, None)));
    }

    #[test]
    fn a_client_with_too_many_waiting_calls_is_rejected_and_others_are_not() {
        let queue = FairQueue::new(1, 1);
        let _held = granted(queue.enter(A, None));
        let mut lines: Vec<_> = (0..MAX_WAITING).map(|_| waiting(queue.enter(A, None))).collect();
        assert_eq!(queue.enter(A, None).unwrap_err(), QueueFull);
        drop(waiting(queue.enter(B, None)));
        lines.pop();
        drop(waiting(queue.enter(A, None)));
    }

    proptest! {
        /// Whatever is entered, cancelled and completed, every place is free in the end.
        #[test]
        fn no_place_is_lost(steps in prop::collection::vec((0_usize..3, 0_u8..3, 0_usize..8), 0..200)) {
            let queue = FairQueue::new(3, 2);
            let (mut held, mut lines) = (Vec::new(), Vec::new());
            for (client, step, pick) in steps {
                match step {
                    0 => match queue.enter(Client::Key(client), None) {
                        Ok(Turn::Granted(permit)) => held.push(permit),
                        Ok(Turn::Waiting(line)) => lines.push(line),
                        other => prop_assert!(false, "{other:?}"),
                    },
                    1 if pick < held.len() => drop(held.swap_remove(pick)),
                    2 if pick < lines.len() => drop(lines.swap_remove(pick)),
                    _ => {}
                }
                held.extend(lines.extract_if(.., |line| !line.is_empty()).map(|mut line| line.try_recv().unwrap()));
                prop_assert!(held.len() <= 3);
            }
            drop((held, lines));
            let state = queue.state();
            prop_assert_eq!((state.free, state.in_flight.len()), (3, 0));
            drop(state);
            queue.serve();
            prop_assert!(queue.state().waiting.is_empty());
        }
    }
}
