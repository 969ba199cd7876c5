//! fluoc.
fn main() {}
