//! [`by`]: a stable sort that is compiled once for all types.
//!
//! The standard library's sort takes 5 kB of code for each type and order, which is much in a module
//! for browsers. Lists of the game have at most some hundred entries.

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

fn indexes(order: &mut [usize], compare: &mut dyn FnMut(usize, usize) -> Ordering) {
    order.sort_by(|a, b| compare(*a, *b));
}

#[cfg(test)]
mod tests {
    use std::vec;

    #[test]
    fn equal_entries_keep_their_order() {
        let mut entries = vec![(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd'), (0, 'e')];
        super::by_key(&mut entries, |(key, _)| *key);
        assert_eq!(entries, [(0, 'e'), (1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
        super::by(&mut entries, |(a, _), (b, _)| b.cmp(a));
        assert_eq!(entries, [(2, 'a'), (2, 'c'), (1, 'b'), (1, 'd'), (0, 'e')]);
    }
}
