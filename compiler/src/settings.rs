//! `gwc.toml`: severities, targets, public routes, trusted hosts, and suppressions for files without comments.
//!
//! ```toml
//! target = "krakend-ce@2.13.8"
//! fail-on = "error"                       # error, warning (the default), loss, note, never
//! show = "warning"                        # the lowest severity that is shown
//! trusted-hosts = ["*.svc.cluster.local"] # may receive first-party credentials
//! public-routes = ["GET /health", "/auth/*"]  # public on purpose, in KrakenD configurations
//! hosts = ["api.example.com"]             # hosts of KrakenD configurations
//! bypass-prefixes = ["/v1/chat"]          # answered in front, before the endpoints
//! bypass-hosts = ["cloud.example.com"]    # the same, for whole hosts
//!
//! [severity]
//! route-without-limit = "error"           # or "off"
//!
//! [[override]]
//! paths = ["routes/legacy/**"]
//! severity = { GW301 = "note" }
//!
//! [[ignore]]
//! rule = "GW203"                          # or rules = [...]
//! route = "GET /v1/models"                # and/or paths = ["dist/**"]
//! reason = "the upstream checks it"
//! until = 2027-01-01
//!
//! [[approve]]                             # a change that `gwc diff` reports
//! change = "0123456789abcdef"             # its fingerprint
//! reason = "the status page is public on purpose"
//! by = "Ada"
//! until = 2027-01-01
//! ```

mod approval;
mod ignore;
mod read;
mod thresholds;

use globset::GlobSet;

use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Rule, Severity};
use gwc_syntax::source::{SourceMap, Spanned};

pub use approval::Approval;
pub use ignore::{Ignore, RoutePattern};
pub use thresholds::Thresholds;

/// The settings of `gwc.toml`. The default is an empty file.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Targets as written, for KrakenD configurations; route files set their own.
    pub targets: Vec<Spanned<String>>,
    /// The lowest severity that fails a run; `Some(None)` is `never`.
    pub fail_on: Option<Option<Severity>>,
    /// The lowest severity that is shown.
    pub show: Option<Severity>,
    /// Hosts that may receive first-party credentials: exact, or `*.` and a suffix.
    pub trusted_hosts: Vec<String>,
    /// Routes that are public on purpose.
    pub public_routes: Vec<Spanned<RoutePattern>>,
    /// Hosts of KrakenD configurations; route files set their own.
    pub hosts: Vec<Spanned<String>>,
    /// Prefixes that a proxy or handler in front answers before the endpoints, whole segments.
    pub bypass_prefixes: Vec<Spanned<String>>,
    /// Hosts that a proxy or handler in front answers before the endpoints.
    pub bypass_hosts: Vec<Spanned<String>>,
    /// Suppressions.
    pub ignores: Vec<Ignore>,
    /// Changes that somebody accepts.
    pub approvals: Vec<Approval>,
    severities: Vec<SeverityOf>,
}

/// The severity of a rule, everywhere or in some files. The last one that matches applies.
#[derive(Debug, Clone)]
struct SeverityOf {
    rule: &'static Rule,
    paths: Option<GlobSet>,
    /// `None` is `off`.
    severity: Option<Severity>,
}

impl Settings {
    /// The name of the file, searched in the folder of the routes and its parents.
    pub const FILE: &str = "gwc.toml";

    /// Sets the severities of findings, and removes and returns those that are off.
    pub fn apply(&self, findings: &mut Diagnostics, sources: &SourceMap) -> Vec<Diagnostic> {
        if self.severities.is_empty() && findings.iter().all(|finding| !finding.rule.convention) {
            return Vec::new();
        }
        let wanted = |finding: &Diagnostic| {
            let path = &sources.file(finding.primary.span.file).path;
            let mut matching = self.severities.iter().rev().filter(|s| s.rule == finding.rule);
            matching.find(|s| s.paths.as_ref().is_none_or(|paths| paths.is_match(path))).map(|s| s.severity)
        };
        let is_on =
            |finding: &Diagnostic| wanted(finding).map_or(!finding.rule.convention, |set| set.is_some());
        let off = findings.split_off(is_on);
        for finding in findings.iter_mut() {
            if let Some(Some(severity)) = wanted(finding) {
                finding.severity = severity;
            }
        }
        off
    }

    /// The thresholds of the file, or the default ones.
    pub fn thresholds(&self) -> Thresholds {
        let default = Thresholds::default();
        Thresholds { show: self.show.unwrap_or(default.show), fail: self.fail_on.unwrap_or(default.fail) }
    }

    /// Whether a host (without port) may receive first-party credentials.
    pub fn trusts(&self, host: &str) -> bool {
        self.trusted_hosts.iter().any(|trusted| match trusted.strip_prefix('*') {
            Some(suffix) => host.len() > suffix.len() && host.ends_with(suffix),
            None => host == trusted,
        })
    }

    /// Whether a route is public on purpose.
    pub fn is_public(&self, route: &str) -> bool {
        self.public_routes.iter().any(|pattern| pattern.value.covers(route))
    }
}

#[cfg(test)]
mod tests;
