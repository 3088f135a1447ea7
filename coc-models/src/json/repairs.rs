//! [`Repairs`]: what was changed so that a body could be decoded.

use alloc::{boxed::Box, string::String, vec::Vec};
use core::fmt;

use crate::sort;

/// The changes of a body without which it could not be decoded. Empty for nearly every body.
///
/// ```
/// use coc_models::{ClanMember, Page, json};
///
/// let body = br##"{"items":[{"tag":"#2PP"},{"name":"Ada"}]}"##;
/// let members = json::decode::<Page<ClanMember>>(body)?;
/// if !members.repairs.is_empty() {
///     println!("{} members are missing", members.repairs.skipped_entries());
/// }
/// # assert_eq!(members.repairs.skipped_entries(), 1);
/// # Ok::<(), json::DecodeError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repairs(Option<Box<[Repair]>>);

/// A change of the values at one path.
///
/// ```
/// use coc_models::{Clan, json::{self, Repair}};
///
/// let clan = json::decode::<Clan>(br##"{"tag":"#2PP","clanLevel":"9"}"##)?;
/// let paths: Vec<&str> = clan.repairs.iter().map(|repair: &Repair| &*repair.path).collect();
/// assert_eq!(paths, ["clanLevel"]);
/// # Ok::<(), json::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Repair {
    /// The path, such as `memberList[].trophies`; `[]` is every index, and `.` the whole body.
    pub path: Box<str>,
    /// The change.
    pub kind: RepairKind,
    /// The number of values that were changed.
    pub count: u32,
}

/// The kind of a [`Repair`].
///
/// ```
/// use coc_models::{Clan, json::{self, RepairKind}};
///
/// let clan = json::decode::<Clan>(br##"{"tag":"#2PP","clanLevel":"9"}"##)?;
/// assert!(clan.repairs.iter().all(|repair| repair.kind == RepairKind::ConvertedNumber));
/// # Ok::<(), json::DecodeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RepairKind {
    /// `null` in a list was left out.
    SkippedNull,
    /// An entry of a list was left out: it lacks what identifies it, or has a value in its place
    /// that cannot be read.
    SkippedEntry,
    /// A missing name became an empty string. The object has an id.
    DefaultedName,
    /// A value that cannot be read was treated as missing.
    DroppedValue,
    /// A number or a boolean was written as a string, or an integer with a decimal point.
    ConvertedNumber,
    /// Bytes that are not UTF-8, or half of a surrogate pair, became U+FFFD.
    ReplacedText,
    /// A field occurred more than once; the last one was used.
    RepeatedField,
}

impl RepairKind {
    /// Returns the kind as a phrase.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SkippedNull => "skipped null",
            Self::SkippedEntry => "skipped entry",
            Self::DefaultedName => "defaulted name",
            Self::DroppedValue => "dropped value",
            Self::ConvertedNumber => "converted number",
            Self::ReplacedText => "replaced text",
            Self::RepeatedField => "repeated field",
        }
    }
}

impl fmt::Display for RepairKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.kind)?;
        if self.count > 1 { write!(f, " ({} times)", self.count) } else { Ok(()) }
    }
}

impl Repairs {
    /// Whether the body was decoded as it was.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Iterates over the changes, sorted by path.
    pub fn iter(&self) -> core::slice::Iter<'_, Repair> {
        self.0.as_deref().unwrap_or_default().iter()
    }

    /// The number of values that were changed.
    pub fn count(&self) -> u64 {
        self.iter().map(|repair| u64::from(repair.count)).sum()
    }

    /// The number of entries that were left out of lists; [`SkippedNull`](RepairKind::SkippedNull)
    /// is no entry.
    pub fn skipped_entries(&self) -> u64 {
        let skipped = self.iter().filter(|repair| repair.kind == RepairKind::SkippedEntry);
        skipped.map(|repair| u64::from(repair.count)).sum()
    }
}

impl<'a> IntoIterator for &'a Repairs {
    type Item = &'a Repair;
    type IntoIter = core::slice::Iter<'a, Repair>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// The repairs while they are made.
#[derive(Default)]
pub(super) struct RepairLog(Vec<Repair>);

impl RepairLog {
    /// Counts changes at a path.
    pub(super) fn add(&mut self, path: String, kind: RepairKind, count: u32) {
        if count == 0 {
            return;
        }
        match self.0.iter_mut().find(|repair| repair.kind == kind && *repair.path == *path) {
            Some(repair) => repair.count = repair.count.saturating_add(count),
            None => self.0.push(Repair { path: path.into(), kind, count }),
        }
    }

    pub(super) fn count(&self, path: &str, kind: RepairKind) -> u32 {
        let found = self.0.iter().find(|repair| repair.kind == kind && &*repair.path == path);
        found.map_or(0, |repair| repair.count)
    }

    /// Takes back as many changes at a path.
    pub(super) fn subtract(&mut self, path: &str, kind: RepairKind, count: u32) {
        for repair in &mut self.0 {
            if repair.kind == kind && &*repair.path == path {
                repair.count = repair.count.saturating_sub(count);
            }
        }
        self.0.retain(|repair| repair.count > 0);
    }

    pub(super) fn append(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(super) fn finish(mut self) -> Repairs {
        sort::by(&mut self.0, |a, b| a.path.cmp(&b.path));
        Repairs((!self.0.is_empty()).then(|| self.0.into()))
    }
}
