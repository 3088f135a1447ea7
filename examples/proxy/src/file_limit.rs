//! The system's limit of open files, often 1,024, which every connection counts against.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Files besides the connections of clients: those to the API, and the pages that are served.
const OTHERS: u64 = 256;

/// Raises the limit as far as this many connections need. Without room for them, accepting fails
/// before the proxy's own limit is reached, and health cannot be checked.
pub(crate) fn raise(connections: usize) {
    let needed = u64::try_from(connections).unwrap_or(u64::MAX).saturating_add(OTHERS);
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_none_or(|current| current >= needed) {
        return;
    }
    let allowed = maximum.map_or(needed, |maximum| maximum.min(needed));
    let raised = setrlimit(Resource::Nofile, Rlimit { current: Some(allowed), maximum }).is_ok();
    if !raised || allowed < needed {
        tracing::warn!(
            allowed = if raised { Some(allowed) } else { current },
            needed,
            "the limit of open files is too low for --max-connections: raise it (ulimit -n), or allow fewer"
        );
    }
}
