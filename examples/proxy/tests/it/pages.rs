//! Web pages: which may ask, and what their browser is told.

use proxy::Folder;

use crate::rig::{Reply, Rig, send};

const PAGE: &str = "https://clan.example";

async fn listed() -> Rig {
    Rig::with(|settings| settings.origins = format!("{PAGE}, http://localhost:5173").parse().unwrap()).await
}

async fn preflight(rig: &Rig, origin: &str) -> Reply {
    let headers = [
        ("origin", origin),
        ("access-control-request-method", "GET"),
        ("access-control-request-headers", "x-api-key,x-special"),
    ];
    send(rig.proxy.address(), "OPTIONS", &format!("/v1{}", rig.clan()), &headers, "").await.unwrap()
}

#[tokio::test]
async fn a_page_that_is_allowed_reads_answers_and_their_headers() {
    let rig = listed().await;
    let reply = rig.get_with(&rig.clan(), &[("origin", PAGE)]).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("access-control-allow-origin"), Some(PAGE));
    assert_eq!(reply.header("access-control-allow-credentials"), None);
    let exposed = reply.header("access-control-expose-headers").unwrap();
    for name in ["age", "cache-status", "etag", "retry-after"] {
        assert!(exposed.contains(name), "{exposed}");
    }
    let varies = reply.headers.get_all("vary").iter().any(|vary| vary.to_str().unwrap().contains("origin"));
    assert!(varies, "another page must not be given this answer out of a cache");
}

#[tokio::test]
async fn a_page_that_is_allowed_reads_refusals_too() {
    let rig = listed().await;
    let path = format!("/players/{}", rig.simulator.samples().unknown_tag.replace('#', "%23"));
    let reply = rig.get_with(&path, &[("origin", PAGE)]).await;
    assert_eq!((reply.status, reply.header("access-control-allow-origin")), (404, Some(PAGE)));
    let reply = rig.get_with("/nothing", &[("origin", PAGE)]).await;
    assert_eq!((reply.status, reply.header("access-control-allow-origin")), (404, Some(PAGE)));
}

#[tokio::test]
async fn a_page_that_is_not_allowed_is_refused_before_anything_is_asked() {
    let rig = listed().await;
    for origin in ["https://evil.example", "https://clan.example.evil.example", "http://clan.example", "null"]
    {
        let reply = rig.get_with(&rig.clan(), &[("origin", origin)]).await;
        assert_eq!((reply.status, &*reply.refusal().0), (403, "accessDenied"), "{origin}");
        assert_eq!(reply.header("access-control-allow-origin"), None, "{origin}");
        assert_eq!(preflight(&rig, origin).await.header("access-control-allow-origin"), None, "{origin}");
    }
    assert_eq!(rig.asked(), 0);
}

#[tokio::test]
async fn a_preflight_is_answered_for_pages_that_are_allowed_and_costs_nothing() {
    let rig = listed().await;
    let reply = preflight(&rig, PAGE).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("access-control-allow-origin"), Some(PAGE));
    assert_eq!(reply.header("access-control-allow-headers"), Some("x-api-key,x-special"));
    assert!(reply.header("access-control-allow-methods").unwrap().contains("GET"));
    assert_eq!(reply.header("access-control-max-age"), Some("86400"));
    assert_eq!(rig.asked(), 0);
}

#[tokio::test]
async fn with_client_keys_a_preflight_needs_none_because_browsers_send_none() {
    let rig = Rig::with(|settings| {
        settings.client_keys = "0123456789abcdef".parse().unwrap();
        settings.origins = PAGE.parse().unwrap();
    })
    .await;
    assert_eq!(preflight(&rig, PAGE).await.header("access-control-allow-origin"), Some(PAGE));
    assert_eq!(rig.get_with(&rig.clan(), &[("origin", PAGE)]).await.status, 403);
}

#[tokio::test]
async fn any_page_may_ask_if_all_may() {
    let rig = Rig::with(|settings| settings.origins = "*".parse().unwrap()).await;
    let reply = rig.get_with(&rig.clan(), &[("origin", "https://any.example")]).await;
    assert_eq!((reply.status, reply.header("access-control-allow-origin")), (200, Some("*")));
}

#[tokio::test]
async fn the_proxys_own_page_may_ask_but_not_under_a_name_of_somebody_else() {
    let rig = Rig::start().await;
    let own = format!("http://{}", rig.proxy.address());
    assert_eq!(rig.get_with(&rig.clan(), &[("origin", &own)]).await.status, 200);
    let reply =
        rig.get_with(&rig.clan(), &[("host", "evil.example"), ("origin", "http://evil.example")]).await;
    assert_eq!((reply.status, &*reply.refusal().0), (403, "accessDenied"));
}

#[tokio::test]
async fn a_folder_is_served_as_it_is() {
    let folder = std::env::temp_dir().join(format!("coc-proxy-pages-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("index.html"), "<title>a page</title>").unwrap();
    std::fs::write(folder.join("coc_bg.wasm"), b"\0asm").unwrap();
    let rig = Rig::with(|settings| {
        settings.folders = vec![Folder::at_root(&folder), Folder::at("/lib", &folder).unwrap()];
    })
    .await;
    let ask = async |path| send(rig.proxy.address(), "GET", path, &[], "").await.unwrap();

    let page = ask("/").await;
    assert_eq!((page.status, &*page.text()), (200, "<title>a page</title>"));
    assert_eq!(page.header("content-type"), Some("text/html"));
    assert_eq!(ask("/coc_bg.wasm").await.header("content-type"), Some("application/wasm"));
    assert_eq!(ask("/lib/coc_bg.wasm").await.body, "\0asm");
    assert_eq!(page.header("cache-control"), Some("no-cache"));
    for path in ["/missing.js", "/lib/missing.js", "/../Cargo.toml", "/%2e%2e/%2e%2e/etc/passwd"] {
        assert_eq!(ask(path).await.status, 404, "{path}");
    }
    let lost = ask("/v1/nothing").await;
    assert_eq!((lost.status, &*lost.refusal().0), (404, "notFound"), "the API's paths stay the API's");
    std::fs::remove_dir_all(&folder).unwrap();
}
