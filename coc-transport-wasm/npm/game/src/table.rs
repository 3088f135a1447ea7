//! [`FUNCTIONS`]: the functions that JavaScript calls, by number.

use crate::{
    argument::{Arguments, Failure},
    army, battle, calendar, clan, data, json, league, link, progress, raid, trophies, unit, war, war_league,
};

/// A function of the module.
#[non_exhaustive]
pub struct Function {
    /// Its name in Rust.
    pub name: &'static str,
    run: fn(&mut Arguments<'_>) -> Result<String, Failure>,
}

impl Function {
    pub(crate) fn run(&self, arguments: &str) -> Result<String, Failure> {
        (self.run)(&mut Arguments::new(arguments))
    }
}

#[cold]
fn unwritable() -> Failure {
    Failure::new("result", "cannot be written as JSON")
}

/// Declares the table: `module::function[data](&borrowed, *copied)`, with a `?` if the function can
/// fail. `data;` passes the game data, which is no argument of the caller.
macro_rules! table {
    ($($module:ident::$name:ident $([$data:ident])? (
        $($mode:tt $argument:ident),*
    ) $(-> $fallible:tt)?;)+) => {
        /// The functions by number.
        pub const FUNCTIONS: &[Function] = &[$(Function {
            name: stringify!($name),
            run: |#[allow(unused_variables, reason = "some functions have none")] arguments| {
                $(let $data = data::active();)?
                $(let $argument = table!(@read $mode arguments $argument)?;)*
                let result = $module::$name($(&$data,)? $(table!(@pass $mode $argument)),*);
                $(table!(@fallible $fallible); let result = result?;)?
                json::write(&result).ok_or_else(unwritable)
            },
        }),+];
    };
    (@read ~ $arguments:ident $argument:ident) => { $arguments.next::<String>(stringify!($argument)) };
    (@read [] $arguments:ident $argument:ident) => { $arguments.next::<Vec<_>>(stringify!($argument)) };
    (@read $mode:tt $arguments:ident $argument:ident) => { $arguments.next(stringify!($argument)) };
    (@pass ~ $argument:ident) => { &$argument };
    (@pass [] $argument:ident) => { &$argument };
    (@pass & $argument:ident) => { &$argument };
    (@pass * $argument:ident) => { $argument };
    (@fallible Result) => {};
}

table! {
    war::war_type(&war);
    war::war_phase(&war, *time);
    war::war_id(&war);
    war::war_sides(&war);
    war::war_side(&war, &clan);
    war::war_member(&war, &player);
    war::war_attacks(&war, *clan);
    war::war_result(*score, *opponent);
    war::season_outcome(&entry);
    war_league::league_standings(&group, &wars);
    war_league::league_members(&group, &wars, &clan);
    war_league::league_schedule(&group, &wars, &clan, *time);
    war_league::league_wars(&group, &wars, &clan);
    war_league::league_rounds(&group);
    war_league::missing_war_tags(&group, &wars);
    war_league::regular_war_kind(&war, &clan);
    war_league::search_league_wars(&group, &wars, &clan, *limit);
    calendar::trophy_season(&time);
    calendar::trophy_season_by_id(&id);
    calendar::next_trophy_season(&id);
    calendar::previous_trophy_season(&id);
    calendar::ranked_week(&time);
    calendar::ranked_week_by_id(&id);
    calendar::next_ranked_week(&id);
    calendar::previous_ranked_week(&id);
    calendar::legend_day(&time);
    calendar::legend_day_of_battle(&time);
    calendar::raid_weekend(&time);
    calendar::next_raid_weekend(&time);
    calendar::clan_games(&time);
    calendar::next_clan_games(&time);
    calendar::compare_season_ids(&first, &second);
    link::parse_link[data](~link) -> Result;
    link::clan_link(&clan);
    link::player_link(&player);
    link::army_link(~code) -> Result;
    link::layout_link(~id) -> Result;
    link::support_creator_link(~code);
    link::parse_layout(~layout) -> Result;
    army::parse_army[data](~army) -> Result;
    army::build_army[data](&army) -> Result;
    unit::game_data[data]();
    unit::units[data]();
    unit::unit[data](*id);
    unit::unit_named[data](~name, *village);
    unit::unit_cap[data](*id, *hall);
    unit::unit_upgrades[data](*id, *from, *to);
    progress::player_progress[data](&player);
    league::league_tiers[data]();
    league::league_tier[data](*id);
    league::town_hall_floor[data](*hall);
    league::leagues[data]();
    league::capital_leagues[data]();
    league::capital_league_at[data](*trophies);
    league::builder_base_leagues[data]();
    league::builder_base_league_at[data](*trophies);
    league::war_leagues[data]();
    league::war_league[data](*id);
    league::war_league_outcome[data](*id, *rank);
    league::war_league_medals[data](*id, *rank);
    league::war_league_bonuses[data](*id, *size, *won);
    trophies::attack_trophies(*stars, *destruction);
    trophies::ranked_defense_trophies(*stars, *destruction);
    trophies::legend_defense_trophies(*stars, *destruction);
    raid::raid_totals(&season);
    raid::raid_attacks(&season, *player);
    raid::raid_members(&season);
    raid::raid_members_without_attacks(&season, &clan);
    battle::battle_facts(&entry);
    battle::battle_stats([]battles);
    battle::battle_stats_by_legend_day([]battles);
    battle::new_battles([]before, []after);
    clan::clan_changes(&before, &after);
    clan::compare_roles(&first, &second);
}
