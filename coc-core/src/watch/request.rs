//! The call of each [`Resource`].

use bytes::Bytes;

use super::follower::{LeagueGroupKey, Resource};
use crate::{
    call::{Call, ResponseFuture},
    client::Client,
    endpoint::{
        Endpoint, GetClan, GetClanWarLeagueGroup, GetClanWarLeagueWar, GetCurrentWar, GetGoldPassSeason,
        GetLeagueGroup, GetPlayer, ListBattleLog, ListCapitalRaidSeasons, ListClanWarLog, Raw,
    },
};

/// The entries of a war log that are requested. A clan fights at most one war a day, so many more
/// than end between two polls.
const WAR_LOG_ENTRIES: u32 = 10;

/// The raid weekends that are requested: the current one, and the one before with its final state.
const RAID_WEEKENDS: u32 = 2;

impl Client {
    /// Requests the resource.
    pub(super) fn poll(&self, resource: &Resource) -> ResponseFuture<Bytes> {
        match resource {
            Resource::Clan(tag) => send(self.call(Raw(GetClan::new(tag)))),
            Resource::Player(tag) => send(self.call(Raw(GetPlayer::new(tag)))),
            Resource::CurrentWar(tag) => send(self.call(Raw(GetCurrentWar::new(tag)))),
            Resource::WarLeagueGroup(tag) => send(self.call(Raw(GetClanWarLeagueGroup::new(tag)))),
            Resource::WarLeagueWar(tag) => send(self.call(Raw(GetClanWarLeagueWar::new(tag)))),
            Resource::WarLog(tag) => send(self.call(Raw(ListClanWarLog::new(tag))).limit(WAR_LOG_ENTRIES)),
            Resource::RaidSeasons(tag) => {
                send(self.call(Raw(ListCapitalRaidSeasons::new(tag))).limit(RAID_WEEKENDS))
            }
            Resource::BattleLog(tag) => send(self.call(Raw(ListBattleLog::new(tag)))),
            Resource::LeagueGroup(key) => {
                let LeagueGroupKey { group, season, player } = &**key;
                send(self.call(Raw(GetLeagueGroup::new(group, season.clone(), player))))
            }
            Resource::GoldPass => send(self.call(Raw(GetGoldPassSeason::new()))),
        }
    }
}

/// Sends a poll: after calls that are waited for, and without retries, because the schedule repeats a
/// failed poll, and meanwhile others are sent.
fn send<E: Endpoint>(call: Call<Raw<E>>) -> ResponseFuture<Bytes> {
    call.attempts(1).background().send()
}
