//! What would be done to an account's keys, and why. Pure: states in, plans out, nothing is sent from here.
//!
//! The rules: a key is ours if it has exactly our name. What is ours and may be used from our address is kept, up to the count
//! that is wanted. Something is revoked only to make room for a key that is wanting: as many as keep ours within the count and
//! all keys within the account's slots. A foreign key is never touched.

use std::{collections::BTreeMap, fmt, net::IpAddr};

use serde::Serialize;

use crate::key::{Key, KeyStatus};

/// How many keys an account may have.
pub const MAX_KEYS: usize = 10;

/// What is to be achieved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Goal {
    /// As many valid keys of ours as are wanted.
    Ensure,
    /// The same, with none of the keys that are ours now.
    Rotate,
    /// None of our keys that may not be used from our address.
    RevokeStale,
}

/// What would be done, account by account. `Display` tells people, and `Serialize` programs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Plan {
    /// What it would achieve.
    pub goal: Goal,
    /// The accounts in the order in which they were set.
    pub accounts: Vec<AccountPlan>,
}

/// What would be done to the keys of one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AccountPlan {
    /// The account's email.
    pub account: String,
    /// The address that keys are to be valid for.
    pub ip: IpAddr,
    /// The name by which keys are ours.
    pub key_name: String,
    /// What becomes of each key there is, and which ones are made, in the order in which it is done.
    pub steps: Vec<Step>,
    /// How many keys are wanted and cannot be had, because the account is full of what may not be revoked.
    pub missing: usize,
}

/// What becomes of one key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "action")]
#[non_exhaustive]
pub enum Step {
    /// It is one of those that are used.
    Keep {
        /// The key.
        #[serde(flatten)]
        key: KeySummary,
        /// Why.
        why: Reason,
    },
    /// It is neither used nor touched.
    Leave {
        /// The key.
        #[serde(flatten)]
        key: KeySummary,
        /// Why.
        why: Reason,
    },
    /// It is revoked, for ever.
    Revoke {
        /// The key.
        #[serde(flatten)]
        key: KeySummary,
        /// Why.
        why: Reason,
    },
    /// A key is made for this address.
    Create {
        /// The address.
        ip: IpAddr,
        /// Why.
        why: Reason,
    },
}

/// A key in a plan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct KeySummary {
    /// The portal's name for it.
    pub id: String,
    /// The name it was given.
    pub name: String,
    /// The addresses it may be used from.
    pub ranges: Vec<String>,
}

/// Why something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// It may be used from our address.
    Valid,
    /// It may not be used from our address.
    Stale,
    /// The API refused it.
    Refused,
    /// All of our keys are to be replaced.
    Rotation,
    /// It is not ours.
    Foreign,
    /// It is valid, and there are enough without it.
    Surplus,
    /// There are fewer valid keys than wanted.
    TooFew,
}

impl Reason {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "may be used from this address",
            Self::Stale => "may not be used from this address",
            Self::Refused => "was refused by the API",
            Self::Rotation => "is to be replaced",
            Self::Foreign => "has another name and is not ours",
            Self::Surplus => "is valid, and there are enough without it",
            Self::TooFew => "there are fewer valid keys than wanted",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a plan goes by, beside the keys there are.
pub(crate) struct Wish<'a> {
    pub(crate) goal: Goal,
    pub(crate) account: &'a str,
    pub(crate) key_name: &'a str,
    pub(crate) key_count: usize,
    pub(crate) slots: usize,
    pub(crate) ip: IpAddr,
    /// Keys of ours that must not be used though their ranges are right, by id.
    pub(crate) condemned: &'a BTreeMap<String, Reason>,
}

/// What is to be done to these keys.
pub(crate) fn decide(keys: &[Key], wish: &Wish<'_>) -> AccountPlan {
    let (mut keep, mut leave, mut unusable) = (Vec::new(), Vec::new(), Vec::new());
    for key in keys {
        let condemned = wish.condemned.get(&key.id).copied();
        match (key.standing, condemned) {
            (KeyStatus::Foreign, _) => leave.push((key, Reason::Foreign)),
            (KeyStatus::Valid, None) if keep.len() < wish.key_count => keep.push(key),
            (KeyStatus::Valid, None) => leave.push((key, Reason::Surplus)),
            (_, Some(why)) => unusable.push((key, why)),
            (KeyStatus::Stale, None) => unusable.push((key, Reason::Stale)),
        }
    }
    let wanting = wish.key_count - keep.len();
    let room = wish.slots.saturating_sub(keys.len() - unusable.len());
    let (revoke, create) = match (wish.goal, wanting.min(room)) {
        (Goal::RevokeStale, _) => (unusable.len(), 0),
        (Goal::Ensure | Goal::Rotate, 0) => (0, 0),
        // Keys that are wanting come instead of those that cannot be used, never in addition to them.
        (Goal::Ensure | Goal::Rotate, create) => (unusable.len(), create),
    };
    leave.extend(unusable.split_off(revoke));

    let mut steps: Vec<Step> =
        keep.iter().map(|key| Step::Keep { key: KeySummary::of(key), why: Reason::Valid }).collect();
    let mut creates = (0..create).map(|_| Step::Create { ip: wish.ip, why: Reason::TooFew });
    for (done, (key, why)) in unusable.into_iter().enumerate() {
        steps.push(Step::Revoke { key: KeySummary::of(key), why });
        // One for one as soon as the rest fits, so that the account is never without keys for longer than it must.
        if revoke - done <= create {
            steps.extend(creates.next());
        }
    }
    steps.extend(creates);
    steps.extend(leave.into_iter().map(|(key, why)| Step::Leave { key: KeySummary::of(key), why }));
    let missing = if wish.goal == Goal::RevokeStale { 0 } else { wanting - create };
    AccountPlan {
        account: wish.account.to_owned(),
        ip: wish.ip,
        key_name: wish.key_name.to_owned(),
        steps,
        missing,
    }
}

impl Plan {
    /// Whether there is nothing to do: every step keeps or leaves a key.
    pub fn is_done(&self) -> bool {
        self.accounts.iter().all(AccountPlan::is_done)
    }
}

impl AccountPlan {
    /// Whether there is nothing to do: every step keeps or leaves a key.
    pub fn is_done(&self) -> bool {
        self.steps.iter().all(|step| matches!(step, Step::Keep { .. } | Step::Leave { .. }))
    }

    /// How many keys would be made.
    pub fn creates(&self) -> usize {
        self.steps.iter().filter(|step| matches!(step, Step::Create { .. })).count()
    }

    /// The keys that would be revoked, and why.
    pub fn revokes(&self) -> impl Iterator<Item = (&KeySummary, Reason)> {
        self.steps.iter().filter_map(|step| match step {
            Step::Revoke { key, why } => Some((key, *why)),
            _ => None,
        })
    }

    /// How many keys would be used in the end.
    pub(crate) fn usable(&self) -> usize {
        let kept = self.steps.iter().filter(|step| matches!(step, Step::Keep { .. })).count();
        kept + self.creates()
    }
}

impl KeySummary {
    fn of(key: &Key) -> Self {
        Self { id: key.id.clone(), name: key.name.clone(), ranges: key.ranges.clone() }
    }
}

impl fmt::Display for KeySummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {} [{}]", self.name, self.id, self.ranges.join(", "))
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keep { key, why } => write!(f, "keep    {key}: {why}"),
            Self::Leave { key, why } => write!(f, "leave   {key}: {why}"),
            Self::Revoke { key, why } => write!(f, "revoke  {key}: {why}"),
            Self::Create { ip, why } => write!(f, "create  a key for {ip}: {why}"),
        }
    }
}

impl fmt::Display for AccountPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, from {}, with keys named `{}`:", self.account, self.ip, self.key_name)?;
        if self.steps.is_empty() {
            write!(f, "\n  nothing")?;
        }
        for step in &self.steps {
            write!(f, "\n  {step}")?;
        }
        match self.missing {
            0 => Ok(()),
            missing => write!(f, "\n  {missing} more wanted, and no room for them"),
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, account) in self.accounts.iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            account.fmt(f)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
