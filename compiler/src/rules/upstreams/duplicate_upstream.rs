use std::collections::HashMap;

use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// Two upstreams have the same address.
    ///
    /// ## What it does
    /// Reports an upstream with the same hosts, ports and schemes as an earlier upstream.
    ///
    /// ## Why is this bad?
    /// When the service moves, one of the two addresses is changed and the other is forgotten: half of the endpoints
    /// still call the old address.
    ///
    /// ## Example
    /// `login` and `iam` have the same URL:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { iam: "http://iam.shop.svc.cluster.local:8000", login: "http://iam.shop.svc.cluster.local:8000" }
    /// services:
    ///   users: { at: /users, upstream: iam, methods: GET, auth: public }
    ///   login: { at: /login, upstream: login, methods: GET, auth: public }
    /// ```
    ///
    /// ## Use instead
    /// Keep one of them, and use its name in both services.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { iam: "http://iam.shop.svc.cluster.local:8000" }
    /// services:
    ///   users: { at: /users, upstream: iam, methods: GET, auth: public }
    ///   login: { at: /login, upstream: iam, methods: GET, auth: public }
    /// ```
    ///
    /// ## When to ignore
    /// The upstreams differ in another setting, such as `krakend` or `accepts_keys`.
    pub(crate) DUPLICATE_UPSTREAM { code: "GW418", name: "duplicate-upstream", category: Style, severity: Warning, since: "0.1.0", inputs: [RouteFiles] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let mut seen = HashMap::new();
    for upstream in &context.gateway.upstreams {
        let mut urls: Vec<_> =
            upstream.urls.iter().map(|u| (&u.value.host, u.value.port, u.value.https)).collect();
        urls.sort();
        // Upstreams that differ in an option exist for its sake.
        let in_flight = upstream.in_flight.as_ref().map(|most| most.value);
        let key = (urls, &upstream.options, upstream.accepts_keys, in_flight);
        let first: &&crate::model::Upstream = seen.entry(key).or_insert(upstream);
        if first.name.span == upstream.name.span {
            continue;
        }
        let (first, again) = match first.name.span < upstream.name.span {
            true => (*first, upstream),
            false => (upstream, *first),
        };
        out.push(
            DUPLICATE_UPSTREAM
                .at(
                    again.name.span,
                    format!(
                        "upstreams `{}` and `{}` have the same address: a change must be made at both",
                        again.name.value, first.name.value
                    ),
                )
                .related(first.name.span, "first defined here")
                .help(format!(
                    "remove `{}`, and set `upstream: {}` in each service that uses it",
                    again.name.value, first.name.value
                )),
        );
    }
}
