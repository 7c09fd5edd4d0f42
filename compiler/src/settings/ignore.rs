//! An `[[ignore]]` of `gwc.toml`.

use std::fmt;

use globset::GlobSet;

use crate::codes::{EXPIRED_SUPPRESSION, SUPPRESSION_WITHOUT_REASON, UNUSED_SUPPRESSION};
use gwc_syntax::diagnostic::{Diagnostic, Rule};
use gwc_syntax::source::Span;
use gwc_syntax::value::Date;

/// A suppression by rule and route, rule and files, or both.
#[derive(Debug, Clone)]
pub struct Ignore {
    /// The rules.
    pub rules: Vec<&'static Rule>,
    /// The routes; `None` is all.
    pub route: Option<RoutePattern>,
    /// The files; `None` is all.
    pub paths: Option<GlobSet>,
    /// The reason; empty if it is not set.
    pub reason: String,
    /// The first day on which it no longer applies.
    pub until: Option<Date>,
    /// The place of its first rule, for findings about it.
    pub span: Span,
}

impl Ignore {
    /// Whether it matches a finding.
    pub(crate) fn covers(&self, finding: &Diagnostic, path: &str) -> bool {
        let route = match (&self.route, &finding.route) {
            (Some(pattern), Some(route)) => pattern.covers(route),
            (Some(_), None) => false,
            (None, _) => true,
        };
        route
            && self.rules.contains(&finding.rule)
            && self.paths.as_ref().is_none_or(|paths| paths.is_match(path))
    }

    /// Why it does not apply, if so.
    pub(crate) fn problem(&self, today: Date) -> Option<Diagnostic> {
        if self.reason.is_empty() {
            let message = "this suppression has no reason, so it has no effect";
            return Some(SUPPRESSION_WITHOUT_REASON.at(self.span, message).help("set `reason = \"...\"`"));
        }
        let day = self.until.filter(|day| *day <= today)?;
        let help = "fix the finding and remove this `[[ignore]]`, or set a later date in `until`";
        Some(EXPIRED_SUPPRESSION.at(self.span, format!("this suppression expired on `{day}`")).help(help))
    }

    /// The finding for a suppression that suppressed nothing.
    pub(crate) fn unused(&self) -> Diagnostic {
        UNUSED_SUPPRESSION.at(self.span, "unused suppression".to_string()).help("remove this `[[ignore]]`")
    }
}

/// A route as `GET /v1/models`, or many: `/auth/*` is every method and every path that begins with `/auth/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoutePattern {
    method: Option<String>,
    path: String,
}

impl RoutePattern {
    /// Reads `METHOD /path`, `* /path` or `/path`.
    pub fn parse(text: &str) -> Option<Self> {
        let (method, path) = match text.trim().split_once(char::is_whitespace) {
            Some((method, path)) => (Some(method), path.trim_start()),
            None => (None, text.trim()),
        };
        let valid = method.is_none_or(|m| m == "*" || m.bytes().all(|b| b.is_ascii_uppercase()));
        let method = method.filter(|m| *m != "*").map(str::to_string);
        (valid && path.starts_with('/')).then(|| Self { method, path: path.to_string() })
    }

    /// Whether it matches the route of a finding.
    pub fn covers(&self, route: &str) -> bool {
        let Some((method, path)) = route.split_once(' ') else { return false };
        let same_method = self.method.as_deref().is_none_or(|m| m == method);
        let same_path =
            path == self.path || self.path.strip_suffix('*').is_some_and(|start| path.starts_with(start));
        same_method && same_path
    }
}

impl fmt::Display for RoutePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method.as_deref().unwrap_or("*"), self.path)
    }
}
