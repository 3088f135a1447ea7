//! The state of the program between two runs: [`StateFile`] and, beside it, [`EventLog`].
//!
//! An event is logged before it is printed, and the watcher's snapshot is saved now and then. After a
//! crash, the events since that snapshot are reported once more, with the same ids; those in the log
//! are known.

use std::collections::HashSet;
use std::error::Error;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use coc_transport_native::coc_core::watch::{Event, EventId, Snapshot};
use coc_transport_native::models::Timestamp;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use crate::board::Board;

/// A file that is replaced as a whole, so that a killed program leaves the old state or the new one.
pub(crate) struct StateFile {
    path: PathBuf,
}

/// The contents of the file.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct State {
    /// When the state was saved; in simulated time if the simulator is used.
    pub(crate) saved_at: Timestamp,
    /// Whether the state is of the built-in simulator's world.
    pub(crate) is_simulated: bool,
    /// The length of the log at that time.
    pub(crate) logged: u64,
    /// The events in that part of the log that the watcher may return once more: those from before a
    /// restart, whose responses it has not seen again yet.
    pub(crate) expected: HashSet<EventId>,
    pub(crate) board: Board,
    pub(crate) snapshot: Snapshot,
}

impl StateFile {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Reads the file; `None` if there is none yet.
    pub(crate) fn read(&self) -> Result<Option<State>, Box<dyn Error>> {
        let path = self.path.display();
        let text = match fs::read(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(format!("cannot read {path}: {error}").into()),
        };
        let state = serde_json::from_slice(&text).map_err(|error| {
            format!("{path} is not a state of this program: {error}; delete it to start anew")
        })?;
        Ok(Some(state))
    }

    pub(crate) fn write(&self, state: &State) -> Result<(), Box<dyn Error>> {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let write = || -> io::Result<()> {
            let mut file = NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
            file.write_all(&serde_json::to_vec(state)?)?;
            file.persist(&self.path)?;
            Ok(())
        };
        write().map_err(|error| format!("cannot write {}: {error}", self.path.display()).into())
    }

    /// Opens the log beside the file: of the same name, with the extension `jsonl`.
    ///
    /// Continues the log of this state, if there is one.
    pub(crate) fn open_log(&self, state: Option<&State>) -> Result<EventLog, Box<dyn Error>> {
        let path = self.path.with_extension("jsonl");
        let (logged, expected) =
            state.map(|state| (state.logged, state.expected.clone())).unwrap_or_default();
        EventLog::open(&path, logged, expected)
            .map_err(|error| format!("cannot open {}: {error}", path.display()).into())
    }
}

/// Every event once, a JSON object per line.
pub(crate) struct EventLog {
    file: File,
    length: u64,
    /// The events that are logged, and that the watcher may return once more.
    expected: HashSet<EventId>,
    /// When the last of them was observed.
    last: Option<Timestamp>,
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a EventId,
    event: &'a Event,
}

/// The part of a line that the next run reads.
#[derive(Deserialize)]
struct KnownLine {
    id: EventId,
    event: Event,
}

impl EventLog {
    fn open(path: &Path, logged: u64, mut expected: HashSet<EventId>) -> io::Result<Self> {
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        file.seek(SeekFrom::Start(logged))?;
        let (mut reader, mut line, mut length) = (BufReader::new(&file), Vec::new(), logged);
        let mut last = None;
        while reader.read_until(b'\n', &mut line)? > 0 {
            // A line that was cut off by the end of the program is written again.
            let Ok(KnownLine { id, event }) = serde_json::from_slice(&line) else { break };
            length += line.len() as u64;
            expected.insert(id);
            last = Some(event.observed_at);
            line.clear();
        }
        file.set_len(length)?;
        Ok(Self { file, length, expected, last })
    }

    /// Appends an event. Returns whether it is new.
    pub(crate) fn append(&mut self, event: &Event) -> io::Result<bool> {
        let id = event.id();
        if self.expected.remove(&id) {
            return Ok(false);
        }
        let mut line = serde_json::to_vec(&Line { id: &id, event })?;
        line.push(b'\n');
        self.file.write_all(&line)?;
        self.length += line.len() as u64;
        Ok(true)
    }

    /// When the last event of the run before was observed, if that was after its state was saved.
    pub(crate) fn last_observed(&self) -> Option<Timestamp> {
        self.last
    }

    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    pub(crate) fn expected(&self) -> &HashSet<EventId> {
        &self.expected
    }
}
