//! A faithful stand-in for the Clash of Clans API and its developer portal, on loopback.

pub mod route;
