//! What JavaScript tells later. It knows the future that waits for it by a number, because a number costs nothing to make: a closure
//! for each answer and each timer would cost more than all else that a request takes.

use std::{
    cell::RefCell,
    pin::Pin,
    task::{Context, Poll, Waker},
    thread::LocalKey,
};

/// All that is waited for of one kind, by number. A number is used again when its future is gone, so JavaScript must not tell
/// anything of one that has been dropped.
pub(crate) struct Awaited<T>(RefCell<Places<T>>);

struct Places<T> {
    taken: Vec<Slot<T>>,
    free: Vec<u32>,
}

enum Slot<T> {
    /// Nobody has asked yet, or nobody is there.
    Quiet,
    Waiting(Waker),
    Told(T),
}

impl<T> Awaited<T> {
    pub(crate) const fn new() -> Self {
        Self(RefCell::new(Places { taken: Vec::new(), free: Vec::new() }))
    }

    /// Tells the future of this number.
    pub(crate) fn tell(&self, number: u32, what: T) {
        if let Slot::Waiting(waker) = self.swap(number, Slot::Told(what)) {
            waker.wake();
        }
    }

    /// A future with a number of its own.
    pub(crate) fn one(all: &'static LocalKey<Self>) -> Later<T> {
        let number = all.with(|all| {
            let mut places = all.0.borrow_mut();
            places.free.pop().unwrap_or_else(|| {
                places.taken.push(Slot::Quiet);
                u32::try_from(places.taken.len() - 1).unwrap_or(u32::MAX)
            })
        });
        Later { all, number }
    }

    /// What is given back is dropped or woken outside of the borrow, because that may come back here.
    fn swap(&self, number: u32, slot: Slot<T>) -> Slot<T> {
        match self.0.borrow_mut().taken.get_mut(number as usize) {
            Some(place) => std::mem::replace(place, slot),
            None => Slot::Quiet,
        }
    }
}

/// A future that JavaScript ends.
pub(crate) struct Later<T: 'static> {
    all: &'static LocalKey<Awaited<T>>,
    number: u32,
}

impl<T> Later<T> {
    pub(crate) const fn number(&self) -> u32 {
        self.number
    }
}

impl<T> Future for Later<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let swap = |slot| self.all.with(|all| all.swap(self.number, slot));
        if let Slot::Told(what) = swap(Slot::Quiet) {
            return Poll::Ready(what);
        }
        swap(Slot::Waiting(context.waker().clone()));
        Poll::Pending
    }
}

impl<T> Drop for Later<T> {
    fn drop(&mut self) {
        self.all.with(|all| {
            drop(all.swap(self.number, Slot::Quiet));
            all.0.borrow_mut().free.push(self.number);
        });
    }
}
