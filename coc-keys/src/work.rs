//! Work at the portal for one account: from its password to a session, and from there to keys.
//!
//! Work that is interrupted loses nothing: a session stays, and what was made is found in the list by the next attempt. For
//! the same reason nothing that changes the account is repeated blindly. If the answer to a creation is lost, the account is
//! looked at again, and a key that was made after all is used like any other.

use std::{collections::BTreeMap, net::IpAddr, time::Duration};

use coc_core::models::ApiKey;

use crate::{
    account::{Account, Login, Policy, Refusal, Refused},
    breaker::{Breaker, Stage},
    error::{Error, ErrorKind},
    key::{Key, KeyStatus},
    own_ip,
    plan::{self, AccountPlan, Goal, MAX_KEYS, Reason, Step, Wish},
    portal::{LoggedIn, NewKey, Portal, Session},
    range, trace,
};

/// How often the portal may fail in a row, after a login, until the work is given up.
const FAILURES: u32 = 4;
/// The first pause after a failure; each further one is twice as long.
const PAUSE: Duration = Duration::from_millis(200);
/// The most looks at an account until the work is given up. Only a portal that contradicts itself takes so many.
const LOOKS: u32 = 30;
/// How long a login tells the truth about the own address, if nothing speaks against it.
const RECENT: Duration = Duration::from_secs(60);
/// How long an account is left alone after a failure that does not pass by itself.
const HOLD: Duration = Duration::from_secs(30);
/// How soon a key that the portal has and the API refuses may be replaced again.
const REPLACEMENT: Duration = Duration::from_secs(60);

/// What work at the portal is for.
pub(crate) struct Task<'a> {
    pub(crate) goal: Goal,
    /// What the API refused, if that is why.
    pub(crate) refusal: Option<Refusal>,
    /// The address, if it is known from elsewhere.
    pub(crate) ip: Option<IpAddr>,
    /// The plan that is carried out, if there is one.
    pub(crate) plan: Option<&'a AccountPlan>,
    /// Whether a person asked for it, and not a call that needs a key.
    pub(crate) by_hand: bool,
    /// Whether the address of a minute ago is good enough, because nothing is done with it.
    pub(crate) old_address_will_do: bool,
}

impl Task<'_> {
    pub(crate) fn new(goal: Goal, ip: Option<IpAddr>) -> Self {
        Self { goal, refusal: None, ip, plan: None, by_hand: false, old_address_will_do: false }
    }
}

/// What came of it.
pub(crate) struct Outcome {
    pub(crate) plan: AccountPlan,
    pub(crate) keys: Vec<Key>,
}

/// What one look at an account goes by; it learns from what it sees.
struct Pass<'a> {
    goal: Goal,
    ip: IpAddr,
    slots: usize,
    condemned: BTreeMap<String, Reason>,
    refusal: Option<Refusal>,
    /// The plan that is carried out, if there is one.
    plan: Option<&'a AccountPlan>,
    /// The same, until a look has come to it.
    expected: Option<&'a AccountPlan>,
    /// Whether the account was changed by the look that failed.
    progress: bool,
    /// Whether the look that failed found out that there are fewer slots.
    fewer_slots: bool,
    logged_in_again: bool,
    failures: u32,
    looks: u32,
}

/// Work at the portal for one account.
pub(crate) struct Work<'a> {
    pub(crate) portal: &'a Portal,
    pub(crate) policy: &'a Policy,
    pub(crate) account: &'a mut Account,
    pub(crate) breaker: &'a mut Breaker,
}

impl Work<'_> {
    /// Sees to it that the goal is reached, or that the plan is carried out.
    pub(crate) async fn achieve(&mut self, task: Task<'_>) -> Result<Outcome, Error> {
        self.admit(task.by_hand)?;
        let result = self.try_to_achieve(&task).await;
        self.note(result)
    }

    /// All keys of the account, and the plan for the goal. Changes nothing.
    pub(crate) async fn look(&mut self, task: &Task<'_>) -> Result<(Vec<Key>, AccountPlan), Error> {
        self.admit(task.by_hand)?;
        let result = self.try_to_look(task).await;
        self.note(result)
    }

    fn admit(&self, by_hand: bool) -> Result<(), Error> {
        let now = self.portal.now();
        let admitted = self.account.admit(now, by_hand).and_then(|()| self.breaker.admit(now));
        admitted.map_err(|error| error.of_account(&self.account.email))
    }

    /// Remembers how it went.
    fn note<T>(&mut self, result: Result<T, Error>) -> Result<T, Error> {
        let now = self.portal.now();
        let error = match result {
            Ok(value) => {
                self.breaker.succeeded();
                self.account.hold = None;
                if let Some(login) = &mut self.account.login {
                    login.unfinished = false;
                }
                return Ok(value);
            }
            Err(error) => error.of_account(&self.account.email),
        };
        match error.kind() {
            // Nothing was asked, so there is nothing new.
            _ if error.resting_for().is_some() => {}
            kind if kind.is_transient() => {
                let stage = if self.account.session.is_some() { Stage::Session } else { Stage::Login };
                self.breaker.failed(stage, &error, now);
            }
            ErrorKind::WrongCredentials => {
                self.breaker.answered();
                self.account.hold = Some((None, error.clone()));
            }
            ErrorKind::PlanOutdated => {}
            _ => {
                self.breaker.fruitless(&error);
                self.account.hold = Some((Some(now + HOLD), error.clone()));
            }
        }
        trace::failed(&self.account.email, &error);
        Err(error)
    }

    async fn try_to_look(&mut self, task: &Task<'_>) -> Result<(Vec<Key>, AccountPlan), Error> {
        let ip = self.address(task).await?;
        let mut pass = Pass::new(task.goal, ip);
        let listed = loop {
            match self.list().await {
                Ok(listed) => break listed,
                Err(error) => self.recover(error, &mut pass).await?,
            }
        };
        let keys = self.keys(listed, ip);
        if task.goal == Goal::Rotate {
            let own = keys.iter().filter(|key| key.is_own());
            pass.condemned = own.map(|key| (key.id.clone(), Reason::Rotation)).collect();
        }
        let plan = plan::decide(&keys, &self.wish(&pass));
        Ok((keys, plan))
    }

    async fn try_to_achieve(&mut self, task: &Task<'_>) -> Result<Outcome, Error> {
        let ip = self.address(task).await?;
        let mut pass = Pass::new(task.goal, ip);
        (pass.refusal, pass.plan, pass.expected) = (task.refusal, task.plan, task.plan);
        if let Some(plan) = task.plan {
            let condemned = plan.revokes().filter(|(_, why)| *why != Reason::Stale);
            pass.condemned = condemned.map(|(key, why)| (key.id.clone(), why)).collect();
        }
        loop {
            match self.pass(&mut pass).await {
                Ok(outcome) => return Ok(outcome),
                Err(error) => self.recover(error, &mut pass).await?,
            }
        }
    }

    /// What helps against a failure: a new session, a pause, or nothing more to do than to look again.
    ///
    /// # Errors
    /// The failure, if nothing does.
    async fn recover(&mut self, error: Error, pass: &mut Pass<'_>) -> Result<(), Error> {
        if std::mem::take(&mut pass.progress) {
            pass.failures = 0;
        }
        pass.looks += 1;
        if pass.looks >= LOOKS {
            return Err(error);
        }
        match error.kind() {
            ErrorKind::SessionExpired if !pass.logged_in_again => {
                pass.logged_in_again = true;
                let ip = self.login().await?;
                // The newest login is right about the address, but a plan is for the one it names.
                if pass.plan.is_none() && self.policy.ip.is_none() {
                    pass.ip = ip.unwrap_or(pass.ip);
                }
            }
            // There are fewer slots than was thought, and now the plan is another one.
            ErrorKind::KeyLimit if std::mem::take(&mut pass.fewer_slots) => {}
            // Neither becomes better by asking again at once.
            ErrorKind::Throttled | ErrorKind::Timeout => return Err(error),
            kind if kind.is_transient() && pass.failures + 1 < FAILURES => {
                self.portal.wire.clock.sleep(PAUSE * (1 << pass.failures)).await;
                pass.failures += 1;
            }
            _ => return Err(error),
        }
        trace::stumbled(&self.account.email, &error);
        Ok(())
    }

    /// One look at the account, and what follows from it.
    async fn pass(&mut self, pass: &mut Pass<'_>) -> Result<Outcome, Error> {
        let listed = self.list().await?;
        self.learn(&listed, pass)?;
        let mut keys = self.keys(listed, pass.ip);
        let plan = plan::decide(&keys, &self.wish(pass));
        if pass.expected.take().is_some_and(|expected| !is_same_work(expected, &plan)) {
            return Err(Error::new(
                ErrorKind::PlanOutdated,
                "the account's keys are others by now; plan again",
            ));
        }
        if plan.usable() == 0 && pass.goal != Goal::RevokeStale {
            return Err(no_room(&keys, pass.slots));
        }
        trace::planned(&plan);
        let (mut total, mut used) = (keys.len(), Vec::new());
        for step in &plan.steps {
            match step {
                Step::Keep { key, .. } => {
                    if let Some(at) = keys.iter().position(|other| other.id == key.id) {
                        used.push(keys.swap_remove(at));
                    }
                }
                Step::Revoke { key, why } => {
                    self.revoke(&key.id, *why).await?;
                    (total, pass.progress) = (total - 1, true);
                }
                Step::Create { .. } => {
                    let created = self.create(pass.ip).await;
                    if created.as_ref().is_err_and(|error| error.kind() == ErrorKind::KeyLimit) {
                        // With an empty account it is not the slots that are limited.
                        pass.fewer_slots = (1..pass.slots).contains(&total);
                        pass.slots = total;
                    }
                    used.push(created?);
                    (total, pass.progress) = (total + 1, true);
                }
                Step::Leave { .. } => {}
            }
        }
        Ok(Outcome { plan, keys: used })
    }

    /// What a refusal means, now that it is known which keys there are.
    fn learn(&mut self, listed: &[ApiKey], pass: &mut Pass<'_>) -> Result<(), Error> {
        let Some(refusal) = pass.refusal else { return Ok(()) };
        let is_refused = |key: &&ApiKey| {
            key.name == self.policy.key_name
                && coc_core::Token::new(key.key.expose()).is_ok_and(|token| token.id() == refusal.token)
        };
        let Some(key) = listed.iter().find(is_refused) else { return Ok(()) };
        let now = self.portal.now();
        match refusal.why {
            Refused::Key if pass.condemned.contains_key(&key.id) => Ok(()),
            Refused::Key => {
                if self.account.replaced.is_some_and(|at| now.saturating_since(at) < REPLACEMENT) {
                    let message =
                        "the portal has it, as it had the one before; it is not replaced again so soon";
                    return Err(Error::new(ErrorKind::KeyRefused, message));
                }
                pass.condemned.insert(key.id.clone(), Reason::Refused);
                Ok(())
            }
            Refused::Ip(seen) if range::any_holds(&key.cidr_ranges, pass.ip) => match seen {
                Some(seen) if self.policy.ip.is_none() && !range::any_holds(&key.cidr_ranges, seen) => {
                    // The portal is reached by another way than the API, and it is the API that keys are for.
                    trace::address_of_refusal(&self.account.email, seen);
                    pass.ip = seen;
                    Ok(())
                }
                _ => {
                    let seen = seen.map_or_else(String::new, |seen| format!(", and the API sees {seen}"));
                    let message =
                        format!("it is for {}{seen}; set the address that requests come from", pass.ip);
                    Err(Error::new(ErrorKind::KeyRefused, message))
                }
            },
            Refused::Ip(_) => Ok(()),
        }
    }

    /// The address that keys are to be valid for, and a session.
    ///
    /// A login tells it. So there is one whenever it matters, but only one: the attempt after one that failed goes on with its
    /// session, unless the API has named another address since.
    async fn address(&mut self, task: &Task<'_>) -> Result<IpAddr, Error> {
        let now = self.portal.now();
        let open = self.account.session.as_ref().is_some_and(|session| session.is_open(now));
        if let Some(ip) = self.policy.ip.or(task.ip) {
            if !open {
                self.login().await?;
            }
            return Ok(ip);
        }
        let contradicts = |ip: IpAddr| task.refusal.and_then(Refusal::ip).is_some_and(|seen| seen != ip);
        let known = self.account.login.as_ref().filter(|login| {
            open && now.saturating_since(login.at) < RECENT
                && (login.unfinished || task.old_address_will_do)
                && !login.ip.is_some_and(contradicts)
        });
        let known = match known {
            Some(login) => login.ip,
            None => self.login().await?,
        };
        if let Some(ip) = known {
            return Ok(ip);
        }
        let ip = own_ip::of_providers(&self.portal.wire, &self.policy.providers).await?;
        if let Some(login) = &mut self.account.login {
            login.ip = Some(ip);
        }
        Ok(ip)
    }

    /// A new session, and the address that the portal saw.
    async fn login(&mut self) -> Result<Option<IpAddr>, Error> {
        self.account.session = None;
        let mut first: Option<Error> = None;
        loop {
            let now = self.portal.now();
            if let Err(resting) = self.breaker.admit_login(now) {
                return Err(first.unwrap_or(resting));
            }
            self.breaker.login(now);
            match self.portal.login(&self.account.email, &self.account.password).await {
                Ok(LoggedIn { session, token }) => {
                    let ip = own_ip::of_login(token.as_ref());
                    trace::logged_in(&self.account.email, ip);
                    self.account.session = Some(session);
                    self.account.login = Some(Login { at: now, ip, unfinished: true });
                    return Ok(ip);
                }
                Err(error) => {
                    let again = error.kind().is_transient()
                        && !matches!(error.kind(), ErrorKind::Throttled | ErrorKind::Timeout);
                    if first.is_some() || !again {
                        return Err(error);
                    }
                    trace::stumbled(&self.account.email, &error);
                    first = Some(error);
                    self.portal.wire.clock.sleep(PAUSE).await;
                }
            }
        }
    }

    async fn list(&mut self) -> Result<Vec<ApiKey>, Error> {
        self.portal.list(session(&mut self.account.session)?).await
    }

    async fn revoke(&mut self, id: &str, why: Reason) -> Result<(), Error> {
        self.portal.revoke(session(&mut self.account.session)?, id).await?;
        if why == Reason::Refused {
            self.account.replaced = Some(self.portal.now());
        }
        trace::revoked(&self.account.email, id, why.as_str());
        Ok(())
    }

    async fn create(&mut self, ip: IpAddr) -> Result<Key, Error> {
        let Policy { key_name, description, scopes, .. } = self.policy;
        let wanted = NewKey { name: key_name, description, cidr_ranges: [ip.to_string()], scopes };
        let mut made = self.portal.create(session(&mut self.account.session)?, &wanted).await?;
        trace::created(&self.account.email, &made.id, ip);
        // What the answer leaves out is as it was asked for.
        if made.name.is_empty() {
            made.name.clone_from(key_name);
        }
        if made.cidr_ranges.is_empty() {
            made.cidr_ranges.push(ip.to_string());
        }
        let key = Key::new(&self.account.email, made, key_name, ip);
        if key.standing == KeyStatus::Foreign {
            // By its name nobody would know it again, so it would stay for ever.
            self.revoke(&key.id, Reason::Surplus).await?;
            let message =
                format!("it changes the name of a key to `{}`; choose a name that it keeps", key.name);
            return Err(Error::new(ErrorKind::Refused, message));
        }
        if key.token_id().is_none() {
            return Err(Error::new(ErrorKind::Unreadable, "the key that was made is not one"));
        }
        Ok(key)
    }

    fn keys(&self, listed: Vec<ApiKey>, ip: IpAddr) -> Vec<Key> {
        let key = |key| Key::new(&self.account.email, key, &self.policy.key_name, ip);
        listed.into_iter().map(key).collect()
    }

    fn wish<'w>(&'w self, pass: &'w Pass<'_>) -> Wish<'w> {
        Wish {
            goal: pass.goal,
            account: &self.account.email,
            key_name: &self.policy.key_name,
            key_count: self.policy.key_count,
            slots: pass.slots,
            ip: pass.ip,
            condemned: &pass.condemned,
        }
    }
}

impl Pass<'_> {
    fn new(goal: Goal, ip: IpAddr) -> Self {
        Self {
            goal,
            ip,
            slots: MAX_KEYS,
            condemned: BTreeMap::new(),
            refusal: None,
            plan: None,
            expected: None,
            progress: false,
            fewer_slots: false,
            logged_in_again: false,
            failures: 0,
            looks: 0,
        }
    }
}

fn session(session: &mut Option<Session>) -> Result<&mut Session, Error> {
    session.as_mut().ok_or_else(|| Error::new(ErrorKind::SessionExpired, "there is none"))
}

/// Whether two plans revoke the same keys and make as many.
fn is_same_work(one: &AccountPlan, other: &AccountPlan) -> bool {
    let revokes = |plan: &AccountPlan| {
        let mut ids: Vec<String> = plan.revokes().map(|(key, _)| key.id.clone()).collect();
        ids.sort();
        ids
    };
    one.creates() == other.creates() && revokes(one) == revokes(other)
}

fn no_room(keys: &[Key], slots: usize) -> Error {
    let foreign: Vec<String> =
        keys.iter().filter(|key| !key.is_own()).map(|key| format!("`{}`", key.name)).collect();
    let message = format!(
        "all {slots} slots are taken by keys that are not ours ({}); revoke one at https://developer.clashofclans.com, or use \
         one more account",
        foreign.join(", ")
    );
    Error::new(ErrorKind::KeyLimit, message)
}
