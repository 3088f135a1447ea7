//! Cases about errors: there is no complete response.

use super::super::{
    context::{CaseContext, Checked, SECRET, causes, describe},
    pattern,
};
use crate::transport::{Transport, TransportError, TransportErrorKind as Kind};

/// The size cap of the cases about size, in bytes.
pub(super) const MAX_BODY: usize = 100_000;

pub(super) async fn refused_connection<T: Transport>(context: &CaseContext<'_, T>) -> Checked {
    let error = context.failure(context.get_nowhere("ok")?).await?;
    expect(&error, Kind::Connect, "a refused connection")?;
    if error.never_sent() { Ok(()) } else { Err("a refused connection counts as possibly sent".to_owned()) }
}

pub(super) async fn response_timeout<T: Transport>(context: &CaseContext<'_, T>) -> Checked {
    possibly_sent(context, "hang", Kind::Timeout).await?;
    closes_its_connection(context).await
}

pub(super) async fn stalled_body<T: Transport>(context: &CaseContext<'_, T>) -> Checked {
    possibly_sent(context, "stall", Kind::Timeout).await?;
    closes_its_connection(context).await
}

async fn closes_its_connection<T: Transport>(context: &CaseContext<'_, T>) -> Checked {
    let closed = context.wait_until_closed(1).await?;
    if closed { Ok(()) } else { Err("the connection is still open after the timeout".to_owned()) }
}

pub(super) async fn truncated_body<T: Transport>(context: &CaseContext<'_, T>) -> Checked {
    possibly_sent(context, "truncated/length", Kind::Interrupted).await
}

pub(super) async fn truncated_chunks<T: Transport>(context: &CaseContext<'_, T>) -> Checked {
    possibly_sent(context, "truncated/chunked", Kind::Interrupted).await
}

pub(super) async fn truncated_compression<T: Transport>(context: &CaseContext<'_, T>) -> Checked {
    possibly_sent(context, "truncated/gzip", Kind::Interrupted).await
}

pub(super) async fn broken_connection<T: Transport>(context: &CaseContext<'_, T>) -> Checked {
    for route in ["reset", "close", "truncated/head"] {
        possibly_sent(context, route, Kind::Interrupted).await?;
        // The same on a connection that has served a request before.
        context.response(context.get("ok/before")?).await?;
        possibly_sent(context, route, Kind::Interrupted).await?;
    }
    context.response(context.get("ok/after")?).await.map(drop)
}

/// The request arrived. An error that says "never sent" would let a POST be retried.
async fn possibly_sent<T: Transport>(context: &CaseContext<'_, T>, route: &str, kind: Kind) -> Checked {
    let error = context.failure(context.get(route)?).await?;
    expect(&error, kind, route)?;
    if error.never_sent() {
        return Err(format!("{route} arrived at the server, but counts as never sent"));
    }
    Ok(())
}

pub(super) async fn body_too_large<T: Transport>(context: &CaseContext<'_, T>) -> Checked {
    capped(context, "").await
}

pub(super) async fn chunked_body_too_large<T: Transport>(context: &CaseContext<'_, T>) -> Checked {
    capped(context, "/chunked").await
}

async fn capped<T: Transport>(context: &CaseContext<'_, T>, form: &str) -> Checked {
    let largest = context.response(context.get(&format!("bytes/{MAX_BODY}{form}"))?).await?;
    if *largest.body() != pattern(MAX_BODY) {
        return Err(format!(
            "a body of exactly the cap has {} bytes instead of {MAX_BODY}",
            largest.body().len()
        ));
    }
    let error = context.failure(context.get(&format!("bytes/{}{form}", MAX_BODY + 1))?).await?;
    expect(&error, Kind::TooLarge, "a body one byte beyond the cap")
}

pub(super) async fn decompressed_body_too_large<T: Transport>(context: &CaseContext<'_, T>) -> Checked {
    let error = context.failure(context.get(&format!("zeros/{}", 8 * MAX_BODY))?).await?;
    expect(&error, Kind::TooLarge, "a small body that decompresses to a large one")
}

pub(super) async fn errors_keep_secrets<T: Transport>(context: &CaseContext<'_, T>) -> Checked {
    const TAG: &str = "%23SECRETTAG";
    let mut requests = vec![context.get_nowhere(&format!("ok/{TAG}?{TAG}"))?];
    for route in ["hang", "truncated/length", "truncated/chunked", "truncated/head", "reset", "close"] {
        requests.push(context.get(&format!("{route}/{TAG}?{TAG}"))?);
    }
    requests.push(context.get(&format!("bytes/2000000/plain/{TAG}?{TAG}"))?);
    for request in requests {
        let error = context.failure(request).await?;
        for shown in
            causes(&error).flat_map(|cause| [format!("{cause}"), format!("{cause:?}"), format!("{cause:#?}")])
        {
            for secret in [SECRET, "SECRETTAG"] {
                if shown.contains(secret) {
                    return Err(format!("{:?} shows the token or the path: {shown}", error.kind()));
                }
            }
        }
    }
    Ok(())
}

fn expect(error: &TransportError, kind: Kind, what: &str) -> Checked {
    if error.kind() == kind {
        Ok(())
    } else {
        Err(format!("{what} must be {kind:?}, but is {}", describe(error)))
    }
}
