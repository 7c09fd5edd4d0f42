//! `{resp0_field}` without a response to take it from.

use std::sync::LazyLock;

use regex::Regex;

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A `url_pattern` uses the response of a backend that is not available.
    ///
    /// ## What it does
    /// A placeholder `{respN_field}` inserts a field of the response of backend `N`; backends are numbered from 0.
    /// Reports a placeholder if:
    /// - the endpoint has no backend `N`
    /// - backend `N` is not an earlier backend
    /// - `proxy` does not set `"sequential": true`
    ///
    /// ## Why is this bad?
    /// KrakenD passes a response only to the later backends of a sequential endpoint. Otherwise it calls the backend
    /// with the placeholder in the path, such as `/b/%7B%7B.Resp0_id%7D%7D`, which does not exist there.
    ///
    /// ## Example
    /// The second backend uses the `id` of the first, but `proxy` is not set:
    /// ```json,bad,endpoint
    /// { "backend": [{ "url_pattern": "/a" }, { "url_pattern": "/b/{resp0_id}" }] }
    /// ```
    ///
    /// ## Use instead
    /// Set `"sequential": true`, and use only responses of earlier backends.
    /// ```json,good,endpoint
    /// { "backend": [{ "url_pattern": "/a" }, { "url_pattern": "/b/{resp0_id}" }],
    ///   "extra_config": { "proxy": { "sequential": true } } }
    /// ```
    ///
    /// ## References
    /// lura v2.14, `proxy/merging.go`.
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
                let name = format!("resp{}", &found[1]);
                let last = endpoint.config.backend.len() - 1;
                let message = if wanted > last {
                    format!("`{name}` refers to backend {}, and the last one is backend {last}", &found[1])
                } else if wanted >= index {
                    format!("`{name}` is not available when backend {index} is called")
                } else if !sequential {
                    format!("`{name}` is not available: KrakenD calls the backends in parallel")
                } else {
                    continue;
                };
                let help = "set `\"sequential\": true` in the `proxy` of the endpoint, and use only responses of earlier backends";
                let span = subject.place(&backend.url_pattern, backend.at);
                out.push(RESPONSE_PLACEHOLDER.at(span, message).help(help).route(endpoint.route));
            }
        }
    }
}
