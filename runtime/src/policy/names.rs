//! Names of a configuration that errors and records carry without copying them.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// The text, for as long as the process lives. Only names of artifacts come here: they are few, and a reload brings the
/// same ones again.
pub(crate) fn interned(name: &str) -> &'static str {
    static KNOWN: Mutex<Option<HashSet<&'static str>>> = Mutex::new(None);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let known = known.get_or_insert_default();
    if let Some(found) = known.get(name) {
        return found;
    }
    let kept: &'static str = Box::leak(name.to_owned().into_boxed_str());
    known.insert(kept);
    kept
}
