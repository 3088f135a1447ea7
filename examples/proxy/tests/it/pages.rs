//! Web pages: allowed origins, CORS headers, and static files.

use std::{io::Read as _, path::PathBuf};

use flate2::read::GzDecoder;
use proxy::Folder;

use crate::rig::{Rig, TempFolder, TestResponse, send};

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

async fn get(rig: &Rig, path: &str, headers: &[(&str, &str)]) -> TestResponse {
    send(rig.proxy.address(), "GET", path, headers, "").await.unwrap()
}

#[tokio::test]
async fn a_folder_is_served_with_its_content_types() {
    let folder = TempFolder::new("types");
    folder.write("index.html", "<title>a page</title>");
    folder.write("coc_bg.wasm", b"\0asm");
    let rig = Rig::with(|settings| {
        settings.folders = vec![Folder::at_root(&folder.0), Folder::at("/lib", &folder.0).unwrap()];
    })
    .await;
    let page = get(&rig, "/", &[]).await;
    assert_eq!((page.status, &*page.text()), (200, "<title>a page</title>"));
    assert_eq!(page.header("content-type"), Some("text/html"));
    assert_eq!(get(&rig, "/coc_bg.wasm", &[]).await.header("content-type"), Some("application/wasm"));
    assert_eq!(get(&rig, "/lib/coc_bg.wasm", &[]).await.body, "\0asm");
    assert_eq!(page.header("cache-control"), Some("no-cache"));
    for path in ["/missing.js", "/lib/missing.js", "/../Cargo.toml", "/%2e%2e/%2e%2e/etc/passwd"] {
        assert_eq!(get(&rig, path, &[]).await.status, 404, "{path}");
    }
    let missing = get(&rig, "/v1/nothing", &[]).await;
    assert_eq!(
        (missing.status, &*missing.error().0),
        (404, "notFound"),
        "a folder at / does not hide the API's paths"
    );
}

#[tokio::test]
async fn hidden_files_are_not_served() {
    let folder = TempFolder::new("hidden");
    for file in
        [".env", ".git/config", "a/.htpasswd", "a/.b/c.txt", "shown/x.txt", ".well-known/security.txt"]
    {
        folder.write(file, "content");
    }
    let rig = Rig::with(|settings| {
        settings.folders = vec![Folder::at_root(&folder.0), Folder::at("/lib", &folder.0).unwrap()];
    })
    .await;
    for path in [
        "/.env",
        "/%2eenv",
        "/%2Eenv",
        "/./.env",
        "//.env",
        "/.git/config",
        "/.git/",
        "/.git",
        "/a/.htpasswd",
        "/a//.htpasswd",
        "/a%2F.htpasswd",
        "/a/.b/c.txt",
        "/a/%2eb/c.txt",
        "/shown/../.env",
        "/a/.well-known/x",
        "/.well-known/../.env",
    ] {
        for path in [path.to_owned(), format!("/lib{path}")] {
            assert_eq!(get(&rig, &path, &[]).await.status, 404, "{path}");
        }
    }
    assert_eq!(get(&rig, "/shown/x.txt", &[]).await.status, 200);
    assert_eq!(get(&rig, "/.well-known/security.txt", &[]).await.status, 200, "it is made to be served");
}

#[cfg(unix)]
#[tokio::test]
async fn links_out_of_the_folder_are_not_followed() {
    use std::os::unix::fs::symlink;
    let (outside, folder) = (TempFolder::new("outside"), TempFolder::new("inside"));
    outside.write("secret.txt", "secret");
    outside.write("index.html", "secret");
    folder.write("real/page.html", "page");
    folder.write("app.js", "app");
    folder.write(".hidden/key", "secret");
    let link = |target: PathBuf, name: &str| symlink(target, folder.0.join(name)).unwrap();
    link(outside.0.join("secret.txt"), "secret.txt");
    link(outside.0.clone(), "outside");
    link(PathBuf::from("../").join(outside.0.file_name().unwrap()), "relative");
    link(outside.0.join("secret.txt"), "app.js.gz");
    link(PathBuf::from("real"), "alias");
    link(PathBuf::from(".hidden/key"), "key");
    std::fs::create_dir(folder.0.join("sub")).unwrap();
    link(outside.0.join("index.html"), "sub/index.html");
    let rig = Rig::with(|settings| settings.folders = vec![Folder::at_root(&folder.0)]).await;
    for path in [
        "/secret.txt",
        "/outside/secret.txt",
        "/outside/",
        "/relative/secret.txt",
        "/sub/",
        "/alias/../secret.txt",
        "/key",
    ] {
        let response = get(&rig, path, &[]).await;
        assert_eq!((response.status, response.text().contains("secret")), (404, false), "{path}");
    }
    let script = get(&rig, "/app.js", &[("accept-encoding", "gzip")]).await;
    assert!(!script.text().contains("secret"), "a compressed form may be a link, too");
    assert_eq!(
        get(&rig, "/alias/page.html", &[]).await.text(),
        "page",
        "links within the folder are followed"
    );

    let linked = TempFolder::new("linked");
    symlink(&folder.0, linked.0.join("page")).unwrap();
    let rig = Rig::with(|settings| settings.folders = vec![Folder::at_root(linked.0.join("page"))]).await;
    assert_eq!(get(&rig, "/real/page.html", &[]).await.text(), "page", "the folder itself may be a link");
}

#[tokio::test]
async fn files_are_compressed() {
    let folder = TempFolder::new("compressed");
    let module = [b"\0asm".as_slice(), &vec![7; 50_000]].concat();
    folder.write("coc_bg.wasm", &module);
    folder.write("app.js", "let a = 1;\n".repeat(1_000));
    let rig = Rig::with(|settings| settings.folders = vec![Folder::at_root(&folder.0)]).await;
    for path in ["/coc_bg.wasm", "/app.js"] {
        let plain = get(&rig, path, &[]).await;
        let compressed = get(&rig, path, &[("accept-encoding", "gzip, deflate, br, zstd")]).await;
        assert_eq!(compressed.header("content-encoding"), Some("gzip"), "{path}");
        assert!(compressed.header("vary").unwrap().contains("accept-encoding"), "{path}");
        assert_eq!(compressed.header("content-type"), plain.header("content-type"), "{path}");
        assert!(compressed.body.len() * 10 < plain.body.len(), "{path}");
        let mut read = Vec::new();
        GzDecoder::new(&*compressed.body).read_to_end(&mut read).unwrap();
        assert_eq!(read, plain.body, "{path}");
    }
}

#[tokio::test]
async fn every_response_has_security_headers() {
    let folder = TempFolder::new("headers");
    folder.write("index.html", "<title>a page</title>");
    let rig = Rig::with(|settings| settings.folders = vec![Folder::at("/page", &folder.0).unwrap()]).await;
    let clan = format!("/v1{}", rig.clan());
    for path in ["/page/", "/page/missing", "/", "/healthz", "/metrics", "/nothing", "/v1/nothing", &*clan] {
        let response = get(&rig, path, &[]).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("x-frame-options", "DENY"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(response.header(name), Some(value), "{path}");
        }
        let policy = response.header("content-security-policy").unwrap();
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert_eq!(policy.contains("script-src"), path.starts_with("/page"), "{path}: {policy}");
        assert_eq!(response.header("server"), None, "{path}");
    }
    let own = Rig::with(|settings| {
        settings.folders = vec![Folder::at("/page", &folder.0).unwrap()];
        settings.content_security_policy = "default-src https:".parse().unwrap();
    })
    .await;
    let page = get(&own, "/page/", &[]).await;
    assert_eq!(page.header("content-security-policy"), Some("default-src https:"));
}
