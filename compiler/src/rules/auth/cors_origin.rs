use serde_json::Value as Json;

use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::source::Span;

declare_rule! {
    /// CORS lists an origin that no browser sends, or that fits pages of other people, or methods in lower case.
    ///
    /// ## Why is this bad?
    /// An origin is a scheme and a host: with a path, or without a scheme, it never matches. Methods are compared to the
    /// letter. Both fail in silence, and only in the browser.
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
    /// ```yaml,good
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// krakend: { security/cors: { allow_origins: ["https://app.example.com"], allow_methods: [GET, POST] } }
    /// ```
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
                .at(span, format!("the origin `{origin}` has no scheme, so no browser sends it"))
                .help("write `https://` in front"),
        );
    };
    let message = if host.contains('/') {
        format!("the origin `{origin}` has a path, so no browser sends it")
    } else if host.contains('*')
        && !(host.starts_with("*.") && host.matches('*').count() == 1 && host.matches('.').count() > 1)
    {
        format!("the origin `{origin}` fits hosts of other people")
    } else if scheme == "http" && !is_local(host) {
        format!("the origin `{origin}` is a page that anybody on the way can change")
    } else {
        return None;
    };
    Some(
        CORS_ORIGIN
            .at(span, message)
            .help("list origins as `https://app.example.com`; keep others in an overlay for development"),
    )
}

/// What runs on the user's machine is told by GW260.
fn is_local(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or(host);
    name == "localhost" || name.starts_with("127.")
}

fn methods(span: Span, value: &Json) -> Option<Diagnostic> {
    let method = texts(value, "allow_methods").find(|m| m.chars().any(|c| c.is_ascii_lowercase()))?;
    Some(
        CORS_ORIGIN
            .at(span, format!("CORS compares methods to the letter: `{method}` fits no request"))
            .help(format!("write `{}`", method.to_ascii_uppercase())),
    )
}
