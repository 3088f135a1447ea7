//! A season of the clan war league as a whole: [`Client::cwl_season`].
//!
//! A season has up to 28 wars. [`CwlSeasonCall::known`] takes those that have ended from a season
//! fetched before, so that an update sends the requests for the wars that go on, and for the group
//! if a round may have been drawn since.

use std::{collections::BTreeMap, future::IntoFuture, time::Duration};

use coc_models::{
    ClanTag, ClanWar, ClanWarLeagueGroup, ClanWarLeagueGroupState, ClanWarLeagueMemberRow,
    ClanWarLeagueRound, ClanWarLeagueStanding, ClanWarLeagueWars, WarPhase, WarTag,
};
use futures_util::future::try_join_all;

use crate::{
    bounds::BoxFuture,
    client::Client,
    current_wars::Requests,
    endpoint::{IntoArgument, argument::Argument},
    error::Error,
    request::CallOptions,
    response::Response,
};

/// A league group with all its drawn wars, from [`Client::cwl_season`].
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
/// if let Some(season) = client.cwl_season("#2PP").await? {
///     for row in season.standings() {
///         println!("{}. {}: {} stars", row.rank, row.clan.name, row.stars);
///     }
///     for row in season.members() {
///         println!("{}: {} stars, {} missed", row.name, row.stars, row.missed);
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct CwlSeason {
    clan: ClanTag,
    group: Response<ClanWarLeagueGroup>,
    wars: BTreeMap<WarTag, Response<ClanWar>>,
}

impl CwlSeason {
    /// The clan for which the season was requested.
    pub fn clan(&self) -> ClanTag {
        self.clan
    }

    /// The group.
    pub fn group(&self) -> &Response<ClanWarLeagueGroup> {
        &self.group
    }

    /// The group with its wars, which computes rounds, standings and tables of players.
    pub fn wars(&self) -> ClanWarLeagueWars<'_> {
        self.group.with_wars(self.wars.iter().map(|(tag, war)| (*tag, &**war)))
    }

    /// The standings of the group, the best clan first.
    pub fn standings(&self) -> Vec<ClanWarLeagueStanding<'_>> {
        self.wars().standings()
    }

    /// The table of the clan's players, the one with the most stars first.
    pub fn members(&self) -> Vec<ClanWarLeagueMemberRow<'_>> {
        self.wars().members_of(self.clan)
    }

    /// Whether the season is over and all of its wars are final. Then nothing can change.
    pub fn is_over(&self) -> bool {
        self.group.state == ClanWarLeagueGroupState::Ended
            && self.group.drawn_war_tags().all(|tag| self.wars.get(&tag).is_some_and(is_final))
    }

    /// Whether the group may differ by now from the one that is known: the next round is drawn when
    /// the battle of the last drawn one begins, and the season ends with the last war.
    fn may_have_changed(&self, now: Duration) -> bool {
        if self.group.state == ClanWarLeagueGroupState::Ended {
            return false;
        }
        let last = self.group.rounds.iter().rev().find(|round| round.is_drawn());
        let wars = last.into_iter().flat_map(ClanWarLeagueRound::drawn_war_tags);
        let wars: Vec<_> = wars.filter_map(|tag| self.wars.get(&tag)).collect();
        let is_drawn = self.group.rounds.iter().all(ClanWarLeagueRound::is_drawn);
        // The state changes with the first battle.
        let is_begun = self.group.state != ClanWarLeagueGroupState::Preparation;
        let moment = |war: &ClanWar| if is_drawn && is_begun { war.end_time } else { war.start_time };
        let next = wars.iter().filter_map(|war| moment(war)).map(|time| time.unix_seconds()).min();
        let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
        next.is_none_or(|next| next <= now)
    }
}

fn is_final(war: &Response<ClanWar>) -> bool {
    war.phase() == Some(WarPhase::Ended)
}

/// A call of [`Client::cwl_season`] that has not been made. Set its options, then `.await` it.
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
/// if let Some(season) = client.cwl_season("#2PP").await? {
///     // Later:
///     let updated = client.cwl_season("#2PP").known(&season).background().await?;
///     println!("{:?}", updated.map(|season| season.is_over()));
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a call does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct CwlSeasonCall {
    client: Client,
    clan: Argument<ClanTag>,
    options: CallOptions,
    known: Option<CwlSeason>,
}

impl Client {
    /// Returns the clan's season of the clan war league: the group with all drawn wars, the
    /// standings and the table of players; `None` if the clan is in no group.
    ///
    /// Sends a request for the group, and one for each drawn war that is not cached: up to 29.
    /// [`known`](CwlSeasonCall::known) avoids most of them in an update.
    ///
    /// # Errors
    /// Those of the requests. If one fails, so does the call; wars that were fetched are cached.
    pub fn cwl_season(&self, clan: impl IntoArgument<ClanTag>) -> CwlSeasonCall {
        CwlSeasonCall {
            client: self.clone(),
            clan: clan.into_argument(),
            options: CallOptions::default(),
            known: None,
        }
    }
}

impl CwlSeasonCall {
    crate::__call_options!();

    fn change(self, change: impl FnOnce(CallOptions) -> CallOptions) -> Self {
        Self { options: change(self.options), ..self }
    }

    /// Uses what cannot have changed of a season fetched before: wars that have ended, and the group
    /// until the time at which the next round is drawn or the season ends. The times are those that
    /// the wars state.
    ///
    /// After the end of the season no request is sent, so the next season must be fetched without
    /// `known`. A season of another clan has no effect, unless it is in the same group.
    pub fn known(self, season: &CwlSeason) -> Self {
        Self { known: Some(season.clone()), ..self }
    }

    /// Makes the call. `.await` on the call does the same.
    ///
    /// # Errors
    /// Those of [`Client::cwl_season`].
    pub async fn send(self) -> Result<Option<CwlSeason>, Error> {
        let clan = self.clan?;
        let known = self.known.filter(|season| season.group.clan(clan).is_some());
        let now = self.client.pipeline().clock.unix_time();
        let requests = Requests::new(self.client, self.options);
        // Wars of a former season are not drawn in this group, and are not taken.
        let (group, known) = match known {
            Some(season) if !season.may_have_changed(now) => (season.group, season.wars),
            season => {
                let wars = season.map(|season| season.wars).unwrap_or_default();
                let Some(group) = requests.group(clan).await? else { return Ok(None) };
                (group, wars)
            }
        };
        let wars = group.drawn_war_tags().map(|tag| {
            let known = known.get(&tag).filter(|war| is_final(war)).cloned();
            let war = requests.call(requests.client.clan_war_league_war(tag));
            async move {
                let war = match known {
                    Some(war) => war,
                    None => war.await?,
                };
                Ok::<_, Error>((tag, war))
            }
        });
        let wars = try_join_all(wars).await?.into_iter().collect();
        Ok(Some(CwlSeason { clan, group, wars }))
    }
}

impl IntoFuture for CwlSeasonCall {
    type Output = Result<Option<CwlSeason>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}
