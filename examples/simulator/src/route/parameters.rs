//! The parameters of a [`Route`](super::Route).

/// The filters of a clan search; at least one is set, and each is well-formed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ClanSearch {
    /// A part of the name, at least three characters.
    pub name: Option<String>,
    /// `always`, `never`, …
    pub war_frequency: Option<String>,
    /// A location id.
    pub location_id: Option<i64>,
    /// Minimum number of members.
    pub min_members: Option<i64>,
    /// Maximum number of members.
    pub max_members: Option<i64>,
    /// Minimum clan points.
    pub min_clan_points: Option<i64>,
    /// Minimum clan level.
    pub min_clan_level: Option<i64>,
    /// Labels that the clan must all have.
    pub label_ids: Vec<i64>,
}

/// The static lists of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Catalogue {
    /// Ranked leagues since 2025-10.
    LeagueTiers,
    /// The legacy home-village leagues.
    Leagues,
    /// Builder base leagues.
    BuilderBaseLeagues,
    /// Clan capital leagues.
    CapitalLeagues,
    /// Clan war leagues.
    WarLeagues,
    /// Countries and regions.
    Locations,
    /// Labels of clans (no single entries).
    ClanLabels,
    /// Labels of players (no single entries).
    PlayerLabels,
}

/// The place of a ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The literal `global`.
    Global,
    /// A location id.
    Location(i64),
}

/// The kind of a ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ranking {
    /// `players`
    Players,
    /// `clans`
    Clans,
    /// `players-builder-base`
    PlayersBuilderBase,
    /// `clans-builder-base`
    ClansBuilderBase,
    /// `capitals`
    Capitals,
}
