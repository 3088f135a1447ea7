//! A cache of files, which persists responses between runs of a tool.
//!
//! Each response is one file, named by a hash of its URL, with the URL in the first line, followed
//! by [`Entry::to_bytes`](coc_core::cache::Entry::to_bytes). Files are written under a temporary
//! name and renamed, so that a reader sees the old or the new file. Several processes may share a
//! folder; each tracks the total size separately.

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

/// A [`Cache`] in a folder, with a maximum size in bytes.
#[derive(Debug)]
pub struct DiskCache {
    folder: PathBuf,
    capacity: u64,
    /// The approximate size of all files: computed when the folder is opened and at each eviction.
    bytes: AtomicU64,
    evictions: AtomicU64,
    written: AtomicU64,
}

/// A file of the cache.
struct CacheFile {
    path: PathBuf,
    length: u64,
    written: SystemTime,
}

impl DiskCache {
    /// Opens the cache in a folder, which is created if necessary, with a maximum size in bytes.
    ///
    /// # Errors
    /// If the folder cannot be created or read.
    pub fn open(folder: impl Into<PathBuf>, capacity: u64) -> io::Result<Self> {
        let folder = folder.into();
        fs::create_dir_all(&folder)?;
        let zero = AtomicU64::default;
        let cache = Self { folder, capacity, bytes: zero(), evictions: zero(), written: zero() };
        let bytes = cache.files()?.iter().map(|file| file.length).sum();
        cache.bytes.store(bytes, Ordering::Relaxed);
        Ok(cache)
    }

    fn path(&self, key: &CacheKey) -> PathBuf {
        let mut hasher = DefaultHasher::new();
        key.to_string().hash(&mut hasher);
        self.folder.join(format!("{:016x}.{EXTENSION}", hasher.finish()))
    }

    fn files(&self) -> io::Result<Vec<CacheFile>> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if path.extension().is_none_or(|extension| extension != EXTENSION) {
                continue;
            }
            // Another process may have removed the file in the meantime.
            let Ok(metadata) = fs::metadata(&path) else { continue };
            files.push(CacheFile { path, length: metadata.len(), written: metadata.modified()? });
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
        let url = key.to_string();
        let entry = bytes.strip_prefix(url.as_bytes()).and_then(|rest| rest.strip_prefix(b"\n"));
        match entry.map(|rest| Entry::from_bytes(bytes.slice_ref(rest))) {
            Some(Ok(entry)) => Ok(Some(entry)),
            // Another URL with the same hash.
            None if bytes.starts_with(b"http") => Ok(None),
            // The file is damaged, or of another version.
            _ => remove(&path).map(|_| None),
        }
    }

    fn write(&self, key: &CacheKey, entry: &Entry) -> io::Result<()> {
        let Some(bytes) = entry.to_bytes() else { return Ok(()) };
        let path = self.path(key);
        let number = self.written.fetch_add(1, Ordering::Relaxed);
        let temporary = path.with_extension(format!("{}-{number}.tmp", std::process::id()));
        let write = || {
            let mut file = fs::File::create(&temporary)?;
            writeln!(file, "{key}")?;
            file.write_all(&bytes)?;
            fs::rename(&temporary, &path)
        };
        if let Err(error) = write() {
            // The write error is the one to report, even if the cleanup fails.
            let _ = fs::remove_file(&temporary);
            return Err(error);
        }
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if self.bytes.fetch_add(length, Ordering::Relaxed).saturating_add(length) > self.capacity {
            self.evict()?;
        }
        Ok(())
    }

    /// Removes the oldest files until at least a tenth of the capacity is free.
    fn evict(&self) -> io::Result<()> {
        let mut files = self.files()?;
        files.sort_by_key(|file| file.written);
        let mut total: u64 = files.iter().map(|file| file.length).sum();
        let target = self.capacity / 10 * 9;
        for file in &files {
            if total <= target {
                break;
            }
            if remove(&file.path)? {
                self.evictions.fetch_add(1, Ordering::Relaxed);
            }
            total -= file.length;
        }
        self.bytes.store(total, Ordering::Relaxed);
        Ok(())
    }
}

/// Removes a file. Returns whether it existed.
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
        self.read(key).map_err(failed("cannot read a cached response"))
    }

    async fn put(&self, key: &CacheKey, entry: Entry) -> Result<(), Error> {
        self.write(key, &entry).map_err(failed("cannot cache a response"))
    }

    async fn remove(&self, key: &CacheKey) -> Result<bool, Error> {
        remove(&self.path(key)).map_err(failed("cannot remove a cached response"))
    }

    async fn clear(&self) -> Result<u64, Error> {
        let clear = || {
            let mut removed = 0;
            for file in self.files()? {
                removed += u64::from(remove(&file.path)?);
            }
            self.bytes.store(0, Ordering::Relaxed);
            Ok(removed)
        };
        clear().map_err(failed("cannot clear the cache"))
    }

    async fn usage(&self) -> Result<CacheUsage, Error> {
        let files = self.files().map_err(failed("cannot read the cache"))?;
        Ok(CacheUsage {
            entries: u64::try_from(files.len()).ok(),
            bytes: Some(files.iter().map(|file| file.length).sum()),
            evictions: Some(self.evictions.load(Ordering::Relaxed)),
        })
    }
}
