//! [`Probe`]: a follower under test.

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
};

use bytes::Bytes;
use coc_models::Timestamp;
use serde_json::{Value, json};

use super::{
    Event, EventKind, Subject,
    follower::{Events, Follow, Observation, Outcome, Plan, Resource},
};

/// A follower that is written to JSON and read again after each response, as in a restart.
pub(super) struct Probe<F> {
    pub(super) follower: F,
    pub(super) snapshots: bool,
    pub(super) now: Timestamp,
}

impl<F: Follow> Probe<F> {
    pub(super) fn new(follower: F) -> Self {
        let now = Timestamp::from_unix_seconds(1_790_000_000).unwrap();
        Self { follower, snapshots: false, now }
    }

    pub(super) fn resources(&self) -> Vec<Resource> {
        let mut plan = Plan::default();
        self.follower.plan(self.now, &mut plan);
        plan.0.into_iter().map(|(resource, _)| resource).collect()
    }

    /// The events of a response for the first resource of the plan.
    pub(super) fn see(&mut self, body: &Value) -> Vec<EventKind> {
        let resource = self.resources().into_iter().next().unwrap();
        self.see_of(&resource, body)
    }

    pub(super) fn see_of(&mut self, resource: &Resource, body: &Value) -> Vec<EventKind> {
        self.observe(resource, Outcome::Body(&Bytes::from(body.to_string())))
    }

    pub(super) fn observe(&mut self, resource: &Resource, outcome: Outcome<'_>) -> Vec<EventKind> {
        let mut events = Events { snapshots: self.snapshots, ..Events::default() };
        let observation = Observation { resource, outcome, at: self.now, not_before: self.now };
        self.follower.observe(&observation, &mut events).unwrap();
        let state = serde_json::to_string(&self.follower).unwrap();
        self.follower = serde_json::from_str(&state).unwrap();
        assert_eq!(serde_json::to_string(&self.follower).unwrap(), state, "a state outlasts a restart");
        let kinds: Vec<_> = events.list.into_iter().map(|(kind, _)| kind).collect();
        self.check(&kinds);
        kinds
    }

    /// The events of a response for the first resource of the plan, as JSON.
    pub(super) fn json(&mut self, body: &Value) -> Vec<Value> {
        self.see(body).iter().map(as_json).collect()
    }

    /// The events of an edited body, after the body itself.
    pub(super) fn after(mut self, body: &Value, edit: impl Fn(&mut Value)) -> Vec<Value> {
        assert_eq!(self.json(body), [] as [Value; 0]);
        let mut edited = body.clone();
        edit(&mut edited);
        self.json(&edited)
    }

    /// Checks that events survive serde, and that their ids are stable and unique.
    fn check(&self, kinds: &[EventKind]) {
        let mut ids = BTreeSet::new();
        for kind in kinds {
            let event = json!({
                "subject": Subject::Api, "observedAt": self.now, "happenedAfter": self.now,
                "happenedBefore": self.now, "kind": kind, "revision": 7,
            });
            let event: Event = serde_json::from_value(event).unwrap();
            assert_eq!(event.kind, *kind, "the event is read as it was written");
            let again: Event = serde_json::from_str(&serde_json::to_string(&event).unwrap()).unwrap();
            assert_eq!(again.id(), event.id());
            assert!(ids.insert(event.id()), "{} is the id of two events of one response", event.id());
        }
    }
}

/// The event without the kind of its subject, and without the tag and name of its player.
pub(super) fn as_json(kind: &EventKind) -> Value {
    let kind = serde_json::to_value(kind).unwrap();
    let inner = kind.as_object().unwrap().values().next().unwrap();
    match inner.get("kind") {
        Some(inner) => inner.clone(),
        None => inner.clone(),
    }
}

/// The URLs of a badge.
pub(super) fn badge(number: i64) -> Value {
    let file = format!("{number:0>43}.png");
    let url = |size: u32| format!("https://api-assets.clashofclans.com/badges/{size}/{file}");
    json!({ "small": url(70), "large": url(512), "medium": url(200) })
}

/// The recorded bodies of a kind. The recordings are not part of the project. They are read from the
/// folder `COC_CORPUS`, by default `../shared/corpus` beside the workspace; without them, there are
/// none. The eighth column of `INDEX.tsv` marks bodies that may be invented, which are left out.
pub(super) fn recorded(kind: &str) -> Vec<(String, Value)> {
    let folder = env::var_os("COC_CORPUS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus"), PathBuf::from);
    let Ok(index) = fs::read_to_string(folder.join("INDEX.tsv")) else {
        eprintln!("no recordings in {}", folder.display());
        return Vec::new();
    };
    let rows = index.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let is_wanted = |row: &Vec<&str>| {
        row.first().is_some_and(|path| path.starts_with(&format!("{kind}/"))) && row.get(7) == Some(&"n")
    };
    let read = |row: Vec<&str>| {
        let body = fs::read_to_string(folder.join(row[0])).unwrap();
        (row[0].to_owned(), serde_json::from_str(&body).unwrap())
    };
    let bodies: Vec<_> = rows.filter(is_wanted).map(read).collect();
    assert!(!bodies.is_empty(), "the recordings have no {kind}");
    bodies
}
