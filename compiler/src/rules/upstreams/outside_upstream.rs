use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// An upstream is outside the cluster.
    ///
    /// ## Why is this bad?
    /// What is sent there leaves what you run: bodies, and whatever headers are forwarded. A new one deserves a look, so
    /// `--against` shows it; hosts under `trusted-hosts` in `gwc.toml` are known.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { models: "https://inference.example.com" }
    /// services: { models: { at: /models, upstream: models, methods: GET, auth: public } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { models: "http://models.ai.svc.cluster.local:8000" }
    /// services: { models: { at: /models, upstream: models, methods: GET, auth: public } }
    /// ```
    pub(crate) OUTSIDE_UPSTREAM { code: "GW422", name: "outside-upstream", category: Security, severity: Note, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for url in context.gateway.upstreams.iter().flat_map(|upstream| &upstream.urls) {
        let host = &url.value.host;
        if url.value.is_external() && !context.settings.trusts(host) {
            out.push(
                OUTSIDE_UPSTREAM
                    .at(url.span, format!("`{host}` is outside the cluster"))
                    .help("if that is meant, list it under `trusted-hosts` in `gwc.toml`"),
            );
        }
    }
}
