use serde_json::Value as Json;

use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::source::Span;

declare_rule! {
    /// CORS lists an origin that no browser sends, an origin that others can control, or a method in lower case.
    ///
    /// ## What it does
    /// Reports, in `security/cors`:
    ///
    /// - an origin without a scheme, or with a path; a final slash is a path
    /// - an origin with a wildcard, unless the wildcard is the whole first label of a domain, as in
    ///   `https://*.example.com`
    /// - an origin with `http://`, except the local machine, which GW260 reports
    /// - a method in `allow_methods` that is not in upper case
    ///
    /// ## Why is this bad?
    /// A browser sends an origin as scheme, host and port, and methods are compared case-sensitively. With
    /// `https://app.example.com/`, every request of the web application fails, and only the console of the browser
    /// shows why. `https://*example.com` also allows `https://evil-example.com`.
    ///
    /// ## Example
    /// ```yaml,bad
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// krakend: { security/cors: { allow_origins: ["https://app.example.com/"], allow_methods: [get, post] } }
    /// ```
    ///
    /// ## Use instead
    /// Write an origin as scheme and host, and methods in upper case.
    /// ```yaml,good
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// krakend: { security/cors: { allow_origins: ["https://app.example.com"], allow_methods: [GET, POST] } }
    /// ```
    ///
    /// ## When to ignore
    /// An internal application is served over plain HTTP in a network that only its users can reach.
    ///
    /// ## References
    /// - RFC 6454, section 7
    /// - RFC 9110, section 9.1
    pub(crate) CORS_ORIGIN { code: "GW265", name: "cors-origin", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for &(span, name, value) in &context.components {
        if matches!(name, "security/cors" | "github_com/devopsfaith/krakend-cors") {
            texts(value, "allow_origins").for_each(|origin| out.extend(origin_problem(span, origin)));
            out.extend(methods(span, value));
        }
    }
}

fn texts<'a>(value: &'a Json, key: &str) -> impl Iterator<Item = &'a str> {
    value.get(key).and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str)
}

fn origin_problem(span: Span, origin: &str) -> Option<Diagnostic> {
    if origin == "*" {
        return None;
    }
    let Some((scheme, host)) = origin.split_once("://") else {
        return Some(
            CORS_ORIGIN
                .at(span, format!("origin `{origin}` has no scheme, so it matches no request"))
                .help(format!("write `https://{origin}`")),
        );
    };
    let (problem, help) = if host.contains('/') {
        (
            "has a path, so it matches no request",
            "write only scheme and host, as in `https://app.example.com`",
        )
    } else if host.contains('*')
        && !(host.starts_with("*.") && host.matches('*').count() == 1 && host.matches('.').count() > 1)
    {
        (
            "also allows hosts of other owners",
            "list each host, or use a wildcard for subdomains, as in `https://*.example.com`",
        )
    } else if scheme == "http" && !is_local(host) {
        ("is not encrypted: anyone on the network path can change its pages", "use `https://`")
    } else {
        return None;
    };
    Some(CORS_ORIGIN.at(span, format!("origin `{origin}` {problem}")).help(help))
}

/// GW260 reports origins on the user's machine.
fn is_local(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or(host);
    name == "localhost" || name.starts_with("127.")
}

fn methods(span: Span, value: &Json) -> Option<Diagnostic> {
    let method = texts(value, "allow_methods").find(|m| m.chars().any(|c| c.is_ascii_lowercase()))?;
    Some(
        CORS_ORIGIN
            .at(span, format!("method `{method}` matches no request: `allow_methods` is case-sensitive"))
            .help(format!("write `{}`", method.to_ascii_uppercase())),
    )
}
