use std::collections::BTreeMap;

use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// Two upstreams are the same place.
    ///
    /// ## Why is this bad?
    /// Whoever moves the service changes one and forgets the other; rules that compare endpoints by upstream, and
    /// people who read `endpoints.lock`, take them for two.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { iam: "http://iam.shop.svc.cluster.local:8000", login: "http://iam.shop.svc.cluster.local:8000" }
    /// services:
    ///   users: { at: /users, upstream: iam, methods: GET, auth: public }
    ///   login: { at: /login, upstream: login, methods: GET, auth: public }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { iam: "http://iam.shop.svc.cluster.local:8000" }
    /// services:
    ///   users: { at: /users, upstream: iam, methods: GET, auth: public }
    ///   login: { at: /login, upstream: iam, methods: GET, auth: public }
    /// ```
    pub(crate) DUPLICATE_UPSTREAM { code: "GW418", name: "duplicate-upstream", category: Style, severity: Warning, since: "0.1.0", inputs: [RouteFiles] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let mut seen = BTreeMap::new();
    for upstream in &context.gateway.upstreams {
        let mut urls: Vec<_> =
            upstream.urls.iter().map(|u| (&u.value.host, u.value.port, u.value.https)).collect();
        urls.sort();
        let first: &&crate::model::Upstream = seen.entry(urls).or_insert(upstream);
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
                    format!("`{}` and `{}` are the same place", again.name.value, first.name.value),
                )
                .related(first.name.span, "the other one")
                .help(format!("use `{}` for both", first.name.value)),
        );
    }
}
