//! [`Line`]: an event as a line of text.

use anstyle::{AnsiColor, Style};
use coc_transport_native::coc_core::watch::{
    ApiEvent, BattleEvent, CalendarEvent, ClanEvent, Event, EventKind, LeagueEvent, MemberEvent,
    MemberEventKind, PlayerEvent, PlayerEventKind, PollEvent, RaidEvent, WarEvent,
};
use coc_transport_native::models::{RoleChange, WarPhase, WarResult};

use crate::board::until;

const PLAIN: Style = Style::new();
const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();
const WARN: Style = AnsiColor::Yellow.on_default();

/// The text of an event, with its style.
pub(crate) struct Line {
    style: Style,
    text: String,
    /// Whether there are many of this kind, such as changes of trophies.
    pub(crate) is_noise: bool,
}

fn line(style: Style, text: impl Into<String>) -> Line {
    Line { style, text: text.into(), is_noise: false }
}

fn noise(text: impl Into<String>) -> Line {
    Line { style: DIM, text: text.into(), is_noise: true }
}

impl Line {
    pub(crate) fn of(event: &Event) -> Self {
        let line = match &event.kind {
            EventKind::War(war) => of_war(war, event),
            EventKind::League(league) => of_league(league),
            EventKind::Raid(raid) => of_raid(raid),
            EventKind::Clan(clan) => of_clan(clan),
            EventKind::Member(member) => of_member(member),
            EventKind::Player(player) => of_player(player),
            EventKind::Battle(BattleEvent::Logged { battle, .. }) => {
                line(PLAIN, format!("battle: {} stars", battle.stars))
            }
            EventKind::Calendar(CalendarEvent::Reached { moment, .. }) => line(BOLD, format!("{moment}")),
            EventKind::Reminder { moment, at, .. } => {
                line(WARN, format!("{moment} {}", until(*at, event.observed_at)))
            }
            EventKind::Api(ApiEvent::MaintenanceStarted) => line(WARN, "maintenance has started"),
            EventKind::Api(ApiEvent::MaintenanceEnded { since }) => {
                line(GOOD, format!("maintenance has ended; it was first seen at {}", since.rfc3339()))
            }
            EventKind::Poll(PollEvent::Failed { resource, error }) => {
                line(BAD, format!("{resource}: {error}"))
            }
            EventKind::Poll(PollEvent::Recovered { resource }) => line(GOOD, format!("{resource} is back")),
            EventKind::Poll(PollEvent::Gone { resource }) => line(BAD, format!("{resource} does not exist")),
            other => noise(format!("{other:?}")),
        };
        Self { text: format!("{}: {}", event.subject, line.text), ..line }
    }

    /// The line with the time, for a terminal.
    pub(crate) fn styled(&self, event: &Event) -> String {
        let (time, style) = (event.observed_at.rfc3339().to_string(), self.style);
        let time = time.get(..16).unwrap_or(&time).replace('T', " ");
        format!("{DIM}{time}{DIM:#}  {style}{}{style:#}", self.text)
    }
}

fn of_war(war: &WarEvent, event: &Event) -> Line {
    match war {
        WarEvent::Snapshot(war) | WarEvent::Found(war) => {
            let round = war.round.as_ref().map_or(String::new(), |round| format!("round {}, ", round.number));
            let (size, opponent) = (war.team_size, &war.opponent_name);
            let battle = until(war.start_time, event.observed_at);
            line(BOLD, format!("{round}{size} v {size} against {opponent}, battle {battle}"))
        }
        WarEvent::PhaseChanged { new: WarPhase::Battle, .. } => line(BOLD, "the battle has begun"),
        WarEvent::PhaseChanged { .. } => line(BOLD, "the war is over"),
        WarEvent::Attack(attack) => {
            let style = if attack.is_own { GOOD } else { BAD };
            let (attacker, defender) = (&attack.attacker.name, &attack.defender.name);
            let stars = "★".repeat(usize::try_from(attack.stars).unwrap_or_default());
            let score = (attack.score.stars, attack.opponent_score.stars);
            let destruction = attack.destruction_percentage;
            let text =
                format!("{attacker} → {defender}  {stars} {destruction:.0} %  {} : {}", score.0, score.1);
            line(style, text)
        }
        WarEvent::Ended(end) => {
            let style = match end.result {
                WarResult::Win => GOOD,
                WarResult::Lose => BAD,
                _ => WARN,
            };
            let missed: usize = end.missed.iter().flatten().map(|member| member.attacks).sum();
            let stars = (end.score.stars, end.opponent_score.stars);
            line(style, format!("{}, {} : {} stars, {missed} attacks missed", end.result, stars.0, stars.1))
        }
        WarEvent::EndNotSeen(last) => {
            let stars = (last.score.stars, last.opponent_score.stars);
            line(WARN, format!("the end was not seen; {} : {} stars before", stars.0, stars.1))
        }
        WarEvent::LineUpChanged { clan, added, removed, .. } => {
            line(PLAIN, format!("line-up of {clan}: {} in, {} out", added.len(), removed.len()))
        }
        other => line(PLAIN, format!("{other:?}")),
    }
}

fn of_league(league: &LeagueEvent) -> Line {
    match league {
        LeagueEvent::GroupFound(group) | LeagueEvent::Snapshot(group) => {
            line(BOLD, format!("league group of {} clans", group.clans.len()))
        }
        LeagueEvent::RoundDrawn { round, .. } => line(PLAIN, format!("round {round} is drawn")),
        LeagueEvent::RoundStarted { round, .. } => line(PLAIN, format!("round {round} has begun")),
        LeagueEvent::RoundEnded { round, result, .. } => line(PLAIN, format!("round {round}: {result}")),
        LeagueEvent::SeasonOver(over) => {
            let rank = over.rank.map_or("no place".to_owned(), |rank| format!("place {rank}"));
            line(BOLD, format!("the league season is over: {rank} of {}", over.standings.len()))
        }
        other => line(PLAIN, format!("{other:?}")),
    }
}

fn of_raid(raid: &RaidEvent) -> Line {
    match raid {
        RaidEvent::Started(_) => line(BOLD, "the raid weekend has begun"),
        RaidEvent::OpponentFound(raid) => line(PLAIN, format!("raids {}", raid.name)),
        RaidEvent::Attack(attack) => {
            let hit = attack
                .hit
                .as_ref()
                .map_or(String::new(), |hit| format!(": {} +{} %", hit.district_name, hit.new_destruction));
            line(GOOD, format!("{} raids{hit}, {} gold so far", attack.name, attack.looted_in_weekend))
        }
        RaidEvent::DistrictDestroyed { district_name, attacks, .. } => {
            line(GOOD, format!("{district_name} is destroyed after {attacks} attacks"))
        }
        RaidEvent::DefenseStarted(raid) => line(BAD, format!("{} raids the clan", raid.name)),
        RaidEvent::Ended(end) => {
            line(BOLD, format!("the raid weekend is over: {} gold looted", end.capital_total_loot))
        }
        RaidEvent::RaidFinished { raid, .. } => {
            line(GOOD, format!("the capital of {} is destroyed", raid.name))
        }
        RaidEvent::DefenseFinished { raid, .. } => line(BAD, format!("{} destroyed the capital", raid.name)),
        other => line(PLAIN, format!("{other:?}")),
    }
}

fn of_clan(clan: &ClanEvent) -> Line {
    match clan {
        ClanEvent::Level(level) => line(GOOD, format!("level {}", level.new)),
        ClanEvent::Name(name) => line(PLAIN, format!("{} is now {}", name.old, name.new)),
        ClanEvent::WarLeague(league) => line(BOLD, format!("{} → {}", league.old.name, league.new.name)),
        ClanEvent::CapitalLeague(league) => line(BOLD, format!("{} → {}", league.old.name, league.new.name)),
        ClanEvent::WarWins(wins) => line(PLAIN, format!("{} wars won", wins.new)),
        ClanEvent::WarLogPublic(public) => {
            line(WARN, if public.new { "the war log is public" } else { "the war log is private" })
        }
        ClanEvent::District { name, level, .. } => line(GOOD, format!("{name} is level {}", level.new)),
        other => noise(format!("{other:?}")),
    }
}

fn of_member(MemberEvent { name, kind, .. }: &MemberEvent) -> Line {
    match kind {
        MemberEventKind::Joined { role, .. } => line(GOOD, format!("{name} joined as {}", role.name())),
        MemberEventKind::Left { .. } => line(WARN, format!("{name} left")),
        MemberEventKind::Role { new, direction, .. } => {
            let style = if *direction == RoleChange::Promoted { GOOD } else { WARN };
            line(style, format!("{name} is now {}", new.name()))
        }
        MemberEventKind::Name(names) => line(PLAIN, format!("{} is now {}", names.old, names.new)),
        MemberEventKind::Donated(gain) => noise(format!("{name} donated {}", gain.amount)),
        MemberEventKind::Received(gain) => noise(format!("{name} received {}", gain.amount)),
        MemberEventKind::TownHallLevel(level) => line(GOOD, format!("{name} has Town Hall {}", level.new)),
        other => noise(format!("{name}: {other:?}")),
    }
}

fn of_player(PlayerEvent { name, kind, .. }: &PlayerEvent) -> Line {
    match kind {
        PlayerEventKind::UnitUpgraded { unit, level } => {
            line(GOOD, format!("{name}: {} is level {}", unit.name, level.new))
        }
        PlayerEventKind::UnitUnlocked { unit, .. } => line(GOOD, format!("{name}: {} unlocked", unit.name)),
        PlayerEventKind::TownHallLevel(level) => line(GOOD, format!("{name} has Town Hall {}", level.new)),
        PlayerEventKind::Active { .. } => line(PLAIN, format!("{name} is active")),
        other => noise(format!("{name}: {other:?}")),
    }
}
