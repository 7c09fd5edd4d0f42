//! The compiler as a whole: what comes out of `routes/`, and what always holds of any gateway.

mod against;
mod atomicity;
mod changes;
mod cleartext_keys;
mod commands;
mod determinism;
mod diff;
mod exposures;
mod guides;
mod hidden;
mod imports;
mod keys;
mod leaks;
mod moved;
mod no_change;
mod no_change_json;
mod one_message;
mod overlays;
mod phrases;
mod precedence;
mod schemas;
mod secrets;
mod shown_changes;
mod tables;
mod why;

use std::path::Path;

use gwc_tests::process::Tool;
use gwc_tests::{folder, golden};

/// `gwc`, to be run in a folder.
fn gwc(folder: &Path) -> Tool {
    Tool::new(env!("CARGO_BIN_EXE_gwc-under-test"), folder)
}

/// A temporary folder with a copy of this repository's `routes/`.
fn with_routes() -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a folder");
    folder::copy(&golden::repository().join("routes"), &place.path().join("routes"));
    place
}
