//! The key file as the manager uses it: locked for a whole job, so that of the processes that share
//! it only one requests new keys.

use std::{sync::Arc, time::Duration};

use coc_core::{Clock, models::Timestamp};

use crate::{
    account::{Account, Policy},
    error::{Error, ErrorKind},
    file::{Document, FileError, KeyFile, LockedKeyFile, StoredKey},
    key::Key,
    rejection::Rejection,
    trace,
};

/// The interval between two attempts to lock the file.
const POLL_INTERVAL: Duration = Duration::from_millis(50);
/// The time limit of locking.
const LOCK_TIMEOUT: Duration = Duration::from_secs(60);

impl From<FileError> for Error {
    fn from(error: FileError) -> Self {
        Self::new(ErrorKind::File, error.to_string()).caused_by(error)
    }
}

/// Adds to `used` the ids of an account's keys in the file.
pub(crate) fn note_used(document: &Document, account: &mut Account, policy: &Policy) {
    let stored = document.entries.iter().filter(|stored| is_of(stored, &account.email, policy));
    account.used.extend(stored.map(|stored| stored.id.clone()));
}

/// The locked key file and its contents.
pub(crate) struct LockedStore {
    locked: LockedKeyFile,
    pub(crate) document: Document,
}

impl LockedStore {
    /// Waits for the lock without blocking the thread, and loads the file.
    pub(crate) async fn open(file: &KeyFile, clock: &Arc<dyn Clock>) -> Result<Self, Error> {
        let began = clock.now();
        loop {
            if let Some(locked) = file.try_lock()? {
                let document = locked.load()?;
                return Ok(Self { locked, document });
            }
            if clock.now().saturating_since(began) >= LOCK_TIMEOUT {
                let path = file.path().display();
                let message =
                    format!("another process has locked {path} for {LOCK_TIMEOUT:?}; check whether it hangs");
                return Err(Error::new(ErrorKind::File, message));
            }
            clock.sleep(POLL_INTERVAL).await;
        }
    }

    /// Loads an account's keys, if there are enough and none is the rejected one. Returns whether
    /// it did.
    pub(crate) fn load_into(
        &self,
        account: &mut Account,
        policy: &Policy,
        rejection: Option<&Rejection>,
    ) -> bool {
        let address = policy.ip.or(rejection.and_then(Rejection::ip));
        let stored = self.document.entries.iter().filter(|stored| is_of(stored, &account.email, policy));
        let stored = stored.filter(|stored| address.is_none_or(|address| stored.ip == address));
        let key = |stored: &StoredKey| {
            let StoredKey { account, key_name, ip, id, token, .. } = stored;
            Key::stored(account, key_name, id, *ip, token.clone())
        };
        let held_for = stored.clone().next().map(|stored| stored.ip);
        let mut keys: Vec<Key> = stored.map(key).filter(|key| key.token_id().is_some()).collect();
        let rejected = |key: &Key| rejection.is_some_and(|rejection| key.token_id() == Some(rejection.token));
        if keys.len() < policy.key_count || keys.iter().any(rejected) {
            return false;
        }
        trace::from_file(&account.email, keys.len());
        keys.truncate(policy.key_count);
        account.hold(keys, held_for);
        true
    }

    /// Replaces these accounts' keys in the file.
    pub(crate) fn store<'a>(
        mut self,
        accounts: impl Iterator<Item = &'a Account>,
        policy: &Policy,
        clock: &Arc<dyn Clock>,
    ) -> Result<(), Error> {
        let now = i64::try_from(clock.unix_time().as_secs())
            .ok()
            .and_then(|seconds| Timestamp::from_unix_seconds(seconds).ok());
        let now = now.ok_or_else(|| {
            Error::new(ErrorKind::File, "the machine's clock is outside the years 0 to 9999; correct it")
        })?;
        for account in accounts {
            let entries = &mut self.document.entries;
            let before: Vec<StoredKey> =
                entries.extract_if(.., |stored| is_of(stored, &account.email, policy)).collect();
            let Some(ip) = account.held_for else { continue };
            entries.extend(account.held.iter().map(|key| StoredKey {
                account: account.email.clone(),
                key_name: key.name.clone(),
                ip,
                id: key.id.clone(),
                token: key.token().clone(),
                created:
                    before.iter().find(|stored| stored.id == key.id).map_or(now, |stored| stored.created),
            }));
        }
        self.locked.store(&self.document)?;
        Ok(())
    }
}

fn is_of(stored: &StoredKey, email: &str, policy: &Policy) -> bool {
    stored.account == email && stored.key_name == policy.key_name
}
