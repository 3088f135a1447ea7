//! What a transport says when there is no whole answer.

use super::super::{
    context::{Context, RetryDecision, SECRET, causes, describe},
    pattern,
};
use crate::transport::{Transport, TransportError, TransportErrorKind as Kind};

/// The size cap of the cases about size, in bytes.
pub(super) const MAX_BODY: usize = 100_000;

pub(super) async fn refused_connection<T: Transport>(context: &Context<'_, T>) -> RetryDecision {
    let error = context.failure(context.get_nowhere("ok")?).await?;
    expect(&error, Kind::Connect, "a refused connection")?;
    if error.never_sent() {
        Ok(())
    } else {
        Err("a refused connection counts as if something was sent".to_owned())
    }
}

pub(super) async fn no_answer_in_time<T: Transport>(context: &Context<'_, T>) -> RetryDecision {
    possibly_sent(context, "hang", Kind::Timeout).await?;
    gives_up_its_connection(context).await
}

pub(super) async fn stalled_body<T: Transport>(context: &Context<'_, T>) -> RetryDecision {
    possibly_sent(context, "stall", Kind::Timeout).await?;
    gives_up_its_connection(context).await
}

async fn gives_up_its_connection<T: Transport>(context: &Context<'_, T>) -> RetryDecision {
    let closed = context.wait_until_closed(1).await?;
    if closed { Ok(()) } else { Err("after its time-out the connection is still open".to_owned()) }
}

pub(super) async fn truncated_body<T: Transport>(context: &Context<'_, T>) -> RetryDecision {
    possibly_sent(context, "truncated/length", Kind::Interrupted).await
}

pub(super) async fn truncated_chunks<T: Transport>(context: &Context<'_, T>) -> RetryDecision {
    possibly_sent(context, "truncated/chunked", Kind::Interrupted).await
}

pub(super) async fn truncated_compression<T: Transport>(context: &Context<'_, T>) -> RetryDecision {
    possibly_sent(context, "truncated/gzip", Kind::Interrupted).await
}

pub(super) async fn broken_connection<T: Transport>(context: &Context<'_, T>) -> RetryDecision {
    for route in ["reset", "close", "truncated/head"] {
        possibly_sent(context, route, Kind::Interrupted).await?;
        // The same on a connection that has been good before.
        context.answer(context.get("ok/before")?).await?;
        possibly_sent(context, route, Kind::Interrupted).await?;
    }
    context.answer(context.get("ok/after")?).await.map(drop)
}

/// The request arrived, so that to call it never sent would let a POST be repeated.
async fn possibly_sent<T: Transport>(context: &Context<'_, T>, route: &str, kind: Kind) -> RetryDecision {
    let error = context.failure(context.get(route)?).await?;
    expect(&error, kind, route)?;
    if error.never_sent() {
        return Err(format!("{route} arrived at the server, but counts as never sent"));
    }
    Ok(())
}

pub(super) async fn body_too_large<T: Transport>(context: &Context<'_, T>) -> RetryDecision {
    capped(context, "").await
}

pub(super) async fn chunked_body_too_large<T: Transport>(context: &Context<'_, T>) -> RetryDecision {
    capped(context, "/chunked").await
}

async fn capped<T: Transport>(context: &Context<'_, T>, form: &str) -> RetryDecision {
    let largest = context.answer(context.get(&format!("bytes/{MAX_BODY}{form}"))?).await?;
    if *largest.body() != pattern(MAX_BODY) {
        return Err(format!(
            "a body of exactly the cap has {} bytes instead of {MAX_BODY}",
            largest.body().len()
        ));
    }
    let error = context.failure(context.get(&format!("bytes/{}{form}", MAX_BODY + 1))?).await?;
    expect(&error, Kind::TooLarge, "a body one byte beyond the cap")
}

pub(super) async fn decompressed_body_too_large<T: Transport>(context: &Context<'_, T>) -> RetryDecision {
    let error = context.failure(context.get(&format!("zeros/{}", 8 * MAX_BODY))?).await?;
    expect(&error, Kind::TooLarge, "a small body that decompresses to a large one")
}

pub(super) async fn errors_keep_secrets<T: Transport>(context: &Context<'_, T>) -> RetryDecision {
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

fn expect(error: &TransportError, kind: Kind, what: &str) -> RetryDecision {
    if error.kind() == kind {
        Ok(())
    } else {
        Err(format!("{what} had to be {kind:?} and is {}", describe(error)))
    }
}
