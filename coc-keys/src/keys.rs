//! The [`Keys`]: credentials for a client, with methods to manage them.

use std::{fmt, sync::Arc};

use coc_core::{
    Clock, Credentials, MaybeSend, RefreshingCredentials, Token, TokenRejection, TokenSet, TokenSource,
    Transport,
};
use secrecy::SecretString;

use crate::{
    builder::Builder,
    error::Error,
    key::Key,
    manager::Manager,
    plan::{Goal, Plan},
    rejection::Rejection,
    serial::SerialExecutor,
};

/// The keys of one or more accounts. Cheap to clone; clones share everything.
///
/// They are [`Credentials`]: a client requests keys with its first call, and new ones when the API
/// rejects one. The methods list and change keys manually.
///
/// ```
/// # async fn example(keys: coc_keys::Keys) -> Result<(), coc_keys::Error> {
/// for key in keys.list().await? {
///     println!("{:?} {} {:?}", key.status, key.name, key.ranges);
/// }
/// let plan = keys.plan().await?; // Changes nothing.
/// println!("{plan}");
/// keys.apply(&plan).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Keys(RefreshingCredentials<Source>);

/// Provides a client's tokens.
struct Source {
    manager: Arc<Manager>,
    executor: SerialExecutor,
}

impl Keys {
    /// Returns a builder over this transport and clock. With the feature `native`,
    /// [`builder`](crate::builder()) needs neither.
    pub fn builder(transport: impl Transport + Clone, clock: impl Clock + Clone) -> Builder {
        Builder::new(transport, clock)
    }

    #[cfg_attr(
        target_family = "wasm",
        allow(clippy::arc_with_non_send_sync, reason = "wasm has one thread, and the same code")
    )]
    pub(crate) fn new(manager: Manager) -> Self {
        Self(RefreshingCredentials::new(Source {
            manager: Arc::new(manager),
            executor: SerialExecutor::default(),
        }))
    }

    async fn run<T, F>(&self, job: impl FnOnce(Arc<Manager>) -> F) -> T
    where
        T: MaybeSend + 'static,
        F: Future<Output = T> + MaybeSend + 'static,
    {
        let Source { manager, executor } = self.0.source();
        executor.run(job(Arc::clone(manager))).await
    }

    /// Returns all keys of all accounts, including foreign ones.
    ///
    /// # Errors
    /// The [`Error`] of the first account that fails.
    pub async fn list(&self) -> Result<Vec<Key>, Error> {
        self.run(|manager| async move { manager.list().await }).await
    }

    /// Returns as many keys as are wanted, if this process or the key file has so many. Sends
    /// nothing.
    ///
    /// # Errors
    /// [`File`](crate::ErrorKind::File) if the key file cannot be used.
    pub async fn known(&self) -> Result<Option<Vec<Key>>, Error> {
        self.run(|manager| async move { manager.known().await }).await
    }

    /// Returns keys to use: from this process, from the key file, or from the portal, in this
    /// order.
    ///
    /// An account that fails is ignored as long as another one has keys.
    ///
    /// # Errors
    /// The [`Error`] of the first account that fails, if no account has a key.
    pub async fn ensure(&self) -> Result<Vec<Key>, Error> {
        self.run(|manager| async move { manager.keys(None).await }).await
    }

    /// Returns keys to use after the API rejected one, in place of the client: for programs that pass
    /// keys on to others. Replaces them by the same policy, and not if another caller has already.
    ///
    /// ```
    /// use coc_core::{Error, ErrorKind, Token, TokenRejection, TokenSet};
    ///
    /// # async fn example(keys: coc_keys::Keys, secret: &str) -> Result<(), Error> {
    /// let token = Token::new(secret)?;
    /// let error = Error::with_message(ErrorKind::InvalidIp, "API key does not allow access from IP 203.0.113.9");
    /// let mut rejected = TokenRejection::new(TokenSet::new([token.clone()]), token.id(), error);
    /// rejected.official = true;
    /// println!("{} keys instead", keys.replace(&rejected).await?.len());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The API's error if rejected keys are [not replaced](Builder::auto_refresh), otherwise as
    /// [`ensure`](Self::ensure).
    pub async fn replace(&self, rejected: &TokenRejection) -> Result<Vec<Key>, coc_core::Error> {
        let source = self.0.source();
        if !source.manager.policy().refreshes {
            return Err(rejected.error.clone());
        }
        Ok(source.keys(Some(rejected)).await?)
    }

    /// Returns the plan for as many valid keys as are wanted. Changes nothing.
    ///
    /// # Errors
    /// The [`Error`] of the first account that fails.
    pub async fn plan(&self) -> Result<Plan, Error> {
        self.plan_for(Goal::Ensure).await
    }

    /// Returns the plan for a goal. Changes nothing.
    ///
    /// # Errors
    /// The [`Error`] of the first account that fails.
    pub async fn plan_for(&self, goal: Goal) -> Result<Plan, Error> {
        self.run(move |manager| async move { manager.plan(goal).await }).await
    }

    /// Carries out a plan, and nothing else. Returns the keys in use from then on.
    ///
    /// # Errors
    /// [`PlanOutdated`](crate::ErrorKind::PlanOutdated) if an account's keys have changed since, in
    /// which case they stay as they are; [`KeyLimit`](crate::ErrorKind::KeyLimit) if there is no
    /// slot for any key; otherwise the portal's failure. Steps before the failure are not undone.
    pub async fn apply(&self, plan: &Plan) -> Result<Vec<Key>, Error> {
        let plan = plan.clone();
        self.run(|manager| async move { manager.apply(&plan).await }).await
    }

    /// Replaces all of our keys, and returns the new ones. Clients switch to them automatically.
    ///
    /// # Errors
    /// As [`apply`](Self::apply).
    pub async fn rotate(&self) -> Result<Vec<Key>, Error> {
        let plan = self.plan_for(Goal::Rotate).await?;
        self.apply(&plan).await
    }

    /// Revokes our keys that are not valid from our address, and returns the plan that was carried
    /// out.
    ///
    /// # Errors
    /// As [`apply`](Self::apply).
    pub async fn revoke_stale(&self) -> Result<Plan, Error> {
        let plan = self.plan_for(Goal::RevokeStale).await?;
        self.apply(&plan).await?;
        Ok(plan)
    }

    /// Sets an account's new password. One that the portal rejected is never sent a second time.
    ///
    /// # Errors
    /// [`Settings`](crate::ErrorKind::Settings) if there is no account with this email.
    pub async fn set_password(&self, email: &str, password: impl Into<SecretString>) -> Result<(), Error> {
        let (email, password) = (email.to_owned(), password.into());
        self.run(|manager| async move { manager.set_password(&email, password).await }).await
    }
}

impl Credentials for Keys {
    async fn tokens(&self) -> Result<TokenSet, coc_core::Error> {
        self.0.tokens().await
    }

    async fn reject(&self, rejected: &TokenRejection) -> Result<bool, coc_core::Error> {
        if !self.0.source().manager.policy().refreshes {
            return Ok(false);
        }
        self.0.reject(rejected).await
    }
}

impl Source {
    /// Returns keys to use, without the rejected one.
    async fn keys(&self, rejected: Option<&TokenRejection>) -> Result<Vec<Key>, Error> {
        let manager = Arc::clone(&self.manager);
        let trusts_all = manager.policy().trusts_reported_ip;
        let rejection = rejected.map(|rejected| Rejection::of(rejected, trusts_all));
        self.executor.run(async move { manager.keys(rejection.as_ref()).await }).await
    }
}

impl TokenSource for Source {
    async fn refresh(&self, rejected: Option<&TokenRejection>) -> Result<Vec<Token>, coc_core::Error> {
        Ok(self.keys(rejected).await?.iter().filter_map(Key::as_token).collect())
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("policy", self.0.source().manager.policy()).finish_non_exhaustive()
    }
}
