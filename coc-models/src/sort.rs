//! [`by`]: a stable sort that is compiled once for all types; [`Index`]: a sorted list of keys.
//!
//! The sorts and maps of the standard library take 5 kB of code for each type and order, which is much
//! in a module for browsers. Lists of the game have at most some hundred entries.

use alloc::vec::Vec;
use core::{cmp::Ordering, mem};

/// Sorts a list; entries that compare equal keep their order.
pub(crate) fn by<T>(values: &mut Vec<T>, mut compare: impl FnMut(&T, &T) -> Ordering) {
    let mut order: Vec<usize> = (0..values.len()).collect();
    indexes(&mut order, &mut |a, b| match (values.get(a), values.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    let mut unsorted: Vec<_> = mem::take(values).into_iter().map(Some).collect();
    values.extend(order.into_iter().filter_map(|index| unsorted.get_mut(index)?.take()));
}

/// Sorts a list by a key; entries with equal keys keep their order.
pub(crate) fn by_key<T, K: Ord>(values: &mut Vec<T>, mut key: impl FnMut(&T) -> K) {
    by(values, |a, b| key(a).cmp(&key(b)));
}

/// Sorts by merging ever longer runs.
fn indexes(order: &mut Vec<usize>, compare: &mut dyn FnMut(usize, usize) -> Ordering) {
    let mut length = 1;
    while length < order.len() {
        let mut merged = Vec::with_capacity(order.len());
        for runs in order.chunks(length * 2) {
            let (mut left, mut right) = runs.split_at_checked(length).unwrap_or((runs, &[]));
            while let ([a, left_rest @ ..], [b, right_rest @ ..]) = (left, right) {
                if compare(*b, *a).is_lt() {
                    merged.push(*b);
                    right = right_rest;
                } else {
                    merged.push(*a);
                    left = left_rest;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        *order = merged;
        length *= 2;
    }
}

/// Values by their keys, for some hundred keys.
#[derive(Clone, Debug)]
pub(crate) struct Index<K, V>(Vec<(K, V)>);

impl<K, V> Default for Index<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K: Ord, V> Index<K, V> {
    /// The value of a key.
    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        let found = self.0.binary_search_by(|(other, _)| other.cmp(key)).ok()?;
        self.0.get(found).map(|(_, value)| value)
    }

    /// The value of a key; `value` if it had none.
    pub(crate) fn get_or_insert(&mut self, key: K, value: V) -> Option<&mut V> {
        let at = match self.0.binary_search_by(|(other, _)| other.cmp(&key)) {
            Ok(at) => at,
            Err(at) => {
                self.0.insert(at, (key, value));
                at
            }
        };
        self.0.get_mut(at).map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use std::vec;

    use std::vec::Vec;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_order_is_that_of_the_standard_library(keys: Vec<u8>) {
            let mut sorted: Vec<_> = keys.iter().copied().zip(0..).collect();
            let mut expected: Vec<(u8, usize)> = sorted.clone();
            by_key(&mut sorted, |(key, _)| *key);
            expected.sort_by_key(|(key, _)| *key);
            prop_assert_eq!(sorted, expected);
        }
    }

    #[test]
    fn an_index_keeps_the_first_value_of_a_key() {
        let mut index = Index::default();
        for (key, value) in [(3, 'a'), (1, 'b'), (3, 'c'), (2, 'd')] {
            index.get_or_insert(key, value);
        }
        assert_eq!([1, 2, 3, 4].map(|key| index.get(&key).copied()), [Some('b'), Some('d'), Some('a'), None]);
    }

    #[test]
    fn equal_entries_keep_their_order() {
        let mut entries = vec![(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd'), (0, 'e')];
        by_key(&mut entries, |(key, _)| *key);
        assert_eq!(entries, [(0, 'e'), (1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
        by(&mut entries, |(a, _), (b, _)| b.cmp(a));
        assert_eq!(entries, [(2, 'a'), (2, 'c'), (1, 'b'), (1, 'd'), (0, 'e')]);
    }
}
