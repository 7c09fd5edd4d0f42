use std::sync::LazyLock;

use regex::Regex;

use crate::lint::{EndpointOf, Subject};
use crate::rules::upstreams::uncallable_host::DRIVERS;
use gwc_krakend::config::Backend;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::tree::NodeId;

declare_rule! {
    /// A placeholder is in a place where KrakenD does not replace it, so the backend receives the placeholder itself.
    ///
    /// ## What it does
    /// Placeholders are `{JWT.claim}`, `{resp0_field}`, and parameters of the endpoint, such as `{id}`. Reports them in
    /// `modifier/martian`, in the hosts of a backend, in the components for queues and in static data. Also reports a
    /// segment such as `:id` in `url_pattern`, where KrakenD replaces `{id}` only.
    ///
    /// ## Why is this bad?
    /// KrakenD replaces placeholders in `url_pattern` only. It also replaces parameters in the variables of a GraphQL
    /// query. With `"value": "{JWT.sub}"` in a modifier, the backend receives the header `X-User: {JWT.sub}` for every
    /// user, and cannot tell users apart.
    ///
    /// ## Example
    /// The value of the header is a placeholder:
    /// ```json,bad,backend
    /// { "extra_config": { "modifier/martian": { "header.Modifier": { "scope": ["request"], "name": "X-User", "value": "{JWT.sub}" } } } }
    /// ```
    ///
    /// ## Use instead
    /// For claims, use `propagate_claims` of `auth/validator`, and list the header in `input_headers`. For a parameter,
    /// or for the response of an earlier backend, use `url_pattern` or Lua.
    /// ```json,good,endpoint
    /// { "input_headers": ["X-User"], "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example.com/jwks", "cache": true, "issuer": "https://id.example.com", "propagate_claims": [["sub", "X-User"]] } } }
    /// ```
    ///
    /// ## References
    /// - lura v2.14, `proxy/request.go`
    pub(crate) UNFILLED_PLACEHOLDER { code: "GW472", name: "unfilled-placeholder", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\{(JWT\.[0-9A-Za-z_\-.:/]+|resp[0-9]+_[0-9A-Za-z_\-.]+|[a-zA-Z_][0-9A-Za-z_\-]*)\}")
        .expect("a constant pattern")
});

/// Components of a backend whose texts are used as they are.
const LITERAL: [&str; 4] =
    ["modifier/martian", "backend/amqp/consumer", "backend/amqp/producer", "backend/pubsub/publisher"];

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        let literal = LITERAL.iter().filter_map(|name| backend.extra_config.component(name));
        for found in literal {
            report(subject, endpoint, subject.texts_below(found.value), out);
        }
        report(subject, endpoint, hosts(subject, backend), out);
        out.extend(colon(subject, endpoint, backend));
    }
    for endpoint in subject.endpoints() {
        let proxy = subject.block_of(&endpoint.config.extra_config, "proxy");
        let fixed = proxy.and_then(|proxy| proxy.get("static"));
        if let Some((_, node)) = fixed {
            report(subject, endpoint, subject.texts_below(node), out);
        }
    }
}

fn hosts<'a>(subject: &Subject<'a>, backend: &Backend) -> Vec<(&'a str, NodeId)> {
    backend.host.iter().flat_map(|host| host.node).flat_map(|node| subject.texts_below(node)).collect()
}

/// A parameter in the style of other routers, which KrakenD knows in the path of the endpoint but not in `url_pattern`.
fn colon(subject: &Subject<'_>, endpoint: EndpointOf<'_>, backend: &Backend) -> Option<Diagnostic> {
    if DRIVERS.iter().any(|driver| backend.extra_config.component(driver).is_some()) {
        return None;
    }
    let pattern = subject.written(&backend.url_pattern);
    let name = colon_parameter(pattern)?;
    let message =
        format!("KrakenD does not replace `:{name}` in `url_pattern`: the backend receives this text");
    let help = if is_parameter(endpoint, &format!("{{{name}}}")) {
        format!("write `{{{name}}}` in `url_pattern`, and also in the path of the endpoint")
    } else {
        format!(
            "write `{{{name}}}` in `url_pattern`, and add `{{{name}}}` to the path of the endpoint, which does not have it"
        )
    };
    let span = subject.place(&backend.url_pattern, backend.at);
    Some(UNFILLED_PLACEHOLDER.at(span, message).help(help).route(endpoint.route))
}

/// The name of the first parameter in the style of other routers.
pub(super) fn colon_parameter(pattern: &str) -> Option<&str> {
    let path = pattern.split('?').next().unwrap_or_default();
    let named = |name: &&str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
    };
    path.split('/').filter_map(|segment| segment.strip_prefix(':')).find(named)
}

fn report(
    subject: &Subject<'_>,
    endpoint: EndpointOf<'_>,
    texts: Vec<(&str, NodeId)>,
    out: &mut Vec<Diagnostic>,
) {
    for (text, node) in texts {
        let found = PLACEHOLDER.captures_iter(text).map(|found| found.extract::<1>());
        let mut unfilled = found.filter(|(whole, [name])| {
            name.starts_with("JWT.")
                || name.starts_with("resp") && name.contains('_')
                || is_parameter(endpoint, whole)
        });
        let Some((placeholder, [name])) = unfilled.next() else { continue };
        let message =
            format!("KrakenD does not replace `{placeholder}` here: the backend receives this text");
        let help = if name.starts_with("JWT.") {
            "set `\"propagate_claims\": [[\"CLAIM\", \"HEADER\"]]` in `auth/validator`, and list the header in `input_headers`"
        } else if name.starts_with("resp") {
            "use the placeholder in `url_pattern`, or read the response of the earlier backend with Lua"
        } else {
            "use the placeholder in `url_pattern`, or set the value with Lua"
        };
        out.push(UNFILLED_PLACEHOLDER.at(subject.span(node), message).help(help).route(endpoint.route));
    }
}

/// Whether a placeholder is one of the endpoint's path.
fn is_parameter(endpoint: EndpointOf<'_>, placeholder: &str) -> bool {
    endpoint.route.contains(placeholder)
}
