use crate::lint::{Block, Subject};
use gwc_krakend::config::Service;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A debugging option is enabled.
    ///
    /// ## What it does
    /// Reports:
    ///
    /// - `debug_endpoint` and `echo_endpoint`, which add the public paths `/__debug/` and `/__echo/`
    /// - `allow_insecure_connections`, at the root or in `client_tls`: KrakenD then accepts any certificate of a
    ///   backend
    /// - the level `DEBUG` in `telemetry/logging`
    /// - `debug` in `security/cors`, which logs every request, and `operation_debug` in `auth/validator`, which logs
    ///   every rejected request
    ///
    /// ## Why is this bad?
    /// `/__debug/` and `/__echo/` are public. `/__debug/` writes the headers and the body of each request to the log at
    /// level `DEBUG`, so that anyone on the internet can fill the log. `/__echo/` returns the headers of the request to
    /// the client, also those that a proxy in front has added, such as a secret. At level `DEBUG`, plugins too can log
    /// headers: anyone with access to the log can copy a token and use it. With `allow_insecure_connections`, any host
    /// between the gateway and a backend can read and change the traffic.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "debug_endpoint": true }
    /// ```
    ///
    /// In route files, `krakend` is copied to the `extra_config` of the configuration. Here it sets the log level
    /// `DEBUG`:
    /// ```yaml,bad
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// krakend: { telemetry/logging: { level: DEBUG, stdout: true } }
    /// ```
    ///
    /// ## Use instead
    /// Remove the option, or set the level to `WARNING`.
    /// ```json,good
    /// { "version": 3, "endpoints": [] }
    /// ```
    /// ```yaml,good
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// krakend: { telemetry/logging: { level: WARNING, stdout: true } }
    /// ```
    ///
    /// ## When to ignore
    /// A gateway for development or tests that handles no real credentials.
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
    let certificates = "`allow_insecure_connections` turns off the verification of backend certificates";
    let mut switches = vec![
        (
            &service.debug_endpoint,
            "`debug_endpoint` makes `/__debug/` public, which logs each request to this path",
        ),
        (
            &service.echo_endpoint,
            "`echo_endpoint` makes `/__echo/` public, which returns the request with its headers",
        ),
        (&service.allow_insecure_connections, certificates),
    ];
    switches.extend(service.client_tls.as_ref().map(|tls| (&tls.allow_insecure_connections, certificates)));
    for (switch, message) in switches.into_iter().filter(|(switch, _)| switch.value) {
        let finding = DEBUG_LEFT_ON.at(subject.place(switch, None), message);
        out.push(finding.help("remove it, or set it only in development"));
    }
}

fn log_level(subject: &Subject<'_>, logging: Block<'_>, out: &mut Vec<Diagnostic>) {
    let level = logging.text("level");
    if level.eq_ignore_ascii_case("debug") {
        let message = format!(
            "at log level `{level}`, plugins and `/__debug/` can write the headers of requests to the log, credentials included"
        );
        out.push(DEBUG_LEFT_ON.at(subject.span(logging.place("level")), message).help("set it to `WARNING`"));
    }
}

/// Switches of a block that log requests.
fn debug_switches(
    subject: &Subject<'_>,
    name: &str,
    block: Block<'_>,
    route: Option<&str>,
    out: &mut Vec<Diagnostic>,
) {
    for switch in ["debug", "operation_debug"].into_iter().filter(|switch| block.flag(switch)) {
        let span = subject.span(block.place(switch));
        let logged = if switch == "debug" { "every request" } else { "every rejected request" };
        let message = format!("`{switch}` in `{name}` logs {logged}");
        let mut finding = DEBUG_LEFT_ON.at(span, message).help("remove it");
        finding.route = route.map(str::to_owned);
        out.push(finding);
    }
}
