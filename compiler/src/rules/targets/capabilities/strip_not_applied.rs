//! `identity.strip`.

use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// `hanzo` and `krakend-ce` do not remove the headers of `identity.strip` from requests.
    ///
    /// ## What it does
    /// `identity.strip` lists headers that the gateway removes from requests. The rule reports each `strip`.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// KrakenD cannot remove a list of headers. `gwc` leaves these headers out of `input_headers`, so they do not reach
    /// an upstream if `forward.headers` is a list. With `forward: { headers: all }` they do: a client that sends
    /// `X-Tenant: other` reads the data of that tenant, if the upstream trusts the header. Lua scripts and rate limits
    /// of KrakenD see the header of the client in every case.
    ///
    /// ## Example
    /// The gateway should remove `X-Tenant` of clients:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// identity: { strip: [X-Tenant] }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// List only `gwr`, the runtime of this project, under `targets`, as here. Or list the headers to forward, such as
    /// `forward: { headers: [Accept] }`, and suppress the finding as shown below.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// identity: { strip: [X-Tenant] }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## When to ignore
    /// A proxy in front of the gateway removes these headers, or `forward.headers` is a list everywhere.
    pub(crate) STRIP_NOT_APPLIED { code: "GW777", name: "strip-not-applied", category: Security, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &STRIP_NOT_APPLIED,
    does: "the headers are not removed; they are left out of lists of forwarded headers",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let Some(first) = subject.gateway.stripped.first() else { return Vec::new() };
    let message = format!(
        "`identity.strip` removes no header in {}: with `headers: all`, the upstream gets these headers from clients",
        subject.names()
    );
    let help = "run the gateway with `gwr`, or list the headers to forward instead of `headers: all`";
    vec![STRIP_NOT_APPLIED.at(first.span, message).help(help)]
}
