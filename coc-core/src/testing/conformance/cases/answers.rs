//! What a transport makes of an answer.

use super::super::{
    context::{Context, RetryDecision},
    pattern,
};
use crate::transport::Transport;

pub(super) async fn any_status_is_ok<T: Transport>(context: &Context<'_, T>) -> RetryDecision {
    for status in [200, 201, 204, 304, 400, 401, 403, 404, 418, 429, 500, 502, 503, 504, 599] {
        status_is_ok(context, status).await?;
    }
    Ok(())
}

/// Apart from the others, because it speaks of a proxy: some platforms take it for their own affair.
pub(super) async fn status_407_is_ok<T: Transport>(context: &Context<'_, T>) -> RetryDecision {
    status_is_ok(context, 407).await
}

async fn status_is_ok<T: Transport>(context: &Context<'_, T>, status: u16) -> RetryDecision {
    let answer = context.answer(context.get(&format!("status/{status}"))?).await?;
    if answer.status() != status {
        return Err(format!("status {status} became {}", answer.status()));
    }
    let body = if matches!(status, 204 | 304) { String::new() } else { format!("status {status}") };
    if answer.body() == body.as_bytes() {
        Ok(())
    } else {
        Err(format!("the body of status {status} became {:?}", answer.body()))
    }
}

pub(super) async fn headers_are_kept<T: Transport>(context: &Context<'_, T>) -> RetryDecision {
    let answer = context.answer(context.get("headers")?).await?;
    for (name, value) in [("cache-control", "public max-age=600"), ("x-between", "x"), ("x-empty", "")] {
        match answer.headers().get(name) {
            Some(kept) if kept == value => {}
            other => return Err(format!("{name}: {value:?} became {other:?}")),
        }
    }
    for status in [404, 503] {
        let answer = context.answer(context.get(&format!("status/{status}"))?).await?;
        if answer.headers().get("x-marker").is_none_or(|value| value != "kept") {
            return Err(format!("the headers of status {status} are lost: {:?}", answer.headers()));
        }
    }
    Ok(())
}

pub(super) async fn repeated_headers_are_kept<T: Transport>(context: &Context<'_, T>) -> RetryDecision {
    let answer = context.answer(context.get("headers")?).await?;
    let values: Vec<_> = answer.headers().get_all("x-repeated").iter().collect();
    if values != ["one", "two"] {
        return Err(format!("a header that came as \"one\" and \"two\" became {values:?}"));
    }
    Ok(())
}

pub(super) async fn bodies_are_exact<T: Transport>(context: &Context<'_, T>) -> RetryDecision {
    for length in [0, 1, 256, 700_001] {
        exact(context, &format!("bytes/{length}"), length).await?;
    }
    Ok(())
}

pub(super) async fn chunked_bodies_are_exact<T: Transport>(context: &Context<'_, T>) -> RetryDecision {
    for length in [0, 1, 256, 700_001] {
        exact(context, &format!("bytes/{length}/chunked"), length).await?;
    }
    Ok(())
}

pub(super) async fn bodies_are_decompressed<T: Transport>(context: &Context<'_, T>) -> RetryDecision {
    for length in [1, 256, 200_000] {
        let headers = exact(context, &format!("gzip/{length}"), length).await?;
        if headers.get("x-marker").is_none_or(|value| value != "kept") {
            return Err("the other headers of a compressed answer are lost".to_owned());
        }
        // What described the compressed bytes would mislead whoever reads the body now.
        if let Some(encoding) = headers.get("content-encoding") {
            return Err(format!("the body is decompressed, but content-encoding still says {encoding:?}"));
        }
        let announced = headers.get("content-length").and_then(|value| value.to_str().ok()?.parse().ok());
        if announced.is_some_and(|announced: usize| announced != length) {
            return Err(format!("the body has {length} bytes, but content-length still says {announced:?}"));
        }
    }
    Ok(())
}

async fn exact<T: Transport>(
    context: &Context<'_, T>,
    route: &str,
    length: usize,
) -> RetryDecision<http::HeaderMap> {
    let answer = context.answer(context.get(route)?).await?;
    let (expected, body) = (pattern(length), answer.body());
    if *body != expected {
        let at = body.iter().zip(&expected).take_while(|(got, expected)| got == expected).count();
        return Err(format!(
            "of {length} bytes at {route} came {}; the first difference is at {at}",
            body.len()
        ));
    }
    Ok(answer.into_parts().0.headers)
}

pub(super) async fn redirects_are_handed_on<T: Transport>(context: &Context<'_, T>) -> RetryDecision {
    for status in [301, 302, 303, 307, 308] {
        let route = format!("redirect/{status}");
        for request in [context.get(&route)?, context.post(&route, b"{}")?] {
            // First who got the token: it is the graver of the two.
            let answer = context.answer(request).await;
            let elsewhere = context.seen().await?.into_iter().find(|seen| seen.host == "elsewhere");
            if let Some(seen) = elsewhere {
                let token = if seen.header("authorization").is_empty() { "without" } else { "WITH" };
                return Err(format!("a {status} was followed to another host, {token} the token"));
            }
            let answer = answer?;
            if answer.status() != status {
                return Err(format!("a {status} became {}", answer.status()));
            }
            if !answer.headers().contains_key("location") || answer.body() != "over there" {
                return Err(format!("a {status} has lost its location or its body"));
            }
        }
    }
    Ok(())
}
