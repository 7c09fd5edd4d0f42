//! `../shared`: recordings and schemas that stand beside the repository and are no part of it.

use std::path::PathBuf;

/// A path below `../shared`; nothing when it is absent, which is printed, or fails with `GWC_REQUIRE_SHARED=1`.
///
/// # Panics
/// When it is absent and required.
pub fn path(below: &str) -> Option<PathBuf> {
    let path = crate::golden::repository().join("../shared").join(below);
    if path.exists() {
        return Some(path);
    }
    let required = std::env::var("GWC_REQUIRE_SHARED").is_ok_and(|value| value == "1");
    assert!(!required, "GWC_REQUIRE_SHARED=1, and ../shared/{below} is absent");
    eprintln!("skipped: ../shared/{below} is absent");
    None
}
