use serde_json::Value;

use crate::declare_rule;
use crate::diagnostic::Diagnostics;
use crate::lint::Context;
use crate::source::Span;

declare_rule! {
    /// A secret stands in the configuration.
    ///
    /// ## Why it matters
    /// It is in version control, in the ConfigMap, in the artifact, in every diff and in every log of a build. It can not
    /// be suppressed: a secret that was committed once has to be replaced.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams:
    ///   commerce:
    ///     url: http://commerce.shop.svc.cluster.local:8001
    ///     krakend:
    ///       auth/client-credentials: { client_id: shop, client_secret: Zk3vN9qLr7Tw2Xy8, token_url: "https://id.example.com/token" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Fix
    /// Replace the secret, and let the environment fill it in where the gateway runs.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams:
    ///   commerce:
    ///     url: http://commerce.shop.svc.cluster.local:8001
    ///     krakend:
    ///       auth/client-credentials: { client_id: shop, client_secret: "{{ env \"SHOP_SECRET\" }}", token_url: "https://id.example.com/token" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    pub(crate) HARDCODED_SECRET { code: "GW220", name: "hardcoded-secret", category: Security, severity: Error, since: "0.1.0", suppressible: false }
}

/// Keys whose value is a secret.
const KEYS: [&str; 9] = [
    "password",
    "passwd",
    "secret",
    "client_secret",
    "private_key",
    "api_key",
    "apikey",
    "access_token",
    "secret_access_key",
];

/// How well-known secrets begin, and how long they are at least.
const SHAPES: [(&str, usize); 9] = [
    ("AKIA", 20),
    ("ghp_", 36),
    ("github_pat_", 40),
    ("xoxb-", 30),
    ("xoxp-", 30),
    ("sk_live_", 24),
    ("glpat-", 20),
    ("-----BEGIN", 20),
    ("eyJhbGciOi", 40),
];

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for (span, (name, value)) in context.components() {
        walk(name, "", value, span, out);
    }
    for (key, value) in &context.gateway.rest {
        if key != "extra_config" && key != "endpoints" {
            walk(key, key, value, context.gateway.name.span, out);
        }
    }
}

fn walk(component: &str, key: &str, value: &Value, span: Span, out: &mut Diagnostics) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| walk(component, key, value, span, out)),
        Value::Array(list) => list.iter().for_each(|value| walk(component, key, value, span, out)),
        Value::String(text) if is_secret(key, text) => {
            let what = if key.is_empty() { component } else { key };
            out.push(
                HARDCODED_SECRET
                    .at(span, format!("`{what}` of `{component}` is a secret in plain text"))
                    .help("replace it, and let the environment fill it in where the gateway runs"),
            );
        }
        _ => {}
    }
}

fn is_secret(key: &str, text: &str) -> bool {
    let template = text.contains("{{") || text.contains("${") || text.starts_with('$');
    let named = KEYS.contains(&key.to_ascii_lowercase().as_str()) && text.len() >= 8;
    let shaped = SHAPES.iter().any(|(start, length)| text.starts_with(start) && text.len() >= *length);
    let basic =
        text.strip_prefix("Basic ").or(text.strip_prefix("Bearer ")).is_some_and(|rest| rest.len() >= 12);
    !template && (named || shaped || basic)
}
