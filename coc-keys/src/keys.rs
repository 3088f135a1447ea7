//! [`Keys`]: credentials for a client, and what can be done with them by hand.

use std::{fmt, sync::Arc};

use coc_core::{
    Clock, Credentials, RefreshingCredentials, Token, TokenRejection, TokenSet, TokenSource, Transport,
};
use secrecy::SecretString;

use crate::{
    account::Refusal,
    builder::Builder,
    error::Error,
    key::Key,
    manager::Manager,
    plan::{Goal, Plan},
    turns::Turns,
};

/// The keys of one or more accounts. Cheap to clone; clones share everything.
///
/// They are [`Credentials`]: a client that gets them asks for keys when it makes its first call, and for others when the API refuses
/// one. Beyond that, keys are looked at and changed by hand with the methods.
#[derive(Clone)]
pub struct Keys(RefreshingCredentials<Source>);

/// Gets tokens when a client needs them.
struct Source {
    manager: Arc<Manager>,
    turns: Turns,
}

impl Keys {
    /// Settings for keys over this transport and clock. With the feature `native`, [`builder`](crate::builder()) needs neither.
    pub fn builder(transport: impl Transport + Clone, clock: impl Clock + Clone) -> Builder {
        Builder::new(transport, clock)
    }

    pub(crate) fn new(manager: Manager) -> Self {
        Self(RefreshingCredentials::new(Source { manager: Arc::new(manager), turns: Turns::default() }))
    }

    async fn do_by_hand<T, F>(&self, work: impl FnOnce(Arc<Manager>) -> F) -> T
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let Source { manager, turns } = self.0.source();
        turns.take(work(Arc::clone(manager))).await
    }

    /// All keys of all accounts, foreign ones included.
    ///
    /// # Errors
    /// [`Error`] for the first account that cannot be asked.
    pub async fn list(&self) -> Result<Vec<Key>, Error> {
        self.do_by_hand(|manager| async move { manager.list().await }).await
    }

    /// As many keys as are wanted, if so many are known to be good from this process or from the key file. Never asks the portal.
    ///
    /// # Errors
    /// [`File`](crate::ErrorKind::File) if the key file cannot be used.
    pub async fn known(&self) -> Result<Option<Vec<Key>>, Error> {
        self.do_by_hand(|manager| async move { manager.known().await }).await
    }

    /// Keys to use: those that are known to be good, from this process or from the key file, and what is wanting from the portal.
    ///
    /// An account that cannot give any is made up for by the others, if there are any.
    ///
    /// # Errors
    /// [`Error`] if no account has a key.
    pub async fn ensure(&self) -> Result<Vec<Key>, Error> {
        self.do_by_hand(|manager| async move { manager.keys(None).await }).await
    }

    /// What would be done so that there are as many valid keys as wanted, and why. Changes nothing.
    ///
    /// # Errors
    /// [`Error`] for the first account that cannot be asked.
    pub async fn plan(&self) -> Result<Plan, Error> {
        self.plan_for(Goal::Ensure).await
    }

    /// What would be done to reach this goal, and why. Changes nothing.
    ///
    /// # Errors
    /// [`Error`] for the first account that cannot be asked.
    pub async fn plan_for(&self, goal: Goal) -> Result<Plan, Error> {
        self.do_by_hand(move |manager| async move { manager.plan(goal).await }).await
    }

    /// Does what a plan says and nothing else, and gives the keys that are used from then on.
    ///
    /// # Errors
    /// [`PlanOutdated`](crate::ErrorKind::PlanOutdated) if the keys are others by now, in which case nothing was done;
    /// [`KeyLimit`](crate::ErrorKind::KeyLimit) if there is no room for any key; otherwise whatever kept the portal from it. What was
    /// done before stays done.
    pub async fn apply(&self, plan: &Plan) -> Result<Vec<Key>, Error> {
        let plan = plan.clone();
        self.do_by_hand(|manager| async move { manager.apply(&plan).await }).await
    }

    /// Replaces all keys of ours, and gives the new ones. Clients go over to them by themselves.
    ///
    /// # Errors
    /// As [`apply`](Self::apply).
    pub async fn rotate(&self) -> Result<Vec<Key>, Error> {
        let plan = self.plan_for(Goal::Rotate).await?;
        self.apply(&plan).await
    }

    /// Revokes the keys of ours that may not be used from our address, and gives the plan that was carried out.
    ///
    /// # Errors
    /// As [`apply`](Self::apply).
    pub async fn revoke_stale(&self) -> Result<Plan, Error> {
        let plan = self.plan_for(Goal::RevokeStale).await?;
        self.apply(&plan).await?;
        Ok(plan)
    }

    /// Gives an account its new password. One that the portal refused is not sent to it again.
    ///
    /// # Errors
    /// [`Settings`](crate::ErrorKind::Settings) if there is no account with this email.
    pub async fn set_password(&self, email: &str, password: impl Into<SecretString>) -> Result<(), Error> {
        let (email, password) = (email.to_owned(), password.into());
        self.do_by_hand(|manager| async move { manager.set_password(&email, password).await }).await
    }
}

impl Credentials for Keys {
    async fn tokens(&self) -> Result<TokenSet, coc_core::Error> {
        self.0.tokens().await
    }

    async fn reject(&self, rejected: &TokenRejection) -> Result<bool, coc_core::Error> {
        self.0.reject(rejected).await
    }
}

impl TokenSource for Source {
    async fn refresh(&self, rejected: Option<&TokenRejection>) -> Result<Vec<Token>, coc_core::Error> {
        let (manager, refusal) = (Arc::clone(&self.manager), rejected.map(Refusal::of));
        let keys = self.turns.take(async move { manager.keys(refusal).await }).await?;
        Ok(keys.iter().filter_map(Key::as_token).collect())
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("policy", self.0.source().manager.policy()).finish_non_exhaustive()
    }
}
