//! One body of each model, invented, with every field the model has.

use coc_models::{
    ApiKeyList, ApiKeyResponse, BattleLogEntry, BuilderBaseLeague, CapitalLeague, Clan,
    ClanBuilderBaseRanking, ClanCapitalRaidSeason, ClanCapitalRanking, ClanMember, ClanRanking, ClanSummary,
    ClanWar, ClanWarLeagueGroup, ClanWarLogEntry, ClientError, GoldPassSeason, Label, League, LeagueGroup,
    LeagueSeason, LeagueSeasonResult, LeagueTier, Location, LoginResponse, Page, Player,
    PlayerBuilderBaseRanking, PlayerRanking, PortalError, VerifyTokenResponse, WarLeague,
};
use serde_json::{Value, json};

use coc_models::json::{self, Repairs};
use serde::{Serialize, de::DeserializeOwned};

use crate::outcome::{Check, check};

/// A model by name, a body with all of its fields, and its required fields.
pub(crate) struct Fixture {
    pub(crate) name: &'static str,
    pub(crate) body: Value,
    /// Paths without list indices.
    pub(crate) required: &'static [&'static str],
    pub(crate) check: Check,
    /// Decodes with repairs.
    pub(crate) decode: fn(&str) -> Result<Repairs, String>,
    /// Whether decoding what was encoded returns the value that was decoded.
    pub(crate) round_trips: fn(&Value) -> bool,
    /// Decodes with repairs, and encodes.
    pub(crate) rewrite: fn(&str) -> Result<Value, String>,
}

fn fixture<T: DeserializeOwned + Serialize + PartialEq>(
    name: &'static str,
    required: &'static [&'static str],
    body: Value,
) -> Fixture {
    Fixture {
        name,
        body,
        required,
        check: check::<T>,
        decode: decode::<T>,
        rewrite: rewrite::<T>,
        round_trips: round_trips::<T>,
    }
}

pub(crate) fn decode<T: DeserializeOwned>(body: &str) -> Result<Repairs, String> {
    json::decode::<T>(body.as_bytes()).map(|decoded| decoded.repairs).map_err(|error| error.to_string())
}

pub(crate) fn round_trips<T: DeserializeOwned + Serialize + PartialEq>(body: &Value) -> bool {
    let decoded: T = serde_json::from_str(&body.to_string()).unwrap();
    decoded == serde_json::from_str(&serde_json::to_string(&decoded).unwrap()).unwrap()
}

fn rewrite<T: DeserializeOwned + Serialize>(body: &str) -> Result<Value, String> {
    let decoded = json::decode::<T>(body.as_bytes()).map_err(|error| error.to_string())?;
    serde_json::to_value(decoded.value).map_err(|error| error.to_string())
}

fn badge() -> Value {
    json!({"small": "https://example.com/70.png", "large": "https://example.com/512.png", "medium": "https://example.com/200.png"})
}

fn icons() -> Value {
    json!({"tiny": "t", "small": "s", "medium": "m", "large": "l"})
}

fn location() -> Value {
    json!({"id": 32_000_300, "name": "Atlantis", "isCountry": true, "countryCode": "XA", "localizedName": "Atlantide"})
}

fn league(id: i32) -> Value {
    json!({"id": id, "name": "Cheese League II", "iconUrls": icons()})
}

fn plain_league(id: i32) -> Value {
    json!({"id": id, "name": "Cork League V"})
}

fn label() -> Value {
    json!({"id": 56_000_099, "name": "Chess", "iconUrls": icons()})
}

fn house() -> Value {
    json!({"elements": [{"type": "roof", "id": 82_000_001}, {"type": "moat", "id": 82_000_002}]})
}

fn member() -> Value {
    json!({
        "tag": "#9JQ0", "name": "Ada", "role": "admin", "townHallLevel": 16, "expLevel": 201,
        "league": league(29_000_000), "leagueTier": league(105_000_020), "trophies": 4321,
        "builderBaseTrophies": 3210, "versusTrophies": 3210, "clanRank": 1, "previousClanRank": 0,
        "donations": 77, "donationsReceived": 78, "playerHouse": house(), "builderBaseLeague": plain_league(44_000_009),
    })
}

/// A clan with all fields; the model of a search result has the same ones.
fn clan() -> Value {
    json!({
        "tag": "#2PP", "name": "Example", "type": "inviteOnly", "location": location(), "isFamilyFriendly": true,
        "badgeUrls": badge(), "clanLevel": 11, "clanPoints": 31000, "clanBuilderBasePoints": 29000,
        "clanVersusPoints": 29000, "clanCapitalPoints": 800, "capitalLeague": plain_league(85_000_004),
        "requiredTrophies": 1200, "warFrequency": "unknown", "warWinStreak": 3, "warWins": 140, "warTies": 2,
        "warLosses": 99, "isWarLogPublic": true, "warLeague": plain_league(48_000_009), "members": 1,
        "labels": [label()], "requiredBuilderBaseTrophies": 900, "requiredVersusTrophies": 900,
        "requiredTownhallLevel": 9, "requiredLeagueTier": league(105_000_003),
        "chatLanguage": {"id": 75_000_099, "name": "Esperanto", "languageCode": "EO"},
        "description": "We play chess.", "memberList": [member()],
        "clanCapital": {
            "capitalHallLevel": 7, "clanGoldSinkTotal": 5_000_000_000_i64,
            "districts": [{"id": 70_000_099, "name": "Cheese Cellar", "districtHallLevel": 3}],
        },
    })
}

fn with(mut body: Value, more: Value) -> Value {
    if let (Value::Object(body), Value::Object(more)) = (&mut body, more) {
        body.extend(more);
    }
    body
}

fn hero() -> Value {
    json!({"name": "Baby Mammoth", "level": 3, "maxLevel": 9, "village": "home", "superTroopIsActive": true, "equipment": [plain_item()]})
}

fn plain_item() -> Value {
    json!({"name": "Spoon", "level": 1, "maxLevel": 18, "village": "builderBase"})
}

fn season(id: &str) -> Value {
    json!({"id": id, "rank": 9, "trophies": 5432})
}

fn player() -> Value {
    json!({
        "tag": "#9JQ0", "name": "Ada", "townHallLevel": 16, "townHallWeaponLevel": 2, "expLevel": 201,
        "trophies": 4321, "bestTrophies": 5001, "warStars": 1500, "attackWins": 9, "defenseWins": 1,
        "builderHallLevel": 10, "builderBaseTrophies": 3210, "bestBuilderBaseTrophies": 4000,
        "versusTrophies": 3210, "bestVersusTrophies": 4000, "versusBattleWins": 800, "versusBattleWinCount": 800,
        "role": "coLeader", "warPreference": "in", "donations": 77, "donationsReceived": 78,
        "clanCapitalContributions": 999_999,
        "clan": {"tag": "#2PP", "name": "Example", "clanLevel": 11, "badgeUrls": badge()},
        "league": league(29_000_009), "leagueTier": league(105_000_020), "builderBaseLeague": plain_league(44_000_009),
        "currentLeagueGroupTag": "#8PQ2", "currentLeagueSeasonId": 1_773_032_400,
        "previousLeagueGroupTag": "#0", "previousLeagueSeasonId": "2026-06-02",
        "legendStatistics": {
            "legendTrophies": 12, "previousSeason": season("2025-10-06"), "bestSeason": season("2025-08"),
            "currentSeason": {"trophies": 5000}, "previousBuilderBaseSeason": season("2023-07"),
            "bestBuilderBaseSeason": season("2023-06"), "previousVersusSeason": season("2022-07"),
            "bestVersusSeason": season("2022-06"),
        },
        "achievements": [{
            "name": "Cook", "stars": 2, "value": 2_000_000_000, "target": 500, "info": "Cook soup",
            "completionInfo": null, "village": "clanCapital",
        }],
        "playerHouse": house(), "labels": [label()], "troops": [plain_item()],
        "heroes": [hero()], "heroEquipment": [plain_item()], "spells": [plain_item()],
    })
}

fn attack() -> Value {
    json!({"attackerTag": "#9JQ0", "defenderTag": "#9JQ2", "stars": 2, "destructionPercentage": 87, "order": 4, "duration": 151})
}

fn war_side() -> Value {
    json!({
        "tag": "#2PP", "name": "Example", "badgeUrls": badge(), "clanLevel": 11, "attacks": 1, "stars": 2,
        "destructionPercentage": 17.4, "expEarned": 5, "members": [war_member()],
    })
}

fn war_member() -> Value {
    json!({
        "tag": "#9JQ0", "name": "Ada", "townhallLevel": 16, "mapPosition": 1, "attacks": [attack()],
        "opponentAttacks": 1, "bestOpponentAttack": attack(),
    })
}

fn war() -> Value {
    json!({
        "state": "inWar", "teamSize": 5, "attacksPerMember": 2, "battleModifier": "hardMode",
        "preparationStartTime": "20240101T080000.000Z", "startTime": "20240102T080000.000Z",
        "endTime": "20240103T080000.000Z", "clan": war_side(), "opponent": war_side(),
        "warStartTime": "20240102T080000.000Z", "tag": "#8PQ2",
    })
}

fn log_side() -> Value {
    json!({
        "tag": "#2PP", "name": "Example", "badgeUrls": badge(), "clanLevel": 11, "attacks": 70, "stars": 100,
        "destructionPercentage": 677.5, "expEarned": 320, "members": [war_member()],
    })
}

fn raid_log_entry(other: &str) -> Value {
    json!({
        other: {"tag": "#2PY", "name": "Others", "level": 9, "badgeUrls": badge()},
        "attackCount": 12, "districtCount": 4, "districtsDestroyed": 3,
        "districts": [{
            "id": 70_000_099, "name": "Cheese Cellar", "districtHallLevel": 3, "destructionPercent": 100, "stars": 3,
            "attackCount": 2, "totalLooted": 1405,
            "attacks": [{"attacker": {"tag": "#9JQ0", "name": "Ada"}, "destructionPercent": 66, "stars": 2}],
        }],
    })
}

fn clan_rank() -> Value {
    json!({
        "tag": "#2PP", "name": "Example", "location": location(), "badgeUrls": badge(), "clanLevel": 11, "members": 50,
        "rank": 7, "previousRank": -1, "clanPoints": 45000,
    })
}

fn ranked_clan() -> Value {
    json!({"tag": "#2PP", "name": "Example", "badgeUrls": badge()})
}

fn api_key() -> Value {
    json!({
        "id": "k-1", "developerId": "d-1", "tier": "developer/gold", "name": "laptop", "description": "for tests",
        "origins": ["https://example.com"], "scopes": ["clash"], "cidrRanges": ["203.0.113.7"],
        "validUntil": "2030-01-01T00:00:00Z", "key": "not.a.token",
    })
}

fn portal_status() -> Value {
    json!({"code": 0, "message": "ok", "detail": "fine"})
}

fn login() -> Value {
    json!({
        "status": portal_status(), "sessionExpiresInSeconds": 3600,
        "auth": {"uid": "u-1", "token": "hush", "ua": "curl", "ip": "203.0.113.7"},
        "developer": {
            "id": "d-1", "name": "Ada", "game": "clashofclans", "email": "ada@example.com", "tier": "developer/gold",
            "allowedScopes": ["clash"], "maxCidrs": 5, "prevLoginTs": "some day", "prevLoginIp": "203.0.113.8",
            "prevLoginUa": "curl",
        },
        "temporaryAPIToken": "not.a.token", "swaggerUrl": "https://example.com/v1",
    })
}

fn battle() -> Value {
    let resources = json!([{"name": "Cheese", "amount": 3_000_000_000_i64}]);
    json!({
        "battleType": "ranked", "attack": true, "armyShareCode": "u4x9", "opponentPlayerTag": "#9JQ2",
        "opponentName": "Bob", "opponentTownHallLevel": 15, "stars": 1, "destructionPercentage": 52,
        "lootedResources": resources, "extraLootedResources": [], "availableLoot": resources,
        "battleTime": 133, "battleTimestamp": "a while ago",
    })
}

fn league_battle() -> Value {
    json!({
        "opponentPlayerTag": "#9JQ2", "opponentName": "Bob", "stars": 3, "destructionPercentage": 100, "trophies": 40,
        "creationTime": "2026-03-11T18:14:44Z",
    })
}

fn league_group() -> Value {
    json!({
        "members": [{
            "playerTag": "#9JQ0", "playerName": "Ada", "clanTag": "#2PP", "clanName": "Example", "leagueTrophies": 700,
            "attackWinCount": 10, "attackLoseCount": 1, "defenseWinCount": 2, "defenseLoseCount": 9,
        }],
        "attackLogs": [league_battle()], "defenseLogs": [league_battle()],
    })
}

fn league_result() -> Value {
    json!({
        "leagueSeasonId": 1_773_032_400, "leagueTrophies": 900, "leagueTierId": 105_000_020, "placement": 4,
        "attackWins": 20, "attackLosses": 1, "attackStars": 55, "defenseWins": 2, "defenseLosses": 18,
        "defenseStars": 40, "maxBattles": 24,
    })
}

fn player_rank() -> Value {
    json!({
        "tag": "#9JQ0", "name": "Ada", "expLevel": 201, "trophies": 5800, "attackWins": 200, "defenseWins": 3,
        "rank": 1, "previousRank": 4, "clan": ranked_clan(), "league": league(29_000_022), "leagueTier": league(105_000_034),
    })
}

fn builder_rank() -> Value {
    json!({
        "tag": "#9JQ0", "name": "Ada", "expLevel": 201, "rank": 1, "previousRank": 4, "builderBaseTrophies": 6100,
        "clan": ranked_clan(), "builderBaseLeague": plain_league(44_000_041), "versusTrophies": 6100,
        "versusBattleWins": 4000,
    })
}

fn raid() -> Value {
    json!({
        "state": "ongoing", "startTime": "20240105T070000.000Z", "endTime": "20240108T070000.000Z",
        "capitalTotalLoot": 700_000, "raidsCompleted": 5, "totalAttacks": 200, "enemyDistrictsDestroyed": 40,
        "offensiveReward": 130, "defensiveReward": 200,
        "members": [{
            "tag": "#9JQ0", "name": "Ada", "attacks": 6, "attackLimit": 5, "bonusAttackLimit": 1,
            "capitalResourcesLooted": 21000,
        }],
        "attackLog": [raid_log_entry("defender")], "defenseLog": [raid_log_entry("attacker")],
    })
}

fn war_league_group() -> Value {
    json!({
        "state": "inWar", "season": "2024-01", "tag": "#8PQ2",
        "clans": [{
            "tag": "#2PP", "name": "Example", "clanLevel": 11, "badgeUrls": badge(),
            "members": [{"tag": "#9JQ0", "name": "Ada", "townHallLevel": 16}],
        }],
        "rounds": [{"warTags": ["#8PQ2", "#0"]}],
    })
}

/// All fixtures. The required paths are those that identify the kind of body.
#[expect(clippy::too_many_lines, reason = "one entry for each model")]
pub(crate) fn all() -> Vec<Fixture> {
    const CLAN: &[&str] = &[
        "tag",
        "location.name",
        "capitalLeague.name",
        "warLeague.name",
        "labels.name",
        "requiredLeagueTier.name",
        "memberList.tag",
        "memberList.league.name",
        "memberList.leagueTier.name",
        "memberList.builderBaseLeague.name",
    ];
    const MEMBER: &[&str] = &["tag", "league.name", "leagueTier.name", "builderBaseLeague.name"];
    const PLAYER: &[&str] =
        &["tag", "clan.tag", "league.name", "leagueTier.name", "builderBaseLeague.name", "labels.name"];
    const WAR: &[&str] = &[
        "state",
        "clan.members.tag",
        "clan.members.attacks.attackerTag",
        "clan.members.attacks.defenderTag",
        "clan.members.bestOpponentAttack.attackerTag",
        "clan.members.bestOpponentAttack.defenderTag",
        "opponent.members.tag",
        "opponent.members.attacks.attackerTag",
        "opponent.members.attacks.defenderTag",
        "opponent.members.bestOpponentAttack.attackerTag",
        "opponent.members.bestOpponentAttack.defenderTag",
    ];
    const LOG: &[&str] = &[
        "endTime",
        "clan.members.tag",
        "clan.members.attacks.attackerTag",
        "clan.members.attacks.defenderTag",
        "clan.members.bestOpponentAttack.attackerTag",
        "clan.members.bestOpponentAttack.defenderTag",
        "opponent.members.tag",
        "opponent.members.attacks.attackerTag",
        "opponent.members.attacks.defenderTag",
        "opponent.members.bestOpponentAttack.attackerTag",
        "opponent.members.bestOpponentAttack.defenderTag",
    ];
    const RAID: &[&str] = &[
        "state",
        "startTime",
        "endTime",
        "members.tag",
        "attackLog.defender",
        "attackLog.defender.tag",
        "attackLog.districts.attacks.attacker",
        "attackLog.districts.attacks.attacker.tag",
        "defenseLog.attacker",
        "defenseLog.attacker.tag",
        "defenseLog.districts.attacks.attacker",
        "defenseLog.districts.attacks.attacker.tag",
    ];
    const GROUP: &[&str] = &["state", "clans.tag", "clans.members.tag"];
    const RANKED_GROUP: &[&str] =
        &["members", "members.playerTag", "attackLogs.opponentPlayerTag", "defenseLogs.opponentPlayerTag"];
    const BATTLE: &[&str] = &["opponentPlayerTag"];
    const NAMED: &[&str] = &["name"];
    const CLAN_RANK: &[&str] = &["tag", "location.name"];
    const PLAYER_RANK: &[&str] = &["tag", "clan.tag", "league.name", "leagueTier.name"];
    const BUILDER_RANK: &[&str] = &["tag", "clan.tag", "builderBaseLeague.name"];
    let page = json!({"items": [1, 2], "paging": {"cursors": {"after": "b", "before": "a"}}});
    let builder_points = json!({"clanBuilderBasePoints": 29000, "clanVersusPoints": 29000});
    vec![
        fixture::<BattleLogEntry>("BattleLogEntry", BATTLE, battle()),
        fixture::<BuilderBaseLeague>("BuilderBaseLeague", NAMED, plain_league(44_000_001)),
        fixture::<CapitalLeague>("CapitalLeague", NAMED, plain_league(85_000_001)),
        fixture::<Clan>("Clan", CLAN, clan()),
        fixture::<ClanSummary>("ClanSummary", CLAN, clan()),
        fixture::<ClanMember>("ClanMember", MEMBER, member()),
        fixture::<ClanWar>("ClanWar", WAR, war()),
        fixture::<ClanWarLogEntry>(
            "ClanWarLogEntry",
            LOG,
            json!({
                "result": "win", "endTime": "20240103T080000.000Z", "teamSize": 15, "attacksPerMember": 2,
                "battleModifier": "none", "clan": log_side(), "opponent": log_side(),
            }),
        ),
        fixture::<ClanWarLeagueGroup>("ClanWarLeagueGroup", GROUP, war_league_group()),
        fixture::<ClanCapitalRaidSeason>("ClanCapitalRaidSeason", RAID, raid()),
        fixture::<ClanRanking>("ClanRanking", CLAN_RANK, clan_rank()),
        fixture::<ClanBuilderBaseRanking>(
            "ClanBuilderBaseRanking",
            CLAN_RANK,
            with(clan_rank(), builder_points),
        ),
        fixture::<ClanCapitalRanking>(
            "ClanCapitalRanking",
            CLAN_RANK,
            with(clan_rank(), json!({"clanCapitalPoints": 5000})),
        ),
        fixture::<PlayerRanking>("PlayerRanking", PLAYER_RANK, player_rank()),
        fixture::<PlayerBuilderBaseRanking>("PlayerBuilderBaseRanking", BUILDER_RANK, builder_rank()),
        fixture::<ClientError>(
            "ClientError",
            &["reason"],
            json!({"reason": "notFound", "message": "no", "type": "t", "detail": "d"}),
        ),
        fixture::<GoldPassSeason>(
            "GoldPassSeason",
            &["startTime", "endTime"],
            json!({"startTime": "20240101T080000.000Z", "endTime": "20240201T080000.000Z"}),
        ),
        fixture::<Label>("Label", NAMED, label()),
        fixture::<League>("League", NAMED, league(29_000_001)),
        fixture::<LeagueTier>("LeagueTier", NAMED, league(105_000_001)),
        fixture::<WarLeague>("WarLeague", NAMED, plain_league(48_000_001)),
        fixture::<LeagueSeason>("LeagueSeason", &["id"], json!({"id": "2025-10-06"})),
        fixture::<LeagueGroup>("LeagueGroup", RANKED_GROUP, league_group()),
        fixture::<LeagueSeasonResult>("LeagueSeasonResult", &["leagueSeasonId"], league_result()),
        fixture::<Location>("Location", NAMED, location()),
        fixture::<Page<i32>>("Page", &["items"], page),
        fixture::<Player>("Player", PLAYER, player()),
        fixture::<VerifyTokenResponse>(
            "VerifyTokenResponse",
            &["tag", "status"],
            json!({"tag": "#9JQ0", "token": "hush", "status": "ok"}),
        ),
        fixture::<LoginResponse>("LoginResponse", &["status"], login()),
        fixture::<ApiKeyList>(
            "ApiKeyList",
            &["status"],
            json!({"status": portal_status(), "sessionExpiresInSeconds": 3600, "keys": [api_key()]}),
        ),
        fixture::<ApiKeyResponse>(
            "ApiKeyResponse",
            &["status"],
            json!({"status": portal_status(), "sessionExpiresInSeconds": 3600, "key": api_key()}),
        ),
        fixture::<PortalError>("PortalError", &["description"], json!({"description": "no"})),
    ]
}
