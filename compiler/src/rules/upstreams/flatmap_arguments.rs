//! `flatmap_filter` that has no effect, or fails in each request.

use crate::lint::{Block, Subject};
use crate::model::phrases;
use gwc_krakend::value::Value;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A step of `flatmap_filter` has the wrong number of arguments, or never runs.
    ///
    /// ## What it does
    /// Reports a `move` or `append` step without exactly 2 arguments, a `del` step without arguments, and the
    /// `flatmap_filter` of an endpoint with fewer than 2 backends.
    ///
    /// ## Why is this bad?
    /// A `move` or `append` step with one argument panics in each request. Clients get `500`. If KrakenD calls several
    /// backends in parallel, such a panic ends the whole process, and the requests of all clients are cut.
    ///
    /// A `del` step without arguments removes nothing: clients receive the field that it should remove. KrakenD runs
    /// the `flatmap_filter` of an endpoint only when it merges 2 or more backends. With one backend, `flatmap_filter`
    /// has no effect there: move it to the `proxy` of the backend.
    ///
    /// ## Example
    /// `move` has a source, but no target:
    /// ```json,bad,backend
    /// { "url_pattern": "/b/{id}", "extra_config": { "proxy": { "flatmap_filter": [{ "type": "move", "args": ["a"] }] } } }
    /// ```
    ///
    /// ## Use instead
    /// Give `move` and `append` a source and a target.
    /// ```json,good,backend
    /// { "url_pattern": "/b/{id}", "extra_config": { "proxy": { "flatmap_filter": [{ "type": "move", "args": ["a", "b"] }] } } }
    /// ```
    ///
    /// ## References
    /// lura v2.14, `proxy/factory.go`.
    pub(crate) FLATMAP_ARGUMENTS { code: "GW461", name: "flatmap-arguments", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(proxy) = subject.block_of(&endpoint.config.extra_config, "proxy") else { continue };
        if !proxy.list("flatmap_filter").is_empty() && endpoint.config.backend.len() < 2 {
            let span = subject.span(proxy.place("flatmap_filter"));
            let message = "`flatmap_filter` has no effect on an endpoint with one backend";
            let help = "move it to the `proxy` of the backend";
            out.push(FLATMAP_ARGUMENTS.at(span, message).help(help).route(endpoint.route));
        }
        steps(subject, proxy, endpoint.route, out);
    }
    for (endpoint, backend) in subject.backends() {
        if let Some(proxy) = subject.block_of(&backend.extra_config, "proxy") {
            steps(subject, proxy, endpoint.route, out);
        }
    }
}

fn steps(subject: &Subject<'_>, proxy: Block<'_>, route: &str, out: &mut Vec<Diagnostic>) {
    for step in proxy.list("flatmap_filter") {
        let value = |name: &str| subject.tree.get(*step, name).map(|e| subject.tree.value(e.value));
        let kind = value("type").and_then(|v| v.as_str()).unwrap_or("");
        let count = match value("args") {
            Some(Value::List(items)) => items.len(),
            _ => 0,
        };
        let effect = if count < 2 { "KrakenD panics in every request" } else { "the others have no effect" };
        let help = match kind {
            "del" => "list the fields to remove, such as `\"args\": [\"a.b\"]`",
            _ => "set a source and a target, such as `\"args\": [\"a\", \"b\"]`",
        };
        let message = match kind {
            "move" | "append" if count != 2 => {
                let arguments = phrases::plural(count, "argument", "arguments");
                format!("`{kind}` has {count} {arguments} instead of 2: {effect}")
            }
            "del" if count == 0 => "`del` has no arguments, so it removes nothing".to_owned(),
            _ => continue,
        };
        out.push(FLATMAP_ARGUMENTS.at(subject.span(*step), message).help(help).route(route));
    }
}
