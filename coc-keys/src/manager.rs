//! The [`Manager`]: all accounts and the key file, for one job at a time.

use std::{collections::BTreeSet, sync::Arc};

use coc_core::{Clock, TokenId};
use futures_util::lock::Mutex;
use secrecy::SecretString;

use crate::{
    account::{Account, Policy},
    circuit_breaker::CircuitBreaker,
    error::{Error, ErrorKind},
    file::{Document, KeyFile},
    ip_scope::IpScope,
    key::Key,
    key_store::{self, LockedStore},
    plan::{AccountPlan, Goal, Plan},
    portal::Portal,
    reconcile::{Job, Reconciled, Reconciler},
    rejection::Rejection,
    replacement_limit::ReplacementLimit,
};

/// The keys of all accounts.
#[derive(Debug)]
pub(crate) struct Manager {
    portal: Portal,
    policy: Policy,
    file: Option<KeyFile>,
    /// Only the job that `serial.rs` runs locks it, so no caller ever waits for this lock.
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    accounts: Vec<Account>,
    breaker: CircuitBreaker,
    limit: ReplacementLimit,
}

impl Manager {
    pub(crate) fn new(portal: Portal, policy: Policy, file: Option<KeyFile>, accounts: Vec<Account>) -> Self {
        let state =
            State { accounts, breaker: CircuitBreaker::default(), limit: ReplacementLimit::default() };
        Self { portal, policy, file, state: Mutex::new(state) }
    }

    pub(crate) fn policy(&self) -> &Policy {
        &self.policy
    }

    fn clock(&self) -> &Arc<dyn Clock> {
        &self.portal.http.clock
    }

    fn reconciler<'a>(
        &'a self,
        account: &'a mut Account,
        breaker: &'a mut CircuitBreaker,
        limit: &'a mut ReplacementLimit,
    ) -> Reconciler<'a> {
        Reconciler { portal: &self.portal, policy: &self.policy, account, breaker, limit }
    }

    /// Returns keys that are not known to be bad, and without the rejected one: from memory, from
    /// the file, or from the portal, in this order.
    ///
    /// An account that fails is ignored as long as another one has keys.
    pub(crate) async fn keys(&self, rejection: Option<&Rejection>) -> Result<Vec<Key>, Error> {
        let State { accounts, breaker, limit } = &mut *self.state.lock().await;
        let lacking = self.lacking(accounts, rejection);
        if !lacking.contains(&true) {
            return Ok(all_held(accounts));
        }
        let now = self.clock().now();
        let admitted = match rejection {
            Some(rejection) => limit.admit_rejection(rejection, now),
            None => limit.admit(now),
        };
        if let Err(error) = admitted {
            return without(accounts, rejection, error);
        }
        let file = self.open_file().await?;
        self.note_used(file.as_ref().map(|file| &file.document), accounts);
        let before = all_tokens(accounts);
        let (mut ip, mut failure, mut renewed) = (None, None, vec![false; accounts.len()]);
        for (account, (lacking, renewed)) in accounts.iter_mut().zip(lacking.iter().zip(&mut renewed)) {
            if !lacking || file.as_ref().is_some_and(|file| file.load_into(account, &self.policy, rejection))
            {
                continue;
            }
            let job = Job { rejection, ..Job::new(Goal::Ensure, ip) };
            match self.reconciler(account, breaker, limit).run(&job).await {
                Ok(reconciled) => {
                    ip = Some(reconciled.plan.ip);
                    *renewed = true;
                    hold(account, reconciled);
                }
                Err(error) => {
                    if error.kind() == ErrorKind::KeyRejected {
                        limit.record_failure(error.clone(), self.clock().now());
                    }
                    if let Some(rejection) = rejection {
                        account.forget(rejection);
                    }
                    failure.get_or_insert(error);
                }
            }
        }
        if rejection.is_some() && failure.is_none() {
            limit.record_replacement(all_tokens(accounts).difference(&before).copied().collect());
        }
        for ip in accounts.iter().filter_map(|account| account.held_for) {
            limit.record_address(ip, now);
        }
        self.store(file, accounts, &renewed)?;
        let held = all_held(accounts);
        match failure {
            Some(failure) if held.is_empty() => Err(failure),
            _ => Ok(held),
        }
    }

    /// Returns as many keys as are wanted, if memory and file have them.
    pub(crate) async fn known(&self) -> Result<Option<Vec<Key>>, Error> {
        let State { accounts, .. } = &mut *self.state.lock().await;
        let lacking = self.lacking(accounts, None);
        if lacking.contains(&true) {
            let Some(file) = self.open_file().await? else { return Ok(None) };
            for (account, _) in accounts.iter_mut().zip(lacking).filter(|(_, lacking)| *lacking) {
                if !file.load_into(account, &self.policy, None) {
                    return Ok(None);
                }
            }
        }
        Ok(Some(all_held(accounts)))
    }

    /// Which accounts lack keys.
    fn lacking(&self, accounts: &[Account], rejection: Option<&Rejection>) -> Vec<bool> {
        let held =
            rejection.is_some_and(|rejection| accounts.iter().any(|account| account.holds(rejection.token)));
        let lacks = |account: &Account| match rejection {
            None => account.held.len() < self.policy.key_count,
            // All accounts' keys are for the same address.
            Some(rejection) if held && rejection.is_by_ip() => true,
            // An earlier job has replaced the key, or failed.
            Some(rejection) => account.held.is_empty() || account.holds(rejection.token),
        };
        accounts.iter().map(lacks).collect()
    }

    /// Returns all keys of all accounts.
    pub(crate) async fn list(&self) -> Result<Vec<Key>, Error> {
        let (keys, _) = self.inspect(Goal::Ensure, true).await?;
        Ok(keys)
    }

    /// Returns the plan for a goal.
    pub(crate) async fn plan(&self, goal: Goal) -> Result<Plan, Error> {
        // Without the lock, which is for changes: the file is replaced atomically.
        let document = self.file.as_ref().map(KeyFile::peek).transpose()?;
        self.note_used(document.as_ref(), &mut self.state.lock().await.accounts);
        let (_, plan) = self.inspect(goal, false).await?;
        Ok(plan)
    }

    async fn inspect(&self, goal: Goal, accept_recent_ip: bool) -> Result<(Vec<Key>, Plan), Error> {
        let State { accounts, breaker, limit } = &mut *self.state.lock().await;
        let (mut all, mut plan, mut ip) = (Vec::new(), Plan { goal, accounts: Vec::new() }, None);
        for account in accounts {
            let job = Job { dry_run: true, accept_recent_ip, ..Job::new(goal, ip) };
            let reconciled = self.reconciler(account, breaker, limit).run(&job).await?;
            ip = Some(reconciled.plan.ip);
            all.extend(reconciled.keys);
            plan.accounts.push(reconciled.plan);
        }
        Ok((all, plan))
    }

    /// Carries out a plan, unless it is outdated. Returns the keys in use from then on.
    pub(crate) async fn apply(&self, plan: &Plan) -> Result<Vec<Key>, Error> {
        let State { accounts, breaker, limit } = &mut *self.state.lock().await;
        let outdated = |message| Err(Error::new(ErrorKind::PlanOutdated, message));
        let mut positions = Vec::new();
        for AccountPlan { account: email, key_name, ip, .. } in &plan.accounts {
            if IpScope::of(*ip) == IpScope::Unusable {
                return Err(Error::new(
                    ErrorKind::Settings,
                    format!("no API can see {ip} as the address of this machine"),
                ));
            }
            if *key_name != self.policy.key_name {
                return outdated(format!("it is for keys named `{key_name}`; create a new plan"));
            }
            let Some(at) = accounts.iter().position(|account| account.email == *email) else {
                return outdated(format!(
                    "it is for the account {email}, which is not set; create a new plan"
                ));
            };
            positions.push(at);
        }
        let file = self.open_file().await?;
        self.note_used(file.as_ref().map(|file| &file.document), accounts);
        let mut renewed = vec![false; accounts.len()];
        let mut result = Ok(());
        for (at, of_account) in positions.into_iter().zip(&plan.accounts) {
            let job = Job { plan: Some(of_account), ..Job::new(plan.goal, Some(of_account.ip)) };
            match self.reconciler(&mut accounts[at], breaker, limit).run(&job).await {
                Ok(reconciled) => {
                    limit.close();
                    renewed[at] = true;
                    hold(&mut accounts[at], reconciled);
                }
                Err(error) => {
                    result = Err(error);
                    break;
                }
            }
        }
        // The accounts before the failed one have new keys.
        let stored = self.store(file, accounts, &renewed);
        result.and(stored).map(|()| all_held(accounts))
    }

    pub(crate) async fn set_password(&self, email: &str, password: SecretString) -> Result<(), Error> {
        let State { accounts, .. } = &mut *self.state.lock().await;
        let account = accounts.iter_mut().find(|account| account.email == email);
        let none = || Error::new(ErrorKind::Settings, format!("there is no account {email}"));
        account.ok_or_else(none)?.set_password(password);
        Ok(())
    }

    fn note_used(&self, document: Option<&Document>, accounts: &mut [Account]) {
        let Some(document) = document else { return };
        for account in accounts {
            key_store::note_used(document, account, &self.policy);
        }
    }

    async fn open_file(&self) -> Result<Option<LockedStore>, Error> {
        match &self.file {
            None => Ok(None),
            Some(file) => LockedStore::open(file, self.clock()).await.map(Some),
        }
    }

    fn store(&self, file: Option<LockedStore>, accounts: &[Account], renewed: &[bool]) -> Result<(), Error> {
        let Some(file) = file.filter(|_| renewed.contains(&true)) else { return Ok(()) };
        let renewed =
            accounts.iter().zip(renewed).filter_map(|(account, renewed)| renewed.then_some(account));
        file.store(renewed, &self.policy, self.clock())
    }
}

fn hold(account: &mut Account, Reconciled { plan, keys }: Reconciled) {
    account.hold(keys, Some(plan.ip));
}

/// Returns the keys that are left without the rejected one, or the error if there are none.
fn without(accounts: &mut [Account], rejection: Option<&Rejection>, error: Error) -> Result<Vec<Key>, Error> {
    // The keys stay in use if the API rejects all of them because of the address: they may work
    // again.
    let Some(rejection) = rejection.filter(|rejection| !rejection.is_by_ip()) else { return Err(error) };
    for account in &mut *accounts {
        account.forget(rejection);
    }
    Some(all_held(accounts)).filter(|held| !held.is_empty()).ok_or(error)
}

fn all_tokens(accounts: &[Account]) -> BTreeSet<TokenId> {
    accounts.iter().flat_map(|account| account.held.iter().filter_map(Key::token_id)).collect()
}

fn all_held(accounts: &[Account]) -> Vec<Key> {
    accounts.iter().flat_map(|account| account.held.iter().cloned()).collect()
}
