//! [`PlayerProgress`]: a player's units compared with what their halls allow.

use alloc::{vec, vec::Vec};

use super::{GameData, Missing, Rushed, Unit, UnitKind, Upgrade};
use crate::{Player, PlayerItemLevel, Village};

impl GameData {
    /// Compares the units of a player with the levels that the player's halls allow.
    ///
    /// ```
    /// use coc_models::{Player, Village, game_data::GameData};
    ///
    /// fn report(player: &Player) {
    ///     let progress = GameData::embedded().progress(player);
    ///     let missing = progress.missing(&Village::Home);
    ///     println!("{} levels to the maximum of this Town Hall", missing.levels);
    ///     for (resource, amount) in missing.cost.iter() {
    ///         println!("{amount} {resource}");
    ///     }
    /// }
    /// # report(&Player::default());
    /// ```
    pub fn progress<'a>(&'a self, player: &'a Player) -> PlayerProgress<'a> {
        let mut units = Vec::new();
        let mut unknown = Vec::new();
        let mut is_listed = vec![false; self.file.units.len()];
        for (items, is_in_list) in lists(player) {
            for item in items {
                let Some(unit) = self.unit_in(item, is_in_list) else {
                    unknown.push(item);
                    continue;
                };
                let index = self.file.units.binary_search_by_key(&unit.id(), |unit| unit.id);
                if let Some(is_listed) = index.ok().and_then(|index| is_listed.get_mut(index)) {
                    *is_listed = true;
                }
                units.push(UnitProgress::new(unit, Some(item), player));
            }
        }
        let not_listed = self.units().zip(is_listed).filter(|(_, is_listed)| !is_listed);
        for (unit, _) in not_listed.filter(|(unit, _)| is_listed_when_unlocked(unit.kind())) {
            let progress = UnitProgress::new(unit, None, player);
            if progress.cap().is_some() {
                units.push(progress);
            }
        }
        let mut progress = PlayerProgress { units, unknown };
        progress.follow_bases();
        progress
    }
}

type List<'a> = (&'a [PlayerItemLevel], fn(UnitKind) -> bool);

/// The lists of a player with the kinds that each has.
fn lists(player: &Player) -> [List<'_>; 4] {
    use UnitKind::{Equipment, Hero, Pet, SiegeMachine, Spell, SuperTroop, Troop};
    [
        (&player.troops, |kind| matches!(kind, Troop | SuperTroop | SiegeMachine | Pet)),
        (&player.heroes, |kind| kind == Hero),
        (&player.hero_equipment, |kind| kind == Equipment),
        (&player.spells, |kind| kind == Spell),
    ]
}

/// Whether every player has the unit once it is unlocked. Equipment is also won, and guardians and
/// helpers are in no response.
fn is_listed_when_unlocked(kind: UnitKind) -> bool {
    use UnitKind::{Hero, Pet, SiegeMachine, Spell, Troop};
    matches!(kind, Troop | SiegeMachine | Spell | Hero | Pet)
}

/// The units of a player with their levels and caps; see [`GameData::progress`].
///
/// Contains every unit of the player's lists that the data knows, and the units that the halls allow
/// but the player has not unlocked. The API shows no guardians and no helpers.
///
/// ```
/// use coc_models::{Player, Village, game_data::{GameData, Rushed, UnitKind, UnitProgress}};
///
/// fn report(player: &Player) {
///     let progress = GameData::embedded().progress(player);
///     if let Some(share) = progress.rushed(&Village::Home).share() {
///         println!("{:.1} % rushed", share * 100.0);
///     }
///     let heroes: Rushed =
///         progress.group(UnitKind::Hero, &Village::Home).map(UnitProgress::rushed).sum();
///     println!("{} hero levels behind", heroes.missing_levels);
/// }
/// # report(&Player::default());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayerProgress<'a> {
    units: Vec<UnitProgress<'a>>,
    unknown: Vec<&'a PlayerItemLevel>,
}

impl<'a> PlayerProgress<'a> {
    /// All units, those of the player's lists first and in their order.
    pub fn units(&self) -> &[UnitProgress<'a>] {
        &self.units
    }

    /// The items of the player's lists that the data does not know, such as those of a newer game
    /// update. They are in no total.
    pub fn unknown(&self) -> &[&'a PlayerItemLevel] {
        &self.unknown
    }

    /// The unit with this id.
    pub fn unit(&self, id: i32) -> Option<&UnitProgress<'a>> {
        self.units.iter().find(|progress| progress.unit.id() == id)
    }

    /// The units of a kind and a village.
    pub fn group(&self, kind: UnitKind, village: &Village) -> impl Iterator<Item = &UnitProgress<'a>> {
        self.units
            .iter()
            .filter(move |progress| progress.unit.kind() == kind && progress.unit.village() == *village)
    }

    /// The total of [`UnitProgress::rushed`] of a village.
    pub fn rushed(&self, village: &Village) -> Rushed {
        self.units
            .iter()
            .filter(|progress| progress.unit.village() == *village)
            .map(UnitProgress::rushed)
            .sum()
    }

    /// The total of [`UnitProgress::missing`] of a village.
    pub fn missing(&self, village: &Village) -> Missing {
        self.units
            .iter()
            .filter(|progress| progress.unit.village() == *village)
            .map(UnitProgress::missing)
            .sum()
    }

    /// Sets the level and the cap of each super troop to those of its base.
    fn follow_bases(&mut self) {
        let bases: Vec<_> = self
            .units
            .iter()
            .map(|progress| {
                let base = self.unit(progress.unit.base()?.id())?;
                Some((base.level, base.cap))
            })
            .collect();
        for (progress, base) in self.units.iter_mut().zip(bases) {
            if progress.unit.kind() == UnitKind::SuperTroop {
                (progress.level, progress.cap) = base.unwrap_or_default();
            }
        }
    }
}

/// A unit of a player: its level, and what the player's hall allows.
///
/// ```
/// use coc_models::{Player, game_data::GameData};
///
/// fn report(player: &Player) {
///     for progress in GameData::embedded().progress(player).units() {
///         let Some(upgrade) = progress.next_upgrade() else { continue };
///         if upgrade.hall > progress.hall() {
///             println!("{} needs hall {}", progress.unit().name(), upgrade.hall);
///         }
///     }
/// }
/// # report(&Player::default());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitProgress<'a> {
    unit: Unit<'a>,
    item: Option<&'a PlayerItemLevel>,
    hall: i32,
    level: i32,
    cap: Option<i32>,
}

impl<'a> UnitProgress<'a> {
    fn new(unit: Unit<'a>, item: Option<&'a PlayerItemLevel>, player: &Player) -> Self {
        let hall = match unit.village() {
            Village::BuilderBase => player.builder_hall_level.unwrap_or(0),
            _ => player.town_hall_level,
        };
        let level = item.map_or(0, |item| item.level);
        let level = if level < unit.first_level() { 0 } else { level };
        Self { unit, item, hall, level, cap: unit.cap(hall) }
    }

    /// The unit.
    pub fn unit(&self) -> Unit<'a> {
        self.unit
    }

    /// The item in the player's lists, or `None` if the player has not unlocked the unit.
    pub fn item(&self) -> Option<&'a PlayerItemLevel> {
        self.item
    }

    /// The player's Town Hall, or Builder Hall for a unit of the builder base; 0 for none.
    pub fn hall(&self) -> i32 {
        self.hall
    }

    /// The level; 0 for a unit that is not unlocked, listed or not.
    ///
    /// A super troop has the level of its base. Its item always has level 1.
    pub fn level(&self) -> i32 {
        self.level
    }

    /// The highest level at the player's hall, or `None` if the unit is not available there. A super
    /// troop has the cap of its base.
    ///
    /// See [`Unit::cap`] for halls that the data does not know.
    pub fn cap(&self) -> Option<i32> {
        self.cap
    }

    /// Whether the unit has the highest level at the player's hall.
    pub fn is_max(&self) -> bool {
        self.cap.is_some_and(|cap| self.level >= cap)
    }

    /// Whether the unit has the highest level in the game.
    pub fn is_max_in_game(&self) -> bool {
        let levels = self.unit.base().unwrap_or(self.unit);
        levels.max_level().is_some_and(|max| self.level >= max)
    }

    /// The upgrades from the level to the highest at the player's hall.
    ///
    /// None for super troops, whose base has them.
    pub fn missing(&self) -> Missing {
        let upgrades = self.unit.upgrades(self.level, self.cap.unwrap_or(0));
        upgrades.map(|upgrade| Missing { levels: 1, cost: upgrade.cost, time: upgrade.time }).sum()
    }

    /// The levels by which the unit is behind the highest of the *previous* hall.
    ///
    /// This is a proposal; the game has no such number, and tools differ. A unit that is not
    /// unlocked has level 0. Super troops and equipment do not count, nor do units that do not exist
    /// at the previous hall.
    pub fn rushed(&self) -> Rushed {
        let previous = self.hall.checked_sub(1).and_then(|hall| self.unit.cap(hall));
        match previous {
            Some(cap) if is_listed_when_unlocked(self.unit.kind()) => {
                Rushed { missing_levels: cap.saturating_sub(self.level).max(0), levels: cap }
            }
            _ => Rushed::default(),
        }
    }

    /// The next upgrade, or `None` at the highest level and for super troops.
    ///
    /// It is available if its [`hall`](Upgrade::hall) is not above [`Self::hall`]. For a unit that
    /// is not unlocked it leads to the first level.
    pub fn next_upgrade(&self) -> Option<Upgrade> {
        let next = self.level.checked_add(1)?;
        self.unit.upgrade_to(next.max(self.unit.first_level()))
    }
}
