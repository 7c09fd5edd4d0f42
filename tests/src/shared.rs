//! Data that lies beside the repository, in `../shared`, and is no part of it.

use std::path::PathBuf;

use crate::golden;

/// The folder; nothing, with a message, where it is absent.
///
/// # Panics
/// When it is absent and `GWC_REQUIRE_SHARED=1`.
#[allow(clippy::print_stdout, reason = "a skipped test says so")]
pub fn shared() -> Option<PathBuf> {
    let found = golden::repository().parent().map(|parent| parent.join("shared")).filter(|f| f.is_dir());
    if found.is_none() {
        let required = std::env::var_os("GWC_REQUIRE_SHARED").is_some_and(|value| value == "1");
        assert!(!required, "../shared is required and absent");
        println!("skipped: there is no ../shared");
    }
    found
}
