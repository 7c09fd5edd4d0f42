use serde_json::Value;

use crate::lint::Context;
use gwc_krakend::namespaces;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostics, Severity};

declare_rule! {
    /// CORS lets any origin in, or a developer's own machine.
    ///
    /// ## Why it matters
    /// With credentials, any web page acts as whoever visits it. `localhost` in production does the same for any page
    /// that runs on a user's machine.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// krakend: { security/cors: { allow_origins: ["*"], allow_credentials: true } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// krakend: { security/cors: { allow_origins: ["https://shop.example.com"], allow_credentials: true } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    pub(crate) CORS_ANY_ORIGIN { code: "GW219", name: "cors-any-origin", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for &(span, name, value) in &context.components {
        if namespaces::short(name).unwrap_or(name) != "security/cors" {
            continue;
        }
        let credentials = value.get("allow_credentials") == Some(&Value::Bool(true));
        // KrakenD takes no list for any origin.
        let any = match value.get("allow_origins").and_then(Value::as_array) {
            None => true,
            Some(list) => list.is_empty() || list.iter().any(|origin| origin == "*"),
        };
        if any {
            let (severity, message) = match credentials {
                true => (Severity::Error, "any web page may act with the credentials of its visitors"),
                false => (Severity::Note, "any web page may call this gateway"),
            };
            out.push(
                CORS_ANY_ORIGIN
                    .at(span, message)
                    .severity(severity)
                    .help("list the origins that may call it"),
            );
        }
        let local = origins(value).find(|o| o.contains("//localhost") || o.contains("//127.0.0.1"));
        if let Some(origin) = local {
            out.push(
                CORS_ANY_ORIGIN
                    .at(span, format!("`{origin}` is any page on the machine of a user"))
                    .severity(Severity::Warning)
                    .help("allow it in an overlay for development only"),
            );
        }
    }
}

fn origins(value: &Value) -> impl Iterator<Item = &str> {
    value.get("allow_origins").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}
