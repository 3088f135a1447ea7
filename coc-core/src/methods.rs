//! The methods that the async client and its blocking twin share, written once.
//!
//! A trait would make every user import it, and two copies would drift; so these are macros, hidden from the documentation,
//! that each client crate expands into inherent methods. The client needs `fn call<E>(&self, E) -> Call<E>`, the call
//! needs `fn map<F>(self, impl FnOnce(E) -> F) -> Call<F>`.

/// One method per endpoint.
#[doc(hidden)]
#[macro_export]
macro_rules! __client_methods {
    ($Client:ident, $Call:ident) => {
        impl $Client {
            /// Searches clans; set at least one filter. `GET /clans`
            ///
            /// See [`SearchClans`]($crate::endpoint::SearchClans).
            pub fn search_clans(&self) -> $Call<$crate::endpoint::SearchClans> {
                self.call($crate::endpoint::SearchClans::new())
            }

            /// One clan with its members. `GET /clans/{clanTag}`
            ///
            /// See [`GetClan`]($crate::endpoint::GetClan).
            pub fn clan(
                &self,
                tag: impl $crate::endpoint::IntoArgument<$crate::models::ClanTag>,
            ) -> $Call<$crate::endpoint::GetClan> {
                self.call($crate::endpoint::GetClan::new(tag))
            }

            /// The members of a clan, by rank. `GET /clans/{clanTag}/members`
            ///
            /// See [`ListClanMembers`]($crate::endpoint::ListClanMembers).
            pub fn clan_members(
                &self,
                tag: impl $crate::endpoint::IntoArgument<$crate::models::ClanTag>,
            ) -> $Call<$crate::endpoint::ListClanMembers> {
                self.call($crate::endpoint::ListClanMembers::new(tag))
            }

            /// The wars a clan has fought, newest first. `GET /clans/{clanTag}/warlog`
            ///
            /// See [`ListClanWarLog`]($crate::endpoint::ListClanWarLog).
            pub fn clan_war_log(
                &self,
                tag: impl $crate::endpoint::IntoArgument<$crate::models::ClanTag>,
            ) -> $Call<$crate::endpoint::ListClanWarLog> {
                self.call($crate::endpoint::ListClanWarLog::new(tag))
            }

            /// The war a clan is in, or was in last. `GET /clans/{clanTag}/currentwar`
            ///
            /// See [`GetCurrentWar`]($crate::endpoint::GetCurrentWar).
            pub fn current_war(
                &self,
                tag: impl $crate::endpoint::IntoArgument<$crate::models::ClanTag>,
            ) -> $Call<$crate::endpoint::GetCurrentWar> {
                self.call($crate::endpoint::GetCurrentWar::new(tag))
            }

            /// The clan war league group of a clan. `GET /clans/{clanTag}/currentwar/leaguegroup`
            ///
            /// See [`GetClanWarLeagueGroup`]($crate::endpoint::GetClanWarLeagueGroup).
            pub fn clan_war_league_group(
                &self,
                tag: impl $crate::endpoint::IntoArgument<$crate::models::ClanTag>,
            ) -> $Call<$crate::endpoint::GetClanWarLeagueGroup> {
                self.call($crate::endpoint::GetClanWarLeagueGroup::new(tag))
            }

            /// One war of the clan war league. `GET /clanwarleagues/wars/{warTag}`
            ///
            /// See [`GetClanWarLeagueWar`]($crate::endpoint::GetClanWarLeagueWar).
            pub fn clan_war_league_war(
                &self,
                tag: impl $crate::endpoint::IntoArgument<$crate::models::WarTag>,
            ) -> $Call<$crate::endpoint::GetClanWarLeagueWar> {
                self.call($crate::endpoint::GetClanWarLeagueWar::new(tag))
            }

            /// The raid weekends of a clan, newest first. `GET /clans/{clanTag}/capitalraidseasons`
            ///
            /// See [`ListCapitalRaidSeasons`]($crate::endpoint::ListCapitalRaidSeasons).
            pub fn capital_raid_seasons(
                &self,
                tag: impl $crate::endpoint::IntoArgument<$crate::models::ClanTag>,
            ) -> $Call<$crate::endpoint::ListCapitalRaidSeasons> {
                self.call($crate::endpoint::ListCapitalRaidSeasons::new(tag))
            }

            /// One player. `GET /players/{playerTag}`
            ///
            /// See [`GetPlayer`]($crate::endpoint::GetPlayer).
            pub fn player(
                &self,
                tag: impl $crate::endpoint::IntoArgument<$crate::models::PlayerTag>,
            ) -> $Call<$crate::endpoint::GetPlayer> {
                self.call($crate::endpoint::GetPlayer::new(tag))
            }

            /// Whether a one-time token from the game's settings belongs to a player. `POST /players/{playerTag}/verifytoken`
            ///
            /// See [`VerifyPlayerToken`]($crate::endpoint::VerifyPlayerToken).
            pub fn verify_player_token(
                &self,
                tag: impl $crate::endpoint::IntoArgument<$crate::models::PlayerTag>,
                token: impl AsRef<str>,
            ) -> $Call<$crate::endpoint::VerifyPlayerToken> {
                self.call($crate::endpoint::VerifyPlayerToken::new(tag, token))
            }

            /// The last battles of a player. `GET /players/{playerTag}/battlelog`
            ///
            /// See [`ListBattleLog`]($crate::endpoint::ListBattleLog).
            pub fn battle_log(
                &self,
                tag: impl $crate::endpoint::IntoArgument<$crate::models::PlayerTag>,
            ) -> $Call<$crate::endpoint::ListBattleLog> {
                self.call($crate::endpoint::ListBattleLog::new(tag))
            }

            /// The ranked seasons of a player. `GET /players/{playerTag}/leaguehistory`
            ///
            /// See [`ListLeagueHistory`]($crate::endpoint::ListLeagueHistory).
            pub fn league_history(
                &self,
                tag: impl $crate::endpoint::IntoArgument<$crate::models::PlayerTag>,
            ) -> $Call<$crate::endpoint::ListLeagueHistory> {
                self.call($crate::endpoint::ListLeagueHistory::new(tag))
            }

            /// The group that a player is ranked in. `GET /leaguegroup/{leagueGroupTag}/{leagueSeasonId}`
            ///
            /// See [`GetLeagueGroup`]($crate::endpoint::GetLeagueGroup).
            pub fn league_group(
                &self,
                group: impl $crate::endpoint::IntoArgument<$crate::models::LeagueGroupTag>,
                season: impl $crate::endpoint::IntoArgument<$crate::models::SeasonId>,
                player: impl $crate::endpoint::IntoArgument<$crate::models::PlayerTag>,
            ) -> $Call<$crate::endpoint::GetLeagueGroup> {
                self.call($crate::endpoint::GetLeagueGroup::new(group, season, player))
            }

            /// The tiers of ranked battles. `GET /leaguetiers`
            ///
            /// See [`ListLeagueTiers`]($crate::endpoint::ListLeagueTiers).
            pub fn league_tiers(&self) -> $Call<$crate::endpoint::ListLeagueTiers> {
                self.call($crate::endpoint::ListLeagueTiers::new())
            }

            /// One tier of ranked battles. `GET /leaguetiers/{leagueTierId}`
            ///
            /// See [`GetLeagueTier`]($crate::endpoint::GetLeagueTier).
            pub fn league_tier(
                &self,
                tier: impl $crate::endpoint::IntoArgument<$crate::models::LeagueTierId>,
            ) -> $Call<$crate::endpoint::GetLeagueTier> {
                self.call($crate::endpoint::GetLeagueTier::new(tier))
            }

            /// The home-village leagues from before October 2025. `GET /leagues`
            ///
            /// See [`ListLeagues`]($crate::endpoint::ListLeagues).
            #[deprecated(note = "use `league_tiers`")]
            pub fn leagues(&self) -> $Call<$crate::endpoint::ListLeagues> {
                self.call($crate::endpoint::ListLeagues::new())
            }

            /// One home-village league from before October 2025. `GET /leagues/{leagueId}`
            ///
            /// See [`GetLeague`]($crate::endpoint::GetLeague).
            #[deprecated(note = "use `league_tier`")]
            pub fn league(
                &self,
                league: impl $crate::endpoint::IntoArgument<$crate::models::LeagueId>,
            ) -> $Call<$crate::endpoint::GetLeague> {
                self.call($crate::endpoint::GetLeague::new(league))
            }

            /// The seasons of the Legend league, oldest first. `GET /leagues/{leagueId}/seasons`
            ///
            /// See [`ListLeagueSeasons`]($crate::endpoint::ListLeagueSeasons).
            pub fn league_seasons(
                &self,
                league: impl $crate::endpoint::IntoArgument<$crate::models::LeagueId>,
            ) -> $Call<$crate::endpoint::ListLeagueSeasons> {
                self.call($crate::endpoint::ListLeagueSeasons::new(league))
            }

            /// The final ranking of a Legend season. `GET /leagues/{leagueId}/seasons/{seasonId}`
            ///
            /// See [`ListLeagueSeasonRankings`]($crate::endpoint::ListLeagueSeasonRankings).
            pub fn league_season_rankings(
                &self,
                league: impl $crate::endpoint::IntoArgument<$crate::models::LeagueId>,
                season: impl $crate::endpoint::IntoArgument<$crate::models::SeasonId>,
            ) -> $Call<$crate::endpoint::ListLeagueSeasonRankings> {
                self.call($crate::endpoint::ListLeagueSeasonRankings::new(league, season))
            }

            /// The leagues of the builder base. `GET /builderbaseleagues`
            ///
            /// See [`ListBuilderBaseLeagues`]($crate::endpoint::ListBuilderBaseLeagues).
            pub fn builder_base_leagues(&self) -> $Call<$crate::endpoint::ListBuilderBaseLeagues> {
                self.call($crate::endpoint::ListBuilderBaseLeagues::new())
            }

            /// One league of the builder base. `GET /builderbaseleagues/{leagueId}`
            ///
            /// See [`GetBuilderBaseLeague`]($crate::endpoint::GetBuilderBaseLeague).
            pub fn builder_base_league(
                &self,
                league: impl $crate::endpoint::IntoArgument<$crate::models::BuilderBaseLeagueId>,
            ) -> $Call<$crate::endpoint::GetBuilderBaseLeague> {
                self.call($crate::endpoint::GetBuilderBaseLeague::new(league))
            }

            /// The leagues of the clan capital. `GET /capitalleagues`
            ///
            /// See [`ListCapitalLeagues`]($crate::endpoint::ListCapitalLeagues).
            pub fn capital_leagues(&self) -> $Call<$crate::endpoint::ListCapitalLeagues> {
                self.call($crate::endpoint::ListCapitalLeagues::new())
            }

            /// One league of the clan capital. `GET /capitalleagues/{leagueId}`
            ///
            /// See [`GetCapitalLeague`]($crate::endpoint::GetCapitalLeague).
            pub fn capital_league(
                &self,
                league: impl $crate::endpoint::IntoArgument<$crate::models::CapitalLeagueId>,
            ) -> $Call<$crate::endpoint::GetCapitalLeague> {
                self.call($crate::endpoint::GetCapitalLeague::new(league))
            }

            /// The leagues of clan wars. `GET /warleagues`
            ///
            /// See [`ListWarLeagues`]($crate::endpoint::ListWarLeagues).
            pub fn war_leagues(&self) -> $Call<$crate::endpoint::ListWarLeagues> {
                self.call($crate::endpoint::ListWarLeagues::new())
            }

            /// One league of clan wars. `GET /warleagues/{leagueId}`
            ///
            /// See [`GetWarLeague`]($crate::endpoint::GetWarLeague).
            pub fn war_league(
                &self,
                league: impl $crate::endpoint::IntoArgument<$crate::models::WarLeagueId>,
            ) -> $Call<$crate::endpoint::GetWarLeague> {
                self.call($crate::endpoint::GetWarLeague::new(league))
            }

            /// All countries and regions. `GET /locations`
            ///
            /// See [`ListLocations`]($crate::endpoint::ListLocations).
            pub fn locations(&self) -> $Call<$crate::endpoint::ListLocations> {
                self.call($crate::endpoint::ListLocations::new())
            }

            /// One country or region. `GET /locations/{locationId}`
            ///
            /// See [`GetLocation`]($crate::endpoint::GetLocation).
            pub fn location(
                &self,
                location: impl $crate::endpoint::IntoArgument<$crate::models::LocationId>,
            ) -> $Call<$crate::endpoint::GetLocation> {
                self.call($crate::endpoint::GetLocation::new(location))
            }

            /// The clans with the most points. `GET /locations/{locationId}/rankings/clans`
            ///
            /// See [`ListClanRankings`]($crate::endpoint::ListClanRankings).
            pub fn clan_rankings(
                &self,
                location: impl $crate::endpoint::IntoArgument<$crate::endpoint::RankingLocation>,
            ) -> $Call<$crate::endpoint::ListClanRankings> {
                self.call($crate::endpoint::ListClanRankings::new(location))
            }

            /// The players with the most trophies. `GET /locations/{locationId}/rankings/players`
            ///
            /// See [`ListPlayerRankings`]($crate::endpoint::ListPlayerRankings).
            pub fn player_rankings(
                &self,
                location: impl $crate::endpoint::IntoArgument<$crate::endpoint::RankingLocation>,
            ) -> $Call<$crate::endpoint::ListPlayerRankings> {
                self.call($crate::endpoint::ListPlayerRankings::new(location))
            }

            /// The clans with the most builder-base points. `GET /locations/{locationId}/rankings/clans-builder-base`
            ///
            /// See [`ListClanBuilderBaseRankings`]($crate::endpoint::ListClanBuilderBaseRankings).
            pub fn clan_builder_base_rankings(
                &self,
                location: impl $crate::endpoint::IntoArgument<$crate::endpoint::RankingLocation>,
            ) -> $Call<$crate::endpoint::ListClanBuilderBaseRankings> {
                self.call($crate::endpoint::ListClanBuilderBaseRankings::new(location))
            }

            /// The players with the most builder-base trophies. `GET /locations/{locationId}/rankings/players-builder-base`
            ///
            /// See [`ListPlayerBuilderBaseRankings`]($crate::endpoint::ListPlayerBuilderBaseRankings).
            pub fn player_builder_base_rankings(
                &self,
                location: impl $crate::endpoint::IntoArgument<$crate::endpoint::RankingLocation>,
            ) -> $Call<$crate::endpoint::ListPlayerBuilderBaseRankings> {
                self.call($crate::endpoint::ListPlayerBuilderBaseRankings::new(location))
            }

            /// The clans with the most capital points. `GET /locations/{locationId}/rankings/capitals`
            ///
            /// See [`ListCapitalRankings`]($crate::endpoint::ListCapitalRankings).
            pub fn capital_rankings(
                &self,
                location: impl $crate::endpoint::IntoArgument<$crate::endpoint::RankingLocation>,
            ) -> $Call<$crate::endpoint::ListCapitalRankings> {
                self.call($crate::endpoint::ListCapitalRankings::new(location))
            }

            /// The predecessor of the builder-base clan ranking. `GET /locations/{locationId}/rankings/clans-versus`
            ///
            /// See [`ListClanVersusRankings`]($crate::endpoint::ListClanVersusRankings).
            #[deprecated(note = "removed from the API in December 2023; use `clan_builder_base_rankings`")]
            pub fn clan_versus_rankings(
                &self,
                location: impl $crate::endpoint::IntoArgument<$crate::endpoint::RankingLocation>,
            ) -> $Call<$crate::endpoint::ListClanVersusRankings> {
                self.call($crate::endpoint::ListClanVersusRankings::new(location))
            }

            /// The predecessor of the builder-base player ranking. `GET /locations/{locationId}/rankings/players-versus`
            ///
            /// See [`ListPlayerVersusRankings`]($crate::endpoint::ListPlayerVersusRankings).
            #[deprecated(note = "removed from the API in December 2023; use `player_builder_base_rankings`")]
            pub fn player_versus_rankings(
                &self,
                location: impl $crate::endpoint::IntoArgument<$crate::endpoint::RankingLocation>,
            ) -> $Call<$crate::endpoint::ListPlayerVersusRankings> {
                self.call($crate::endpoint::ListPlayerVersusRankings::new(location))
            }

            /// The labels a clan can have. `GET /labels/clans`
            ///
            /// See [`ListClanLabels`]($crate::endpoint::ListClanLabels).
            pub fn clan_labels(&self) -> $Call<$crate::endpoint::ListClanLabels> {
                self.call($crate::endpoint::ListClanLabels::new())
            }

            /// The labels a player can have. `GET /labels/players`
            ///
            /// See [`ListPlayerLabels`]($crate::endpoint::ListPlayerLabels).
            pub fn player_labels(&self) -> $Call<$crate::endpoint::ListPlayerLabels> {
                self.call($crate::endpoint::ListPlayerLabels::new())
            }

            /// The current Gold Pass season. `GET /goldpass/seasons/current`
            ///
            /// See [`GetGoldPassSeason`]($crate::endpoint::GetGoldPassSeason).
            pub fn gold_pass(&self) -> $Call<$crate::endpoint::GetGoldPassSeason> {
                self.call($crate::endpoint::GetGoldPassSeason::new())
            }

            /// Any path below the base URL, answered with JSON: for what this crate has no endpoint for yet.
            ///
            /// ```ignore
            /// let feature = client.custom("/clans/new-feature").query("a", 1).await?;
            /// ```
            ///
            /// See [`Custom`]($crate::endpoint::Custom).
            pub fn custom(&self, path: impl Into<String>) -> $Call<$crate::endpoint::Custom> {
                self.call($crate::endpoint::Custom::new(path))
            }
        }
    };
}

/// The options of a call, for an `impl` block whose `change` passes a setter on to the value within.
#[doc(hidden)]
#[macro_export]
macro_rules! __call_options {
    () => {
        /// Sets the time limit of each attempt, in place of the client's.
        pub fn timeout(self, timeout: std::time::Duration) -> Self {
            self.change(|options| options.timeout(timeout))
        }

        /// Sets the time limit of a whole call, with waiting and retries, in place of the client's.
        pub fn deadline(self, deadline: std::time::Duration) -> Self {
            self.change(|options| options.deadline(deadline))
        }

        /// Sets the maximum number of attempts of a call, in place of the client's; 1 means no retry.
        pub fn attempts(self, attempts: u32) -> Self {
            self.change(|options| options.attempts(attempts))
        }

        /// Bypasses the cache for reading, and stores the new response.
        pub fn fresh(self) -> Self {
            self.change(|options| options.fresh())
        }

        /// Bypasses the cache for reading and for writing.
        pub fn no_store(self) -> Self {
            self.change(|options| options.no_store())
        }
    };
}

/// What can be adjusted on a call before it is made.
#[doc(hidden)]
#[macro_export]
macro_rules! __call_methods {
    ($Call:ident) => {
        impl<E: $crate::endpoint::Endpoint> $Call<E> {
            /// The same call, answered with the bytes of the body.
            pub fn raw(self) -> $Call<$crate::endpoint::Raw<E>> {
                self.map($crate::endpoint::Raw)
            }

            /// The same call, decoded into a type of your own.
            pub fn decode_as<T>(self) -> $Call<$crate::endpoint::DecodeAs<E, T>>
            where
                $crate::endpoint::DecodeAs<E, T>: $crate::endpoint::Endpoint,
            {
                self.map($crate::endpoint::DecodeAs::new)
            }
        }

        impl<E: $crate::endpoint::Paged> $Call<E> {
            /// At most this many entries.
            pub fn limit(self, limit: u32) -> Self {
                self.map(|mut endpoint| {
                    endpoint.page_mut().limit(limit);
                    endpoint
                })
            }

            /// The entries after this cursor. Excludes `before`.
            pub fn after(self, cursor: impl Into<$crate::models::Cursor>) -> Self {
                self.map(|mut endpoint| {
                    endpoint.page_mut().after(cursor);
                    endpoint
                })
            }

            /// The entries before this cursor. Excludes `after`.
            pub fn before(self, cursor: impl Into<$crate::models::Cursor>) -> Self {
                self.map(|mut endpoint| {
                    endpoint.page_mut().before(cursor);
                    endpoint
                })
            }
        }

        impl<E: $crate::endpoint::Realtime> $Call<E> {
            /// Past the server's cache, and past the client's; only for keys that Supercell approved for it.
            pub fn realtime(self) -> Self {
                self.fresh().map(|mut endpoint| {
                    *endpoint.realtime_mut() = true;
                    endpoint
                })
            }
        }

        impl $Call<$crate::endpoint::Custom> {
            /// Adds a query parameter; its value is encoded.
            pub fn query(self, name: impl Into<String>, value: impl std::fmt::Display) -> Self {
                self.map(|endpoint| endpoint.query(name, value))
            }

            /// Posts this JSON instead of reading.
            pub fn post(self, body: impl Into<$crate::Json>) -> Self {
                self.map(|endpoint| endpoint.post(body))
            }
        }

        impl $Call<$crate::endpoint::SearchClans> {
            /// A part of the name, at least three characters.
            pub fn name(self, name: impl Into<String>) -> Self {
                self.map(|endpoint| endpoint.name(name))
            }

            /// How often the clan says it goes to war.
            pub fn war_frequency(self, war_frequency: $crate::models::WarFrequency) -> Self {
                self.map(|endpoint| endpoint.war_frequency(war_frequency))
            }

            /// Where the clan says it is.
            pub fn location(self, location: impl Into<$crate::models::LocationId>) -> Self {
                self.map(|endpoint| endpoint.location(location))
            }

            /// The least number of members.
            pub fn min_members(self, min_members: u32) -> Self {
                self.map(|endpoint| endpoint.min_members(min_members))
            }

            /// The greatest number of members.
            pub fn max_members(self, max_members: u32) -> Self {
                self.map(|endpoint| endpoint.max_members(max_members))
            }

            /// The least number of home-village clan points.
            pub fn min_clan_points(self, min_clan_points: u32) -> Self {
                self.map(|endpoint| endpoint.min_clan_points(min_clan_points))
            }

            /// The least clan level.
            pub fn min_clan_level(self, min_clan_level: u32) -> Self {
                self.map(|endpoint| endpoint.min_clan_level(min_clan_level))
            }

            /// Labels that the clan must all have.
            pub fn labels(
                self,
                labels: impl IntoIterator<Item = impl Into<$crate::models::LabelId>>,
            ) -> Self {
                self.map(|endpoint| endpoint.labels(labels))
            }
        }
    };
}
