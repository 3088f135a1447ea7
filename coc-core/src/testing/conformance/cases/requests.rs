//! Cases about requests.

use std::pin::pin;

use futures_util::future::{Either, join_all, select};

use super::super::context::{CaseContext, Checked, SECRET, Seen, describe};
use crate::transport::Transport;

pub(super) async fn path_is_preserved<T: Transport>(context: &CaseContext<'_, T>) -> Checked {
    target_is_preserved(
        context,
        &["ok/clans/%232PP", "ok/%23%252F/a%2Fb", "ok/trailing/", "ok/a%20b/~x_y-z.0"],
    )
    .await
}

pub(super) async fn query_is_preserved<T: Transport>(context: &CaseContext<'_, T>) -> Checked {
    let routes =
        ["ok/q?name=a%20b%26c&limit=10&after=eyJwb3MiOjF9%3D", "ok/q?b=2&a=1&b=1", "ok/q?empty=&%C3%A4=%23"];
    target_is_preserved(context, &routes).await
}

async fn target_is_preserved<T: Transport>(context: &CaseContext<'_, T>, routes: &[&str]) -> Checked {
    for route in routes {
        let request = context.get(route)?;
        let sent = request.uri().path_and_query().map_or("", |target| target.as_str()).to_owned();
        context.response(request).await?;
        match context.seen().await?.pop() {
            Some(seen) if seen.target == sent => {}
            Some(seen) => return Err(format!("{sent} arrived as {}", seen.target)),
            None => return Err(format!("{sent} has a response but never arrived")),
        }
    }
    Ok(())
}

pub(super) async fn body_and_headers_are_sent<T: Transport>(context: &CaseContext<'_, T>) -> Checked {
    const BODY: &[u8] = b"{\"token\":\"one-time \xC3\xA4 \\u0000\"}";
    context.response(context.post("ok/post", BODY)?).await?;
    context.response(context.get("ok/get")?).await?;
    let seen = context.seen().await?;
    let [post, get] = seen.as_slice() else {
        return Err(format!("two requests arrived as {}", seen.len()));
    };
    if post.method != "POST" || post.body != BODY {
        return Err(format!(
            "a POST of {} bytes arrived as {} of {}",
            BODY.len(),
            post.method,
            post.body.len()
        ));
    }
    if post.header("content-type") != ["application/json"] {
        return Err(format!("the content type of a POST arrived as {:?}", post.header("content-type")));
    }
    if get.method != "GET" || !get.body.is_empty() {
        return Err(format!("a GET arrived as {} with {} bytes", get.method, get.body.len()));
    }
    for seen in [post, get] {
        if seen.header("authorization") != [format!("Bearer {SECRET}")] {
            return Err(format!("the token of a {} did not arrive once and unchanged", seen.method));
        }
        if seen.header("accept") != ["application/json"] {
            return Err(format!("accept: application/json arrived as {:?}", seen.header("accept")));
        }
    }
    Ok(())
}

pub(super) async fn concurrent_responses_are_not_mixed_up<T: Transport>(
    context: &CaseContext<'_, T>,
) -> Checked {
    let names: Vec<String> = (0..50).map(|number| format!("concurrent-{number}")).collect();
    let calls = names.iter().map(|name| async move {
        let response = context.response(context.get(&format!("ok/{name}"))?).await?;
        if response.body() == name.as_bytes() {
            Ok(())
        } else {
            Err(format!("with 50 requests in flight, the response to {name} is {:?}", response.body()))
        }
    });
    join_all(calls).await.into_iter().collect::<Checked>()?;
    let arrived = context.seen().await?.len();
    if arrived == names.len() { Ok(()) } else { Err(format!("50 requests arrived as {arrived}")) }
}

pub(super) async fn dropping_cancels<T: Transport>(context: &CaseContext<'_, T>) -> Checked {
    for (number, route) in [(1, "hang"), (2, "stall")] {
        {
            let sending = pin!(context.transport.send(context.get(route)?));
            let waiting = pin!(context.wait_until_started(number));
            match select(sending, waiting).await {
                Either::Left((Ok(_), _)) => return Err(format!("{route} returned Ok")),
                Either::Left((Err(error), _)) => {
                    return Err(format!("{route} failed before it was dropped: {}", describe(&error)));
                }
                Either::Right((Ok(true), _)) => {}
                Either::Right((Ok(false), _)) => return Err(format!("{route} never arrived")),
                Either::Right((Err(why), _)) => return Err(why),
            }
        }
        if !context.wait_until_closed(number).await? {
            return Err(format!("the future was dropped ({route}), but its connection is still open"));
        }
    }
    context.response(context.get("ok/after")?).await.map(drop)
}

pub(super) async fn requests_are_not_retried<T: Transport>(context: &CaseContext<'_, T>) -> Checked {
    for route in ["reset", "close", "truncated/head", "status/503", "status/429"] {
        for post in [false, true] {
            // Makes a connection that has been used before: HTTP stacks that retry do so on those.
            context.response(context.get("ok/before")?).await?;
            let marked = format!("{route}?{}", if post { "post" } else { "get" });
            let request = if post { context.post(&marked, b"{}")? } else { context.get(&marked)? };
            // The other cases check the result.
            let _ = context.transport.send(request).await;
            let times = |seen: &[Seen]| seen.iter().filter(|seen| seen.target.ends_with(&marked)).count();
            let arrived = times(&context.seen().await?);
            if arrived != 1 {
                return Err(format!("{marked} was sent once and arrived {arrived} times"));
            }
        }
    }
    Ok(())
}
