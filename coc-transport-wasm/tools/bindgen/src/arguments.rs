//! What the command line asks for.

use std::{ffi::OsString, path::PathBuf};

use crate::error::Error;

#[derive(Debug, PartialEq)]
pub(crate) enum Order {
    Version,
    Generate(Arguments),
}

#[derive(Debug, PartialEq)]
pub(crate) struct Arguments {
    pub(crate) module: PathBuf,
    pub(crate) out: PathBuf,
    pub(crate) typescript: bool,
    pub(crate) target: Target,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Target {
    Bundler,
    Web,
    NodeJs,
    Deno,
}

pub(crate) fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Order, Error> {
    let mut arguments = arguments.into_iter();
    let (mut module, mut out, mut typescript, mut target) = (None, None, true, None);
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--version") => return Ok(Order::Version),
            Some("--out-dir") => out = arguments.next().map(PathBuf::from),
            Some("--typescript") => typescript = true,
            Some("--no-typescript") => typescript = false,
            Some("--target") => target = Some(Target::read(arguments.next())?),
            Some(other) if other.starts_with('-') => return Err(Error::Unknown(other.to_owned())),
            _ if module.is_some() => return Err(Error::Unknown(argument.display().to_string())),
            _ => module = Some(PathBuf::from(argument)),
        }
    }
    Ok(Order::Generate(Arguments {
        module: module.ok_or(Error::Missing("the module"))?,
        out: out.ok_or(Error::Missing("--out-dir"))?,
        typescript,
        target: target.ok_or(Error::Missing("--target"))?,
    }))
}

impl Target {
    fn read(name: Option<OsString>) -> Result<Self, Error> {
        let name = name.ok_or(Error::Missing("the target"))?;
        match name.to_str() {
            Some("bundler") => Ok(Self::Bundler),
            Some("web") => Ok(Self::Web),
            Some("nodejs") => Ok(Self::NodeJs),
            Some("deno") => Ok(Self::Deno),
            _ => Err(Error::Unknown(format!("--target {}", name.display()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(line: &str) -> Result<Order, Error> {
        read(line.split(' ').map(OsString::from))
    }

    #[test]
    fn what_wasm_pack_passes_is_understood() {
        let arguments = Arguments {
            module: "/t/x.wasm".into(),
            out: "/pkg".into(),
            typescript: true,
            target: Target::NodeJs,
        };
        let line = "/t/x.wasm --out-dir /pkg --typescript --target nodejs";
        assert_eq!(order(line), Ok(Order::Generate(arguments)));
        assert_eq!(order("--version"), Ok(Order::Version));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for (line, unknown) in [
            ("/t/x.wasm --out-dir /pkg --target web --debug", "--debug"),
            ("/t/x.wasm /t/y.wasm --out-dir /pkg --target web", "/t/y.wasm"),
            ("/t/x.wasm --out-dir /pkg --target module", "--target module"),
        ] {
            assert_eq!(order(line), Err(Error::Unknown(unknown.to_owned())));
        }
        assert_eq!(order("/t/x.wasm --out-dir /pkg"), Err(Error::Missing("--target")));
    }
}
