//! Lookups of the names of upstream hosts, over all cores.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use super::text::{Family, Labels};

/// What came of lookups, by name. A lookup asks another program, so a lock costs nothing beside it.
#[derive(Debug, Default)]
pub(crate) struct Lookups(Mutex<BTreeMap<String, Counts>>);

#[derive(Debug, Default, Clone, Copy)]
struct Counts {
    succeeded: u64,
    failed: u64,
    /// When the last one succeeded, in seconds since 1970.
    succeeded_at: Option<u64>,
}

/// A lookup under way. One that is given up, because it takes too long, has failed.
pub(crate) struct UnderWay<'l> {
    lookups: &'l Lookups,
    name: &'l str,
    has_succeeded: bool,
}

impl Lookups {
    /// A lookup begins.
    pub(crate) fn begin<'l>(&'l self, name: &'l str) -> UnderWay<'l> {
        UnderWay { lookups: self, name, has_succeeded: false }
    }

    /// The families of the names of a gateway; other names are forgotten.
    pub(crate) fn families(&self, names: &BTreeSet<&str>) -> [Family; 2] {
        let mut by_name = self.locked();
        by_name.retain(|name, _| names.contains(name.as_str()));
        let (mut lookups, mut succeeded) = (Vec::new(), Vec::new());
        for (name, counts) in &*by_name {
            let of_name = || -> Labels { vec![("name", name.clone())] };
            for (result, count) in [("ok", counts.succeeded), ("failed", counts.failed)] {
                lookups.push(([of_name(), vec![("result", result.to_owned())]].concat(), count));
            }
            succeeded.extend(counts.succeeded_at.map(|at| (of_name(), at)));
        }
        [
            Family::counter("gwr_dns_lookups", "Lookups of the names of upstream hosts", lookups),
            Family::gauge(
                "gwr_dns_last_success_timestamp_seconds",
                "When the addresses of a name were last found",
                succeeded,
            ),
        ]
    }

    /// Nothing panics while it is locked, so a poisoned lock holds valid counts.
    fn locked(&self) -> MutexGuard<'_, BTreeMap<String, Counts>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl UnderWay<'_> {
    /// It has found addresses.
    pub(crate) fn succeeded(mut self) {
        self.has_succeeded = true;
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let mut by_name = self.lookups.locked();
        let counts = by_name.entry(self.name.to_owned()).or_default();
        match self.has_succeeded {
            true => {
                counts.succeeded += 1;
                let since = SystemTime::now().duration_since(UNIX_EPOCH);
                counts.succeeded_at = Some(since.unwrap_or_default().as_secs());
            }
            false => counts.failed += 1,
        }
    }
}
