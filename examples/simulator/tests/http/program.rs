//! The program: what it prints, what it refuses, and how it stops.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader};
use std::net::TcpStream;
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
fn it_says_where_it_is_and_stops_when_told() {
    let mut child = program(&["--clans", "20", "--seed", "3"]);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().take(5);
    let said: HashMap<String, String> = lines
        .map(|line| line.unwrap())
        .map(|line| line.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())).unwrap())
        .collect();
    for name in ["base-url", "token", "portal-url", "email", "password"] {
        assert!(said.contains_key(name), "{name} is missing in {:?}", said.keys());
    }
    let address = said["base-url"].trim_start_matches("http://").trim_end_matches("/v1");
    assert!(TcpStream::connect(address).is_ok());
    let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(told.success());
    assert!(child.wait().unwrap().success());
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn it_refuses_to_listen_to_the_world() {
    let output = program(&["--host", "0.0.0.0"]).wait_with_output().unwrap();
    assert!(!output.status.success() && output.stdout.is_empty());
    assert!(String::from_utf8(output.stderr).unwrap().contains("loopback"));
}
