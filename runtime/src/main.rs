//! The `gwr` command.
fn main() {}
