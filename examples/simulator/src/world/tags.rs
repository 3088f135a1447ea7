//! Tags of the world: an entity's number, permuted by the seed, in the API's fourteen letters.

use super::rng::{Permutation, Seed, Topic};

const LETTERS: &[u8; 14] = b"0289PYLQGRJCUV";
/// The number of possible tags, so large that a random tag is unlikely to exist.
const SPACE: u64 = 1 << 30;
/// Makes every tag eight letters long with a first letter other than `0`: 2·14⁷ ≤ tag < 14⁸.
const FIRST: u64 = 2 * 14u64.pow(7);

/// The kind of entity that a tag names; the same number has a different tag for each kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Clan,
    Player,
    War,
    LeagueGroup,
}

/// The mapping between numbers and tags of one world.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tags {
    kinds: [Permutation; 4],
}

impl Tags {
    pub(super) fn new(seed: Seed) -> Self {
        let scatter = |kind: Kind| Permutation::new(SPACE, seed.roll(Topic::Tag, kind as u64, 0).key());
        Self {
            kinds: [
                scatter(Kind::Clan),
                scatter(Kind::Player),
                scatter(Kind::War),
                scatter(Kind::LeagueGroup),
            ],
        }
    }

    /// The tag of a number below 2³⁰.
    pub(super) fn write(&self, kind: Kind, number: u64) -> String {
        let mut rest = FIRST + self.kinds[kind as usize].apply(number % SPACE);
        let mut letters = [0; 8];
        for letter in letters.iter_mut().rev() {
            *letter = LETTERS[(rest % 14) as usize];
            rest /= 14;
        }
        let mut tag = String::with_capacity(9);
        tag.push('#');
        tag.extend(letters.iter().map(|&letter| char::from(letter)));
        tag
    }

    /// The number of a tag, if it may be of that kind. Requires `#` and capital letters, as the API
    /// does.
    pub(super) fn read(&self, kind: Kind, tag: &str) -> Option<u64> {
        let letters = tag.strip_prefix('#')?.as_bytes();
        if letters.len() != 8 {
            return None;
        }
        let mut value = 0;
        for letter in letters {
            value = value * 14 + LETTERS.iter().position(|known| known == letter)? as u64;
        }
        let scattered = value.checked_sub(FIRST)?;
        (scattered < SPACE).then(|| self.kinds[kind as usize].invert(scattered))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_parsed_back_and_differ_by_kind() {
        let tags = Tags::new(Seed::new(1));
        for number in [0, 1, 99_999, SPACE - 1] {
            for kind in [Kind::Clan, Kind::Player, Kind::War, Kind::LeagueGroup] {
                let tag = tags.write(kind, number);
                assert_eq!(tag.len(), 9);
                assert_eq!(tags.read(kind, &tag), Some(number), "{tag}");
            }
        }
        assert_ne!(tags.write(Kind::Clan, 5), tags.write(Kind::Player, 5));
        for wrong in ["", "#", "#2PP", "2LQGR8V2", "#2lqgr8v2", "#AAAAAAAA", "#00000000", "#VVVVVVVV"] {
            assert_eq!(tags.read(Kind::Clan, wrong), None, "{wrong}");
        }
    }
}
