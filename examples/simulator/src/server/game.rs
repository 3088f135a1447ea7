//! The source of the responses, and the log of changes of the generated world.

use std::sync::Arc;

use serde_json::Value;

use super::Shared;
use crate::fault::FaultKind;
use crate::route::{ApiError, Route, RouteResponse};
use crate::world::{Change, ChangeKind, ChangesOf, World};

/// A function that responds to the routes.
type CustomGame = Box<dyn Fn(&Route, i64) -> RouteResponse + Send + Sync>;

/// The source of the responses to the API's routes at a simulated time in Unix milliseconds.
pub(crate) enum Game {
    World(Arc<World>),
    Custom(CustomGame),
}

impl Game {
    pub(crate) fn respond(&self, route: &Route, now: i64) -> RouteResponse {
        match self {
            Self::World(world) => world.respond(route, now),
            Self::Custom(game) => game(route, now),
        }
    }

    /// The first items of a list and its length, if they cost much less than the whole list.
    pub(crate) fn start_of_list(&self, route: &Route, now: i64, items: usize) -> Option<(Vec<Value>, usize)> {
        match self {
            Self::World(world) => world.start_of_list(route, now, items),
            Self::Custom(_) => None,
        }
    }
}

impl Shared {
    /// The changes of the generated world, and with those of the calendar the planned maintenance.
    pub(crate) fn changes(&self, of: ChangesOf<'_>, from: i64, to: i64) -> Result<Vec<Change>, ApiError> {
        let mut changes = self.world.changes(of, from, to)?;
        if of == ChangesOf::Calendar {
            let faults = self.faults.list().into_iter();
            let planned = faults.filter(|fault| fault.kind == FaultKind::Maintenance);
            let turns = planned.flat_map(|fault| {
                let started = fault.from.map(|at| Change { at, kind: ChangeKind::MaintenanceStarted });
                let ended = fault.until.map(|at| Change { at, kind: ChangeKind::MaintenanceEnded });
                started.into_iter().chain(ended)
            });
            changes.extend(turns.filter(|change| (from + 1..=to).contains(&change.at)));
            changes.sort_by_key(|change| change.at);
        }
        Ok(changes)
    }
}
