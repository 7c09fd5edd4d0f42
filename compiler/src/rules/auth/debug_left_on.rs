use serde_json::Value as Json;

use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// Something that helps to debug is left on.
    ///
    /// ## Why it matters
    /// A log at level `DEBUG` holds the headers of every request, credentials too, for as long as logs are kept.
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
    pub(crate) DEBUG_LEFT_ON { code: "GW268", name: "debug-left-on", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for &(span, name, value) in &context.components {
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
