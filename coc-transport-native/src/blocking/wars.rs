//! [`CurrentWarsCall`] and [`CwlSeasonCall`]: the wars of a clan without async.

use std::{fmt, future::IntoFuture as _};

use coc_core::{
    Error,
    current_wars::CurrentWars,
    cwl_season::CwlSeason,
    endpoint::{IntoArgument, argument::ClanTag},
};

use super::{Client, driver::Driver};

impl Client {
    /// Returns the wars of a clan: the regular war, the rounds of the clan war league around the
    /// present, or why there are none. It is [`coc_core::Client::current_wars`].
    pub fn current_wars(&self, clan: impl IntoArgument<ClanTag>) -> CurrentWarsCall {
        CurrentWarsCall { call: self.client.current_wars(clan), driver: self.driver.clone() }
    }

    /// Returns the clan's season of the clan war league with all drawn wars; `None` if the clan is
    /// in no group. It is [`coc_core::Client::cwl_season`].
    pub fn cwl_season(&self, clan: impl IntoArgument<ClanTag>) -> CwlSeasonCall {
        CwlSeasonCall { call: self.client.cwl_season(clan), driver: self.driver.clone() }
    }
}

/// A call of [`Client::current_wars`] that has not been made. Set its options, then
/// [`send`](Self::send) it.
///
/// ```
/// # fn example(client: coc_transport_native::blocking::Client)
/// # -> Result<(), coc_transport_native::Error> {
/// if let Some(war) = client.current_wars("#2PP").send()?.battle() {
///     println!("{} stars", war.side().clan.stars);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a call does nothing until it is sent"]
#[derive(Clone)]
pub struct CurrentWarsCall {
    call: coc_core::current_wars::CurrentWarsCall,
    driver: Driver,
}

/// A call of [`Client::cwl_season`] that has not been made. Set its options, then
/// [`send`](Self::send) it.
///
/// ```
/// # fn example(client: coc_transport_native::blocking::Client)
/// # -> Result<(), coc_transport_native::Error> {
/// if let Some(season) = client.cwl_season("#2PP").send()? {
///     println!("{} clans", season.standings().len());
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a call does nothing until it is sent"]
#[derive(Clone)]
pub struct CwlSeasonCall {
    call: coc_core::cwl_season::CwlSeasonCall,
    driver: Driver,
}

impl CurrentWarsCall {
    coc_core::__call_options!();

    fn change(
        self,
        change: impl FnOnce(coc_core::current_wars::CurrentWarsCall) -> coc_core::current_wars::CurrentWarsCall,
    ) -> Self {
        Self { call: change(self.call), driver: self.driver }
    }

    /// Makes the call and waits for its result.
    ///
    /// # Errors
    /// Those of [`coc_core::Client::current_wars`].
    pub fn send(self) -> Result<CurrentWars, Error> {
        self.driver.run(self.call.into_future())?
    }
}

impl CwlSeasonCall {
    coc_core::__call_options!();

    /// Uses what cannot have changed of a season fetched before; see
    /// [`known`](coc_core::cwl_season::CwlSeasonCall::known).
    pub fn known(self, season: &CwlSeason) -> Self {
        self.change(|call| call.known(season))
    }

    fn change(
        self,
        change: impl FnOnce(coc_core::cwl_season::CwlSeasonCall) -> coc_core::cwl_season::CwlSeasonCall,
    ) -> Self {
        Self { call: change(self.call), driver: self.driver }
    }

    /// Makes the call and waits for its result.
    ///
    /// # Errors
    /// Those of [`coc_core::Client::cwl_season`].
    pub fn send(self) -> Result<Option<CwlSeason>, Error> {
        self.driver.run(self.call.into_future())?
    }
}

impl fmt::Debug for CurrentWarsCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.call.fmt(f)
    }
}

impl fmt::Debug for CwlSeasonCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.call.fmt(f)
    }
}
