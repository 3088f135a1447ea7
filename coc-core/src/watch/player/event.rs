//! [`PlayerEvent`].

use coc_models::{
    ActivitySign, ActivityStrength, BadgeUrls, BuilderBaseLeagueId, ClanTag, GameText, LabelId,
    LeagueGroupTag, LeagueId, LeagueTierId, Player, PlayerHouse, PlayerLegendStatistics, PlayerTag, Role,
    SeasonId, Text, Village, WarPreference,
};
use serde::{Deserialize, Serialize};

use crate::watch::{Change, Gain, Named};

/// A change of a player, whether followed alone or as a member of a clan.
///
/// ```
/// use coc_core::watch::{PlayerEvent, PlayerEventKind};
///
/// fn print(PlayerEvent { name, kind, .. }: &PlayerEvent) {
///     match kind {
///         PlayerEventKind::TownHallLevel(level) => println!("{name}: Town Hall {}", level.new),
///         PlayerEventKind::UnitUpgraded { unit, level } => {
///             println!("{name}: {} from level {} to {}", unit.name, level.old, level.new);
///         }
///         _ => {}
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PlayerEvent {
    /// The player's tag.
    #[serde(with = "coc_models::verbatim")]
    pub tag: PlayerTag,
    /// The player's name; after a change of name, the new one.
    pub name: Text,
    /// The change.
    pub kind: PlayerEventKind,
}

/// A unit of a player: a name alone is not unique, because "Baby Dragon" is in both villages.
///
/// ```
/// use coc_core::watch::{Unit, UnitList};
///
/// fn is_hero(unit: &Unit) -> bool {
///     unit.list == UnitList::Heroes
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Unit {
    /// The list of the response.
    pub list: UnitList,
    /// The English name.
    pub name: GameText,
    /// The village; absent in the oldest responses.
    pub village: Option<Village>,
}

/// A list of units in the response for a player.
///
/// ```
/// use coc_core::watch::UnitList;
///
/// assert!(UnitList::Troops < UnitList::HeroEquipment);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum UnitList {
    /// Troops with super troops, siege machines and pets.
    Troops,
    /// Heroes.
    Heroes,
    /// Spells.
    Spells,
    /// Hero equipment, worn or not.
    HeroEquipment,
}

/// An achievement of a player.
///
/// ```
/// use coc_core::watch::Achievement;
///
/// fn is_obstacles(achievement: &Achievement) -> bool {
///     achievement.name == "Nice and Tidy"
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Achievement {
    /// The English name.
    pub name: GameText,
    /// The village; absent in the oldest responses.
    pub village: Option<Village>,
    /// 0 for the first achievement of this name in the village, and 1 for the second: "Keep Your
    /// Account Safe!" occurs twice.
    pub occurrence: usize,
}

/// The kind of a [`PlayerEvent`].
///
/// A rise of a counter such as [`CapitalGoldLooted`](Self::CapitalGoldLooted) is also
/// [progress in its achievement](Self::AchievementProgress); each is an event, and so is the
/// [activity](Self::Active) that follows from them. An `Option` is `None` where the player has no
/// such value.
///
/// ```
/// use coc_core::watch::PlayerEventKind;
/// use coc_models::ActivityStrength;
///
/// fn proves_presence(kind: &PlayerEventKind) -> bool {
///     matches!(kind, PlayerEventKind::Active { strength: ActivityStrength::Strong, .. })
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum PlayerEventKind {
    /// The player as first seen; only if snapshots are requested.
    Snapshot(Box<Player>),
    /// The player was probably in the game, as some of the other changes show.
    Active {
        /// The certainty, by the strongest sign.
        strength: ActivityStrength,
        /// The changes that show it.
        signs: Vec<ActivitySign>,
    },

    /// The name.
    Name(Change<Text>),
    /// The labels, in the order that the player chose.
    Labels(Change<Vec<Named<LabelId>>>),
    /// Whether the player opts in to clan wars.
    WarPreference(Change<Option<WarPreference>>),
    /// The house in the clan capital.
    PlayerHouse(Box<Change<Option<PlayerHouse>>>),

    /// The player was in no clan, and is in this one now.
    JoinedClan(Named<ClanTag>),
    /// The player was in this clan, and is in none now.
    LeftClan(Named<ClanTag>),
    /// The player is in another clan than before.
    MovedClan(Change<Named<ClanTag>>),
    /// The name of the player's clan, which is the same clan as before.
    ClanName(Change<Text>),
    /// The level of the player's clan, which is the same clan as before.
    ClanLevel(Change<i32>),
    /// The badge of the player's clan, which is the same clan as before.
    ClanBadge(Box<Change<BadgeUrls>>),
    /// The role in the clan; `None` for a player in no clan.
    Role(Change<Option<Role>>),

    /// Town Hall level.
    TownHallLevel(Change<i32>),
    /// Level of the Town Hall's weapon.
    TownHallWeaponLevel(Change<Option<i32>>),
    /// Builder Hall level.
    BuilderHallLevel(Change<Option<i32>>),
    /// Experience level.
    ExpLevel(Change<i32>),

    /// Home village trophies.
    Trophies(Change<i32>),
    /// The highest number of home village trophies.
    BestTrophies(Change<i32>),
    /// Builder base trophies.
    BuilderBaseTrophies(Change<Option<i32>>),
    /// The highest number of builder base trophies.
    BestBuilderBaseTrophies(Change<Option<i32>>),
    /// The league tier.
    LeagueTier(Change<Option<Named<LeagueTierId>>>),
    /// The builder base league.
    BuilderBaseLeague(Change<Option<Named<BuilderBaseLeagueId>>>),
    /// Legacy: the league of before October 2025.
    League(Change<Option<Named<LeagueId>>>),
    /// The league group of the ranked season; `None` for a player who is not signed up.
    LeagueGroup(Change<Option<LeagueGroupTag>>),
    /// The ranked season.
    LeagueSeason(Change<Option<SeasonId>>),
    /// The statistics in the Legend League.
    LegendStatistics(Box<Change<Option<PlayerLegendStatistics>>>),

    /// Housing space of troops donated. A reset without any donation since is no event.
    Donated(Gain),
    /// Housing space of troops received. A reset without any donation since is no event.
    Received(Gain),
    /// Attacks won in the season. A reset without any attack since is no event.
    AttackWins(Gain),
    /// Defences won in the season. A reset without any defence since is no event.
    DefenseWins(Gain),
    /// Stars won in clan wars.
    WarStars(Change<i32>),
    /// Stars won in the clan war league.
    ClanWarLeagueStars(Change<i32>),
    /// Capital gold contributed to clan capitals.
    CapitalGoldContributed(Change<i32>),
    /// Capital gold looted in raid weekends.
    CapitalGoldLooted(Change<i32>),
    /// Points of clan games.
    ClanGamesPoints(Change<i32>),

    /// A unit is in the list for the first time.
    UnitUnlocked {
        /// The unit.
        unit: Unit,
        /// Its level.
        level: i32,
    },
    /// A unit has a higher level.
    UnitUpgraded {
        /// The unit.
        unit: Unit,
        /// Its level.
        level: Change<i32>,
    },
    /// A unit has a lower level, by a correction of the game.
    UnitCorrected {
        /// The unit.
        unit: Unit,
        /// Its level.
        level: Change<i32>,
    },
    /// A super troop was boosted.
    SuperTroopBoosted {
        /// The English name.
        name: GameText,
    },
    /// The boost of a super troop expired.
    SuperTroopExpired {
        /// The English name.
        name: GameText,
    },
    /// A hero wears other equipment.
    HeroEquipment {
        /// The hero's English name.
        hero: GameText,
        /// The names of the pieces, in order of name.
        equipment: Change<Vec<GameText>>,
    },

    /// The value of an achievement changed.
    AchievementProgress {
        /// The achievement.
        achievement: Achievement,
        /// The value.
        value: Change<i32>,
    },
    /// An achievement has more stars, or fewer after a correction of the game.
    AchievementStars {
        /// The achievement.
        achievement: Achievement,
        /// The stars; 3 complete the achievement.
        stars: Change<i32>,
    },
}
