//! What is measured: counters that each core has for itself, and the sums of all cores as Prometheus reads them.
//!
//! A core counts with plain loads and stores. Nothing on the path of a request takes a lock or shares a cache line with
//! another core: the thread of the admin listener adds up what it finds. Every label is a name of the artifact or a word
//! of this program, so clients cannot make up series.

mod counter;
mod failures;
mod lookups;
mod endpoint;
mod core;
mod process;
mod reloads;
mod scrape;
mod text;

pub(crate) use self::core::{CoreStats, PoolStats};
pub(crate) use endpoint::{EndpointStats, Finished, Outcome};
pub(crate) use lookups::Lookups;
pub(crate) use process::Process;
pub(crate) use reloads::{ReloadResult, Reloads};
pub(crate) use scrape::Scrape;
pub(crate) use text::{Family, Labels};
