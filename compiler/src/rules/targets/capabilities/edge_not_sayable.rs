//! An identity that the Hanzo gateway checks before it selects an endpoint.

use crate::model::Scheme;
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A credential in `auth` uses `edge`, which only the Hanzo gateway can check.
    ///
    /// ## What it does
    /// Reports a credential with `edge: true` that an endpoint requires.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `krakend-ce` (KrakenD) or `gwr` (the runtime of this
    /// project). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// With `edge: true`, the Hanzo gateway verifies the identity of a caller before it selects an endpoint, so the
    /// endpoint has no validator of its own. KrakenD CE and `gwr` have no such check: everyone could call
    /// `GET /billing/plans` there without a credential.
    ///
    /// ## Example
    /// `member` is verified by the Hanzo gateway only:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { member: { edge: true } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: member } }
    /// ```
    ///
    /// ## Use instead
    /// List only `hanzo` under `targets`, as here. For `krakend-ce` and `gwr`, define `member` as a credential with
    /// `jwt`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { member: { edge: true } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: member } }
    /// ```
    pub(crate) EDGE_NOT_SAYABLE { code: "GW738", name: "edge-not-sayable", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check =
    Check { rule: &EDGE_NOT_SAYABLE, does: "the identity is not checked", find: Find::Places(find) };

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let gateway = subject.gateway;
    let edges = subject.auths_in_use().filter(|(auth, _)| matches!(auth.scheme, Scheme::Edge));
    edges
        .filter_map(|(auth, endpoints)| {
            let endpoint = *endpoints.first()?;
            let (name, targets) = (&auth.name.value, subject.names());
            let message =
                format!("auth `{name}` is not checked in {targets}: only the Hanzo gateway reads `edge`");
            let finding = EDGE_NOT_SAYABLE.at(auth.name.span, message);
            let required = gateway.span(endpoint.credential.origin);
            let finding = finding.related(required, "required here").route(endpoint.key());
            let help = format!("define `{name}` under `auth` as a `jwt`");
            Some(finding.help(help))
        })
        .collect()
}
