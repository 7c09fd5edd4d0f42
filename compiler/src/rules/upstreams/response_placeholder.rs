//! `{resp0_field}` that nothing fills.

use std::sync::LazyLock;

use regex::Regex;

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A path wants a field of an answer that is not there yet, or never.
    ///
    /// ## Why is this bad?
    /// Only with `"sequential": true` do later backends see earlier answers, and only answers of backends before
    /// them. Else the backend is called with the placeholder itself.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "backend": [{ "url_pattern": "/a" }, { "url_pattern": "/b/{resp0_id}" }] }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "backend": [{ "url_pattern": "/a" }, { "url_pattern": "/b/{resp0_id}" }],
    ///   "extra_config": { "proxy": { "sequential": true } } }
    /// ```
    pub(crate) RESPONSE_PLACEHOLDER { code: "GW456", name: "response-placeholder", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

static PLACEHOLDER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{\{\.Resp([0-9]+)_").expect("a constant pattern"));

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let proxy = subject.block_of(&endpoint.config.extra_config, "proxy");
        let sequential = proxy.is_some_and(|p| p.flag("sequential"));
        for (index, backend) in endpoint.config.backend.iter().enumerate() {
            let Some(backend) = &backend.value else { continue };
            for found in PLACEHOLDER.captures_iter(&backend.url_pattern) {
                let wanted = found[1].parse::<usize>().unwrap_or(usize::MAX);
                let message = if wanted >= endpoint.config.backend.len() {
                    format!("there is no backend {}", &found[1])
                } else if wanted >= index {
                    format!("backend {wanted} has not answered when backend {index} is called")
                } else if !sequential {
                    "backends are called at the same time: nothing has answered yet".to_owned()
                } else {
                    continue;
                };
                let span = subject.place(&backend.url_pattern, backend.at);
                out.push(RESPONSE_PLACEHOLDER.at(span, message).route(endpoint.route));
            }
        }
    }
}
