//! Responses of a clan war league, for one clan in a group.

use std::fmt::Write as _;

/// The clan.
pub(crate) const OWN: &str = "#2PP";

/// The digits of tags.
const DIGITS: [char; 14] = ['0', '2', '8', '9', 'P', 'Y', 'L', 'Q', 'G', 'R', 'J', 'C', 'U', 'V'];

/// The phase of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Preparation,
    Battle,
    Ended,
}

/// A group with the phases of its drawn rounds.
#[derive(Clone)]
pub(crate) struct Group {
    clans: usize,
    phases: Vec<Phase>,
    state: String,
    /// The place of the own war in each round; `None` without one.
    places: Vec<Option<usize>>,
}

impl Group {
    pub(crate) fn new(phases: &[Phase], state: &str) -> Self {
        Self::of(8, phases, state)
    }

    pub(crate) fn of(clans: usize, phases: &[Phase], state: &str) -> Self {
        let places = vec![Some(0); clans];
        Self { clans, phases: phases.to_vec(), state: state.to_owned(), places }
    }

    /// Sets the places of the own war in the last drawn round and in the one before it.
    pub(crate) fn own_places(mut self, last: usize, before: usize) -> Self {
        let drawn = self.phases.len();
        self.places[drawn.saturating_sub(2)] = Some(before);
        self.places[drawn - 1] = Some(last);
        self
    }

    pub(crate) fn without_own_war(mut self, round: usize) -> Self {
        self.places[round - 1] = None;
        self
    }

    /// Responds to the path of the group or of one of its wars.
    pub(crate) fn respond(&self, path: &str) -> Option<String> {
        if path.ends_with("/leaguegroup") {
            return Some(self.body());
        }
        let tag = path.split("/clanwarleagues/wars/%23").nth(1)?;
        let mut digits = tag.chars().skip(1).map(|digit| DIGITS.iter().position(|known| *known == digit));
        let (round, place) = (digits.next()??, digits.next()??);
        (round <= self.phases.len()).then(|| self.war(round, place))
    }

    /// The war of the clan in a round, from 1.
    pub(crate) fn own_war(&self, round: usize) -> String {
        self.war(round, self.places[round - 1].unwrap())
    }

    fn body(&self) -> String {
        let clans: Vec<_> = (0..self.clans)
            .map(|clan| format!(r#"{{"tag":"{}","name":"Clan {clan}","members":[]}}"#, clan_tag(clan)))
            .collect();
        let rounds: Vec<_> = (1..self.clans)
            .map(|round| {
                let tags: Vec<_> = (0..self.clans / 2)
                    .map(|place| {
                        let drawn = round <= self.phases.len();
                        if drawn { format!("\"{}\"", war_tag(round, place)) } else { "\"#0\"".to_owned() }
                    })
                    .collect();
                format!(r#"{{"warTags":[{}]}}"#, tags.join(","))
            })
            .collect();
        let mut body = String::new();
        write!(
            body,
            r#"{{"state":"{}","season":"2026-09-02","clans":[{}],"rounds":[{}]}}"#,
            self.state,
            clans.join(","),
            rounds.join(","),
        )
        .unwrap();
        body
    }

    fn war(&self, round: usize, place: usize) -> String {
        // The own clan is 0. Every other war is one of two others.
        let clans = if self.places[round - 1] == Some(place) {
            [0, round]
        } else {
            [1 + (round + 2 * place) % (self.clans - 1), 1 + (round + 2 * place + 1) % (self.clans - 1)]
        };
        // In even rounds, the own clan is the opponent.
        let [clan, opponent] = if round.is_multiple_of(2) { [clans[1], clans[0]] } else { clans };
        let state = match self.phases[round - 1] {
            Phase::Preparation => "preparation",
            Phase::Battle => "inWar",
            Phase::Ended => "warEnded",
        };
        format!(
            r#"{{"state":"{state}","teamSize":15,"preparationStartTime":"202609{:02}T080000.000Z","startTime":"202609{:02}T080000.000Z","endTime":"202609{:02}T080000.000Z","warStartTime":"202609{:02}T080000.000Z","clan":{{"tag":"{}","stars":{}}},"opponent":{{"tag":"{}","stars":0}}}}"#,
            round + 1,
            round + 2,
            round + 3,
            round + 2,
            clan_tag(clan),
            if state == "warEnded" { 30 } else { 0 },
            clan_tag(opponent),
        )
    }
}

fn clan_tag(clan: usize) -> String {
    if clan == 0 { OWN.to_owned() } else { format!("#9P{}", DIGITS[clan]) }
}

fn war_tag(round: usize, place: usize) -> String {
    format!("#8{}{}", DIGITS[round], DIGITS[place])
}

/// The body of the current war without a war.
pub(crate) fn no_war(state: &str) -> String {
    format!(r#"{{"state":"{state}","clan":{{"stars":0}},"opponent":{{"stars":0}}}}"#)
}

/// The body of a regular war in this state.
pub(crate) fn regular_war(state: &str) -> String {
    format!(
        r##"{{"state":"{state}","teamSize":15,"attacksPerMember":2,"preparationStartTime":"20260901T100000.000Z","startTime":"20260902T090000.000Z","endTime":"20260903T090000.000Z","clan":{{"tag":"{OWN}","stars":3}},"opponent":{{"tag":"#PYV","stars":2}}}}"##
    )
}
