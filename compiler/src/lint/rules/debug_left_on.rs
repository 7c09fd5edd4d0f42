use serde_json::Value as Json;

use crate::declare_rule;
use crate::diagnostic::Diagnostics;
use crate::lint::Context;
use crate::model::Gateway;
use crate::source::Span;

declare_rule! {
    /// Something that helps to debug is left on.
    ///
    /// ## Why it matters
    /// The echo and debug endpoints answer everybody with the request's own headers, credentials too; a log at level
    /// `DEBUG` holds them for as long as logs are kept. A certificate that is not checked is anybody's.
    ///
    /// ## Example
    /// ```yaml,bad
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// krakend: { telemetry/logging: { level: DEBUG, stdout: true } }
    /// ```
    ///
    /// ## Fix
    /// ```yaml,good
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// krakend: { telemetry/logging: { level: WARNING, stdout: true } }
    /// ```
    pub(crate) DEBUG_LEFT_ON { code: "GW268", name: "debug-left-on", category: Security, severity: Warning, since: "0.1.0" }
}

/// Keys of the root that should be `false` in production, what they do, and where they are.
const SWITCHES: [(&[&str], &str); 5] = [
    (&["debug_endpoint"], "serves `/__debug/` to everybody"),
    (&["echo_endpoint"], "answers everybody with the request itself"),
    (&["client_tls", "allow_insecure_connections"], "trusts any certificate of an upstream"),
    (&["allow_insecure_connections"], "trusts any certificate of an upstream"),
    (&["tls", "disabled"], "serves plain HTTP where a certificate is configured"),
];

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    for (path, what) in SWITCHES {
        if let Some(span) = switched_on(gateway, path) {
            out.push(
                DEBUG_LEFT_ON
                    .at(span, format!("`{}` {what}", path.join(".")))
                    .help("drop it, or say it only where you debug"),
            );
        }
    }
    for (span, (name, value)) in context.components() {
        let level = value.get("level").and_then(Json::as_str);
        let logging = matches!(name, "telemetry/logging" | "github_com/devopsfaith/krakend-gologging");
        if let Some(level) = level.filter(|level| logging && level.eq_ignore_ascii_case("debug")) {
            out.push(
                DEBUG_LEFT_ON
                    .at(span, format!("the log is at level `{level}`, credentials included"))
                    .help("write `WARNING`"),
            );
        }
        if matches!(name, "security/cors" | "auth/validator") {
            let switch = ["debug", "operation_debug"]
                .into_iter()
                .find(|key| value.get(key) == Some(&Json::Bool(true)));
            if let Some(key) = switch {
                out.push(
                    DEBUG_LEFT_ON.at(span, format!("`{key}` of `{name}` logs every request")).help("drop it"),
                );
            }
        }
    }
}

/// The place of a switch of the root that is on. The model keeps such keys as they were written, without their place.
fn switched_on(gateway: &Gateway, path: &[&str]) -> Option<Span> {
    let (first, rest) = path.split_first()?;
    let (_, value) = gateway.rest.iter().find(|(key, _)| key == first)?;
    let value = rest.iter().try_fold(value, |value, key| value.get(key))?;
    (*value == Json::Bool(true)).then_some(gateway.name.span)
}
