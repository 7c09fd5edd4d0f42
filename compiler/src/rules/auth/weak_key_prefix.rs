use crate::lint::Context;
use crate::model::Scheme;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A key prefix is too short, matches every JSON web token, or is covered by another prefix.
    ///
    /// ## What it does
    /// Reports a prefix of an `api_key` that begins with `ey`, has fewer than two characters, or begins with another
    /// prefix of the same auth.
    ///
    /// ## Why is this bad?
    /// The gateway accepts every credential that begins with the prefix, and only the upstream checks it. Every JSON
    /// web token begins with `ey`: with this prefix, expired and forged tokens reach the upstream unverified. A prefix
    /// of one character matches many other credentials too. A prefix that begins with another one has no effect: `sk-`
    /// already matches each key that begins with `sk-live-`.
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
    /// Use a prefix that only keys have.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { cloud-api: { url: "http://cloud-api.ai.svc.cluster.local:8000", accepts_keys: true } }
    /// auth: { key: { api_key: { prefixes: [sk-] } } }
    /// services: { chat: { at: /chat, upstream: cloud-api, methods: POST, auth: key } }
    /// ```
    ///
    /// ## When to ignore
    /// The prefix belongs to keys that are already issued, no client of the gateway sends tokens, and the upstream
    /// checks every key.
    pub(crate) WEAK_KEY_PREFIX { code: "GW221", name: "weak-key-prefix", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

const OWN_PREFIX: &str = "use a prefix that only keys have, such as `sk-`";

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for auth in &context.gateway.auths {
        let Scheme::ApiKey(key) = &auth.scheme else { continue };
        for (at, prefix) in key.prefixes.iter().enumerate() {
            let text = prefix.value.as_str();
            let others = key.prefixes.iter().enumerate().filter(|(other, _)| *other != at);
            let shorter = others.map(|(_, other)| other).find(|other| text.starts_with(&other.value));
            let (message, help) = match shorter {
                _ if "eyJ".starts_with(text) || text.starts_with("ey") => {
                    let message =
                        format!("prefix `{text}` matches every JSON web token and accepts it unverified");
                    (message, OWN_PREFIX)
                }
                _ if text.chars().count() < 2 => {
                    let message =
                        format!("prefix `{text}` is too short to distinguish keys from other credentials");
                    (message, OWN_PREFIX)
                }
                Some(shorter) => (
                    format!(
                        "prefix `{text}` has no effect: each key with it also begins with `{}`",
                        shorter.value
                    ),
                    "remove it, or replace the shorter prefix by longer ones",
                ),
                None => continue,
            };
            out.push(WEAK_KEY_PREFIX.at(prefix.span, message).help(help));
        }
    }
}
