//! What is acceptable as a key file, its lock and their folder.
//!
//! Files are opened without following a link in the last place and judged by what was opened, so nobody can exchange them in
//! between. Where a system has no permission bits, its own rules for the user's folders must do.

use std::{
    fs::{self, DirBuilder, File, Metadata, OpenOptions},
    io,
    path::Path,
};

use super::FileError;

/// Makes the folder if it is missing, with all above it, for their owner only. Says whether the folder is acceptable.
pub(super) fn make_folder(folder: &Path) -> Result<(), FileError> {
    let missing: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.exists()).collect();
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        // Something else is in its place, which is found below.
        Err(_) if folder.exists() => {}
        made => made.map_err(FileError::io("make the folder", folder))?,
    }
    for above in missing.into_iter().filter_map(Path::parent) {
        sync_folder(above)?;
    }
    check_folder(folder)
}

/// Whether a key file in this folder is safe from others.
pub(super) fn check_folder(folder: &Path) -> Result<(), FileError> {
    let about = fs::metadata(folder).map_err(FileError::io("look at the folder", folder))?;
    if !about.is_dir() {
        return Err(FileError::NotAFolder { path: folder.to_path_buf() });
    }
    #[cfg(unix)]
    owners::folder(folder, &about, owners::me())?;
    Ok(())
}

/// The key file, for reading, and its length; `None` if there is none.
pub(super) fn open(path: &Path) -> Result<Option<(File, u64)>, FileError> {
    if !is_there(path)? {
        return Ok(None);
    }
    let file = match without_links(OpenOptions::new().read(true)).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(FileError::io("open", path)(error)),
    };
    let about = file.metadata().map_err(FileError::io("look at", path))?;
    check_kind(path, &about)?;
    #[cfg(unix)]
    owners::file(path, &about, owners::me())?;
    Ok(Some((file, about.len())))
}

/// The file that is locked, made if it is missing.
pub(super) fn open_lock(path: &Path) -> Result<File, FileError> {
    is_there(path)?;
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = without_links(&mut options).open(path).map_err(FileError::io("open", path))?;
    let about = file.metadata().map_err(FileError::io("look at", path))?;
    check_kind(path, &about)?;
    Ok(file)
}

/// Whether this open file is the one that the path leads to.
#[cfg(unix)]
pub(super) fn is_at(file: &File, path: &Path) -> Result<bool, FileError> {
    use std::os::unix::fs::MetadataExt as _;

    let this = file.metadata().map_err(FileError::io("look at", path))?;
    match fs::symlink_metadata(path) {
        Ok(there) => Ok((this.dev(), this.ino()) == (there.dev(), there.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(FileError::io("look at", path)(error)),
    }
}

/// Files in use are not deleted there.
#[cfg(not(unix))]
pub(super) fn is_at(_file: &File, _path: &Path) -> Result<bool, FileError> {
    Ok(true)
}

/// Makes what was renamed in a folder survive a loss of power.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> Result<(), FileError> {
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        // Some file systems cannot do this for folders, and it is not worse than without.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        synced => synced.map_err(FileError::io("sync the folder", folder)),
    }
}

/// Folders cannot be synced there.
#[cfg(not(unix))]
pub(super) fn sync_folder(_folder: &Path) -> Result<(), FileError> {
    Ok(())
}

/// Whether there is anything at the path; an error if it is not a regular file. This is for a clear error only: `without_links` and
/// `check_kind` hold even if it changes after this look.
fn is_there(path: &Path) -> Result<bool, FileError> {
    match fs::symlink_metadata(path) {
        Ok(about) => check_kind(path, &about).map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(FileError::io("look at", path)(error)),
    }
}

fn check_kind(path: &Path, about: &Metadata) -> Result<(), FileError> {
    if about.is_symlink() {
        return Err(FileError::Symlink { path: path.to_path_buf() });
    }
    if !about.is_file() {
        return Err(FileError::NotAFile { path: path.to_path_buf() });
    }
    Ok(())
}

/// Opens no link, and waits for nobody at the other end of a pipe.
#[cfg_attr(not(unix), allow(clippy::needless_pass_by_ref_mut, reason = "as on Unix"))]
fn without_links(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;

        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        std::os::unix::fs::OpenOptionsExt::custom_flags(options, flags.bits().cast_signed());
    }
    options
}

/// Whose a thing is and what others may do with it.
#[cfg(unix)]
mod owners {
    use std::{
        fs::Metadata,
        os::unix::fs::{MetadataExt as _, PermissionsExt as _},
        path::Path,
    };

    use super::FileError;

    const SUPERUSER: u32 = 0;

    /// The number of the user as whom this process acts.
    pub(super) fn me() -> u32 {
        rustix::process::geteuid().as_raw()
    }

    pub(super) fn folder(path: &Path, about: &Metadata, me: u32) -> Result<(), FileError> {
        let (owner, mode) = (about.uid(), about.permissions().mode() & 0o7777);
        // The superuser can exchange anything anywhere.
        if owner != me && owner != SUPERUSER {
            return Err(FileError::ForeignFolder { path: path.to_path_buf(), owner });
        }
        if mode & 0o022 != 0 {
            return Err(FileError::WritableFolder { path: path.to_path_buf(), mode });
        }
        Ok(())
    }

    pub(super) fn file(path: &Path, about: &Metadata, me: u32) -> Result<(), FileError> {
        let (owner, mode) = (about.uid(), about.permissions().mode() & 0o7777);
        if owner != me {
            return Err(FileError::ForeignFile { path: path.to_path_buf(), owner });
        }
        if mode & 0o077 != 0 {
            return Err(FileError::Exposed { path: path.to_path_buf(), mode });
        }
        Ok(())
    }

    #[cfg(test)]
    mod tests {
        use std::fs::{self, Permissions};

        use super::*;

        #[test]
        fn what_belongs_to_somebody_else_is_refused() {
            let place = tempfile::tempdir().unwrap();
            let path = place.path().join("keys.json");
            fs::write(&path, "").unwrap();
            fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
            let (about, somebody) = (fs::metadata(&path).unwrap(), me() + 1);
            assert!(file(&path, &about, me()).is_ok());
            let error = file(&path, &about, somebody).unwrap_err();
            assert!(matches!(error, FileError::ForeignFile { owner, .. } if owner == me()), "{error}");

            let about = fs::metadata(place.path()).unwrap();
            assert!(folder(place.path(), &about, me()).is_ok());
            let verdict = folder(place.path(), &about, somebody);
            // What belongs to the superuser is as safe as the system is.
            assert_eq!(verdict.is_ok(), me() == SUPERUSER, "{verdict:?}");
        }
    }
}
