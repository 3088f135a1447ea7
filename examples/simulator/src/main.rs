//! simulator

fn main() {}
