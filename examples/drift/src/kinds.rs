//! The kinds of bodies and their models: one kind for each route, and three more.

#![allow(clippy::wildcard_imports, reason = "the list of routes names nearly all models")]

use coc_core::models::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// What is done with a body, whatever its model.
pub trait Work: 'static {
    /// What comes of it.
    type Output;

    /// Does it with a body whose model is `T`.
    fn with<T: DeserializeOwned + Serialize>(body: &[u8]) -> Self::Output;
}

/// A kind of answer.
pub struct Kind<W: Work> {
    /// The name of the route, as `clan.members`.
    pub name: &'static str,
    /// The work, done with the kind's model.
    pub work: fn(&[u8]) -> W::Output,
}

/// The kinds of the routes, as a callback of the list of routes.
macro_rules! kinds {
    ([$Work:ident] $(
        $(#[$attribute:meta])*
        $verb:ident $name:literal $path:literal
        $method:ident => $Type:ident { $($arg:ident: $ArgTy:ident),* } [$($part:ident),*] -> $Out:ty;
    )+) => {
        &[
            $(kind($name, $Work::with::<$Out>),)+
            kind("empty-list", $Work::with::<Page<Value>>),
            kind("error", $Work::with::<ClientError>),
            kind("portal", portal::<$Work>),
        ]
    };
}

impl<W: Work> Kind<W> {
    /// Every kind: those of the routes in the order of the list, then `empty-list`, `error` and `portal`.
    pub const ALL: &'static [Self] = coc_core::__routes! { kinds [W] };

    /// The kind of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|kind| kind.name == name)
    }

    /// Whether bodies of the kind hold keys, tokens or what logs one in.
    pub fn has_secrets(&self) -> bool {
        matches!(self.name, "portal" | "player.verifytoken")
    }
}

const fn kind<W: Work>(name: &'static str, work: fn(&[u8]) -> W::Output) -> Kind<W> {
    Kind { name, work }
}

/// The portal's answers are one kind; what they hold tells them apart.
fn portal<W: Work>(body: &[u8]) -> W::Output {
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

    impl Work for Name {
        type Output = &'static str;

        fn with<T: DeserializeOwned + Serialize>(_: &[u8]) -> &'static str {
            std::any::type_name::<T>()
        }
    }

    #[test]
    fn each_route_has_a_kind_with_its_model() {
        let model = |name: &str| Kind::<Name>::named(name).map(|kind| (kind.work)(b""));
        for route in coc_core::endpoint::ROUTES {
            assert!(model(route.name()).is_some(), "{}", route.name());
        }
        assert!(model("clan").unwrap().ends_with("::Clan"));
        assert!(model("rankings.clans-versus").unwrap().contains("ClanBuilderBaseRanking"));
        assert_eq!(model("clan-members"), None);
    }

    #[test]
    fn what_a_body_of_the_portal_holds_tells_its_model() {
        let model = |body: &str| (Kind::<Name>::named("portal").unwrap().work)(body.as_bytes());
        assert!(model(r#"{"status":{},"keys":[]}"#).ends_with("ApiKeyList"));
        assert!(model(r#"{"status":{},"developer":{}}"#).ends_with("LoginResponse"));
        assert!(model(r#"{"error":"x","description":"y"}"#).ends_with("PortalError"));
        assert!(model(r#"{"status":{},"key":{}}"#).ends_with("ApiKeyResponse"));
    }
}
