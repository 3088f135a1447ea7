//! The loop over the events.

use std::error::Error;
use std::io::{self, IsTerminal as _};
use std::time::Duration;

use coc_transport_native::coc_core::watch::{Event, MomentKind, Subject, Subscription, Watcher};
use coc_transport_native::models::ClanTag;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use tokio::time;

use crate::board::Board;
use crate::connect::Session;
use crate::render::Line;
use crate::state::{EventLog, State, StateFile};

/// The times before the end of a war at which a reminder is due.
const REMINDERS: [Duration; 2] = [Duration::from_secs(4 * 3_600), Duration::from_secs(3_600)];

/// The real time between two drawings of the board, and between two savings of the state.
const TICK: Duration = Duration::from_millis(500);

pub(crate) struct Options {
    pub(crate) clans: Vec<ClanTag>,
    pub(crate) all: bool,
    pub(crate) stop_after: Option<Duration>,
}

/// Prints events until Ctrl-C, or for the time of the options.
pub(crate) async fn run(
    session: &Session,
    options: Options,
    files: Option<(StateFile, EventLog)>,
    saved: Option<State>,
) -> Result<(), Box<dyn Error>> {
    let (mut watcher, board) = match saved {
        Some(State { snapshot, board, .. }) => (session.client.watcher().restore(snapshot)?, board),
        None => (session.client.watcher(), Board::default()),
    };
    for clan in &options.clans {
        follow(&watcher, *clan);
    }
    let mut program = Program { session, files, board, screen: Screen::new(), all: options.all };
    program.print_start(&watcher);

    let stop = async {
        match options.stop_after {
            Some(time) => time::sleep(time).await,
            None => std::future::pending().await,
        }
    };
    let (mut stop, mut tick) = (std::pin::pin!(stop), time::interval(TICK));
    loop {
        tokio::select! {
            event = watcher.next() => program.handle(&event)?,
            _ = tick.tick() => program.tick(&watcher)?,
            () = &mut stop => break,
            signal = tokio::signal::ctrl_c() => {
                signal?;
                break;
            }
        }
    }
    program.tick(&watcher)?;
    program.screen.clear();
    Ok(())
}

/// Follows a clan with all that it does. A subject that is followed already keeps its state.
fn follow(watcher: &Watcher, clan: ClanTag) {
    let war = Subscription::new(Subject::War(clan)).snapshot();
    let war = REMINDERS.into_iter().fold(war, |war, lead| war.remind(MomentKind::WarEnd, lead));
    let all = [Subscription::new(Subject::Clan(clan)), Subscription::new(Subject::RaidWeekend(clan)), war];
    let subjects = watcher.subjects();
    for subscription in all.into_iter().chain([Subscription::new(Subject::Calendar)]) {
        subjects.follow(subscription);
    }
}

struct Program<'a> {
    session: &'a Session,
    files: Option<(StateFile, EventLog)>,
    board: Board,
    screen: Screen,
    all: bool,
}

impl Program<'_> {
    fn print_start(&self, watcher: &Watcher) {
        let subjects = watcher.subjects().list().len();
        let place = if self.session.is_simulated() {
            "a built-in simulator; set COC_TOKEN to follow the real API".to_owned()
        } else {
            self.session.client.base_url().to_string()
        };
        self.screen.print(&format!("Following {subjects} subjects on {place}."));
    }

    /// Logs and prints an event, unless it was before the last end of the program.
    fn handle(&mut self, event: &Event) -> Result<(), Box<dyn Error>> {
        self.board.apply(event);
        if let Some((_, log)) = &mut self.files
            && !log.append(event).map_err(|error| format!("cannot write the log of events: {error}"))?
        {
            return Ok(());
        }
        let line = Line::of(event);
        if self.all || !line.is_noise {
            self.screen.print(&line.styled(event));
        }
        Ok(())
    }

    /// Draws the board and saves the state.
    fn tick(&mut self, watcher: &Watcher) -> Result<(), Box<dyn Error>> {
        let now = self.session.now();
        self.screen.draw(self.board.lines(now));
        let Some((file, log)) = &self.files else { return Ok(()) };
        // The board is small; a state of thousands of clans would be saved every few minutes.
        file.write(&State {
            saved_at: now,
            is_simulated: self.session.is_simulated(),
            logged: log.length(),
            expected: log.expected().clone(),
            board: self.board.clone(),
            snapshot: watcher.snapshot(),
        })
    }
}

/// The terminal: lines that scroll, and below them the lines of the board.
struct Screen {
    bars: MultiProgress,
    lines: Vec<ProgressBar>,
    is_terminal: bool,
}

impl Screen {
    fn new() -> Self {
        Self { bars: MultiProgress::new(), lines: Vec::new(), is_terminal: io::stdout().is_terminal() }
    }

    fn print(&self, line: &str) {
        use std::io::Write as _;
        // A reader that has closed the pipe, as in `watch | head`, ends the program.
        let print = || {
            if writeln!(anstream::stdout(), "{line}").is_err() {
                std::process::exit(0);
            }
        };
        self.bars.suspend(print);
    }

    fn draw(&mut self, lines: Vec<String>) {
        if !self.is_terminal {
            return;
        }
        while self.lines.len() < lines.len() {
            let style = ProgressStyle::with_template("{msg:.bold}");
            let bar = self.bars.add(ProgressBar::new_spinner());
            self.lines.push(style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style)));
        }
        for bar in self.lines.drain(lines.len()..) {
            bar.finish_and_clear();
        }
        for (bar, line) in self.lines.iter().zip(lines) {
            bar.set_message(line);
        }
    }

    fn clear(&mut self) {
        self.draw(Vec::new());
    }
}
