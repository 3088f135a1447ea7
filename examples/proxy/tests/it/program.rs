//! The program: its announcement, its errors, its secrets, and how it stops.

use std::{
    collections::HashMap,
    fmt::Write as _,
    io::{BufRead as _, BufReader, Read as _},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;
use simulator::Simulator;

use crate::rig::{Connection, TempFolder, TestResponse, send};

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_proxy"));
    command.args(arguments).env_clear().stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Starts the program and reads its announcement.
fn start(command: &mut Command, lines: usize) -> (Child, HashMap<String, String>) {
    let mut child = command.spawn().unwrap();
    let out = BufReader::new(child.stdout.take().unwrap()).lines().take(lines);
    let announced = out
        .map(|line| line.unwrap().split_once('=').map(|(name, value)| (name.into(), value.into())).unwrap());
    let announced = announced.collect();
    (child, announced)
}

fn terminate(mut child: Child) -> String {
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    let mut log = String::new();
    child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    assert!(child.wait().unwrap().success(), "{log}");
    log
}

/// The message of a program that ends because of wrong arguments or settings.
fn failure(output: &Output) -> String {
    failure_with(2, output)
}

fn failure_with(code: i32, output: &Output) -> String {
    assert!(output.status.code() == Some(code) && output.stdout.is_empty(), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_runs_the_simulator_and_the_page() {
    let folder = std::env::temp_dir().join(format!("coc-proxy-demo-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("index.html"), "<title>a page</title>").unwrap();
    let web = folder.to_str().unwrap();
    let (child, announced) = start(&mut program(&["--demo", "--listen", "127.0.0.1:0", "--web", web]), 3);
    let address =
        announced["base-url"].trim_start_matches("http://").trim_end_matches("/v1").parse().unwrap();
    assert_eq!(announced["page"], format!("http://{address}/"));
    assert!(announced["simulator"].starts_with("http://127.0.0.1:"));
    let page = send(address, "GET", "/", &[], "").await.unwrap();
    assert!(page.text().contains("a page"));
    let found = send(address, "GET", "/v1/clans?minMembers=2&limit=1", &[], "").await.unwrap();
    assert_eq!((found.status, found.json()["items"].as_array().unwrap().len()), (200, 1));
    terminate(child);
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Starts the demo in this folder with `cargo` and everything else out of reach, and returns what
/// it serves at these paths.
async fn demo_in(folder: &TempFolder, executable: &Path, paths: &[&str]) -> Vec<TestResponse> {
    // A `cargo` that leaves a trace.
    folder.write("bin/cargo", "#!/bin/sh\ntouch called\n");
    let cargo = folder.0.join("bin/cargo");
    assert!(Command::new("chmod").arg("+x").arg(&cargo).status().unwrap().success());
    let mut command = Command::new(executable);
    command.args(["--demo", "--listen", "127.0.0.1:0"]).current_dir(&folder.0).env_clear();
    command
        .env("PATH", folder.0.join("bin"))
        .env("CARGO", &cargo)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let (child, announced) = start(&mut command, 3);
    let address = announced["page"].trim_start_matches("http://").trim_end_matches('/').parse().unwrap();
    let mut served = Vec::new();
    for path in paths {
        served.push(send(address, "GET", path, &[], "").await.unwrap());
    }
    terminate(child);
    assert!(!folder.0.join("called").exists(), "cargo was run");
    served
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_serves_the_page_of_the_checkout_in_which_it_runs() {
    let folder = TempFolder::new("checkout");
    folder.write("examples/web/index.html", "<title>the page</title>");
    folder.write("coc-transport-wasm/npm/package.json", "{}");
    let executable = Path::new(env!("CARGO_BIN_EXE_proxy"));

    let missing = &demo_in(&folder, executable, &["/"]).await[0];
    let text = missing.text();
    assert_eq!((missing.status, missing.header("content-type")), (200, Some("text/html; charset=utf-8")));
    for word in [
        "The npm package is not built",
        "browser.js does not exist",
        "cargo run -p pack",
        "rustup target add",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
    folder.write("coc-transport-wasm/npm/dist/browser.js", "module");
    let text = demo_in(&folder, executable, &["/"]).await[0].text();
    assert!(text.contains("coc_bg.wasm does not exist"), "{text}");

    folder.write("coc-transport-wasm/npm/dist/coc_bg.wasm", "\0asm");
    let served = demo_in(&folder, executable, &["/", "/coc-api/browser.js", "/coc-api/coc_bg.wasm"]).await;
    let texts: Vec<_> = served.iter().map(TestResponse::text).collect();
    assert_eq!(texts, ["<title>the page</title>", "module", "\0asm"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_without_a_checkout_says_where_the_page_is() {
    let folder = TempFolder::new("nowhere");
    let executable = folder.0.join("proxy");
    std::fs::copy(env!("CARGO_BIN_EXE_proxy"), &executable).unwrap();
    let served = demo_in(&folder, &executable, &["/", "/v1/locations?limit=5"]).await;
    assert!(served[0].text().contains("no checkout"), "{}", served[0].text());
    assert_eq!(served[1].status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_in_the_log_metrics_or_responses() {
    let simulator = Simulator::builder().clans(24).start().await.unwrap();
    let key = "0123456789abcdef-site";
    let (child, announced) = start(
        program(&["--listen", "127.0.0.1:0", "--log", "trace"])
            .env("COC_BASE_URL", simulator.base_url())
            .env("COC_TOKENS", format!("{},another-token-that-is-wrong", simulator.token()))
            .env("COC_PROXY_CLIENT_KEYS", format!("site:{key}")),
        1,
    );
    let address =
        announced["base-url"].trim_start_matches("http://").trim_end_matches("/v1").parse().unwrap();
    let clan = format!("/v1/clans/{}", simulator.samples().clan.replace('#', "%23"));
    let mut seen = String::new();
    for headers in [[("x-api-key", key)], [("x-api-key", "a-wrong-key-of-a-stranger")]] {
        for path in [&*clan, "/v1/leagues", "/v1/locations?limit=1", "/metrics"] {
            let response = send(address, "GET", path, &headers, "").await.unwrap();
            write!(seen, "{:?}", response.headers).unwrap();
            seen.push_str(&String::from_utf8_lossy(&response.body));
        }
    }
    let log = terminate(child);
    assert!(log.contains("proxy::access") && log.contains("client=\"site\""), "requests are logged: {log}");
    for secret in [simulator.token(), "another-token-that-is-wrong", key, "a-wrong-key-of-a-stranger"] {
        assert!(!log.contains(secret), "the log contains a secret");
        assert!(!seen.contains(secret), "a response contains a secret");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_an_account_keys_are_created_and_renewed_when_the_address_changes() {
    let simulator = Simulator::builder().clans(24).start().await.unwrap();
    let (child, announced) = start(
        program(&[
            "--listen",
            "127.0.0.1:0",
            "--log",
            "debug",
            "--key-count",
            "2",
            "--stale",
            "0",
            "--cache",
            "1",
        ])
        .env("COC_BASE_URL", simulator.base_url())
        .env("COC_PORTAL_URL", simulator.portal_url())
        .env("COC_EMAIL", simulator.email())
        .env("COC_PASSWORD", simulator.password()),
        1,
    );
    let address =
        announced["base-url"].trim_start_matches("http://").trim_end_matches("/v1").parse().unwrap();
    for (caller, path) in [([203, 0, 113, 7], "/v1/leagues"), ([198, 51, 100, 4], "/v1/warleagues")] {
        simulator.set_caller_ip(caller.into());
        let response = send(address, "GET", path, &[], "").await.unwrap();
        assert_eq!(response.status, 200, "{}", response.text());
    }
    let ours = |key: &simulator::Key| key.name == "coc-proxy";
    let keys: Vec<_> = simulator.keys(simulator.email()).into_iter().filter(ours).collect();
    assert_eq!(keys.len(), 2, "stale keys are revoked");
    let log = terminate(child);
    for secret in keys.iter().map(|key| &*key.token).chain([simulator.password()]) {
        assert!(!log.contains(secret), "the log contains a secret");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limit_of_open_files_is_raised_for_the_connections() {
    let mut limited = Command::new("sh");
    let exec = format!("ulimit -S -n 64 && exec {} --listen 127.0.0.1:0", env!("CARGO_BIN_EXE_proxy"));
    limited.args(["-c", &exec]).env("COC_TOKEN", "a-token").stdout(Stdio::piped()).stderr(Stdio::piped());
    let (child, announced) = start(&mut limited, 1);
    let address: SocketAddr =
        announced["base-url"].trim_start_matches("http://").trim_end_matches("/v1").parse().unwrap();
    let mut open = Vec::new();
    for _ in 0..100 {
        let mut connection = Connection::open(address).await.unwrap();
        assert_eq!(connection.send("GET", "/healthz", &[], "").await.unwrap().status, 200);
        open.push(connection);
    }
    drop(open);
    terminate(child);
}

#[test]
fn an_open_relay_is_refused_at_start() {
    let output = program(&["--listen", "0.0.0.0:0"]).env("COC_TOKEN", "a-token").output().unwrap();
    let error = failure(&output);
    assert!(
        error.contains("0.0.0.0:0 can be reached from other machines") && !error.contains("a-token"),
        "{error}"
    );
}

#[test]
fn errors_name_the_missing_or_wrong_setting() {
    assert!(failure(&program(&[]).output().unwrap()).contains("set COC_TOKEN"));
    let half = program(&[]).env("COC_EMAIL", "me@example.com").output().unwrap();
    assert!(failure(&half).contains("set both COC_EMAIL and COC_PASSWORD"));
    let both = program(&[]).env("COC_TOKEN", "a-token").env("COC_EMAIL", "me@example.com").output().unwrap();
    assert!(failure(&both).contains("set one of the two"));
    let missing = program(&["--tokens-file", "/nowhere/tokens"]).output().unwrap();
    assert!(failure(&missing).contains("/nowhere/tokens"));
    let short =
        program(&[]).env("COC_TOKEN", "a-token").env("COC_PROXY_CLIENT_KEYS", "hunter2").output().unwrap();
    let error = failure(&short);
    assert!(error.contains("COC_PROXY_CLIENT_KEYS: client key 1 is shorter") && !error.contains("hunter2"));
    let occupied = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = occupied.local_addr().unwrap().to_string();
    let taken = program(&["--listen", &address]).env("COC_TOKEN", "a-token").output().unwrap();
    assert!(failure_with(1, &taken).contains(&format!("cannot listen on {address}")));
}

/// The folder of the program's sources, where its other files are.
fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_example_configuration_starts_and_logs_json_from_start_to_stop() {
    let simulator = Simulator::builder().clans(24).start().await.unwrap();
    let file = source("proxy.toml");
    let (child, announced) = start(
        program(&["--config", file.to_str().unwrap(), "--listen", "127.0.0.1:0"])
            .env("COC_BASE_URL", simulator.base_url())
            .env("COC_TOKEN", simulator.token()),
        1,
    );
    let address =
        announced["base-url"].trim_start_matches("http://").trim_end_matches("/v1").parse().unwrap();
    let headers = [("x-request-id", "id-of-a-test")];
    assert_eq!(send(address, "GET", "/v1/leagues", &headers, "").await.unwrap().status, 200);
    let log = terminate(child);
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let lines: Vec<_> = lines.iter().filter(|line| line["target"] != "coc").collect();
    let messages: Vec<_> = lines.iter().map(|line| line["message"].as_str().unwrap()).collect();
    assert_eq!(messages, ["started", "request completed", "stopping", "stopped"], "{log}");
    assert_eq!(lines[0]["address"], address.to_string());
    let expected = [("request_id", "id-of-a-test"), ("path", "/v1/leagues"), ("target", "proxy::access")];
    for (field, value) in expected {
        assert_eq!(lines[1][field], value, "{log}");
    }
    assert_eq!(lines[1]["status"], 200);
}

#[test]
fn an_error_at_the_start_is_a_line_of_json_if_the_log_is() {
    let error = failure(&program(&["--log-format", "json"]).output().unwrap());
    let line: Value = serde_json::from_str(error.trim_end()).unwrap();
    assert!(line["error"].as_str().unwrap().contains("set COC_TOKEN"), "{error}");
    assert_eq!(line["level"], "ERROR");
}

#[test]
fn an_error_in_the_configuration_names_the_file_and_the_entry() {
    let file = std::env::temp_dir().join(format!("coc-proxy-{}.toml", std::process::id()));
    let path = file.to_str().unwrap();
    for (text, message) in [
        ("rates = 1", "`rates` is no setting"),
        ("listen = \"nowhere\"", "invalid value 'nowhere' for '--listen <ADDRESS>'"),
        ("listen = ", "TOML parse error at line 1"),
    ] {
        std::fs::write(&file, text).unwrap();
        for command in [&mut program(&["--config", path]), program(&[]).env("COC_PROXY_CONFIG", path)] {
            let error = failure(&command.env("COC_TOKEN", "a-token").output().unwrap());
            assert!(error.contains(path) && error.contains(message), "{error}");
        }
    }
    std::fs::remove_file(&file).unwrap();
    assert!(failure(&program(&["--config", path]).output().unwrap()).contains(path));
}

#[test]
fn the_unit_and_the_dockerfile_use_flags_and_variables_that_exist() {
    let help = String::from_utf8(program(&["--help"]).output().unwrap().stdout).unwrap();
    let mut used = 0;
    for name in ["coc-proxy.service", "Dockerfile"] {
        let text = std::fs::read_to_string(source(name)).unwrap();
        let lines =
            text.lines().filter(|line| ["ExecStart=", "ENV "].iter().any(|start| line.starts_with(start)));
        for word in lines.flat_map(str::split_whitespace) {
            let word = word.split_once('=').map_or(word, |(name, _)| name);
            if word.starts_with("--") || word.starts_with("COC_") {
                assert!(help.contains(word), "{name}: {word}");
                used += 1;
            }
        }
    }
    assert_eq!(used, 5);
}

#[test]
fn a_completion_script_is_printed_for_each_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = program(&["--completions", shell]).output().unwrap();
        let script = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && script.contains("connections-per-address"), "{shell}");
    }
}

#[test]
fn help_names_the_secret_variables_and_hides_their_values() {
    let output =
        program(&["--help"]).env("COC_TOKEN", "a-secret").env("COC_BASE_URL", "a-secret").output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    assert!(help.contains("COC_TOKEN") && help.contains("COC_PROXY_CLIENT_KEYS"));
    assert!(!help.contains("a-secret"));
}

#[test]
fn wrong_settings_have_the_exit_code_of_wrong_arguments() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = listener.local_addr().unwrap().to_string();
    for (arguments, code) in [
        (&["--nonsense"][..], 2),
        (&["--config", "/nowhere.toml"], 2),
        (&["--listen", "0.0.0.0:0"], 2),
        (&["--listen", &taken], 1),
    ] {
        let output = program(arguments).env("COC_TOKEN", "a-token").output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {error}");
    }
}
