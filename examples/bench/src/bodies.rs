//! The bodies to measure with: recorded ones from a folder, or those of a simulated world.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use drift::recordings::kind_of;
use serde_json::{Value, json};
use simulator::route::{Catalogue, ClanSearch, Place, Ranking, Route, RouteResponse};
use simulator::world::{World, WorldConfig};

/// Bodies by kind, as in `drift`.
pub(crate) type Bodies = BTreeMap<String, Vec<Vec<u8>>>;

/// Reads a folder that has a subfolder of files for every kind.
pub(crate) fn recorded(root: &Path) -> Result<Bodies, String> {
    let mut bodies = Bodies::new();
    for folder in entries(root)?.into_iter().filter(|path| path.is_dir()) {
        let kind = kind_of(&folder.file_name().unwrap_or_default().to_string_lossy()).to_owned();
        for file in entries(&folder)? {
            let body = fs::read(&file).map_err(|error| format!("cannot read {}: {error}", file.display()))?;
            bodies.entry(kind.clone()).or_default().push(body);
        }
    }
    Ok(bodies)
}

fn entries(folder: &Path) -> Result<Vec<std::path::PathBuf>, String> {
    let list = || fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>();
    let mut paths = list().map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    paths.sort();
    Ok(paths)
}

/// Requests bodies of most kinds from a simulated world, as far as they are wanted.
pub(crate) fn simulated(wanted: impl Fn(&str) -> bool) -> Result<Bodies, String> {
    let world = small_world();
    let samples = world.samples(World::default_start());
    let clans = world_clans(&world)?;
    let ranked = samples.ranked_player.unwrap_or_else(|| samples.player.clone());
    let mut routes: Vec<(&str, Route)> = vec![
        ("capitalleagues", Route::Catalogue(Catalogue::CapitalLeagues)),
        ("builderbaseleagues", Route::Catalogue(Catalogue::BuilderBaseLeagues)),
        ("clans", Route::SearchClans(ClanSearch { min_members: Some(2), ..ClanSearch::default() })),
        ("error", Route::Player(samples.unknown_tag)),
        ("goldpass", Route::GoldPass),
        ("labels.clans", Route::Catalogue(Catalogue::ClanLabels)),
        ("labels.players", Route::Catalogue(Catalogue::PlayerLabels)),
        ("league.seasons", Route::LeagueSeasons(samples.legend_league)),
        ("player.leaguehistory", Route::LeagueHistory(ranked.clone())),
        ("leagues", Route::Catalogue(Catalogue::Leagues)),
        ("leaguetiers", Route::Catalogue(Catalogue::LeagueTiers)),
        ("locations", Route::Catalogue(Catalogue::Locations)),
        ("rankings.capitals", Route::Rankings(Place::Global, Ranking::Capitals)),
        ("rankings.clans", Route::Rankings(Place::Global, Ranking::Clans)),
        ("rankings.clans-builder-base", Route::Rankings(Place::Global, Ranking::ClansBuilderBase)),
        ("rankings.players", Route::Rankings(Place::Global, Ranking::Players)),
        ("rankings.players-builder-base", Route::Rankings(Place::Global, Ranking::PlayersBuilderBase)),
        ("warleagues", Route::Catalogue(Catalogue::WarLeagues)),
        ("player.battlelog", Route::BattleLog(ranked)),
        ("clan.currentwar", Route::CurrentWar(samples.warring_clan.clone())),
        ("clan.warlog", Route::WarLog(samples.warring_clan)),
        ("clan.leaguegroup", Route::ClanWarLeagueGroup(samples.clan.clone())),
    ];
    for tag in clans.iter().take(20) {
        routes.push(("clan", Route::Clan(tag.clone())));
        routes.push(("clan.members", Route::ClanMembers(tag.clone())));
        routes.push(("clan.capitalraidseasons", Route::CapitalRaidSeasons(tag.clone())));
    }
    if wanted("cwl.war")
        && let RouteResponse::Object(group) = respond(&world, &Route::ClanWarLeagueGroup(samples.clan))
    {
        let tags = group["rounds"].as_array().into_iter().flatten().flat_map(|round| {
            round["warTags"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned)
        });
        routes.extend(
            tags.filter(|tag| tag != "#0").take(8).map(|tag| ("cwl.war", Route::ClanWarLeagueWar(tag))),
        );
    }
    let mut bodies = Bodies::new();
    for (kind, route) in routes.into_iter().filter(|(kind, _)| wanted(kind)) {
        bodies.entry(kind.to_owned()).or_default().push(body(respond(&world, &route)));
    }
    if wanted("player") {
        bodies.insert("player".to_owned(), players_of(&world, &clans, 100));
    }
    Ok(bodies)
}

/// The bodies of up to `count` members of simulated clans, strong and weak ones.
pub(crate) fn simulated_players(count: usize) -> Result<Vec<Vec<u8>>, String> {
    let world = small_world();
    let clans = world_clans(&world)?;
    Ok(players_of(&world, &clans, count))
}

fn small_world() -> World {
    World::new(WorldConfig { clans: 200, ..WorldConfig::default() })
}

fn world_clans(world: &World) -> Result<Vec<String>, String> {
    let all = Route::SearchClans(ClanSearch { min_members: Some(1), ..ClanSearch::default() });
    match respond(world, &all) {
        RouteResponse::Page(clans) => Ok(tags(&clans)),
        other => Err(format!("the simulated world has no clans: {other:?}")),
    }
}

/// Takes one member of every clan in turn, so that few players also cover all strengths.
fn players_of(world: &World, clans: &[String], count: usize) -> Vec<Vec<u8>> {
    // No clan is empty, so no more clans than players are needed.
    let members: Vec<Vec<String>> = clans
        .iter()
        .take(count)
        .filter_map(|clan| match respond(world, &Route::ClanMembers(clan.clone())) {
            RouteResponse::Page(members) => Some(tags(&members)),
            _ => None,
        })
        .collect();
    let longest = members.iter().map(Vec::len).max().unwrap_or(0);
    (0..longest)
        .flat_map(|place| members.iter().filter_map(move |clan| clan.get(place)))
        .take(count)
        .map(|tag| body(respond(world, &Route::Player(tag.clone()))))
        .collect()
}

fn tags(items: &[Value]) -> Vec<String> {
    items.iter().filter_map(|item| item["tag"].as_str()).map(str::to_owned).collect()
}

fn respond(world: &World, route: &Route) -> RouteResponse {
    world.respond(route, World::default_start())
}

/// The body as the API would send it without paging.
fn body(response: RouteResponse) -> Vec<u8> {
    let value = match response {
        RouteResponse::Object(value) => value,
        RouteResponse::Page(items) => json!({ "items": items, "paging": { "cursors": {} } }),
        RouteResponse::Items(items) => json!({ "items": items }),
        RouteResponse::Error(error) => json!({ "reason": error.reason, "message": error.message }),
    };
    value.to_string().into_bytes()
}
