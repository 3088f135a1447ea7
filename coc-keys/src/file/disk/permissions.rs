//! Opening the key file and its lock, if they and their folder are safe from other users.
//!
//! Files are opened without following a symbolic link, and the opened file is checked, so it cannot
//! be replaced between check and use. On systems without permission bits, the user's folders are
//! trusted.

use std::{
    fs::{self, DirBuilder, File, Metadata, OpenOptions},
    io,
    path::Path,
};

use crate::file::FileError;

/// Creates the folder and its parents if they are missing, for their owner only, and checks it.
pub(super) fn create_folder(folder: &Path) -> Result<(), FileError> {
    let missing: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.exists()).collect();
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(folder) {
        // It exists, as a folder or not, which is checked below.
        Err(_) if folder.exists() => {}
        created => created.map_err(FileError::io("create the folder", folder))?,
    }
    for parent in missing.into_iter().filter_map(Path::parent) {
        sync_folder(parent)?;
    }
    check_folder(folder)
}

/// Checks that a key file in this folder is safe from other users.
pub(super) fn check_folder(folder: &Path) -> Result<(), FileError> {
    let metadata = fs::metadata(folder).map_err(FileError::io("read the metadata of the folder", folder))?;
    if !metadata.is_dir() {
        return Err(FileError::NotAFolder { path: folder.to_path_buf() });
    }
    #[cfg(unix)]
    owners::folder(folder, &metadata, owners::me())?;
    Ok(())
}

/// Opens the key file for reading, and returns it with its length; `None` if there is none.
pub(super) fn open(path: &Path) -> Result<Option<(File, u64)>, FileError> {
    if !exists(path)? {
        return Ok(None);
    }
    let file = match without_links(OpenOptions::new().read(true)).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(FileError::io("open", path)(error)),
    };
    let metadata = file.metadata().map_err(FileError::io("read the metadata of", path))?;
    check_kind(path, &metadata)?;
    #[cfg(unix)]
    owners::file(path, &metadata, owners::me())?;
    Ok(Some((file, metadata.len())))
}

/// Opens the lock file, and creates it if it is missing.
pub(super) fn open_lock(path: &Path) -> Result<File, FileError> {
    exists(path)?;
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = without_links(&mut options).open(path).map_err(FileError::io("open", path))?;
    let metadata = file.metadata().map_err(FileError::io("read the metadata of", path))?;
    check_kind(path, &metadata)?;
    Ok(file)
}

/// Whether the path leads to this open file.
#[cfg(unix)]
pub(super) fn is_at(file: &File, path: &Path) -> Result<bool, FileError> {
    use std::os::unix::fs::MetadataExt as _;

    let this = file.metadata().map_err(FileError::io("read the metadata of", path))?;
    match fs::symlink_metadata(path) {
        Ok(there) => Ok((this.dev(), this.ino()) == (there.dev(), there.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(FileError::io("read the metadata of", path)(error)),
    }
}

/// Always true: other systems do not delete a file in use.
#[cfg(not(unix))]
pub(super) fn is_at(_file: &File, _path: &Path) -> Result<bool, FileError> {
    Ok(true)
}

/// Syncs a folder, so that a rename in it survives a loss of power.
#[cfg(unix)]
pub(super) fn sync_folder(folder: &Path) -> Result<(), FileError> {
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        // Some file systems cannot sync folders, and there is no alternative.
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => Ok(()),
        synced => synced.map_err(FileError::io("sync the folder", folder)),
    }
}

/// Does nothing: other systems cannot sync folders.
#[cfg(not(unix))]
pub(super) fn sync_folder(_folder: &Path) -> Result<(), FileError> {
    Ok(())
}

/// Whether the path exists; an error if it is not a regular file. This is for a clear message only:
/// `without_links` and `check_kind` hold even if the path changes after this check.
fn exists(path: &Path) -> Result<bool, FileError> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => check_kind(path, &metadata).map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(FileError::io("read the metadata of", path)(error)),
    }
}

fn check_kind(path: &Path, metadata: &Metadata) -> Result<(), FileError> {
    if metadata.is_symlink() {
        return Err(FileError::Symlink { path: path.to_path_buf() });
    }
    if !metadata.is_file() {
        return Err(FileError::NotAFile { path: path.to_path_buf() });
    }
    Ok(())
}

/// Makes opening a symbolic link fail, and opening a pipe not block.
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

/// Checks of owner and mode.
#[cfg(unix)]
mod owners {
    use std::{
        fs::Metadata,
        os::unix::fs::{MetadataExt as _, PermissionsExt as _},
        path::Path,
    };

    use crate::file::FileError;

    const SUPERUSER: u32 = 0;

    /// The effective user id of this process.
    pub(super) fn me() -> u32 {
        rustix::process::geteuid().as_raw()
    }

    pub(super) fn folder(path: &Path, metadata: &Metadata, me: u32) -> Result<(), FileError> {
        let (owner, mode) = (metadata.uid(), metadata.permissions().mode() & 0o7777);
        // The superuser can replace any file in any case.
        if owner != me && owner != SUPERUSER {
            return Err(FileError::ForeignFolder { path: path.to_path_buf(), owner });
        }
        if mode & 0o022 != 0 {
            return Err(FileError::WritableFolder { path: path.to_path_buf(), mode });
        }
        Ok(())
    }

    pub(super) fn file(path: &Path, metadata: &Metadata, me: u32) -> Result<(), FileError> {
        let (owner, mode) = (metadata.uid(), metadata.permissions().mode() & 0o7777);
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
        fn files_and_folders_of_another_user_are_rejected() {
            let place = tempfile::tempdir().unwrap();
            let path = place.path().join("keys.json");
            fs::write(&path, "").unwrap();
            fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
            let (metadata, other) = (fs::metadata(&path).unwrap(), me() + 1);
            assert!(file(&path, &metadata, me()).is_ok());
            let error = file(&path, &metadata, other).unwrap_err();
            assert!(matches!(error, FileError::ForeignFile { owner, .. } if owner == me()), "{error}");

            let metadata = fs::metadata(place.path()).unwrap();
            assert!(folder(place.path(), &metadata, me()).is_ok());
            let checked = folder(place.path(), &metadata, other);
            // A folder of the superuser is accepted.
            assert_eq!(checked.is_ok(), me() == SUPERUSER, "{checked:?}");
        }
    }
}
