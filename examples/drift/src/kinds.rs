//! The kinds of recorded responses and their models: one kind for each route, and three more.

#![allow(clippy::wildcard_imports, reason = "the list of routes names nearly all models")]

use coc_core::models::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// A task on a body, generic over its model.
pub trait BodyTask: 'static {
    /// The result.
    type Output;

    /// Runs the task on a body whose model is `T`.
    fn with<T: DeserializeOwned + Serialize>(body: &[u8]) -> Self::Output;
}

/// A kind of recorded response.
pub struct Kind<W: BodyTask> {
    /// The name of the route, such as `clan.members`.
    pub name: &'static str,
    /// Runs the task with the kind's model.
    pub run: fn(&[u8]) -> W::Output,
}

/// The kinds of the routes, as a callback of the list of routes.
macro_rules! kinds {
    ([$Task:ident] $(
        $(#[$attribute:meta])*
        $verb:ident $name:literal $path:literal
        $method:ident => $Type:ident { $($arg:ident: $ArgTy:ident),* } [$($part:ident),*] -> $Out:ty;
    )+) => {
        &[
            $(kind($name, $Task::with::<$Out>),)+
            kind("empty-list", $Task::with::<Page<Value>>),
            kind("error", $Task::with::<ClientError>),
            kind("portal", portal::<$Task>),
        ]
    };
}

impl<W: BodyTask> Kind<W> {
    /// Every kind: those of the routes in the order of the list, then `empty-list`, `error` and
    /// `portal`.
    pub const ALL: &'static [Self] = coc_core::__routes! { kinds [W] };

    /// The kind with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|kind| kind.name == name)
    }

    /// Whether bodies of the kind contain keys, tokens or login data.
    pub fn has_secrets(&self) -> bool {
        matches!(self.name, "portal" | "player.verifytoken")
    }
}

const fn kind<W: BodyTask>(name: &'static str, run: fn(&[u8]) -> W::Output) -> Kind<W> {
    Kind { name, run }
}

/// The portal's responses are one kind; their fields determine the model.
fn portal<W: BodyTask>(body: &[u8]) -> W::Output {
    let fields = serde_json::from_slice::<Map<String, Value>>(body).unwrap_or_default();
    let has = |field: &str| fields.contains_key(field);
    if has("description") && !has("status") {
        W::with::<PortalError>(body)
    } else if has("developer") || has("temporaryAPIToken") {
        W::with::<LoginResponse>(body)
    } else if has("keys") {
        W::with::<ApiKeyList>(body)
    } else {
        W::with::<ApiKeyResponse>(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Name;

    impl BodyTask for Name {
        type Output = &'static str;

        fn with<T: DeserializeOwned + Serialize>(_: &[u8]) -> &'static str {
            std::any::type_name::<T>()
        }
    }

    #[test]
    fn each_route_has_a_kind_with_its_model() {
        let model = |name: &str| Kind::<Name>::named(name).map(|kind| (kind.run)(b""));
        for route in coc_core::endpoint::ROUTES {
            assert!(model(route.name()).is_some(), "{}", route.name());
        }
        assert!(model("clan").unwrap().ends_with("::Clan"));
        assert!(model("rankings.clans-versus").unwrap().contains("ClanBuilderBaseRanking"));
        assert_eq!(model("clan-members"), None);
    }

    #[test]
    fn the_model_of_a_portal_body_depends_on_its_fields() {
        let model = |body: &str| (Kind::<Name>::named("portal").unwrap().run)(body.as_bytes());
        assert!(model(r#"{"status":{},"keys":[]}"#).ends_with("ApiKeyList"));
        assert!(model(r#"{"status":{},"developer":{}}"#).ends_with("LoginResponse"));
        assert!(model(r#"{"error":"x","description":"y"}"#).ends_with("PortalError"));
        assert!(model(r#"{"status":{},"key":{}}"#).ends_with("ApiKeyResponse"));
    }
}
