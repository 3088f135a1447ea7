//! doctor

fn main() {}
