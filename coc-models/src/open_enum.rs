//! `open_enum!`: an enum of strings that the API may extend with any game update.
//!
//! Each enum is declared in its own module; this file has their common behaviour.

use alloc::boxed::Box;
use core::{fmt, num::NonZeroU16};

use crate::shared::VILLAGES;

/// The string of an enum value that is unknown to this version of the crate.
///
/// It is opaque and can be created only from a string that no variant has. So a value that becomes
/// a variant later is never compared as unrecognized by accident.
///
/// ```
/// use coc_models::Role;
///
/// match Role::from("admiral") {
///     Role::Unrecognized(value) => assert_eq!(value.as_str(), "admiral"),
///     role => println!("{role}"),
/// }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct UnrecognizedValue(Box<str>);

impl UnrecognizedValue {
    /// Whether a value may be lost.
    pub(crate) const IS_BOUNDED: bool = false;

    /// For the macro only, after it has checked every variant.
    pub(crate) fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The string of the API.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The string of a [`Village`](crate::Village) that is unknown to this version of the crate.
///
/// A player has a village in two hundred places, so this is a number, and its string is in a table
/// that a process never frees: up to 2,048 different strings of up to 128 bytes. Beyond that, a
/// village is a value that cannot be decoded, and `Village::from` returns the empty one.
///
/// ```
/// use coc_models::Village;
///
/// match Village::from("moonBase") {
///     Village::Unrecognized(value) => assert_eq!(value.as_str(), "moonBase"),
///     village => println!("{village}"),
/// }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct UnrecognizedVillage(Option<NonZeroU16>);

impl UnrecognizedVillage {
    /// Whether a value may be lost.
    pub(crate) const IS_BOUNDED: bool = true;

    /// For the macro only, after it has checked every variant.
    pub(crate) fn new(text: &str) -> Self {
        let slot = Some(text).filter(|text| !text.is_empty()).and_then(|text| VILLAGES.find(text));
        Self(slot.and_then(|(slot, _)| NonZeroU16::new(u16::try_from(slot + 1).ok()?)))
    }

    /// The string of the API.
    pub fn as_str(&self) -> &'static str {
        self.0.map_or("", |slot| VILLAGES.get(usize::from(slot.get()) - 1))
    }
}

impl fmt::Debug for UnrecognizedVillage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Debug for UnrecognizedValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// Declares an open enum: known variants with their strings, and `Unrecognized` for the rest.
///
/// Known values are read without an allocation. `Default` is the empty unrecognized value, for a
/// missing field that the API always sends.
macro_rules! open_enum {
    (@example $name:ident $variant:ident = $wire:literal $(, $rest:ident = $rest_wire:literal)*) => {
        concat!(
            " assert_eq!(", stringify!($name), "::from(\"", $wire, "\"), ",
            stringify!($name), "::", stringify!($variant), ");",
        )
    };
    (
        #[unrecognized($unrecognized:ident)]
        $(#[$meta:meta])*
        $vis:vis enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $wire:literal),+ $(,)? }
    ) => {
        $(#[$meta])*
        #[doc = ""]
        #[doc = " ```"]
        #[doc = concat!(" use coc_models::", stringify!($name), ";")]
        #[doc = ""]
        #[doc = open_enum!(@example $name $($variant = $wire),+)]
        #[doc = ""]
        #[doc = " // A value of a later game update:"]
        #[doc = concat!(" let value = ", stringify!($name), "::from(\"new\");")]
        #[doc = " assert!(!value.is_known());"]
        #[doc = " assert_eq!(value.as_str(), \"new\");"]
        #[doc = " ```"]
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        $vis enum $name {
            $($(#[$variant_meta])* #[doc = concat!("\n\nOn the wire: `", $wire, "`.")] $variant,)+
            /// A value that is unknown to this version of the crate; see [`as_str`](Self::as_str).
            Unrecognized($crate::$unrecognized),
        }

        impl $name {
            /// All known values, in the order of declaration.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),+];

            /// The value as the API writes it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $wire,)+
                    Self::Unrecognized(value) => value.as_str(),
                }
            }

            /// Whether the value is known to this version of the crate.
            pub fn is_known(&self) -> bool {
                !matches!(self, Self::Unrecognized(_))
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($wire => Self::$variant,)+
                    other => Self::Unrecognized($crate::$unrecognized::new(other)),
                }
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::from("")
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Visitor;

                impl serde::de::Visitor<'_> for Visitor {
                    type Value = $name;

                    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                        f.write_str(concat!("a string (", stringify!($name), ")"))
                    }

                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$name, E> {
                        match $name::from(text) {
                            $name::Unrecognized(value)
                                if $crate::$unrecognized::IS_BOUNDED && value.as_str() != text =>
                            {
                                Err(E::custom(concat!("too many or too long unknown values (", stringify!($name), ")")))
                            }
                            value => Ok(value),
                        }
                    }
                }

                deserializer.deserialize_str(Visitor)
            }
        }
    };
    ($($declaration:tt)*) => {
        open_enum! { #[unrecognized(UnrecognizedValue)] $($declaration)* }
    };
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use proptest::prelude::*;

    use crate::{
        BattleModifier, BattleType, ClanCapitalRaidSeasonState, ClanType, ClanWarLeagueGroupState,
        ClientErrorReason, PlayerHouseElementType, Role, VerifyTokenStatus, Village, WarFrequency,
        WarPreference, WarResult, WarState,
    };

    /// Runs `$check!(Enum)` for every open enum of the crate.
    macro_rules! for_every_enum {
        ($check:ident) => {
            $check!(BattleModifier);
            $check!(BattleType);
            $check!(ClanCapitalRaidSeasonState);
            $check!(ClanType);
            $check!(ClanWarLeagueGroupState);
            $check!(ClientErrorReason);
            $check!(PlayerHouseElementType);
            $check!(Role);
            $check!(VerifyTokenStatus);
            $check!(Village);
            $check!(WarFrequency);
            $check!(WarPreference);
            $check!(WarResult);
            $check!(WarState);
        };
    }

    #[test]
    fn every_known_value_reads_as_its_own_variant() {
        macro_rules! check {
            ($name:ident) => {
                for known in $name::KNOWN {
                    assert!(known.is_known());
                    assert_eq!(&$name::from(known.as_str()), known);
                    assert_eq!(known.to_string(), known.as_str());
                }
            };
        }
        for_every_enum!(check);
    }

    #[test]
    fn an_unknown_value_is_preserved_printed_and_written_back() {
        let role: Role = serde_json::from_str("\"elder\"").unwrap();
        assert!(!role.is_known());
        assert_eq!(role.as_str(), "elder");
        assert_eq!(role.to_string(), "elder");
        assert_eq!(std::format!("{role:?}"), "Unrecognized(\"elder\")");
        assert_eq!(serde_json::to_string(&role).unwrap(), "\"elder\"");
    }

    #[test]
    fn the_value_unknown_is_a_known_variant() {
        assert_eq!(WarFrequency::from("unknown"), WarFrequency::Unknown);
        assert_eq!(ClanCapitalRaidSeasonState::from("unknown"), ClanCapitalRaidSeasonState::Unknown);
    }

    #[test]
    fn a_village_is_small_and_one_that_cannot_be_stored_is_an_error() {
        assert_eq!(size_of::<Option<Village>>(), 4);
        let long = "x".repeat(200);
        assert_eq!(Village::from(long.as_str()), Village::default());
        let error = serde_json::from_str::<Village>(&std::format!("\"{long}\"")).unwrap_err();
        assert!(error.to_string().starts_with("too many or too long unknown values"), "{error}");
    }

    #[test]
    fn an_enum_is_no_larger_than_a_string() {
        assert_eq!(size_of::<Role>(), size_of::<alloc::string::String>());
    }

    proptest! {
        #[test]
        fn any_text_survives_a_round_trip(text in ".*") {
            macro_rules! check {
                ($name:ident) => {{
                    let json = serde_json::to_string(&text).unwrap();
                    let value: $name = serde_json::from_str(&json).unwrap();
                    prop_assert_eq!(value.as_str(), text.as_str());
                    prop_assert_eq!(serde_json::to_string(&value).unwrap(), json);
                }};
            }
            for_every_enum!(check);
        }
    }
}
