//! Web pages: allowed origins, CORS headers, and static files.

use proxy::Folder;

use crate::rig::{Rig, TestResponse, send};

const PAGE: &str = "https://clan.example";

async fn listed() -> Rig {
    Rig::with(|settings| settings.origins = format!("{PAGE}, http://localhost:5173").parse().unwrap()).await
}

async fn preflight(rig: &Rig, origin: &str) -> TestResponse {
    let headers = [
        ("origin", origin),
        ("access-control-request-method", "GET"),
        ("access-control-request-headers", "x-api-key,x-special"),
    ];
    send(rig.proxy.address(), "OPTIONS", &format!("/v1{}", rig.clan()), &headers, "").await.unwrap()
}

#[tokio::test]
async fn an_allowed_origin_can_read_responses_and_their_headers() {
    let rig = listed().await;
    let response = rig.get_with(&rig.clan(), &[("origin", PAGE)]).await;
    assert_eq!(response.status, 200);
    assert_eq!(response.header("access-control-allow-origin"), Some(PAGE));
    assert_eq!(response.header("access-control-allow-credentials"), None);
    let exposed = response.header("access-control-expose-headers").unwrap();
    for name in ["age", "cache-status", "etag", "retry-after"] {
        assert!(exposed.contains(name), "{exposed}");
    }
    let varies =
        response.headers.get_all("vary").iter().any(|vary| vary.to_str().unwrap().contains("origin"));
    assert!(varies, "a cache must not serve this response to another page");
}

#[tokio::test]
async fn an_allowed_origin_can_read_errors() {
    let rig = listed().await;
    let path = format!("/players/{}", rig.simulator.samples().unknown_tag.replace('#', "%23"));
    let response = rig.get_with(&path, &[("origin", PAGE)]).await;
    assert_eq!((response.status, response.header("access-control-allow-origin")), (404, Some(PAGE)));
    let response = rig.get_with("/nothing", &[("origin", PAGE)]).await;
    assert_eq!((response.status, response.header("access-control-allow-origin")), (404, Some(PAGE)));
}

#[tokio::test]
async fn an_origin_that_is_not_allowed_is_rejected_before_the_api_is_requested() {
    let rig = listed().await;
    for origin in ["https://evil.example", "https://clan.example.evil.example", "http://clan.example", "null"]
    {
        let response = rig.get_with(&rig.clan(), &[("origin", origin)]).await;
        assert_eq!((response.status, &*response.error().0), (403, "accessDenied"), "{origin}");
        assert_eq!(response.header("access-control-allow-origin"), None, "{origin}");
        assert_eq!(preflight(&rig, origin).await.header("access-control-allow-origin"), None, "{origin}");
    }
    assert_eq!(rig.api_requests(), 0);
}

#[tokio::test]
async fn a_preflight_of_an_allowed_origin_succeeds_without_a_request_to_the_api() {
    let rig = listed().await;
    let response = preflight(&rig, PAGE).await;
    assert_eq!(response.status, 200);
    assert_eq!(response.header("access-control-allow-origin"), Some(PAGE));
    assert_eq!(response.header("access-control-allow-headers"), Some("x-api-key,x-special"));
    assert!(response.header("access-control-allow-methods").unwrap().contains("GET"));
    assert_eq!(response.header("access-control-max-age"), Some("86400"));
    assert_eq!(rig.api_requests(), 0);
}

#[tokio::test]
async fn a_preflight_needs_no_client_key_because_browsers_send_none() {
    let rig = Rig::with(|settings| {
        settings.client_keys = "0123456789abcdef".parse().unwrap();
        settings.origins = PAGE.parse().unwrap();
    })
    .await;
    assert_eq!(preflight(&rig, PAGE).await.header("access-control-allow-origin"), Some(PAGE));
    assert_eq!(rig.get_with(&rig.clan(), &[("origin", PAGE)]).await.status, 403);
}

#[tokio::test]
async fn any_origin_is_allowed_with_an_asterisk() {
    let rig = Rig::with(|settings| settings.origins = "*".parse().unwrap()).await;
    let response = rig.get_with(&rig.clan(), &[("origin", "https://any.example")]).await;
    assert_eq!((response.status, response.header("access-control-allow-origin")), (200, Some("*")));
}

#[tokio::test]
async fn the_proxys_own_origin_is_allowed_but_not_under_a_foreign_host() {
    let rig = Rig::start().await;
    let own = format!("http://{}", rig.proxy.address());
    assert_eq!(rig.get_with(&rig.clan(), &[("origin", &own)]).await.status, 200);
    let response =
        rig.get_with(&rig.clan(), &[("host", "evil.example"), ("origin", "http://evil.example")]).await;
    assert_eq!((response.status, &*response.error().0), (403, "accessDenied"));
}

#[tokio::test]
async fn a_folder_is_served_with_its_content_types() {
    let folder = std::env::temp_dir().join(format!("coc-proxy-pages-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("index.html"), "<title>a page</title>").unwrap();
    std::fs::write(folder.join("coc_bg.wasm"), b"\0asm").unwrap();
    let rig = Rig::with(|settings| {
        settings.folders = vec![Folder::at_root(&folder), Folder::at("/lib", &folder).unwrap()];
    })
    .await;
    let get = async |path| send(rig.proxy.address(), "GET", path, &[], "").await.unwrap();

    let page = get("/").await;
    assert_eq!((page.status, &*page.text()), (200, "<title>a page</title>"));
    assert_eq!(page.header("content-type"), Some("text/html"));
    assert_eq!(get("/coc_bg.wasm").await.header("content-type"), Some("application/wasm"));
    assert_eq!(get("/lib/coc_bg.wasm").await.body, "\0asm");
    assert_eq!(page.header("cache-control"), Some("no-cache"));
    for path in ["/missing.js", "/lib/missing.js", "/../Cargo.toml", "/%2e%2e/%2e%2e/etc/passwd"] {
        assert_eq!(get(path).await.status, 404, "{path}");
    }
    let missing = get("/v1/nothing").await;
    assert_eq!(
        (missing.status, &*missing.error().0),
        (404, "notFound"),
        "a folder at / does not hide the API's paths"
    );
    std::fs::remove_dir_all(&folder).unwrap();
}
