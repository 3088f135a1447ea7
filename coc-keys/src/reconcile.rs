//! Reconciling an account's keys with what is wanted, in rounds: list the keys, make a plan, carry
//! it out.
//!
//! An interrupted job loses nothing: the session stays, and the next job finds created keys in the
//! list. For the same reason no request that changes the account is retried as such. If the
//! response to a creation is lost, the next round lists the keys and uses one that was created
//! after all.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
    time::Duration,
};

use coc_core::{Token, models::ApiKey};

use crate::{
    account::{Account, Policy},
    cidr,
    circuit_breaker::CircuitBreaker,
    error::{Error, ErrorKind},
    ip_scope::IpScope,
    key::{Key, KeyStatus},
    plan::{self, AccountPlan, Goal, MAX_KEYS, PlanInput, PlanStep, Reason},
    portal::{NewKey, Portal},
    rejection::{RejectReason, Rejection},
    replacement_limit::ReplacementLimit,
    sign_in::{BACKOFF, SignIn},
    trace,
};

/// The number of failures in a row, after a login, that ends a job.
const MAX_FAILURES: u32 = 4;
/// The most rounds of a job. Only a portal that contradicts itself takes so many.
const MAX_ROUNDS: u32 = 30;
/// The least time between two replacements of keys that the portal lists and the API rejects.
const REPLACEMENT_INTERVAL: Duration = Duration::from_secs(60);

/// A job for one account.
pub(crate) struct Job<'a> {
    pub(crate) goal: Goal,
    /// The rejection that caused the job, if one did.
    pub(crate) rejection: Option<&'a Rejection>,
    /// The address, if it is known from elsewhere.
    pub(crate) ip: Option<IpAddr>,
    /// The plan that the user approved, if the job is to carry one out.
    pub(crate) plan: Option<&'a AccountPlan>,
    /// Whether to list and plan only.
    pub(crate) dry_run: bool,
    /// Whether the address of a recent login is good enough, because nothing is done with it.
    pub(crate) accept_recent_ip: bool,
}

impl Job<'_> {
    pub(crate) fn new(goal: Goal, ip: Option<IpAddr>) -> Self {
        Self { goal, rejection: None, ip, plan: None, dry_run: false, accept_recent_ip: false }
    }
}

/// The outcome of a job.
pub(crate) struct Reconciled {
    pub(crate) plan: AccountPlan,
    /// All keys of the account after a dry run, otherwise those to use.
    pub(crate) keys: Vec<Key>,
}

/// The input of a round, which learns from the round before.
struct Round<'a> {
    job: &'a Job<'a>,
    ip: IpAddr,
    slots: usize,
    must_revoke: BTreeMap<String, Reason>,
    /// The stale keys that the job's plan revokes, by id, if there is a plan.
    replaces: Option<BTreeSet<String>>,
    /// The job's plan, until a round has found the account as it expects.
    approved: Option<&'a AccountPlan>,
    /// Whether the failed round changed the account.
    progress: bool,
    /// Whether the failed round found fewer slots.
    fewer_slots: bool,
    logged_in_again: bool,
    failures: u32,
    number: u32,
}

/// Reconciles the keys of one account.
pub(crate) struct Reconciler<'a> {
    pub(crate) portal: &'a Portal,
    pub(crate) policy: &'a Policy,
    pub(crate) account: &'a mut Account,
    pub(crate) breaker: &'a mut CircuitBreaker,
    pub(crate) limit: &'a mut ReplacementLimit,
}

impl Reconciler<'_> {
    /// Runs a job, unless a circuit is open.
    pub(crate) async fn run(&mut self, job: &Job<'_>) -> Result<Reconciled, Error> {
        self.sign_in().admit(job.dry_run || job.plan.is_some())?;
        let result = self.rounds(job).await;
        self.sign_in().record(result)
    }

    fn sign_in(&mut self) -> SignIn<'_> {
        let Self { portal, policy, account, breaker, .. } = self;
        SignIn { portal, policy, account, breaker }
    }

    async fn rounds(&mut self, job: &Job<'_>) -> Result<Reconciled, Error> {
        let ip = self.sign_in().address(job.ip, job.rejection, job.accept_recent_ip).await?;
        let mut round = Round::new(job, ip);
        loop {
            match self.round(&mut round).await {
                Ok(reconciled) => return Ok(reconciled),
                Err(error) => self.recover(error, &mut round).await?,
            }
        }
    }

    async fn round(&mut self, round: &mut Round<'_>) -> Result<Reconciled, Error> {
        let listed = self.portal.list(self.account.session()?).await?;
        self.diagnose(&listed, round)?;
        let Policy { key_name, key_count, .. } = self.policy;
        let key = |key| Key::new(&self.account.email, key, key_name, round.ip);
        let keys: Vec<Key> = listed.into_iter().map(key).collect();
        let job = round.job;
        if job.goal == Goal::Rotate && job.plan.is_none() {
            let own = keys.iter().filter(|key| key.is_own());
            round.must_revoke = own.map(|key| (key.id.clone(), Reason::Rotation)).collect();
        }
        let plan = plan::decide(
            &keys,
            &PlanInput {
                goal: job.goal,
                account: &self.account.email,
                key_name,
                key_count: *key_count,
                slots: round.slots,
                ip: round.ip,
                must_revoke: &round.must_revoke,
                used: round.replaces.as_ref().unwrap_or(&self.account.used),
            },
        );
        if job.dry_run {
            return Ok(Reconciled { plan, keys });
        }
        if round.approved.take().is_some_and(|approved| !has_same_effect(approved, &plan)) {
            let message = "the account's keys have changed since the plan was made; create a new plan";
            return Err(Error::new(ErrorKind::PlanOutdated, message));
        }
        if plan.usable() == 0 && job.goal != Goal::RevokeStale {
            return Err(no_free_slot(&keys, round.slots));
        }
        if job.rejection.is_some() && plan.creates() > 0 {
            self.limit.admit_address(round.ip, self.portal.now())?;
        }
        trace::planned(&plan);
        let keys = self.carry_out(&plan, keys, round).await?;
        Ok(Reconciled { plan, keys })
    }

    /// Makes sure that a key is revoked that the portal lists, but the API rejects as invalid.
    ///
    /// # Errors
    /// [`KeyRejected`](ErrorKind::KeyRejected) if another key would not help.
    fn diagnose(&self, listed: &[ApiKey], round: &mut Round<'_>) -> Result<(), Error> {
        let Some(rejection) = round.job.rejection else { return Ok(()) };
        let is_rejected = |key: &&ApiKey| {
            key.name == self.policy.key_name
                && Token::new(key.key.expose()).is_ok_and(|token| token.id() == rejection.token)
        };
        let Some(key) = listed.iter().find(is_rejected) else { return Ok(()) };
        let message = match rejection.reason {
            RejectReason::Key if round.must_revoke.contains_key(&key.id) => return Ok(()),
            RejectReason::Key => {
                let now = self.portal.now();
                if self.account.replaced.is_none_or(|at| now.saturating_since(at) >= REPLACEMENT_INTERVAL) {
                    round.must_revoke.insert(key.id.clone(), Reason::Rejected);
                    return Ok(());
                }
                "the portal lists the key, and a rejected key was replaced less than a minute ago".to_owned()
            }
            // The address has changed, and the key is replaced because it is stale.
            RejectReason::Ip { .. } if !cidr::any_holds(&key.cidr_ranges, round.ip) => return Ok(()),
            RejectReason::Ip { named, trusted } => {
                let (ip, named) = (round.ip, named.filter(|named| *named != round.ip));
                let doubt = match named.map(IpScope::of) {
                    Some(IpScope::Public) if !trusted => {
                        ", and only the official API is believed; if it is right, use `trust_reported_ip`"
                    }
                    Some(IpScope::Private) => ", which is used only if you set it",
                    _ => "",
                };
                let named =
                    named.map_or_else(String::new, |named| format!(", but the API names {named}{doubt}"));
                format!("the key is for {ip}{named}; set the address that the API sees with `ip`")
            }
        };
        Err(Error::new(ErrorKind::KeyRejected, message).caused_by(rejection.error.clone()))
    }

    /// Carries out a plan for these keys. Returns the keys to use.
    async fn carry_out(
        &mut self,
        plan: &AccountPlan,
        mut keys: Vec<Key>,
        round: &mut Round<'_>,
    ) -> Result<Vec<Key>, Error> {
        let (mut total, mut used) = (keys.len(), Vec::new());
        for step in &plan.steps {
            match step {
                PlanStep::Keep { key, .. } => {
                    if let Some(at) = keys.iter().position(|other| other.id == key.id) {
                        used.push(keys.swap_remove(at));
                    }
                }
                PlanStep::Revoke { key, reason } => {
                    self.revoke(&key.id, *reason).await?;
                    (total, round.progress) = (total - 1, true);
                }
                PlanStep::Create { .. } => {
                    let created = self.create(round.ip).await;
                    if created.as_ref().is_err_and(|error| error.kind() == ErrorKind::KeyLimit) {
                        // In an empty account, something other than the slots is limited.
                        round.fewer_slots = (1..round.slots).contains(&total);
                        round.slots = total;
                    }
                    used.push(created?);
                    (total, round.progress) = (total + 1, true);
                }
                PlanStep::Leave { .. } => {}
            }
        }
        Ok(used)
    }

    async fn revoke(&mut self, id: &str, reason: Reason) -> Result<(), Error> {
        self.portal.revoke(self.account.session()?, id).await?;
        if reason == Reason::Rejected {
            self.account.replaced = Some(self.portal.now());
        }
        trace::revoked(&self.account.email, id, reason.as_str());
        Ok(())
    }

    async fn create(&mut self, ip: IpAddr) -> Result<Key, Error> {
        let Policy { key_name, description, scopes, .. } = self.policy;
        let wanted = NewKey { name: key_name, description, cidr_ranges: [ip.to_string()], scopes };
        let mut created = self.portal.create(self.account.session()?, &wanted).await?;
        trace::created(&self.account.email, &created.id, ip);
        // Fields that the response omits are as requested.
        if created.name.is_empty() {
            created.name.clone_from(key_name);
        }
        if created.cidr_ranges.is_empty() {
            created.cidr_ranges.push(ip.to_string());
        }
        let key = Key::new(&self.account.email, created, key_name, ip);
        if key.status == KeyStatus::Foreign {
            // Under another name it would never be recognised as ours, and stay for good.
            self.revoke(&key.id, Reason::Surplus).await?;
            let message = format!(
                "it renames the key to `{}`; choose a key name that the portal leaves unchanged",
                key.name
            );
            return Err(Error::new(ErrorKind::Rejected, message));
        }
        if key.token_id().is_none() {
            return Err(Error::new(ErrorKind::Unreadable, "the created key is not a valid token"));
        }
        Ok(key)
    }

    /// Prepares the next round after a failure: with a new session, after a pause, or at once.
    ///
    /// # Errors
    /// The failure, if a further round cannot help.
    async fn recover(&mut self, error: Error, round: &mut Round<'_>) -> Result<(), Error> {
        if std::mem::take(&mut round.progress) {
            round.failures = 0;
        }
        round.number += 1;
        if round.number >= MAX_ROUNDS {
            return Err(error);
        }
        match error.kind() {
            ErrorKind::SessionExpired if !round.logged_in_again => {
                round.logged_in_again = true;
                let ip = self.sign_in().login().await?;
                // The newest login is right about the address, but a plan is for the one it names.
                let fixed = self.policy.ip.or(round.job.rejection.and_then(Rejection::ip));
                if round.job.plan.is_none() && fixed.is_none() {
                    round.ip = ip.unwrap_or(round.ip);
                }
            }
            // With fewer slots, the next round's plan is another one.
            ErrorKind::KeyLimit if std::mem::take(&mut round.fewer_slots) => {}
            kind if kind.is_worth_a_retry() && round.failures + 1 < MAX_FAILURES => {
                self.portal.http.clock.sleep(BACKOFF * (1 << round.failures)).await;
                round.failures += 1;
            }
            _ => return Err(error),
        }
        trace::retrying(&self.account.email, &error);
        Ok(())
    }
}

impl<'a> Round<'a> {
    fn new(job: &'a Job<'a>, ip: IpAddr) -> Self {
        let revokes = job.plan.into_iter().flat_map(AccountPlan::revokes);
        let must_revoke = revokes.filter(|(_, reason)| *reason != Reason::Stale);
        let stale = |plan: &AccountPlan| {
            let stale = plan.revokes().filter(|(_, reason)| *reason == Reason::Stale);
            stale.map(|(key, _)| key.id.clone()).collect()
        };
        Self {
            job,
            ip,
            slots: MAX_KEYS,
            must_revoke: must_revoke.map(|(key, reason)| (key.id.clone(), reason)).collect(),
            replaces: job.plan.map(stale),
            approved: job.plan,
            progress: false,
            fewer_slots: false,
            logged_in_again: false,
            failures: 0,
            number: 0,
        }
    }
}

/// Whether two plans revoke the same keys and create as many.
fn has_same_effect(one: &AccountPlan, other: &AccountPlan) -> bool {
    let revokes = |plan: &AccountPlan| {
        let mut ids: Vec<String> = plan.revokes().map(|(key, _)| key.id.clone()).collect();
        ids.sort();
        ids
    };
    one.creates() == other.creates() && revokes(one) == revokes(other)
}

fn no_free_slot(keys: &[Key], slots: usize) -> Error {
    let foreign: Vec<String> =
        keys.iter().filter(|key| !key.is_own()).map(|key| format!("`{}`", key.name)).collect();
    let message = format!(
        "all {slots} slots are taken by keys that are not ours ({}); revoke one at https://developer.clashofclans.com, add another \
         account, or set `key_name` if they are this program's",
        foreign.join(", ")
    );
    Error::new(ErrorKind::KeyLimit, message)
}
