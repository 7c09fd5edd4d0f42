use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// An upstream is outside the cluster.
    ///
    /// ## What it does
    /// Reports an upstream with a host outside the cluster, unless `trusted-hosts` lists it. These hosts are inside:
    /// - private addresses
    /// - names without dots
    /// - `NAME.NAMESPACE`, if `NAMESPACE` is not a domain of the internet, such as `com`
    /// - names that end in `.svc`, `.svc.cluster.local`, `.local`, `.internal` or `.consul`
    ///
    /// ## Why is this bad?
    /// Request bodies and forwarded headers may leave the network that you operate. A change of one line, from
    /// `http://models.ai.svc.cluster.local:8000` to `https://inference.example.com`, sends the prompts of all clients
    /// to another company. `gwc check --against BASE`, which compares the files with an earlier version, reports only
    /// the hosts that a change adds.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { models: "https://inference.example.com" }
    /// services: { models: { at: /models, upstream: models, methods: POST, auth: public } }
    /// ```
    ///
    /// ## Use instead
    /// If requests may leave your network to this host, add it to `trusted-hosts`. If not, use a service in the
    /// cluster.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams: { models: "http://models.ai.svc.cluster.local:8000" }
    /// services: { models: { at: /models, upstream: models, methods: POST, auth: public } }
    /// ```
    ///
    /// ## Options
    /// `trusted-hosts` in `gwc.toml` lists hosts that this rule accepts:
    /// ```toml
    /// trusted-hosts = ["inference.example.com", "*.partner.example"]
    /// ```
    ///
    /// ## When to ignore
    /// The host is approved. Add it to `trusted-hosts`.
    pub(crate) OUTSIDE_UPSTREAM { code: "GW422", name: "outside-upstream", category: Security, severity: Note, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for url in context.gateway.upstreams.iter().flat_map(|upstream| &upstream.urls) {
        let host = &url.value.host;
        if url.value.is_external() && !context.settings.trusts(host) {
            // What leaves in clear text has its own finding, which says the same of such a host.
            let unless = match url.value.may_be_service() {
                true if !url.value.https => continue,
                true => format!(", unless `{}` is the name of a namespace", url.value.last_label()),
                false => String::new(),
            };
            out.push(
                OUTSIDE_UPSTREAM
                    .at(url.span, format!("upstream host `{host}` is not a name of the cluster{unless}: requests may leave your network"))
                    .detail(host)
                    .help("use a service in the cluster; or, if requests may go to this host, add it to `trusted-hosts` in `gwc.toml`"),
            );
        }
    }
}
