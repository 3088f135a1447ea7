//! [`Board`]: the wars in progress, for the lines that stay on the screen.

use std::collections::BTreeMap;
use std::time::Duration;

use coc_transport_native::coc_core::watch::{Event, EventKind, Subject, WarEvent, WarSummary};
use coc_transport_native::models::{Text, Timestamp, WarId, WarPhase, WarScore};
use indicatif::HumanDuration;
use serde::{Deserialize, Serialize};

/// The wars of the followed clans, as far as their events tell.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Board {
    wars: BTreeMap<WarId, War>,
}

#[derive(Clone, Serialize, Deserialize)]
struct War {
    subject: Subject,
    opponent: Text,
    phase: WarPhase,
    start: Timestamp,
    end: Timestamp,
    score: WarScore,
    opponent_score: WarScore,
}

impl Board {
    /// Applies an event of a war.
    pub(crate) fn apply(&mut self, event: &Event) {
        let EventKind::War(war) = &event.kind else { return };
        match war {
            WarEvent::Snapshot(summary) | WarEvent::Found(summary) => {
                self.wars.insert(summary.war, War::new(event.subject, summary));
            }
            WarEvent::Ended(_) | WarEvent::EndNotSeen(_) => {
                self.wars.remove(&war.war());
            }
            change => {
                if let Some(known) = self.wars.get_mut(&war.war()) {
                    known.apply(change);
                }
            }
        }
    }

    /// A line for each war, those that end first on top.
    pub(crate) fn lines(&self, now: Timestamp) -> Vec<String> {
        let mut wars: Vec<_> = self.wars.values().filter(|war| war.phase != WarPhase::Ended).collect();
        wars.sort_by_key(|war| war.end);
        wars.into_iter().map(|war| war.line(now)).collect()
    }
}

impl War {
    fn new(subject: Subject, summary: &WarSummary) -> Self {
        Self {
            subject,
            opponent: summary.opponent_name.clone(),
            phase: summary.phase,
            start: summary.start_time,
            end: summary.end_time,
            score: summary.score,
            opponent_score: summary.opponent_score,
        }
    }

    fn apply(&mut self, event: &WarEvent) {
        match event {
            WarEvent::PhaseChanged { new, .. } => self.phase = *new,
            WarEvent::TimesMoved { start, end, .. } => (self.start, self.end) = (*start, *end),
            WarEvent::Attack(attack) => {
                (self.score, self.opponent_score) = (attack.score, attack.opponent_score);
            }
            _ => {}
        }
    }

    fn line(&self, now: Timestamp) -> String {
        let Self { subject, opponent, score, opponent_score, .. } = self;
        if self.phase == WarPhase::Preparation {
            return format!("{subject} against {opponent}: battle {}", until(self.start, now));
        }
        format!(
            "{subject} against {opponent}: {} : {} stars, {:.0} : {:.0} %, ends {}",
            score.stars,
            opponent_score.stars,
            score.destruction_percentage,
            opponent_score.destruction_percentage,
            until(self.end, now)
        )
    }
}

/// `in 5 hours`, or `now` for a time that has passed.
pub(crate) fn until(time: Timestamp, now: Timestamp) -> String {
    let left = time.unix_millis() - now.unix_millis();
    match u64::try_from(left) {
        Ok(left @ 1..) => format!("in {}", HumanDuration(Duration::from_millis(left))),
        _ => "now".to_owned(),
    }
}
