//! A KrakenD configuration without endpoints: the rule is one of the stages of route files.

use crate::codes::NO_ENDPOINTS;
use crate::lint::Subject;
use gwc_syntax::diagnostic::{Diagnostic, Severity};
use gwc_syntax::source::Span;

/// Reports a configuration that KrakenD starts with, and that answers every path with `404`.
pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(service) = subject.service else { return };
    let plugins = service.extra_config.component("plugin/http-server").is_some();
    if !service.endpoints.is_empty() || !service.async_agents.is_empty() || plugins {
        return;
    }
    let key = |name: &str| subject.tree.get(subject.root, name).map(|entry| entry.key);
    let at_top = key("endpoint").or_else(|| key("backend"));
    let node = service.endpoints.key.or(at_top);
    let place = node.map_or_else(|| Span::file_start(subject.tree.doc.file), |node| subject.span(node));
    let message = "no endpoint is defined, so every request except `/__health` returns `404`";
    let finding = NO_ENDPOINTS.at(place, message).severity(Severity::Warning);
    out.push(finding.help(match at_top {
        Some(_) => "write `endpoint` and `backend` in an object of the list `endpoints`: `\"endpoints\": [{ \"endpoint\": ..., \"backend\": ... }]`",
        None => "add the list `endpoints` with an object for each endpoint, such as `\"endpoints\": [{ \"endpoint\": \"/a\", \"backend\": [{ \"host\": [\"http://a:8080\"], \"url_pattern\": \"/a\" }] }]`",
    }));
}
