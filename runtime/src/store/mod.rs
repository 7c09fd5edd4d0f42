//! Counts and records that all replicas share.
//!
//! A request takes all that it needs in one call, so it costs one round trip at most, and a refused one takes nothing.

mod count;
mod empty;
#[cfg(feature = "redis")]
mod redis;
mod shared;

pub(crate) use count::{Count, Take};
pub(crate) use shared::{SharedStore, StoreStats, Verdict};

/// Whether this build has what the artifact's store needs.
pub(crate) fn is_supported(store: &gwc_artifact::Store) -> bool {
    match store {
        gwc_artifact::Store::Redis(_) => cfg!(feature = "redis"),
        gwc_artifact::Store::File(_) => true,
    }
}
