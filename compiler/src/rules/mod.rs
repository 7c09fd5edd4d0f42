//! All rules: defects of gateways, KrakenD configurations, host tables and manifests.
//!
//! `registry` is the list. A rule is one file in the folder of its subject, with its page, the inputs that it applies
//! to, and its check; rules that a stage reports are in [`crate::codes`].

mod auth;
mod cluster;
mod effects;
mod limits;
mod routing;
mod streaming;
pub mod targets;
mod text;
mod upstreams;

mod registry;
mod retired;
mod run;
mod verdict;

use std::sync::LazyLock;

use crate::catalog::Catalog;
use gwc_syntax::diagnostic::{Input, Rule};

pub(crate) use auth::audience_means_all::AUDIENCE_MEANS_ALL;
pub(crate) use auth::hardcoded_secret::{secrets, without_shapes as without_secret_shapes};
pub(crate) use auth::unchecked_claims::UNCHECKED_CLAIMS;
pub(crate) use auth::unlisted_public_route::UNLISTED_PUBLIC_ROUTE;
pub(crate) use auth::unprotected_keys::UNPROTECTED_KEYS;
pub(crate) use cluster::annotation_too_large::ANNOTATION_TOO_LARGE;
pub(crate) use cluster::config_too_large::CONFIG_TOO_LARGE;
pub use effects::walk::walk as check_effects;
pub(crate) use effects::{ENTERPRISE_ONLY, MISPLACED_KEY, TWO_SPELLINGS, UNREAD_KEY};
pub(crate) use limits::without_breaker::WITHOUT_BREAKER;
pub use registry::{Check, Entry, RULES};
pub(crate) use routing::backtrack_missed::BACKTRACK_MISSED;
pub use run::{check_configuration, check_gateway, check_size, check_topology};
pub(crate) use upstreams::cleartext_upstream::CLEARTEXT_UPSTREAM;
pub(crate) use upstreams::outside_upstream::OUTSIDE_UPSTREAM;

/// All rules by code and name.
pub fn catalog() -> &'static Catalog {
    static CATALOG: LazyLock<Catalog> =
        LazyLock::new(|| Catalog::new(RULES.iter().map(|entry| entry.rule).collect(), retired::RETIRED));
    &CATALOG
}

/// Whether a rule judges what a KrakenD configuration does while KrakenD runs it. The others judge route files, or find that
/// KrakenD does not read a configuration or does not start with it.
pub fn judges_running(rule: &Rule) -> bool {
    let is_about_start = |check: &Check| matches!(check, Check::Stage | Check::Verdict);
    let entry = RULES.iter().find(|entry| entry.rule == rule);
    rule.inputs.contains(&Input::Krakend)
        && entry.is_some_and(|entry| !entry.checks.iter().any(is_about_start))
}

/// The rules that a stage reports, even if a later stage does not run.
pub fn of_stages() -> impl Iterator<Item = &'static Entry> {
    RULES.iter().filter(|entry| matches!(entry.checks, [Check::Stage]))
}

#[cfg(test)]
mod tests;
