//! drift

fn main() {}
