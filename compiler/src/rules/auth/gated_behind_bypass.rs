use crate::lint::Context;
use crate::model::phrases;
use crate::topology::{Served, Topology, bypass};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// An endpoint requires a credential, but another layer answers its requests first.
    ///
    /// ## What it does
    /// Reports an endpoint that requires a credential if its path is below a prefix that another layer answers before
    /// the endpoints: a prefix in `bypass-prefixes`, or an entry of a host table in the same run.
    ///
    /// ## Why is this bad?
    /// The other layer takes the request by its prefix, so the gateway checks no token and applies no rate limit. If a
    /// proxy sends `/v1/audio` directly to the model servers, anyone can call `POST /v1/audio/speech`, although the
    /// endpoint has `auth/validator`.
    ///
    /// ## Example
    /// ```toml,bad,folder
    /// bypass-prefixes = ["/v1/chat", "/v1/audio"]
    /// # file: krakend.json
    /// { "version": 3, "endpoints": [
    ///   { "endpoint": "/v1/audio/{name}", "backend": [{ "url_pattern": "/v1/audio/{name}", "host": ["http://models:8000"] }],
    ///     "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example.com/jwks", "cache": true } } }
    /// ] }
    /// ```
    ///
    /// ## Use instead
    /// Check the credential in the layer that answers, or remove the prefix from that layer.
    /// ```toml,good,folder
    /// bypass-prefixes = ["/v1/chat"]
    /// # file: krakend.json
    /// { "version": 3, "endpoints": [
    ///   { "endpoint": "/v1/chatter", "backend": [{ "url_pattern": "/v1/chatter", "host": ["http://models:8000"] }],
    ///     "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example.com/jwks", "cache": true } } }
    /// ] }
    /// ```
    ///
    /// ## Options
    /// - `bypass-prefixes` in `gwc.toml`: prefixes that another layer answers before the endpoints
    ///
    /// ## When to ignore
    /// The layer that answers verifies the same credential itself.
    pub(crate) GATED_BEHIND_BYPASS { code: "GW225", name: "gated-behind-bypass", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, HostTables, Manifests, Settings] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    topology.served.iter().for_each(|served| check_gateway(topology, *served, out));
}

fn check_gateway(topology: &Topology<'_>, served: Served<'_>, out: &mut Diagnostics) {
    let context = Context::new(served.gateway, topology.settings);
    let gated = || served.gateway.endpoints.iter().filter(|e| !e.credential.value.is_open());
    for bypass in bypass::of(topology, served).iter().filter(|bypass| bypass.prefix != "/") {
        let hits = gated().filter(|endpoint| bypass.takes(endpoint).is_some());
        let host = bypass.host.as_deref().unwrap_or("");
        for group in context.groups(hits.map(|endpoint| (context.place(endpoint), endpoint))) {
            let request = bypass.takes(group.endpoints[0]).unwrap_or_default();
            let message = format!(
                "the credential of {} is never checked: another layer answers `{} {host}{request}` first",
                phrases::endpoints(&group.endpoints),
                group.endpoints[0].method
            );
            out.push(
                group
                    .at(&GATED_BEHIND_BYPASS, message)
                    .related(bypass.span, format!("prefix `{}` bypasses the endpoints", bypass.prefix))
                    .help("check the credential in that layer, or remove the bypass"),
            );
        }
    }
}
