//! The `gwc` command.
fn main() {}
