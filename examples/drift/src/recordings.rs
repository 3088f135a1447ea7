//! The folders of recorded bodies, which have names of their own.

/// Folders that are not named after the route of their bodies.
const FOLDERS: &[(&str, &str)] = &[
    ("battlelog", "player.battlelog"),
    ("capitalraidseasons", "clan.capitalraidseasons"),
    ("clan-members", "clan.members"),
    ("clan-search", "clans"),
    ("clans", "clan"),
    ("currentwar", "clan.currentwar"),
    ("cwl-leaguegroup", "clan.leaguegroup"),
    ("cwl-war", "cwl.war"),
    ("labels-clans", "labels.clans"),
    ("labels-players", "labels.players"),
    ("league-season-rankings", "league.season"),
    ("league-seasons", "league.seasons"),
    ("leaguegroup-ranked", "leaguegroup"),
    ("leaguehistory", "player.leaguehistory"),
    ("players", "player"),
    ("rankings-capitals", "rankings.capitals"),
    ("rankings-clans", "rankings.clans"),
    ("rankings-clans-builder-base", "rankings.clans-builder-base"),
    ("rankings-clans-versus", "rankings.clans-versus"),
    ("rankings-players", "rankings.players"),
    ("rankings-players-builder-base", "rankings.players-builder-base"),
    ("rankings-players-versus", "rankings.players-versus"),
    ("verifytoken", "player.verifytoken"),
    ("warlog", "clan.warlog"),
];

/// Returns the name of the kind whose bodies are in this folder; any other folder is named after
/// its kind.
pub fn kind_of(folder: &str) -> &str {
    FOLDERS.iter().find(|(name, _)| *name == folder).map_or(folder, |(_, kind)| kind)
}
