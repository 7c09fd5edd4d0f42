//! External checks.

use crate::model::Scheme;
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `hanzo` and `krakend-ce` do not call the service that `check` sets, so nothing checks the credential.
    ///
    /// ## What it does
    /// Reports each credential with `check` that an endpoint requires. `check` sets the URL of an external service that
    /// checks the credential.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// `gwr`, the runtime of this project, sends the credential to this service, which accepts or rejects the request.
    /// KrakenD cannot call such a service, so the endpoint is public there: in the example, a request without a session
    /// cookie reaches the upstream.
    ///
    /// ## Example
    /// The cookies of a request should be sent to the service at `url`, which accepts or rejects the request:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { session: { check: { url: "https://authz.example.com/verify", send: [Cookie] } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: session } }
    /// ```
    ///
    /// ## Use instead
    /// List only `gwr` under `targets`, as here. If KrakenD must run the gateway, require a token: a credential with
    /// `jwt`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { session: { check: { url: "https://authz.example.com/verify", send: [Cookie] } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: session } }
    /// ```
    ///
    /// ## When to ignore
    /// The upstream checks the session too. A comment on the line of `targets`, or above it, suppresses all findings of
    /// this rule in the gateway.
    pub(crate) CHECK_NOT_MADE { code: "GW762", name: "check-not-made", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &CHECK_NOT_MADE,
    does: "the service is not called: every request is accepted",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (auth, endpoints) in subject.auths_in_use() {
        let (Scheme::External(check), Some(endpoint)) = (&auth.scheme, endpoints.first()) else { continue };
        let message = format!(
            "the `check` service of auth `{}` is not called in {}: every request is accepted",
            auth.name.value,
            subject.names()
        );
        let finding = subject.unprotected(&CHECK_NOT_MADE, check.url.span, message).route(endpoint.key());
        found.push(finding.help("require a token, with a `jwt` credential"));
    }
    found
}
