//! All accounts, and what is done about them: one thing at a time.

use std::sync::Arc;

use coc_core::Clock;
use futures_util::lock::Mutex;
use secrecy::SecretString;

use crate::{
    account::{Account, Policy, Refusal, Refused},
    breaker::Breaker,
    error::{Error, ErrorKind},
    file::KeyFile,
    key::Key,
    plan::{Goal, Plan},
    portal::Portal,
    shared::Opened,
    work::{Outcome, Task, Work},
};

/// Keeps the keys of some accounts.
#[derive(Debug)]
pub(crate) struct Manager {
    portal: Portal,
    policy: Policy,
    file: Option<KeyFile>,
    /// Locked by whose turn it is (`turns.rs`), so nobody waits for it.
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    accounts: Vec<Account>,
    breaker: Breaker,
}

impl Manager {
    pub(crate) fn new(portal: Portal, policy: Policy, file: Option<KeyFile>, accounts: Vec<Account>) -> Self {
        Self { portal, policy, file, state: Mutex::new(State { accounts, breaker: Breaker::default() }) }
    }

    pub(crate) fn policy(&self) -> &Policy {
        &self.policy
    }

    fn clock(&self) -> &Arc<dyn Clock> {
        &self.portal.wire.clock
    }

    /// Keys that are good as far as is known, and others than the one that was refused: from memory, from the file, from the
    /// portal, in this order.
    ///
    /// An account that cannot give any is made up for by the others, if they can.
    pub(crate) async fn keys(&self, refusal: Option<Refusal>) -> Result<Vec<Key>, Error> {
        let State { accounts, breaker } = &mut *self.state.lock().await;
        let mut wanting: Vec<bool> = self.wanting(accounts, refusal);
        if !wanting.contains(&true) {
            return Ok(all_held(accounts));
        }
        let file = self.open_file().await?;
        let (mut ip, mut failure, mut renewed) = (None, None, vec![false; accounts.len()]);
        for (account, (wanting, renewed)) in accounts.iter_mut().zip(wanting.iter_mut().zip(&mut renewed)) {
            if !*wanting || file.as_ref().is_some_and(|file| file.give_to(account, &self.policy, refusal)) {
                continue;
            }
            let task = Task { refusal, ..Task::new(Goal::Ensure, ip) };
            let mut work = Work { portal: &self.portal, policy: &self.policy, account, breaker };
            match work.achieve(task).await {
                Ok(outcome) => {
                    ip = Some(outcome.plan.ip);
                    *renewed = true;
                    take(account, outcome);
                }
                Err(error) => {
                    if let Some(refusal) = refusal {
                        account.forget(refusal);
                    }
                    failure.get_or_insert(error);
                }
            }
        }
        self.store(file, accounts, &renewed)?;
        let held = all_held(accounts);
        match failure {
            Some(failure) if held.is_empty() => Err(failure),
            _ => Ok(held),
        }
    }

    /// As many keys as are wanted, if memory and file have them.
    pub(crate) async fn known(&self) -> Result<Option<Vec<Key>>, Error> {
        let State { accounts, .. } = &mut *self.state.lock().await;
        let wanting = self.wanting(accounts, None);
        if wanting.contains(&true) {
            let Some(file) = self.open_file().await? else { return Ok(None) };
            for (account, _) in accounts.iter_mut().zip(wanting).filter(|(_, wanting)| *wanting) {
                if !file.give_to(account, &self.policy, None) {
                    return Ok(None);
                }
            }
        }
        Ok(Some(all_held(accounts)))
    }

    /// Which accounts have to do something about it.
    fn wanting(&self, accounts: &[Account], refusal: Option<Refusal>) -> Vec<bool> {
        let held = refusal.is_some_and(|refusal| accounts.iter().any(|account| account.holds(refusal.token)));
        let wants = |account: &Account| match refusal {
            None => account.held.len() < self.policy.key_count,
            // The address is all accounts' address.
            Some(Refusal { why: Refused::Ip(_), .. }) if held => true,
            // Somebody was faster, or it failed before.
            Some(refusal) => account.held.is_empty() || account.holds(refusal.token),
        };
        accounts.iter().map(wants).collect()
    }

    /// All keys of all accounts.
    pub(crate) async fn list(&self) -> Result<Vec<Key>, Error> {
        let (keys, _) = self.look(Goal::Ensure, true).await?;
        Ok(keys)
    }

    /// What would be done to reach a goal.
    pub(crate) async fn plan(&self, goal: Goal) -> Result<Plan, Error> {
        let (_, plan) = self.look(goal, false).await?;
        Ok(plan)
    }

    async fn look(&self, goal: Goal, old_address_will_do: bool) -> Result<(Vec<Key>, Plan), Error> {
        let State { accounts, breaker } = &mut *self.state.lock().await;
        let (mut all, mut plan, mut ip) = (Vec::new(), Plan { goal, accounts: Vec::new() }, None);
        for account in accounts {
            let mut work = Work { portal: &self.portal, policy: &self.policy, account, breaker };
            let task = Task { by_hand: true, old_address_will_do, ..Task::new(goal, ip) };
            let (keys, of_account) = work.look(&task).await?;
            ip = Some(of_account.ip);
            all.extend(keys);
            plan.accounts.push(of_account);
        }
        Ok((all, plan))
    }

    /// Carries out a plan, if it still fits, and gives the keys that are used from then on.
    pub(crate) async fn apply(&self, plan: &Plan) -> Result<Vec<Key>, Error> {
        let State { accounts, breaker } = &mut *self.state.lock().await;
        for of_account in &plan.accounts {
            if of_account.key_name != self.policy.key_name {
                let message = format!("it is about keys named `{}`", of_account.key_name);
                return Err(Error::new(ErrorKind::PlanOutdated, message));
            }
            if !accounts.iter().any(|account| account.email == of_account.account) {
                let message =
                    format!("it is about the account {}, which is none of these", of_account.account);
                return Err(Error::new(ErrorKind::PlanOutdated, message));
            }
        }
        let file = self.open_file().await?;
        let mut renewed = vec![false; accounts.len()];
        let mut result = Ok(());
        for of_account in &plan.accounts {
            let Some(at) = accounts.iter().position(|account| account.email == of_account.account) else {
                continue;
            };
            let account = &mut accounts[at];
            let task = Task::new(plan.goal, Some(of_account.ip));
            let task = Task { plan: Some(of_account), by_hand: true, ..task };
            let mut work = Work { portal: &self.portal, policy: &self.policy, account, breaker };
            match work.achieve(task).await {
                Ok(outcome) => {
                    renewed[at] = true;
                    take(account, outcome);
                }
                Err(error) => {
                    result = Err(error);
                    break;
                }
            }
        }
        // What was done before it failed is kept.
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

    async fn open_file(&self) -> Result<Option<Opened>, Error> {
        match &self.file {
            None => Ok(None),
            Some(file) => Opened::open(file, self.clock()).await.map(Some),
        }
    }

    fn store(&self, file: Option<Opened>, accounts: &[Account], renewed: &[bool]) -> Result<(), Error> {
        let Some(file) = file.filter(|_| renewed.contains(&true)) else { return Ok(()) };
        let renewed =
            accounts.iter().zip(renewed).filter_map(|(account, renewed)| renewed.then_some(account));
        file.store(renewed, &self.policy, self.clock())
    }
}

/// The account uses what came of the work.
fn take(account: &mut Account, outcome: Outcome) {
    let Outcome { plan, keys } = outcome;
    (account.held, account.held_for) = (keys, Some(plan.ip));
}

fn all_held(accounts: &[Account]) -> Vec<Key> {
    accounts.iter().flat_map(|account| account.held.iter().cloned()).collect()
}
