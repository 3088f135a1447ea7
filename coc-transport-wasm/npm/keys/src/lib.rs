//! `coc-keys` for JavaScript: the module of `coc-api/keys`.
//!
//! The policy is that of `coc-keys`, in Rust. JavaScript sends the requests, keeps the key file on
//! the disk and has the clock: `js/host.js` is all that this module can reach. The surface, in
//! `js/keys.js`, calls one object, [`Core`].

// On other targets the crate has only this page, whose links then lead nowhere.
#![cfg_attr(not(target_family = "wasm"), allow(rustdoc::broken_intra_doc_links))]
#![cfg(all(target_family = "wasm", target_os = "unknown"))]
#![allow(
    unreachable_pub,
    clippy::missing_errors_doc,
    reason = "JavaScript calls what is public, and documents its errors"
)]

use coc_core::Token;
use coc_keys::{ExposeSecret as _, Goal, Key, Keys};
use js_sys::{Array, Promise, futures::future_to_promise};
use serde::Serialize;
use wasm_bindgen::prelude::*;

mod js_error;
mod properties;
mod rejection;
mod settings;
mod storage;
mod transport;

use js_error::{Failure, invalid};
use rejection::RejectedToken;
use settings::Settings;

/// The keys of one or more accounts.
#[wasm_bindgen(skip_typescript)]
pub struct Core {
    keys: Keys,
}

/// A plan that [`Core::apply`] can carry out.
#[wasm_bindgen(skip_typescript)]
pub struct CorePlan {
    plan: coc_keys::Plan,
}

#[wasm_bindgen]
impl Core {
    /// Keys with these settings. Sends nothing.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::needless_pass_by_value, reason = "an argument cannot be borrowed from JavaScript")]
    pub fn new(settings: Settings) -> Result<Self, JsValue> {
        settings.keys().map(|keys| Self { keys }).map_err(Into::into)
    }

    /// The tokens to use: the first ones, or others after the API rejected one.
    pub fn token(&self, rejected: Option<RejectedToken>) -> Promise {
        let keys = self.keys.clone();
        promise(async move {
            let keys = match rejected {
                None => keys.ensure().await?,
                Some(rejected) => keys.replace(&rejected.parse()?).await?,
            };
            let secrets = keys.iter().map(|key| key.token().expose_secret());
            let valid = secrets.filter(|secret| Token::new(secret).is_ok());
            Ok(valid.map(JsValue::from).collect::<Array>().into())
        })
    }

    /// All keys of all accounts, as JSON.
    pub fn list(&self) -> Promise {
        let keys = self.keys.clone();
        promise(async move { json(&keys.list().await?) })
    }

    /// The keys in use, as JSON, if memory or file have enough; otherwise `null`.
    pub fn known(&self) -> Promise {
        let keys = self.keys.clone();
        promise(async move { json(&keys.known().await?) })
    }

    /// The keys in use, as JSON, after creating those that lack.
    pub fn ensure(&self) -> Promise {
        let keys = self.keys.clone();
        promise(async move { json(&keys.ensure().await?) })
    }

    /// The plan for a goal.
    pub fn plan(&self, goal: String) -> Promise {
        let keys = self.keys.clone();
        promise(async move {
            let goal = match &*goal {
                "ensure" => Goal::Ensure,
                "rotate" => Goal::Rotate,
                "revokeStale" => Goal::RevokeStale,
                _ => return Err(invalid("the goal of a plan is `ensure`, `rotate` or `revokeStale`")),
            };
            Ok(CorePlan { plan: keys.plan_for(goal).await? }.into())
        })
    }

    /// Carries out a plan. Returns the keys in use, as JSON.
    pub fn apply(&self, plan: &CorePlan) -> Promise {
        let (keys, plan) = (self.keys.clone(), plan.plan.clone());
        promise(async move { json::<Vec<Key>>(&keys.apply(&plan).await?) })
    }

    /// Replaces all of our keys. Returns the new ones, as JSON.
    pub fn rotate(&self) -> Promise {
        let keys = self.keys.clone();
        promise(async move { json(&keys.rotate().await?) })
    }

    /// Revokes our keys that are not valid from our address. Returns the plan.
    #[wasm_bindgen(js_name = revokeStale)]
    pub fn revoke_stale(&self) -> Promise {
        let keys = self.keys.clone();
        promise(async move { Ok(CorePlan { plan: keys.revoke_stale().await? }.into()) })
    }

    /// Sets an account's new password.
    #[wasm_bindgen(js_name = setPassword)]
    pub fn set_password(&self, email: String, password: String) -> Promise {
        let keys = self.keys.clone();
        promise(async move {
            keys.set_password(&email, password).await?;
            Ok(JsValue::UNDEFINED)
        })
    }
}

#[wasm_bindgen]
impl CorePlan {
    /// The plan as JSON.
    pub fn json(&self) -> Result<JsValue, JsValue> {
        json(&self.plan).map_err(Into::into)
    }

    /// The plan for people.
    pub fn text(&self) -> String {
        self.plan.to_string()
    }

    /// Whether nothing has to be done.
    #[wasm_bindgen(js_name = isDone)]
    pub fn is_done(&self) -> bool {
        self.plan.is_done()
    }
}

fn promise(job: impl Future<Output = Result<JsValue, Failure>> + 'static) -> Promise {
    future_to_promise(async move { job.await.map_err(Into::into) })
}

/// A value as JSON, which holds no token: a [`Key`] leaves it out.
fn json<T: Serialize>(value: &T) -> Result<JsValue, Failure> {
    serde_json::to_string(value).map(Into::into).map_err(|error| invalid(&error.to_string()))
}
