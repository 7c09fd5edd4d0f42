//! What helps to debug, left on.

use crate::lint::{Block, Subject};
use gwc_krakend::config::Service;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// Something that helps to debug is left on.
    ///
    /// ## Why is this bad?
    /// A log at level `DEBUG` holds the headers of every request, credentials too, for as long as logs are kept. The debug and
    /// echo endpoints answer everybody with the request itself. A gateway that accepts any certificate talks to anyone
    /// between it and the backend.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "debug_endpoint": true }
    /// ```
    ///
    /// In route files:
    /// ```yaml,bad
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// krakend: { telemetry/logging: { level: DEBUG, stdout: true } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good
    /// { "version": 3, "endpoints": [] }
    /// ```
    /// ```yaml,good
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// krakend: { telemetry/logging: { level: WARNING, stdout: true } }
    /// ```
    pub(crate) DEBUG_LEFT_ON { code: "GW268", name: "debug-left-on", category: Security, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(service) = &subject.service else { return };
    switches(subject, service, out);
    if let Some(logging) = subject.block("telemetry/logging") {
        log_level(subject, logging, out);
    }
    if let Some(cors) = subject.block("security/cors") {
        debug_switches(subject, "security/cors", cors, None, out);
    }
    for endpoint in subject.endpoints() {
        if let Some(validator) = subject.block_of(&endpoint.config.extra_config, "auth/validator") {
            debug_switches(subject, "auth/validator", validator, Some(endpoint.route), out);
        }
    }
}

/// Switches of the root.
fn switches(subject: &Subject<'_>, service: &Service, out: &mut Vec<Diagnostic>) {
    let certificates = "any certificate of a backend is trusted";
    let mut switches = vec![
        (&service.debug_endpoint, "`/__debug/` answers everybody"),
        (&service.echo_endpoint, "`/__echo/` answers everybody with the request itself"),
        (&service.allow_insecure_connections, certificates),
    ];
    switches.extend(service.client_tls.as_ref().map(|tls| (&tls.allow_insecure_connections, certificates)));
    for (switch, message) in switches.into_iter().filter(|(switch, _)| switch.value) {
        let finding = DEBUG_LEFT_ON.at(subject.place(switch, None), message);
        out.push(finding.help("remove it, or set it only where you debug"));
    }
}

fn log_level(subject: &Subject<'_>, logging: Block<'_>, out: &mut Vec<Diagnostic>) {
    let level = logging.text("level");
    if level.eq_ignore_ascii_case("debug") {
        let message = format!("the log is at level `{level}`, credentials included");
        out.push(DEBUG_LEFT_ON.at(subject.span(logging.place("level")), message).help("write `WARNING`"));
    }
}

/// Switches of a block that log every request.
fn debug_switches(
    subject: &Subject<'_>,
    name: &str,
    block: Block<'_>,
    route: Option<&str>,
    out: &mut Vec<Diagnostic>,
) {
    for switch in ["debug", "operation_debug"].into_iter().filter(|switch| block.flag(switch)) {
        let span = subject.span(block.place(switch));
        let message = format!("`{switch}` of `{name}` logs every request");
        let mut finding = DEBUG_LEFT_ON.at(span, message).help("remove it");
        finding.route = route.map(str::to_owned);
        out.push(finding);
    }
}
