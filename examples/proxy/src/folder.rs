//! Static files that the proxy serves beside the API: a web page and its modules.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

use axum::{Router, middleware, response::Response};
use http::{HeaderValue, header::CACHE_CONTROL};
use tower_http::services::ServeDir;

use crate::app::BASE;

/// Paths that belong to the proxy.
const RESERVED: [&str; 4] = [BASE, "/metrics", "/healthz", "/readyz"];

/// A folder of files and the path at which it is served.
///
/// Parsed from a string: `DIR` is served at `/`, and `/PATH=DIR` below that path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    at: String,
    folder: PathBuf,
}

/// A string that is not a folder to serve.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// The path is not valid.
    #[error(
        "`{0}` is not a valid path for files: use one segment of letters, digits, - and _, as in /assets"
    )]
    Path(String),
    /// The path belongs to the proxy.
    #[error("`{0}` is reserved by the proxy: serve the files at another path")]
    Reserved(String),
}

impl Folder {
    /// Creates a folder that is served at `/`.
    pub fn at_root(folder: impl Into<PathBuf>) -> Self {
        Self { at: "/".to_owned(), folder: folder.into() }
    }

    /// Creates a folder that is served below a path of one segment, as `/assets`.
    ///
    /// # Errors
    /// [`FolderError`] if the path is invalid or reserved by the proxy.
    pub fn at(path: &str, folder: impl Into<PathBuf>) -> Result<Self, FolderError> {
        let path = path.trim_end_matches('/');
        if RESERVED.contains(&path) {
            return Err(FolderError::Reserved(path.to_owned()));
        }
        let is_segment = |segment: &str| {
            !segment.is_empty()
                && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        };
        if path.is_empty() {
            return Ok(Self::at_root(folder));
        }
        if !path.strip_prefix('/').is_some_and(is_segment) {
            return Err(FolderError::Path(path.to_owned()));
        }
        Ok(Self { at: path.to_owned(), folder: folder.into() })
    }

    /// The path at which the folder is served.
    pub fn path(&self) -> &str {
        &self.at
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Adds the files of this folder to the router.
    pub(crate) fn add_to<S: Clone + Send + Sync + 'static>(&self, router: Router<S>) -> Router<S> {
        let files = ServeDir::new(&self.folder).precompressed_br().precompressed_gzip();
        let served = Router::new().fallback_service(files).layer(middleware::map_response(revalidate));
        if self.at == "/" { router.fallback_service(served) } else { router.nest_service(&self.at, served) }
    }
}

/// Makes browsers revalidate: a page and its modules must be of the same version.
async fn revalidate(mut response: Response) -> Response {
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
    fn a_folder_is_served_at_the_root_or_below_one_segment() {
        assert_eq!("page".parse(), Ok(Folder::at_root("page")));
        assert_eq!("/srv/page".parse(), Ok(Folder::at_root("/srv/page")));
        assert_eq!("/=page".parse(), Ok(Folder::at_root("page")));
        let below: Folder = "/coc-api/=target/a=b".parse().unwrap();
        assert_eq!((below.path(), below.folder()), ("/coc-api", Path::new("target/a=b")));
    }

    #[test]
    fn reserved_and_invalid_paths_are_rejected() {
        for path in ["/v1", "/v1/", "/metrics", "/healthz", "/readyz"] {
            assert!(matches!(Folder::at(path, "page"), Err(FolderError::Reserved(_))), "{path}");
        }
        for path in ["assets", "/a/b", "/{a}", "/a b", "//a"] {
            assert!(matches!(Folder::at(path, "page"), Err(FolderError::Path(_))), "{path}");
        }
    }
}
