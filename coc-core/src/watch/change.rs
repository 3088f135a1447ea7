//! The values of events: [`Change`], [`Gain`] and [`Named`].

use coc_models::{Text, season_gain};
use serde::{Deserialize, Serialize};

/// A value before and after a change.
///
/// ```
/// use coc_core::watch::{Change, ClanEvent};
///
/// fn print(event: &ClanEvent) {
///     if let ClanEvent::Level(Change { old, new }) = event {
///         println!("from level {old} to level {new}");
///     }
/// }
/// # print(&ClanEvent::Level(Change { old: 9, new: 10 }));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Change<T> {
    /// The value before.
    pub old: T,
    /// The value now.
    pub new: T,
}

impl<T: PartialEq> Change<T> {
    /// The change between two values; `None` if they are equal.
    pub(super) fn between(old: T, new: T) -> Option<Self> {
        (old != new).then_some(Self { old, new })
    }
}

impl<T: PartialEq + Clone> Change<T> {
    /// The change between two values that not all responses have. A value that was not sent says
    /// nothing.
    pub(super) fn if_sent(old: Option<&T>, new: Option<&T>) -> Option<Self> {
        let (old, new) = (old?, new?);
        (old != new).then(|| Self { old: old.clone(), new: new.clone() })
    }
}

/// The rise of a counter that falls to 0 when the season turns or the player changes clan.
///
/// ```
/// use coc_core::watch::Gain;
///
/// let across_a_reset = Gain { old: 25, new: 3, amount: 3 };
/// assert!(across_a_reset.new < across_a_reset.old);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Gain {
    /// The counter before.
    pub old: i32,
    /// The counter now.
    pub new: i32,
    /// The rise: the difference of the two or, after a reset, the value now.
    pub amount: i32,
}

impl Gain {
    /// The rise between two values; `None` if there is none, as for a mere reset.
    pub(super) fn between(old: i32, new: i32) -> Option<Self> {
        let amount = season_gain(old, new);
        (amount > 0).then_some(Self { old, new, amount })
    }
}

/// Something with an id or a tag and an English or chosen name, such as a league or a clan.
///
/// ```
/// use coc_core::watch::Named;
/// use coc_models::WarLeagueId;
///
/// let league = Named { id: WarLeagueId::new(48_000_012), name: "Crystal League I".into() };
/// assert_eq!(league.name, "Crystal League I");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Named<I> {
    /// The id or the tag.
    pub id: I,
    /// The name.
    pub name: Text,
}

/// A model with an id and a name, of which a state has these two. A change of name alone, such as that
/// of a league with a game update, is no change.
pub(super) trait HasName: Default {
    type Id: Clone + PartialEq;

    fn named(&self) -> Named<Self::Id>;

    /// The model with nothing but this id and name.
    fn from_named(named: Named<Self::Id>) -> Self;
}

macro_rules! has_name {
    ($($model:ident: $id:ty = $field:ident;)+) => {$(
        impl HasName for coc_models::$model {
            type Id = $id;

            fn named(&self) -> Named<$id> {
                Named { id: self.$field, name: self.name.clone() }
            }

            fn from_named(named: Named<$id>) -> Self {
                let mut model = Self::default();
                model.$field = named.id;
                model.name = named.name;
                model
            }
        }
    )+};
}

has_name! {
    BuilderBaseLeague: coc_models::BuilderBaseLeagueId = id;
    CapitalLeague: coc_models::CapitalLeagueId = id;
    ChatLanguage: i32 = id;
    Label: coc_models::LabelId = id;
    League: coc_models::LeagueId = id;
    LeagueTier: coc_models::LeagueTierId = id;
    Location: coc_models::LocationId = id;
    PlayerClan: coc_models::ClanTag = tag;
    WarLeague: coc_models::WarLeagueId = id;
}

/// The change between two models, one of which may be absent.
pub(super) fn replaced<M: HasName>(old: Option<&M>, new: Option<&M>) -> Option<Change<Option<Named<M::Id>>>> {
    let (old, new) = (old.map(M::named), new.map(M::named));
    let id = |named: &Option<Named<M::Id>>| named.as_ref().map(|named| named.id.clone());
    (id(&old) != id(&new)).then_some(Change { old, new })
}

/// The change between two models that not all responses have. One that was not sent says nothing.
pub(super) fn replaced_if_sent<M: HasName>(old: Option<&M>, new: Option<&M>) -> Option<Change<Named<M::Id>>> {
    let (old, new) = (old?.named(), new?.named());
    (old.id != new.id).then_some(Change { old, new })
}

/// The change between two lists.
pub(super) fn relisted<M: HasName>(old: &[M], new: &[M]) -> Option<Change<Vec<Named<M::Id>>>> {
    let is_same = old.iter().map(|model| model.named().id).eq(new.iter().map(|model| model.named().id));
    let named = |list: &[M]| list.iter().map(M::named).collect();
    (!is_same).then(|| Change { old: named(old), new: named(new) })
}
