//! A cache of files: what one run of a tool has fetched, the next one need not.
//!
//! One file per answer, named after a hash of its address, with the address in its first line and
//! [`Entry::to_bytes`](coc_core::cache::Entry::to_bytes) behind it. Files are written beside their place and moved there, so a reader
//! sees the old or the new one. Several processes may share a folder; each keeps to its own idea of how much there is.

use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::SystemTime,
};

use bytes::Bytes;
use coc_core::{
    Error, ErrorKind,
    cache::{Cache, CacheKey, CacheUsage, Entry},
};

const EXTENSION: &str = "coc";

/// A [`Cache`] in a folder, bounded by bytes.
#[derive(Debug)]
pub struct DiskCache {
    folder: PathBuf,
    capacity: u64,
    /// About what all files take: counted when the folder is opened and each time it is tidied up.
    bytes: AtomicU64,
    evictions: AtomicU64,
    written: AtomicU64,
}

/// A file of the folder.
struct Kept {
    path: PathBuf,
    length: u64,
    written: SystemTime,
}

impl DiskCache {
    /// The cache in this folder, which is made if there is none, with room for so many bytes.
    ///
    /// # Errors
    /// If the folder cannot be made or read.
    pub fn open(folder: impl Into<PathBuf>, capacity: u64) -> io::Result<Self> {
        let folder = folder.into();
        fs::create_dir_all(&folder)?;
        let zero = AtomicU64::default;
        let cache = Self { folder, capacity, bytes: zero(), evictions: zero(), written: zero() };
        let bytes = cache.files()?.iter().map(|kept| kept.length).sum();
        cache.bytes.store(bytes, Ordering::Relaxed);
        Ok(cache)
    }

    fn path(&self, key: &CacheKey) -> PathBuf {
        let mut hasher = DefaultHasher::new();
        key.to_string().hash(&mut hasher);
        self.folder.join(format!("{:016x}.{EXTENSION}", hasher.finish()))
    }

    fn files(&self) -> io::Result<Vec<Kept>> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if path.extension().is_none_or(|extension| extension != EXTENSION) {
                continue;
            }
            // Another process may have taken it away in the meantime.
            let Ok(about) = fs::metadata(&path) else { continue };
            files.push(Kept { path, length: about.len(), written: about.modified()? });
        }
        Ok(files)
    }

    fn read(&self, key: &CacheKey) -> io::Result<Option<Entry>> {
        let path = self.path(key);
        let bytes = match fs::read(&path) {
            Ok(bytes) => Bytes::from(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let address = key.to_string();
        let entry = bytes.strip_prefix(address.as_bytes()).and_then(|rest| rest.strip_prefix(b"\n"));
        match entry.map(|rest| Entry::from_bytes(bytes.slice_ref(rest))) {
            Some(Ok(entry)) => Ok(Some(entry)),
            // Another address with the same hash.
            None if bytes.starts_with(b"http") => Ok(None),
            // Damaged, or of another version: it is of no use to anybody.
            _ => remove(&path).map(|_| None),
        }
    }

    fn write(&self, key: &CacheKey, entry: &Entry) -> io::Result<()> {
        let Some(bytes) = entry.to_bytes() else { return Ok(()) };
        let path = self.path(key);
        let number = self.written.fetch_add(1, Ordering::Relaxed);
        let beside = path.with_extension(format!("{}-{number}.tmp", std::process::id()));
        let write = || {
            let mut file = fs::File::create(&beside)?;
            writeln!(file, "{key}")?;
            file.write_all(&bytes)?;
            fs::rename(&beside, &path)
        };
        if let Err(error) = write() {
            // If even this fails, what matters is why the file could not be written.
            let _ = fs::remove_file(&beside);
            return Err(error);
        }
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if self.bytes.fetch_add(length, Ordering::Relaxed).saturating_add(length) > self.capacity {
            self.tidy_up()?;
        }
        Ok(())
    }

    /// Removes the oldest files until a tenth of the room is free again.
    fn tidy_up(&self) -> io::Result<()> {
        let mut files = self.files()?;
        files.sort_by_key(|kept| kept.written);
        let mut total: u64 = files.iter().map(|kept| kept.length).sum();
        let wanted = self.capacity / 10 * 9;
        for kept in &files {
            if total <= wanted {
                break;
            }
            if remove(&kept.path)? {
                self.evictions.fetch_add(1, Ordering::Relaxed);
            }
            total -= kept.length;
        }
        self.bytes.store(total, Ordering::Relaxed);
        Ok(())
    }
}

/// Whether there was such a file.
fn remove(path: &Path) -> io::Result<bool> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

fn failed(what: &'static str) -> impl Fn(io::Error) -> Error {
    move |error| Error::with_message(ErrorKind::Cache, format!("{what}: {error}")).caused_by(error)
}

impl Cache for DiskCache {
    async fn get(&self, key: &CacheKey) -> Result<Option<Entry>, Error> {
        self.read(key).map_err(failed("a cached answer cannot be read"))
    }

    async fn put(&self, key: &CacheKey, entry: Entry) -> Result<(), Error> {
        self.write(key, &entry).map_err(failed("an answer cannot be kept"))
    }

    async fn remove(&self, key: &CacheKey) -> Result<bool, Error> {
        remove(&self.path(key)).map_err(failed("a cached answer cannot be removed"))
    }

    async fn clear(&self) -> Result<u64, Error> {
        let clear = || {
            let mut removed = 0;
            for kept in self.files()? {
                removed += u64::from(remove(&kept.path)?);
            }
            self.bytes.store(0, Ordering::Relaxed);
            Ok(removed)
        };
        clear().map_err(failed("the cache cannot be cleared"))
    }

    async fn usage(&self) -> Result<CacheUsage, Error> {
        let files = self.files().map_err(failed("the cache cannot be read"))?;
        Ok(CacheUsage {
            entries: u64::try_from(files.len()).ok(),
            bytes: Some(files.iter().map(|kept| kept.length).sum()),
            evictions: Some(self.evictions.load(Ordering::Relaxed)),
        })
    }
}
