//! `tls` of upstreams for targets that have one for all.

use crate::lower::krakend::tls;
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// An upstream needs TLS options of its own, but KrakenD has one set of options for all upstreams.
    ///
    /// ## What it does
    /// Reports an upstream with an `https` URL in two cases:
    /// - Its `tls` differs from that of another upstream with an `https` URL.
    /// - Its `tls` sets `server_name`, the name that the certificate must have.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD) or
    /// `krakend-ce` (KrakenD). A gateway without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// KrakenD reads TLS options only from `client_tls` at the top of the configuration. If the CA of one upstream were
    /// set there, KrakenD would accept certificates of this CA from every upstream, and reject those of other CAs.
    ///
    /// KrakenD has no option for `server_name`. In the example, the certificate is for `shop.internal` and not for
    /// `commerce.example.com`, so KrakenD would reject it, and each call of `/billing/plans` would fail.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [krakend-ce]
    /// upstreams: { commerce: { url: "https://commerce.example.com", tls: { server_name: shop.internal } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// List only `gwr`, the runtime of this project, under `targets`, as here. Or use the same options for all
    /// upstreams, without `server_name`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { commerce: { url: "https://commerce.example.com", tls: { server_name: shop.internal } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    pub(crate) UPSTREAM_TLS_DIFFERS { code: "GW794", name: "upstream-tls-differs", category: Compatibility, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &UPSTREAM_TLS_DIFFERS,
    does: "one set of options applies to all upstreams",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let Err(upstream) = tls::upstreams(subject.gateway) else { return Vec::new() };
    let span = upstream.places.get("tls").copied().unwrap_or(upstream.name.span);
    let has = if subject.targets.len() == 1 { "has" } else { "have" };
    let message = format!(
        "{} {has} one set of TLS options for all upstreams, and `{}` needs its own",
        subject.names(),
        upstream.name.value
    );
    vec![
        UPSTREAM_TLS_DIFFERS
            .at(span, message)
            .help("use the same options for all upstreams, without `server_name`"),
    ]
}
