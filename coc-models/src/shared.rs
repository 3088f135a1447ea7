//! [`Table`]: strings that a process stores once, for [`GameText`](crate::GameText) and
//! [`Village`](crate::Village).
//!
//! The game has a few hundred names and texts, and every player has nearly all of them. A table
//! finds a string by its hash, without a lock, and stores it for the life of the process. So its
//! size is bounded: a string that is too long, or that has no free slot, is not shared.

use arcstr::ArcStr;
use once_cell::race::OnceBox;

/// The longest string that is shared, in bytes.
const LONGEST: usize = 128;
/// The slots in which a string may be.
const PROBES: usize = 32;

/// The texts of the game. The recordings of all years have about 450.
pub(crate) static TEXTS: Table<2048> = Table::new();
/// The villages that are unknown to this version of the crate.
pub(crate) static VILLAGES: Table<2048> = Table::new();

/// A set of strings that only grows, up to `N`, which is a power of two.
pub(crate) struct Table<const N: usize>([OnceBox<ArcStr>; N]);

impl<const N: usize> Table<N> {
    const fn new() -> Self {
        assert!(N.is_power_of_two());
        Self([const { OnceBox::new() }; N])
    }

    /// The string and its slot, after storing it if it is new; `None` if it cannot be stored.
    pub(crate) fn find(&self, text: &str) -> Option<(usize, &ArcStr)> {
        if text.len() > LONGEST {
            return None;
        }
        let first = hash(text.as_bytes());
        for probe in 0..PROBES {
            let slot = first.wrapping_add(probe) & (N - 1);
            let stored = self.0.get(slot)?.get_or_init(|| {
                let new = ArcStr::from(text);
                // Its clones count no references, which threads would contend for.
                new.leak();
                new.into()
            });
            if *stored == *text {
                return Some((slot, stored));
            }
        }
        None
    }

    /// The string of a slot; empty for one that was never filled.
    pub(crate) fn get(&self, slot: usize) -> &str {
        self.0.get(slot).and_then(OnceBox::get).map_or("", ArcStr::as_str)
    }
}

/// A hash for few strings of no adversary: collisions only cost probes, and in the end sharing.
fn hash(bytes: &[u8]) -> usize {
    let mix = |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    let (words, rest) = bytes.as_chunks::<8>();
    let hash = words.iter().fold(bytes.len() as u64, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    let rest = rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
    (mix(hash, rest) >> 32) as usize
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::String, vec::Vec};
    use std::thread;

    use super::*;

    #[test]
    fn equal_strings_of_all_threads_are_one() {
        static TABLE: Table<64> = Table::new();
        let address = || {
            let (slot, text) = TABLE.find("Barbarian").unwrap();
            assert_eq!((TABLE.get(slot), ArcStr::is_static(text)), ("Barbarian", true));
            text.as_ptr().addr()
        };
        let threads: Vec<_> = (0..4).map(|_| thread::spawn(address)).collect();
        assert!(threads.into_iter().all(|thread| thread.join().unwrap() == address()));
    }

    #[test]
    fn a_full_table_stores_nothing_more_and_still_finds_the_rest() {
        static TABLE: Table<64> = Table::new();
        let stored = |text: &String| TABLE.find(text).is_some();
        let texts: Vec<_> = (0..10_000).map(|number| format!("hostile {number}")).collect();
        let accepted: Vec<_> = texts.iter().filter(|text| stored(text)).collect();
        assert_eq!(accepted.len(), 64);
        assert!(accepted.into_iter().all(stored));
    }

    #[test]
    fn a_long_string_is_not_stored() {
        static TABLE: Table<64> = Table::new();
        assert!(TABLE.find(&"x".repeat(LONGEST)).is_some());
        assert!(TABLE.find(&"x".repeat(LONGEST + 1)).is_none());
    }
}
