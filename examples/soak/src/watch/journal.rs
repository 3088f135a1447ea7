//! The journal of a watching process: the bodies that were received, and the events.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufRead as _, BufReader, BufWriter, Seek as _, SeekFrom, Write as _},
    path::Path,
};

use coc_core::watch::Event;
use serde::{Deserialize, Serialize};

/// A line of the journal.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Record {
    /// A body was received.
    Body {
        /// The path of the request.
        path: String,
        /// The simulated time that the body describes, in Unix milliseconds.
        moment: i64,
    },
    /// The watcher returned an event.
    Event(Box<Event>),
}

/// A destination of records.
pub(crate) trait Journal {
    /// Adds a record.
    ///
    /// # Errors
    /// The error of writing it.
    fn add(&mut self, record: &Record) -> io::Result<()>;

    /// Makes all records permanent, and returns their number or size.
    ///
    /// # Errors
    /// The error of writing them.
    fn mark(&mut self) -> io::Result<u64>;
}

impl Journal for Vec<Record> {
    fn add(&mut self, record: &Record) -> io::Result<()> {
        self.push(record.clone());
        Ok(())
    }

    fn mark(&mut self) -> io::Result<u64> {
        Ok(u64::try_from(self.len()).unwrap_or(u64::MAX))
    }
}

/// A journal in a file, one JSON object per line.
#[derive(Debug)]
pub(crate) struct FileJournal {
    file: BufWriter<File>,
}

impl FileJournal {
    /// Opens the file, and removes what is behind the mark of the last snapshot.
    ///
    /// # Errors
    /// The error of opening or truncating the file.
    pub(crate) fn open(path: &Path, mark: u64) -> io::Result<Self> {
        let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
        file.set_len(mark)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Self { file: BufWriter::with_capacity(1 << 20, file) })
    }
}

impl Journal for FileJournal {
    fn add(&mut self, record: &Record) -> io::Result<()> {
        serde_json::to_writer(&mut self.file, record)?;
        self.file.write_all(b"\n")
    }

    fn mark(&mut self) -> io::Result<u64> {
        self.file.flush()?;
        self.file.stream_position()
    }
}

/// Reads a journal.
///
/// # Errors
/// The error of reading the file, or of a line that is no record.
pub(crate) fn read(path: &Path) -> io::Result<Vec<Record>> {
    let lines = BufReader::new(File::open(path)?).lines();
    lines.map(|line| Ok(serde_json::from_str(&line?)?)).collect()
}
