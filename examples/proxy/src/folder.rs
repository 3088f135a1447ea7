//! Files that the proxy serves beside the API: a web page, and what it loads.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

use axum::{Router, middleware, response::Response};
use http::{HeaderValue, header::CACHE_CONTROL};
use tower_http::services::ServeDir;

use crate::app::BASE;

/// Paths that the proxy needs for itself.
const TAKEN: [&str; 4] = [BASE, "/metrics", "/healthz", "/readyz"];

/// A folder of files and where it is served.
///
/// Read from text: `DIR` is served at `/`, and `/PATH=DIR` below that path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    at: String,
    folder: PathBuf,
}

/// Text that names no folder to serve.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// Not a place for files.
    #[error("`{0}` is no path to serve files at: give one word of letters, digits, - and _, as in /assets")]
    Path(String),
    /// A place of the proxy's own.
    #[error("`{0}` is the proxy's own path; serve the files at another")]
    Taken(String),
}

impl Folder {
    /// A folder that is served at `/`.
    pub fn at_root(folder: impl Into<PathBuf>) -> Self {
        Self { at: "/".to_owned(), folder: folder.into() }
    }

    /// A folder that is served below a path of one word, as `/assets`.
    ///
    /// # Errors
    /// [`FolderError`] if the path is not like that, or needed by the proxy itself.
    pub fn at(path: &str, folder: impl Into<PathBuf>) -> Result<Self, FolderError> {
        let path = path.trim_end_matches('/');
        if TAKEN.contains(&path) {
            return Err(FolderError::Taken(path.to_owned()));
        }
        let word = |word: &str| {
            !word.is_empty()
                && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        };
        if path.is_empty() {
            return Ok(Self::at_root(folder));
        }
        if !path.strip_prefix('/').is_some_and(word) {
            return Err(FolderError::Path(path.to_owned()));
        }
        Ok(Self { at: path.to_owned(), folder: folder.into() })
    }

    /// Where it is served.
    pub fn path(&self) -> &str {
        &self.at
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The router with the files of this folder, too.
    pub(crate) fn add_to<S: Clone + Send + Sync + 'static>(&self, router: Router<S>) -> Router<S> {
        let files = ServeDir::new(&self.folder).precompressed_br().precompressed_gzip();
        let served = Router::new().fallback_service(files).layer(middleware::map_response(ask_again));
        if self.at == "/" { router.fallback_service(served) } else { router.nest_service(&self.at, served) }
    }
}

/// A page and its modules must be of one state; asking whether a file has changed is cheap.
async fn ask_again(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

impl FromStr for Folder {
    type Err = FolderError;

    fn from_str(text: &str) -> Result<Self, FolderError> {
        match text.split_once('=') {
            Some((path, folder)) if path.starts_with('/') => Self::at(path, folder),
            _ => Ok(Self::at_root(text)),
        }
    }
}

impl fmt::Display for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.at, self.folder.display())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_served_at_the_root_or_below_a_word() {
        assert_eq!("page".parse(), Ok(Folder::at_root("page")));
        assert_eq!("/srv/page".parse(), Ok(Folder::at_root("/srv/page")));
        assert_eq!("/=page".parse(), Ok(Folder::at_root("page")));
        let below: Folder = "/coc-api/=target/a=b".parse().unwrap();
        assert_eq!((below.path(), below.folder()), ("/coc-api", Path::new("target/a=b")));
    }

    #[test]
    fn paths_of_the_proxy_and_what_is_no_path_are_refused() {
        for path in ["/v1", "/v1/", "/metrics", "/healthz", "/readyz"] {
            assert!(matches!(Folder::at(path, "page"), Err(FolderError::Taken(_))), "{path}");
        }
        for path in ["assets", "/a/b", "/{a}", "/a b", "//a"] {
            assert!(matches!(Folder::at(path, "page"), Err(FolderError::Path(_))), "{path}");
        }
    }
}
