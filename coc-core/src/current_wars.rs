//! The wars of a clan at one moment, whatever it is doing: [`Client::current_wars`].
//!
//! The API spreads them over three routes, and each hides something. The current war of a clan stays
//! `warEnded` for days, also while its league season goes on, and is not readable if the war log is
//! private. The league group lists the wars of a round by tag, without their clans. So
//! [`CurrentWarsCall`] always requests both, and then searches the clan's war among those of the
//! last rounds; `war_league/search.rs` of coc-models has the order of the search.

use std::{fmt, future::IntoFuture, time::Duration};

use coc_models::{ClanTag, ClanWar, ClanWarLeagueGroup, RegularWarKind, WarId, WarPhase, WarSide, WarState};
use futures_util::future::try_join;

use crate::{
    bounds::BoxFuture,
    call::Call,
    client::Client,
    clock::Instant,
    endpoint::{Endpoint, IntoArgument, argument::Argument},
    error::{Error, ErrorKind, none_if_not_found},
    request::CallOptions,
    response::Response,
};

mod search;

/// The wars of a clan, from [`Client::current_wars`].
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
/// let wars = client.current_wars("#2PP").await?;
/// if let Some(war) = wars.battle() {
///     let side = war.side();
///     println!("{} : {} stars", side.clan.stars, side.opponent.stars);
///     for member in side.members().iter().filter(|member| !member.has_attacked()) {
///         println!("{} has not attacked", member.member.name);
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CurrentWars {
    /// The clan.
    pub clan: ClanTag,
    /// The war outside of the clan war league.
    pub regular: RegularWar,
    /// The wars of the clan war league.
    pub league: LeagueWars,
}

/// The war of a clan outside of the clan war league, or the reason why there is none.
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
/// use coc_core::current_wars::RegularWar;
///
/// match client.current_wars("#2PP").await?.regular {
///     RegularWar::War(war) => println!("{:?} against {:?}", war.phase(), war.side().opponent.name),
///     RegularWar::Private => println!("the war log is private"),
///     RegularWar::Searching => println!("searching for an opponent"),
///     _ => println!("no war"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum RegularWar {
    /// A war in any phase. An ended war remains until the clan searches for the next one.
    War(OwnWar),
    /// The clan has no war.
    NotInWar,
    /// The clan searches for an opponent.
    Searching,
    /// The war log is private. The wars of the clan war league are public nevertheless.
    Private,
    /// The API responded with a state without a known meaning.
    Unrecognized(WarState),
}

/// The wars of a clan in the clan war league, or the reason why there are none.
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
/// use coc_core::current_wars::LeagueWars;
///
/// match client.current_wars("#2PP").await?.league {
///     LeagueWars::NoGroup => println!("not in the league"),
///     LeagueWars::NotDrawn(group) => println!("{} clans, no round drawn", group.clans.len()),
///     LeagueWars::Drawn(rounds) => println!("round {:?}", rounds.current.map(|round| round.number())),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub enum LeagueWars {
    /// The clan is in no league group.
    NoGroup,
    /// The clan is in this group, and none of its rounds is drawn.
    NotDrawn(Response<ClanWarLeagueGroup>),
    /// The clan is in a group with drawn rounds.
    Drawn(LeagueRounds),
}

/// The rounds of a league season around the present, from [`LeagueWars::Drawn`].
///
/// ```
/// use coc_core::current_wars::LeagueRounds;
///
/// fn describe(rounds: &LeagueRounds) -> &str {
///     match (&rounds.current, &rounds.next) {
///         (Some(_), _) => "a round is in battle",
///         (None, Some(_)) => "a round is in preparation",
///         (None, None) => "the season is over",
///     }
/// }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LeagueRounds {
    /// The group.
    pub group: Response<ClanWarLeagueGroup>,
    /// The last round that has ended.
    pub previous: Option<LeagueRound>,
    /// The round in battle.
    pub current: Option<LeagueRound>,
    /// The round in preparation.
    pub next: Option<LeagueRound>,
}

/// A round of the clan war league, as far as it is known.
///
/// ```
/// use coc_core::current_wars::LeagueRound;
///
/// fn describe(round: &LeagueRound) -> String {
///     match round {
///         LeagueRound::War { number, war } => format!("round {number}: {:?}", war.phase()),
///         LeagueRound::NotFound { number } => format!("round {number}: call again"),
///         LeagueRound::NoWar { number } => format!("round {number}: without this clan"),
///     }
/// }
/// ```
#[derive(Clone, Debug)]
pub enum LeagueRound {
    /// The clan's war.
    War {
        /// The number of the round, from 1.
        number: usize,
        /// The war.
        war: OwnWar,
    },
    /// The limit of requests was reached before the clan's war was found. The responses are
    /// cached, so another call continues the search.
    NotFound {
        /// The number of the round, from 1.
        number: usize,
    },
    /// The clan is in none of the round's drawn wars.
    NoWar {
        /// The number of the round, from 1.
        number: usize,
    },
}

/// A war of the requested clan, which may be either clan of the response.
///
/// ```
/// use coc_core::current_wars::OwnWar;
///
/// fn score(war: &OwnWar) -> String {
///     let side = war.side();
///     format!("{} : {}", side.clan.stars, side.opponent.stars)
/// }
/// ```
#[derive(Clone, Debug)]
pub struct OwnWar {
    response: Response<ClanWar>,
    phase: WarPhase,
    /// Whether the requested clan is the `opponent` of the response.
    is_opponent: bool,
}

impl CurrentWars {
    /// The war in battle that ends first; `None` if no war is in battle.
    pub fn battle(&self) -> Option<&OwnWar> {
        self.wars().into_iter().find(|war| war.phase == WarPhase::Battle)
    }

    /// All wars that were found: those in battle first, then those in preparation, then ended ones,
    /// each in the order of their ends.
    ///
    /// The wars of the previous round are among the ended ones, even if an older response of one
    /// still states that it is in battle.
    pub fn wars(&self) -> Vec<&OwnWar> {
        let rounds = match &self.league {
            LeagueWars::Drawn(rounds) => [&rounds.current, &rounds.next, &rounds.previous],
            LeagueWars::NoGroup | LeagueWars::NotDrawn(_) => [&None; 3],
        };
        let wars = (0..).zip(rounds).filter_map(|(order, round)| Some((order, round.as_ref()?.war()?)));
        let mut wars: Vec<_> = wars.collect();
        if let RegularWar::War(war) = &self.regular
            // The API does not return a war of the league here. If it ever does, it counts once.
            && !wars.iter().any(|(_, other)| other.id().is_some() && other.id() == war.id())
        {
            let order = match war.phase {
                WarPhase::Battle => 0,
                WarPhase::Preparation => 1,
                WarPhase::Ended => 2,
            };
            wars.push((order, war));
        }
        let end = |war: &OwnWar| war.side().war.end_time.map(|end| end.unix_seconds());
        wars.sort_by_key(|(order, war)| (*order, end(war)));
        wars.into_iter().map(|(_, war)| war).collect()
    }

    /// Whether the limit of requests was reached before all rounds of the league were found.
    pub fn is_partial(&self) -> bool {
        let LeagueWars::Drawn(rounds) = &self.league else { return false };
        let rounds = [&rounds.current, &rounds.next, &rounds.previous];
        rounds.into_iter().flatten().any(|round| matches!(round, LeagueRound::NotFound { .. }))
    }
}

impl LeagueRound {
    /// The number of the round, from 1.
    pub fn number(&self) -> usize {
        match self {
            Self::War { number, .. } | Self::NotFound { number } | Self::NoWar { number } => *number,
        }
    }

    /// The clan's war, if it was found.
    pub fn war(&self) -> Option<&OwnWar> {
        match self {
            Self::War { war, .. } => Some(war),
            Self::NotFound { .. } | Self::NoWar { .. } => None,
        }
    }
}

impl OwnWar {
    /// Returns the war if the clan is in it and its phase is known.
    fn new(response: Response<ClanWar>, clan: ClanTag) -> Option<Self> {
        let phase = response.phase()?;
        let is_opponent = match response.sides().map(|side| side.clan.tag == Some(clan)) {
            [true, _] => false,
            [false, true] => true,
            [false, false] => return None,
        };
        Some(Self { response, phase, is_opponent })
    }

    /// The phase that the API stated.
    pub fn phase(&self) -> WarPhase {
        self.phase
    }

    /// The war with the requested clan as [`WarSide::clan`].
    pub fn side(&self) -> WarSide<'_> {
        let [clan, opponent] = self.response.sides();
        if self.is_opponent { opponent } else { clan }
    }

    /// The id of the war.
    pub fn id(&self) -> Option<WarId> {
        self.response.id()
    }

    /// The response that has the war.
    pub fn response(&self) -> &Response<ClanWar> {
        &self.response
    }
}

/// A call of [`Client::current_wars`] that has not been made. Set its options, then `.await` it.
///
/// ```
/// # async fn example(client: coc_core::Client) -> Result<(), coc_core::Error> {
/// use std::time::Duration;
///
/// let call = client.current_wars("#2PP").background().deadline(Duration::from_secs(30));
/// println!("{} wars", call.await?.wars().len());
/// # Ok(())
/// # }
/// ```
#[must_use = "a call does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct CurrentWarsCall {
    client: Client,
    clan: Argument<ClanTag>,
    options: CallOptions,
}

impl Client {
    /// Returns the wars of a clan: the regular war, the rounds of the clan war league around the
    /// present, or why there are none.
    ///
    /// Sends at most eight requests: the current war, the league group, and up to six wars of the
    /// league; fewer if responses are cached.
    ///
    /// A round has four wars, and no response tells which one is the clan's before it is fetched.
    /// Six requests always find the war in battle. They find the one in preparation, too, in three
    /// of four calls, and rarely the previous one. A war that was not found is
    /// [`LeagueRound::NotFound`]; with the default cache, the second call within ten minutes finds
    /// it. Retries count in addition.
    ///
    /// # Errors
    /// Those of the requests. A private war log and the absence of a group are results, not
    /// errors.
    pub fn current_wars(&self, clan: impl IntoArgument<ClanTag>) -> CurrentWarsCall {
        CurrentWarsCall { client: self.clone(), clan: clan.into_argument(), options: CallOptions::default() }
    }
}

impl CurrentWarsCall {
    crate::__call_options!();

    fn change(self, change: impl FnOnce(CallOptions) -> CallOptions) -> Self {
        Self { options: change(self.options), ..self }
    }

    /// Makes the call. `.await` on the call does the same.
    ///
    /// # Errors
    /// Those of [`Client::current_wars`].
    pub async fn send(self) -> Result<CurrentWars, Error> {
        let clan = self.clan?;
        let requests = Requests::new(self.client, self.options);
        let (regular, league) =
            try_join(requests.regular_war(clan), async { search::league_wars(&requests, clan).await })
                .await?;
        Ok(CurrentWars { clan, regular, league })
    }
}

impl IntoFuture for CurrentWarsCall {
    type Output = Result<CurrentWars, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// A client whose calls have common options, and a deadline for all of them together.
pub(crate) struct Requests {
    pub(crate) client: Client,
    options: CallOptions,
    deadline: Option<Instant>,
}

impl Requests {
    pub(crate) fn new(client: Client, options: CallOptions) -> Self {
        let deadline = options.deadline.map(|limit| client.pipeline().clock.now() + limit);
        Self { client, options, deadline }
    }

    /// Returns the call with the options, and with what is left until the deadline.
    pub(crate) fn call<E: Endpoint>(&self, call: Call<E>) -> Call<E> {
        let left = |deadline: Instant| deadline.saturating_since(self.client.pipeline().clock.now());
        let deadline: Option<Duration> = self.deadline.map(left);
        call.with_options(CallOptions { deadline, ..self.options })
    }

    async fn regular_war(&self, clan: ClanTag) -> Result<RegularWar, Error> {
        let war = match self.call(self.client.current_war(clan)).await {
            Ok(war) => war,
            Err(error) if error.kind() == ErrorKind::PrivateWarLog => return Ok(RegularWar::Private),
            Err(error) => return Err(error),
        };
        Ok(match RegularWarKind::of(&war, clan) {
            RegularWarKind::NotInWar => RegularWar::NotInWar,
            RegularWarKind::Searching => RegularWar::Searching,
            RegularWarKind::Private => RegularWar::Private,
            RegularWarKind::War | RegularWarKind::Unrecognized => {
                let state = war.state.clone();
                OwnWar::new(war, clan).map_or(RegularWar::Unrecognized(state), RegularWar::War)
            }
        })
    }

    pub(crate) async fn group(&self, clan: ClanTag) -> Result<Option<Response<ClanWarLeagueGroup>>, Error> {
        none_if_not_found(self.call(self.client.clan_war_league_group(clan)).await)
    }
}

impl fmt::Debug for Requests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Requests").field("options", &self.options).finish_non_exhaustive()
    }
}
