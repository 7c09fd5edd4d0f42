use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostics, Severity};

declare_rule! {
    /// An upstream outside the cluster is called over plain HTTP.
    ///
    /// ## What it does
    /// Reports an `http://` upstream with a host outside the cluster (GW422 lists the names that are inside), unless
    /// `trusted-hosts` in `gwc.toml` lists it. The finding is a note for a host such as `shop.cafe`: `cafe` may be a
    /// namespace or a domain of the internet.
    ///
    /// ## Why is this bad?
    /// Requests and responses cross the internet in clear text, with the credentials that the endpoint forwards. With
    /// `http://inference.example.net`, every network between the gateway and the upstream can read the tokens of the
    /// clients and change the responses.
    ///
    /// ## Example
    /// `inference.example.net` is a host on the internet:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { inference: "http://inference.example.net" }
    /// services: { embeddings: { at: /embeddings, upstream: inference, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// Use `https://`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { inference: "https://inference.example.net" }
    /// services: { embeddings: { at: /embeddings, upstream: inference, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Options
    /// `trusted-hosts` in `gwc.toml` lists hosts that this rule accepts:
    /// ```toml
    /// trusted-hosts = ["inference.example.net", "*.partner.example"]
    /// ```
    ///
    /// ## When to ignore
    /// The connection is encrypted below HTTP, such as by a VPN. Add the host to `trusted-hosts`.
    pub(crate) CLEARTEXT_UPSTREAM { code: "GW415", name: "cleartext-upstream", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for upstream in &context.gateway.upstreams {
        for url in upstream.urls.iter().filter(|url| url.value.is_external() && !url.value.https) {
            if !context.settings.trusts(&url.value.host) {
                let host = url.value.authority();
                let (severity, message) = match url.value.may_be_service() {
                    true => (
                        Severity::Note,
                        format!(
                            "requests to `{host}` leave the cluster in clear text, unless `{}` is the name of a namespace",
                            url.value.last_label()
                        ),
                    ),
                    false => {
                        (Severity::Warning, format!("requests to `{host}` leave the cluster in clear text"))
                    }
                };
                let finding =
                    CLEARTEXT_UPSTREAM.at(url.span, message).severity(severity).detail(&url.value.host);
                out.push(finding.help(
                    "use `https://`, or `NAME.NAMESPACE.svc.cluster.local` for a service in the cluster",
                ));
            }
        }
    }
}
