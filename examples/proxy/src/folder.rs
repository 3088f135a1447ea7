//! Static files that the proxy serves beside the API: a web page and its modules.

use std::{
    borrow::Cow,
    ffi::OsStr,
    fmt, future,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
};

use axum::{
    Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
};
use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY},
};
use percent_encoding::percent_decode_str;
use tower_http::{compression::CompressionLayer, services::ServeDir};

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

    /// Adds the files of this folder to the router, with this `Content-Security-Policy`.
    pub(crate) fn add_to<S>(&self, router: Router<S>, policy: &HeaderValue) -> Router<S>
    where
        S: Clone + Send + Sync + 'static,
    {
        let files = ServeDir::new(&self.folder).precompressed_br().precompressed_gzip();
        let headers = [
            // Makes browsers revalidate: a page and its modules must be of the same version.
            (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
            (CONTENT_SECURITY_POLICY, policy.clone()),
        ];
        let complete = move |mut response: Response| {
            response.headers_mut().extend(headers.clone());
            future::ready(response)
        };
        let served = Router::new()
            .fallback_service(files)
            // The others, which are not compiled in, would win where a client accepts them.
            .layer(CompressionLayer::new().no_br().no_deflate().no_zstd())
            .layer(middleware::from_fn_with_state(Arc::from(self.folder.as_path()), only_public))
            .layer(middleware::map_response(complete));
        if self.at == "/" { router.fallback_service(served) } else { router.nest_service(&self.at, served) }
    }
}

/// Passes on requests for files that are meant to be served.
async fn only_public(State(folder): State<Arc<Path>>, request: Request, next: Next) -> Response {
    let path = percent_decode_str(request.uri().path()).decode_utf8().map(Cow::into_owned);
    let public = match path {
        Ok(path) => tokio::task::spawn_blocking(move || is_public(&folder, &path)).await.unwrap_or(false),
        Err(_) => false,
    };
    if public { next.run(request).await } else { StatusCode::NOT_FOUND.into_response() }
}

/// Whether the path leads to a file in the folder: not to a hidden one, and not by a link to one
/// outside. The forms of the file that may be sent in its place are checked, too.
fn is_public(folder: &Path, path: &str) -> bool {
    let relative = path.strip_prefix('/').unwrap_or(path);
    // With two slashes at its start, the redirect to a folder would lead to another host.
    if relative.contains("//") || relative.starts_with('/') || is_hidden(relative.split(['/', '\\'])) {
        return false;
    }
    let Ok(root) = folder.canonicalize() else { return false };
    let is_inside = |file: &Path| {
        let Ok(file) = file.canonicalize() else { return false };
        let Ok(below) = file.strip_prefix(&root) else { return false };
        // Not a pipe or a device either, which may never be read to the end.
        !is_hidden(below.iter().map(OsStr::to_string_lossy)) && (file.is_file() || file.is_dir())
    };
    let named = root.join(relative);
    let file = if named.is_dir() { named.join("index.html") } else { named.clone() };
    let compressed = ["br", "gz"].map(|extension| {
        let mut name = file.clone().into_os_string();
        name.push(".");
        name.push(extension);
        PathBuf::from(name)
    });
    let absent_or_inside = |file: &PathBuf| file.symlink_metadata().is_err() || is_inside(file);
    is_inside(&named) && is_inside(&file) && compressed.iter().all(absent_or_inside)
}

/// Whether a segment of a path begins with a dot, except for the folder `.well-known`, which is
/// made to be served.
fn is_hidden(segments: impl Iterator<Item = impl AsRef<str>>) -> bool {
    segments.enumerate().any(|(depth, segment)| {
        let segment = segment.as_ref();
        segment.starts_with('.') && !(depth == 0 && segment == ".well-known")
    })
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
