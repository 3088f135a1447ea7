//! One-shot channels whose sender is JavaScript.
//!
//! JavaScript knows the receiver by a number. A closure for each response and each timer would have
//! to be registered for collection, which costs more than everything else that a request takes.

use std::{
    cell::RefCell,
    pin::Pin,
    task::{Context, Poll, Waker},
    thread::LocalKey,
};

/// The channels of one kind, by number. A number is reused when its receiver is dropped, so
/// JavaScript must not send to a receiver that is gone.
pub(crate) struct Oneshots<T>(RefCell<Slots<T>>);

struct Slots<T> {
    slots: Vec<Slot<T>>,
    free: Vec<u32>,
}

enum Slot<T> {
    /// The receiver has not been polled, or there is none.
    Idle,
    Waiting(Waker),
    Sent(T),
}

impl<T> Oneshots<T> {
    pub(crate) const fn new() -> Self {
        Self(RefCell::new(Slots { slots: Vec::new(), free: Vec::new() }))
    }

    /// Sends a value to the receiver of this number.
    pub(crate) fn send(&self, number: u32, value: T) {
        if let Slot::Waiting(waker) = self.swap(number, Slot::Sent(value)) {
            waker.wake();
        }
    }

    /// A new receiver.
    pub(crate) fn oneshot(all: &'static LocalKey<Self>) -> Oneshot<T> {
        let number = all.with(|all| {
            let mut all = all.0.borrow_mut();
            all.free.pop().unwrap_or_else(|| {
                all.slots.push(Slot::Idle);
                u32::try_from(all.slots.len() - 1).unwrap_or(u32::MAX)
            })
        });
        Oneshot { all, number }
    }

    /// Returns the previous slot, which is dropped or woken outside of the borrow, because that may
    /// call this again.
    fn swap(&self, number: u32, slot: Slot<T>) -> Slot<T> {
        match self.0.borrow_mut().slots.get_mut(number as usize) {
            Some(place) => std::mem::replace(place, slot),
            None => Slot::Idle,
        }
    }
}

/// The receiver of one value.
pub(crate) struct Oneshot<T: 'static> {
    all: &'static LocalKey<Oneshots<T>>,
    number: u32,
}

impl<T> Oneshot<T> {
    pub(crate) const fn number(&self) -> u32 {
        self.number
    }
}

impl<T> Future for Oneshot<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let swap = |slot| self.all.with(|all| all.swap(self.number, slot));
        if let Slot::Sent(value) = swap(Slot::Idle) {
            return Poll::Ready(value);
        }
        swap(Slot::Waiting(context.waker().clone()));
        Poll::Pending
    }
}

impl<T> Drop for Oneshot<T> {
    fn drop(&mut self) {
        self.all.with(|all| {
            drop(all.swap(self.number, Slot::Idle));
            all.0.borrow_mut().free.push(self.number);
        });
    }
}
