//! Switches of the root that help to debug.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A switch that helps to debug is on.
    ///
    /// ## Why it matters
    /// The debug and echo endpoints answer everybody with the request itself. A gateway that takes any certificate
    /// talks to whoever stands between it and the backend.
    ///
    /// ## Example
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "debug_endpoint": true }
    /// ```
    ///
    /// ## Fix
    /// ```json,good
    /// { "version": 3, "endpoints": [] }
    /// ```
    pub(crate) OPEN_FOR_DEBUGGING { code: "GW269", name: "open-for-debugging", category: Security, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(service) = &subject.service else { return };
    let certificates = "any certificate of a backend is trusted";
    let mut switches = vec![
        (&service.debug_endpoint, "`/__debug/` answers everybody"),
        (&service.echo_endpoint, "`/__echo/` answers everybody with the request itself"),
        (&service.allow_insecure_connections, certificates),
    ];
    switches.extend(service.client_tls.as_ref().map(|tls| (&tls.allow_insecure_connections, certificates)));
    for (switch, message) in switches.into_iter().filter(|(switch, _)| switch.value) {
        let finding = OPEN_FOR_DEBUGGING.at(subject.place(switch, None), message);
        out.push(finding.help("drop it, or say it only where you debug"));
    }
}
