//! The program: its announcement, its errors, and how it stops.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

fn program(arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_simulator"))
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn it_prints_its_addresses_and_stops_on_sigterm() {
    let mut child = program(&["--clans", "20", "--seed", "3"]);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().take(9);
    let announced: HashMap<String, String> = lines
        .map(|line| line.unwrap())
        .map(|line| line.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())).unwrap())
        .collect();
    for name in
        ["base-url", "token", "portal-url", "email", "password", "clan", "player", "player-token", "war"]
    {
        assert!(announced.contains_key(name), "{name} is missing in {:?}", announced.keys());
    }
    let address = announced["base-url"].trim_start_matches("http://").trim_end_matches("/v1");
    assert!(TcpStream::connect(address).is_ok());
    let sent = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    assert!(child.wait().unwrap().success());
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn a_public_address_is_rejected() {
    let output = program(&["--host", "0.0.0.0"]).wait_with_output().unwrap();
    assert!(!output.status.success() && output.stdout.is_empty());
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("loopback"));
}

#[test]
fn a_port_in_use_is_named_with_its_address() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let output = program(&["--port", &address.port().to_string()]).wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains(&format!("cannot listen on {address}: ")), "{error}");
    assert!(error.contains("--port"), "{error}");
}

#[test]
fn completions_are_printed_for_every_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = program(&["--completions", shell]).wait_with_output().unwrap();
        assert!(output.status.success());
        assert!(String::from_utf8(output.stdout).unwrap().contains("retry-after"), "{shell}");
    }
}
