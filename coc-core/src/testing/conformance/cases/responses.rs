//! Cases about responses.

use super::super::{
    context::{CaseContext, Checked},
    pattern,
};
use crate::transport::Transport;

pub(super) async fn any_status_is_ok<T: Transport>(context: &CaseContext<'_, T>) -> Checked {
    for status in [200, 201, 204, 304, 400, 401, 403, 404, 418, 429, 500, 502, 503, 504, 599] {
        status_is_ok(context, status).await?;
    }
    Ok(())
}

/// A separate case, because some platforms handle 407 (about proxies) themselves.
pub(super) async fn status_407_is_ok<T: Transport>(context: &CaseContext<'_, T>) -> Checked {
    status_is_ok(context, 407).await
}

async fn status_is_ok<T: Transport>(context: &CaseContext<'_, T>, status: u16) -> Checked {
    let response = context.response(context.get(&format!("status/{status}"))?).await?;
    if response.status() != status {
        return Err(format!("status {status} became {}", response.status()));
    }
    let body = if matches!(status, 204 | 304) { String::new() } else { format!("status {status}") };
    if response.body() == body.as_bytes() {
        Ok(())
    } else {
        Err(format!("the body of status {status} became {:?}", response.body()))
    }
}

pub(super) async fn headers_are_preserved<T: Transport>(context: &CaseContext<'_, T>) -> Checked {
    let response = context.response(context.get("headers")?).await?;
    for (name, value) in [("cache-control", "public max-age=600"), ("x-between", "x"), ("x-empty", "")] {
        match response.headers().get(name) {
            Some(received) if received == value => {}
            other => return Err(format!("{name}: {value:?} became {other:?}")),
        }
    }
    for status in [404, 503] {
        let response = context.response(context.get(&format!("status/{status}"))?).await?;
        if response.headers().get("x-marker").is_none_or(|value| value != "intact") {
            return Err(format!("the headers of status {status} are lost: {:?}", response.headers()));
        }
    }
    Ok(())
}

pub(super) async fn repeated_headers_are_preserved<T: Transport>(context: &CaseContext<'_, T>) -> Checked {
    let response = context.response(context.get("headers")?).await?;
    let values: Vec<_> = response.headers().get_all("x-repeated").iter().collect();
    if values != ["one", "two"] {
        return Err(format!("a header that came as \"one\" and \"two\" became {values:?}"));
    }
    Ok(())
}

pub(super) async fn bodies_are_exact<T: Transport>(context: &CaseContext<'_, T>) -> Checked {
    for length in [0, 1, 256, 700_001] {
        exact(context, &format!("bytes/{length}"), length).await?;
    }
    Ok(())
}

pub(super) async fn chunked_bodies_are_exact<T: Transport>(context: &CaseContext<'_, T>) -> Checked {
    for length in [0, 1, 256, 700_001] {
        exact(context, &format!("bytes/{length}/chunked"), length).await?;
    }
    Ok(())
}

pub(super) async fn bodies_are_decompressed<T: Transport>(context: &CaseContext<'_, T>) -> Checked {
    for length in [1, 256, 200_000] {
        let headers = exact(context, &format!("gzip/{length}"), length).await?;
        if headers.get("x-marker").is_none_or(|value| value != "intact") {
            return Err("the other headers of a compressed response are lost".to_owned());
        }
        // Headers that describe the compressed bytes are wrong for the decompressed body.
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
    context: &CaseContext<'_, T>,
    route: &str,
    length: usize,
) -> Checked<http::HeaderMap> {
    let response = context.response(context.get(route)?).await?;
    let (expected, body) = (pattern(length), response.body());
    if *body != expected {
        let at = body.iter().zip(&expected).take_while(|(got, expected)| got == expected).count();
        return Err(format!(
            "of {length} bytes at {route} came {}; the first difference is at {at}",
            body.len()
        ));
    }
    Ok(response.into_parts().0.headers)
}

pub(super) async fn redirects_are_not_followed<T: Transport>(context: &CaseContext<'_, T>) -> Checked {
    for status in [301, 302, 303, 307, 308] {
        let route = format!("redirect/{status}");
        for request in [context.get(&route)?, context.post(&route, b"{}")?] {
            // A request at the other host comes first: it is graver than a wrong response.
            let response = context.response(request).await;
            let elsewhere = context.seen().await?.into_iter().find(|seen| seen.host == "elsewhere");
            if let Some(seen) = elsewhere {
                let token = if seen.header("authorization").is_empty() { "without" } else { "WITH" };
                return Err(format!("a {status} was followed to another host, {token} the token"));
            }
            let response = response?;
            if response.status() != status {
                return Err(format!("a {status} became {}", response.status()));
            }
            if !response.headers().contains_key("location") || response.body() != "over there" {
                return Err(format!("a {status} has lost its location or its body"));
            }
        }
    }
    Ok(())
}
