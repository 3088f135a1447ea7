//! The call of each [`Resource`].

use bytes::Bytes;

use super::follower::Resource;
use crate::{
    call::ResponseFuture,
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
    /// Requests the resource. Without retries, because a failure is retried when the schedule says
    /// so, and meanwhile others are requested.
    pub(super) fn poll(&self, resource: &Resource) -> ResponseFuture<Bytes> {
        match resource {
            Resource::Clan(tag) => self.start_poll(GetClan::new(tag)),
            Resource::Player(tag) => self.start_poll(GetPlayer::new(tag)),
            Resource::CurrentWar(tag) => self.start_poll(GetCurrentWar::new(tag)),
            Resource::WarLeagueGroup(tag) => self.start_poll(GetClanWarLeagueGroup::new(tag)),
            Resource::WarLeagueWar(tag) => self.start_poll(GetClanWarLeagueWar::new(tag)),
            Resource::WarLog(tag) => self
                .call(Raw(ListClanWarLog::new(tag)))
                .limit(WAR_LOG_ENTRIES)
                .attempts(1)
                .background()
                .send(),
            Resource::RaidSeasons(tag) => self
                .call(Raw(ListCapitalRaidSeasons::new(tag)))
                .limit(RAID_WEEKENDS)
                .attempts(1)
                .background()
                .send(),
            Resource::BattleLog(tag) => self.start_poll(ListBattleLog::new(tag)),
            Resource::LeagueGroup(key) => {
                self.start_poll(GetLeagueGroup::new(key.group, key.season.clone(), key.player))
            }
            Resource::GoldPass => self.start_poll(GetGoldPassSeason::new()),
        }
    }

    fn start_poll<E: Endpoint>(&self, endpoint: E) -> ResponseFuture<Bytes> {
        self.call(Raw(endpoint)).attempts(1).background().send()
    }
}
