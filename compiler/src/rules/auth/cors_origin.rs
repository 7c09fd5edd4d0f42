use serde_json::Value as Json;

use crate::lint::{Context, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Applicability, Diagnostic, Diagnostics, Severity};
use gwc_syntax::source::Span;

declare_rule! {
    /// CORS lists an origin that no browser sends, an origin that others can control, or a method in lower case.
    ///
    /// ## What it does
    /// Reports, in `security/cors`:
    ///
    /// - an origin without a scheme, or with a path, even if that is only a final slash: an error
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
    /// `krakend` is copied to the `extra_config` of the configuration. The origin ends with a slash:
    /// ```yaml,bad
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// krakend: { security/cors: { allow_origins: ["https://app.example.com/"] } }
    /// ```
    ///
    /// ## Use instead
    /// Write an origin as scheme and host, with the port if it is not the default, and methods in upper case.
    /// ```yaml,good
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// krakend: { security/cors: { allow_origins: ["https://app.example.com"] } }
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
            texts(value, "allow_methods").for_each(|method| out.extend(method_problem(span, method)));
        }
    }
}

/// The same of a KrakenD configuration, at the item and with a fix.
pub(crate) fn check_configuration(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(cors) = subject.block("security/cors") else { return };
    let origins = cors.texts("allow_origins").into_iter().filter_map(|(origin, node)| {
        Some((origin_problem(subject.span(node), origin)?, node, corrected(origin)))
    });
    let methods = cors.texts("allow_methods").into_iter().filter_map(|(method, node)| {
        Some((method_problem(subject.span(node), method)?, node, Some(method.to_ascii_uppercase())))
    });
    for (finding, node, text) in origins.chain(methods) {
        let edit = text.and_then(|text| Some((subject.spelled(node, &text)?, text)));
        out.push(match edit {
            Some((edit, text)) => finding.fix(format!("write `{text}`"), Applicability::Unsafe, vec![edit]),
            None => finding,
        });
    }
}

fn texts<'a>(value: &'a Json, key: &str) -> impl Iterator<Item = &'a str> {
    value.get(key).and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str)
}

/// The origin as a browser sends it, where that is certain.
fn corrected(origin: &str) -> Option<String> {
    match origin.split_once("://") {
        None => Some(format!("https://{}", origin.split('/').next()?)),
        Some((scheme, host)) => host.split_once('/').map(|(host, _)| format!("{scheme}://{host}")),
    }
}

fn origin_problem(span: Span, origin: &str) -> Option<Diagnostic> {
    if origin == "*" {
        return None;
    }
    let Some((scheme, host)) = origin.split_once("://") else {
        let finding =
            CORS_ORIGIN.at(span, format!("origin `{origin}` has no scheme, so it matches no request"));
        return Some(finding.severity(Severity::Error).help(format!("write `https://{origin}`")));
    };
    if host.contains('/') {
        let finding = CORS_ORIGIN.at(span, format!("origin `{origin}` has a path, so it matches no request"));
        let plain = corrected(origin).unwrap_or_default();
        return Some(finding.severity(Severity::Error).help(format!("write `{plain}`")));
    }
    let (problem, help) = if host.contains('*')
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

fn method_problem(span: Span, method: &str) -> Option<Diagnostic> {
    method.chars().any(|c| c.is_ascii_lowercase()).then(|| {
        CORS_ORIGIN
            .at(span, format!("method `{method}` matches no request: `allow_methods` is case-sensitive"))
            .help(format!("write `{}`", method.to_ascii_uppercase()))
    })
}
