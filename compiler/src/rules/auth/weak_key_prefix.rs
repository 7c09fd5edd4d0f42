use crate::lint::Context;
use crate::model::Scheme;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A key prefix that says little: one letter, the start of a token, or a part of another prefix.
    ///
    /// ## Why is this bad?
    /// The gateway lets pass what begins right. `ey` is how every JSON web token begins, so tokens would pass unverified.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { cloud-api: { url: "http://cloud-api.ai.svc.cluster.local:8000", accepts_keys: true } }
    /// auth: { key: { api_key: { prefixes: [ey] } } }
    /// services: { chat: { at: /chat, upstream: cloud-api, methods: POST, auth: key } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { cloud-api: { url: "http://cloud-api.ai.svc.cluster.local:8000", accepts_keys: true } }
    /// auth: { key: { api_key: { prefixes: [sk-] } } }
    /// services: { chat: { at: /chat, upstream: cloud-api, methods: POST, auth: key } }
    /// ```
    pub(crate) WEAK_KEY_PREFIX { code: "GW221", name: "weak-key-prefix", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for auth in &context.gateway.auths {
        let Scheme::ApiKey(key) = &auth.scheme else { continue };
        for (at, prefix) in key.prefixes.iter().enumerate() {
            let text = prefix.value.as_str();
            let others = key.prefixes.iter().enumerate().filter(|(other, _)| *other != at);
            let shorter = others.map(|(_, other)| other).find(|other| text.starts_with(&other.value));
            let message = match shorter {
                _ if "eyJ".starts_with(text) || text.starts_with("ey") => {
                    format!("every JSON web token begins with `{text}`, and would pass unverified")
                }
                _ if text.chars().count() < 2 => {
                    format!("`{text}` is too short to tell a key from anything else")
                }
                Some(shorter) => format!("`{}` covers `{text}` already", shorter.value),
                None => continue,
            };
            out.push(
                WEAK_KEY_PREFIX
                    .at(prefix.span, message)
                    .help("give keys a prefix of their own, such as `sk-`"),
            );
        }
    }
}
