use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// Requests go to a host outside the cluster over plain HTTP.
    ///
    /// ## Why is this bad?
    /// Everybody on the way reads and changes them.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { inference: "http://inference.example.net" }
    /// services: { embeddings: { at: /embeddings, upstream: inference, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { inference: "https://inference.example.net" }
    /// services: { embeddings: { at: /embeddings, upstream: inference, methods: GET, auth: public, timeout: 5s } }
    /// ```
    pub(crate) CLEARTEXT_UPSTREAM { code: "GW415", name: "cleartext-upstream", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for upstream in &context.gateway.upstreams {
        for url in upstream.urls.iter().filter(|url| url.value.is_external() && !url.value.https) {
            if !context.settings.trusts(&url.value.host) {
                out.push(
                    CLEARTEXT_UPSTREAM
                        .at(url.span, format!("requests for `{}` leave the cluster as plain text", upstream.name.value))
                        .help("use `https://`; a host inside the cluster is named `NAME.NAMESPACE.svc.cluster.local`"),
                );
            }
        }
    }
}
