//! The key file as the manager uses it: opened before any work, so that processes that share it do the work once.

use std::{sync::Arc, time::Duration};

use coc_core::{Clock, models::Timestamp};

use crate::{
    account::{Account, Policy, Refusal, Refused},
    error::{Error, ErrorKind},
    file::{Document, FileError, KeyFile, Locked, StoredKey},
    key::Key,
    trace,
};

/// How often somebody who waits for the file looks whether it is free.
const POLL: Duration = Duration::from_millis(50);
/// How long somebody waits for it.
const PATIENCE: Duration = Duration::from_secs(60);

impl From<FileError> for Error {
    fn from(error: FileError) -> Self {
        Self::new(ErrorKind::File, error.to_string()).caused_by(error)
    }
}

/// The key file while nobody else has it, and what is in it.
pub(crate) struct Opened {
    locked: Locked,
    document: Document,
}

impl Opened {
    /// Waits until no other process works with the file. The thread is not blocked meanwhile.
    pub(crate) async fn open(file: &KeyFile, clock: &Arc<dyn Clock>) -> Result<Self, Error> {
        let began = clock.now();
        loop {
            if let Some(locked) = file.try_lock()? {
                let document = locked.load()?;
                return Ok(Self { locked, document });
            }
            if clock.now().saturating_since(began) >= PATIENCE {
                let path = file.path().display();
                let message = format!("another process has had {path} for {PATIENCE:?}; does it hang?");
                return Err(Error::new(ErrorKind::File, message));
            }
            clock.sleep(POLL).await;
        }
    }

    /// Takes an account's keys from the file, if they are enough and may be better than what was refused. Says whether it did.
    pub(crate) fn give_to(&self, account: &mut Account, policy: &Policy, refusal: Option<Refusal>) -> bool {
        let address = policy.ip.or(match refusal.map(|refusal| refusal.why) {
            Some(Refused::Ip(seen)) => seen,
            _ => None,
        });
        let stored = self.document.entries.iter().filter(|stored| is_of(stored, &account.email, policy));
        let stored = stored.filter(|stored| address.is_none_or(|address| stored.ip == address));
        let key = |stored: &StoredKey| {
            let StoredKey { account, key_name, ip, id, token, .. } = stored;
            Key::stored(account, key_name, id, *ip, token.clone())
        };
        let held_for = stored.clone().next().map(|stored| stored.ip);
        let keys: Vec<Key> = stored.map(key).filter(|key| key.token_id().is_some()).collect();
        let refused = |key: &Key| refusal.is_some_and(|refusal| key.token_id() == Some(refusal.token));
        if keys.len() < policy.key_count || keys.iter().any(refused) {
            return false;
        }
        trace::from_file(&account.email, keys.len());
        (account.held, account.held_for) = (keys, held_for);
        account.held.truncate(policy.key_count);
        true
    }

    /// Writes these accounts' keys in the place of those the file had of them.
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
            Error::new(ErrorKind::File, "the machine's clock is off by thousands of years; set it right")
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
