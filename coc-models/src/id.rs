//! Numeric ids of locations, labels and leagues.
//!
//! Tags are in `tag.rs`, season ids in `season.rs`.

use core::fmt;

use serde::{Deserialize, Serialize};

/// Declares a numeric id: a newtype of `i32`, the server's own type.
macro_rules! numeric_id {
    ($($(#[$meta:meta])* $name:ident;)+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(i32);

        impl $name {
            /// The id with this number.
            pub const fn new(id: i32) -> Self {
                Self(id)
            }

            /// The number.
            pub const fn get(self) -> i32 {
                self.0
            }
        }

        impl From<i32> for $name {
            fn from(id: i32) -> Self {
                Self(id)
            }
        }

        impl From<$name> for i32 {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }
    )+};
}

numeric_id! {
    /// Id of a [`Location`](crate::Location): `32000000` and up; countries start at `32000007`.
    ///
    /// ```
    /// use coc_models::LocationId;
    ///
    /// let id = LocationId::new(32_000_094);
    /// assert_eq!((id.get(), id.to_string().as_str()), (32_000_094, "32000094"));
    /// ```
    LocationId;
    /// Id of a [`Label`](crate::Label): clan labels are `56000000` and up, player labels `57000000`
    /// and up.
    ///
    /// ```
    /// use coc_models::LabelId;
    ///
    /// let id = LabelId::new(56_000_000);
    /// assert_eq!((id.get(), id.to_string().as_str()), (56_000_000, "56000000"));
    /// ```
    LabelId;
    /// Id of a [`League`](crate::League), the home village leagues of before October 2025:
    /// `29000000` (Unranked) to `29000022` (Legend League).
    ///
    /// ```
    /// use coc_models::LeagueId;
    ///
    /// assert_eq!(LeagueId::LEGEND, LeagueId::new(29_000_022));
    /// ```
    LeagueId;
    /// Id of a [`LeagueTier`](crate::LeagueTier): `105000000` and up. The numbers of tiers have
    /// changed before, so request them instead of hard-coding one.
    ///
    /// ```
    /// use coc_models::LeagueTierId;
    ///
    /// let id = LeagueTierId::new(105_000_034);
    /// assert_eq!((id.get(), id.to_string().as_str()), (105_000_034, "105000034"));
    /// ```
    LeagueTierId;
    /// Id of a [`BuilderBaseLeague`](crate::BuilderBaseLeague): `44000000` and up.
    ///
    /// ```
    /// use coc_models::BuilderBaseLeagueId;
    ///
    /// let id = BuilderBaseLeagueId::new(44_000_000);
    /// assert_eq!((id.get(), id.to_string().as_str()), (44_000_000, "44000000"));
    /// ```
    BuilderBaseLeagueId;
    /// Id of a [`CapitalLeague`](crate::CapitalLeague): `85000000` (Unranked) and up.
    ///
    /// ```
    /// use coc_models::CapitalLeagueId;
    ///
    /// let id = CapitalLeagueId::new(85_000_000);
    /// assert_eq!((id.get(), id.to_string().as_str()), (85_000_000, "85000000"));
    /// ```
    CapitalLeagueId;
    /// Id of a [`WarLeague`](crate::WarLeague): `48000000` (Unranked) and up.
    ///
    /// ```
    /// use coc_models::WarLeagueId;
    ///
    /// let id = WarLeagueId::new(48_000_000);
    /// assert_eq!((id.get(), id.to_string().as_str()), (48_000_000, "48000000"));
    /// ```
    WarLeagueId;
}

impl LeagueId {
    /// The Legend League, the only league with seasons in the API.
    pub const LEGEND: Self = Self(29_000_022);
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn an_id_is_a_bare_number_in_json() {
        let id: LocationId = serde_json::from_str("32000006").unwrap();
        assert_eq!(id, LocationId::new(32_000_006));
        assert_eq!(serde_json::to_string(&id).unwrap(), "32000006");
        assert_eq!(id.to_string(), "32000006");
        assert_eq!(i32::from(id), id.get());
    }

    #[test]
    fn zero_and_negative_numbers_are_ids_too() {
        assert_eq!(serde_json::from_str::<LeagueId>("-1").unwrap(), LeagueId::from(-1));
    }
}
