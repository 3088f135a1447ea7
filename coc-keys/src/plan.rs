//! The [`Plan`]: the steps that bring an account's keys to a goal, each with its reason.
//!
//! [`decide`] is pure. A key is ours if it has exactly our name. Our keys that are valid from our
//! address are used, up to the wanted count. A new key replaces a key that this machine has used,
//! so that a machine has no more keys than wanted. Another key of our name may be in use on another
//! machine: it is revoked only if there is no free slot. A foreign key is never touched.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    net::IpAddr,
};

use serde::Serialize;

use crate::key::{Key, KeyStatus};

/// The most keys that an account may have.
pub const MAX_KEYS: usize = 10;

/// The goal of a [`Plan`].
///
/// ```
/// # async fn example(keys: coc_keys::Keys) -> Result<(), coc_keys::Error> {
/// let plan = keys.plan_for(coc_keys::Goal::RevokeStale).await?;
/// if !plan.is_done() {
///     println!("{plan}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Goal {
    /// As many valid keys of ours as are wanted.
    Ensure,
    /// The same, all of them new.
    Rotate,
    /// No stale keys of ours.
    RevokeStale,
}

/// The steps to a goal, by account. `Display` is for people, `Serialize` for programs.
///
/// ```
/// # async fn example(keys: coc_keys::Keys) -> Result<(), coc_keys::Error> {
/// let plan = keys.plan().await?;
/// println!("{plan}"); // Nothing has changed yet.
/// if !plan.is_done() {
///     let usable = keys.apply(&plan).await?;
///     println!("{} keys are in use now", usable.len());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Plan {
    /// The goal.
    pub goal: Goal,
    /// The accounts in the order in which they were set.
    pub accounts: Vec<AccountPlan>,
}

/// The steps for the keys of one account.
///
/// ```
/// # async fn example(keys: coc_keys::Keys) -> Result<(), coc_keys::Error> {
/// for account in &keys.plan().await?.accounts {
///     println!("{}: creates {} keys for {}", account.account, account.creates(), account.ip);
///     for (key, reason) in account.revokes() {
///         println!("revokes {key}: {reason}");
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AccountPlan {
    /// The account's email.
    pub account: String,
    /// The address that keys are to be valid for.
    pub ip: IpAddr,
    /// The name by which keys are ours.
    pub key_name: String,
    /// One step for each existing and each new key, in the order in which they are carried out.
    pub steps: Vec<PlanStep>,
    /// The number of wanted keys for which there is no slot, because the account's keys may not be
    /// revoked.
    pub missing: usize,
}

/// The step of a plan for one key.
///
/// ```
/// # async fn example(keys: coc_keys::Keys) -> Result<(), coc_keys::Error> {
/// use coc_keys::PlanStep;
///
/// let plan = keys.plan().await?;
/// let steps = plan.accounts.iter().flat_map(|account| &account.steps);
/// let foreign = steps.filter(|step| matches!(step, PlanStep::Leave { .. })).count();
/// println!("{foreign} keys are neither used nor touched");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "action")]
#[non_exhaustive]
pub enum PlanStep {
    /// The key is used.
    Keep {
        /// The key.
        #[serde(flatten)]
        key: KeySummary,
        /// The reason.
        reason: Reason,
    },
    /// The key is neither used nor touched.
    Leave {
        /// The key.
        #[serde(flatten)]
        key: KeySummary,
        /// The reason.
        reason: Reason,
    },
    /// The key is revoked for good.
    Revoke {
        /// The key.
        #[serde(flatten)]
        key: KeySummary,
        /// The reason.
        reason: Reason,
    },
    /// A key is created for this address.
    Create {
        /// The address.
        ip: IpAddr,
        /// The reason.
        reason: Reason,
    },
}

/// A key in a plan.
///
/// ```
/// # async fn example(keys: coc_keys::Keys) -> Result<(), coc_keys::Error> {
/// use coc_keys::{Goal, KeySummary};
///
/// let plan = keys.plan_for(Goal::RevokeStale).await?;
/// let stale: Vec<&KeySummary> =
///     plan.accounts.iter().flat_map(|account| account.revokes()).map(|(key, _)| key).collect();
/// for key in stale {
///     println!("{} ({}), valid from {}", key.name, key.id, key.ranges.join(", "));
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct KeySummary {
    /// The portal's id for it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The addresses it is valid from.
    pub ranges: Vec<String>,
}

/// The reason for a [`PlanStep`].
///
/// ```
/// # async fn example(keys: coc_keys::Keys) -> Result<(), coc_keys::Error> {
/// use coc_keys::Reason;
///
/// for account in &keys.plan().await?.accounts {
///     let rejected = account.revokes().filter(|(_, reason)| *reason == Reason::Rejected).count();
///     println!("{}: the API rejected {rejected} keys", account.account);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Reason {
    /// The key is valid from our address.
    Valid,
    /// The key is not valid from our address.
    Stale,
    /// The API rejected the key.
    Rejected,
    /// All of our keys are replaced.
    Rotation,
    /// The key is not ours.
    Foreign,
    /// The key is valid, but not needed.
    Surplus,
    /// There are fewer valid keys than wanted.
    TooFew,
}

impl Reason {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid from this address",
            Self::Stale => "not valid from this address",
            Self::Rejected => "rejected by the API",
            Self::Rotation => "to be replaced",
            Self::Foreign => "has another name, not ours",
            Self::Surplus => "valid, but not needed",
            Self::TooFew => "fewer valid keys than wanted",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The input of [`decide`] besides the existing keys.
pub(crate) struct PlanInput<'a> {
    pub(crate) goal: Goal,
    pub(crate) account: &'a str,
    pub(crate) key_name: &'a str,
    pub(crate) key_count: usize,
    pub(crate) slots: usize,
    pub(crate) ip: IpAddr,
    /// Keys of ours that must not be used although their ranges include the address, by id.
    pub(crate) must_revoke: &'a BTreeMap<String, Reason>,
    /// Keys that this machine has used, by id.
    pub(crate) used: &'a BTreeSet<String>,
}

/// Makes the plan for these keys.
pub(crate) fn decide(keys: &[Key], input: &PlanInput<'_>) -> AccountPlan {
    let (mut keep, mut leave) = (Vec::new(), Vec::new());
    // Keys of this machine that are of no use to it, and keys that another one may use.
    let (mut replaced, mut others) = (Vec::new(), Vec::new());
    for key in keys {
        match (key.status, input.must_revoke.get(&key.id).copied()) {
            (KeyStatus::Foreign, _) => leave.push((key, Reason::Foreign)),
            (KeyStatus::Valid, None) if keep.len() < input.key_count => keep.push(key),
            (KeyStatus::Valid, None) => leave.push((key, Reason::Surplus)),
            (_, Some(reason)) => replaced.push((key, reason)),
            (KeyStatus::Stale, None) if input.used.contains(&key.id) => replaced.push((key, Reason::Stale)),
            (KeyStatus::Stale, None) => others.push((key, Reason::Stale)),
        }
    }
    let lacking = input.key_count - keep.len();
    let free = input.slots.saturating_sub(keys.len() - replaced.len());
    let mut unusable = replaced;
    let (revoke, create) = match (input.goal, lacking.min(free + others.len())) {
        (Goal::RevokeStale, _) => (unusable.len() + others.len(), 0),
        (Goal::Ensure | Goal::Rotate, 0) => (0, 0),
        (Goal::Ensure | Goal::Rotate, create) => (unusable.len() + create.saturating_sub(free), create),
    };
    unusable.append(&mut others);
    leave.extend(unusable.split_off(revoke));

    let mut steps: Vec<PlanStep> =
        keep.iter().map(|key| PlanStep::Keep { key: KeySummary::of(key), reason: Reason::Valid }).collect();
    let mut creates = (0..create).map(|_| PlanStep::Create { ip: input.ip, reason: Reason::TooFew });
    for (done, (key, reason)) in unusable.into_iter().enumerate() {
        steps.push(PlanStep::Revoke { key: KeySummary::of(key), reason });
        // One for one as soon as the rest fits, so that the account has as many keys as possible at
        // any time.
        if revoke - done <= create {
            steps.extend(creates.next());
        }
    }
    steps.extend(creates);
    steps.extend(leave.into_iter().map(|(key, reason)| PlanStep::Leave { key: KeySummary::of(key), reason }));
    let missing = if input.goal == Goal::RevokeStale { 0 } else { lacking - create };
    AccountPlan {
        account: input.account.to_owned(),
        ip: input.ip,
        key_name: input.key_name.to_owned(),
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
        self.steps.iter().all(|step| matches!(step, PlanStep::Keep { .. } | PlanStep::Leave { .. }))
    }

    /// The number of keys to create.
    pub fn creates(&self) -> usize {
        self.steps.iter().filter(|step| matches!(step, PlanStep::Create { .. })).count()
    }

    /// The keys to revoke, each with its reason.
    pub fn revokes(&self) -> impl Iterator<Item = (&KeySummary, Reason)> {
        self.steps.iter().filter_map(|step| match step {
            PlanStep::Revoke { key, reason } => Some((key, *reason)),
            _ => None,
        })
    }

    /// The number of keys to use after the plan.
    pub(crate) fn usable(&self) -> usize {
        let used = self.steps.iter().filter(|step| matches!(step, PlanStep::Keep { .. })).count();
        used + self.creates()
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

impl fmt::Display for PlanStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Keep { key, reason } => write!(f, "keep    {key}: {reason}"),
            Self::Leave { key, reason } => write!(f, "leave   {key}: {reason}"),
            Self::Revoke { key, reason } => write!(f, "revoke  {key}: {reason}"),
            Self::Create { ip, reason } => write!(f, "create  a key for {ip}: {reason}"),
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
            missing => write!(f, "\n  {missing} more wanted, but no free slot"),
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
