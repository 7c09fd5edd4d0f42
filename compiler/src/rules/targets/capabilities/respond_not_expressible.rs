//! `respond` with a response of its own, for targets that only call backends.

use crate::model::{Action, Respond};
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `respond` sets a fixed response or a redirect, which KrakenD CE does not have.
    ///
    /// ## What it does
    /// Reports `respond` with a fixed response, such as `{ body: TEXT }`, or a redirect, such as `{ redirect: URL }`.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// Each endpoint of KrakenD CE calls a backend. Static responses and redirects are components of the Enterprise
    /// edition. `gwc` cannot write the endpoint for KrakenD CE: `GET /robots.txt` would return `404`.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// services: { root: { at: /, paths: { /robots.txt: { GET: { respond: { body: "User-agent: *" } } } }, auth: public } }
    /// ```
    ///
    /// ## Use instead
    /// List only `gwr`, the runtime of this project, under `targets`, as here. Or remove the endpoint, and respond at
    /// the Ingress.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// services: { root: { at: /, paths: { /robots.txt: { GET: { respond: { body: "User-agent: *" } } } }, auth: public } }
    /// ```
    pub(crate) RESPOND_NOT_EXPRESSIBLE { code: "GW793", name: "respond-not-expressible", category: Compatibility, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &RESPOND_NOT_EXPRESSIBLE,
    does: "the gateway cannot respond itself",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for endpoint in &subject.gateway.endpoints {
        let Action::Respond(respond) = &endpoint.action else { continue };
        let what = match &respond.value {
            Respond::Health => continue,
            Respond::Fixed(_) => "fixed responses",
            Respond::Redirect { .. } => "redirects",
        };
        let has = if subject.targets.len() == 1 { "has" } else { "have" };
        let message = format!("{} {has} no {what}: `{}` needs one", subject.names(), endpoint.key());
        let finding = RESPOND_NOT_EXPRESSIBLE.at(subject.gateway.span(respond.origin), message);
        found.push(
            finding.route(endpoint.key()).help("respond in front of the gateway, such as at the Ingress"),
        );
    }
    found
}
