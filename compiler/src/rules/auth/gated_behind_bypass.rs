use crate::lint::Context;
use crate::model::phrases;
use crate::topology::{Served, Topology, bypass};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// An endpoint requires a credential, but its requests never reach it: a proxy or another handler in front answers
    /// them.
    ///
    /// ## What it does
    /// Reports an endpoint that requires a credential if its path is below a prefix that a proxy or handler in front of
    /// the gateway answers. gwc knows such prefixes from `bypass-prefixes` in `gwc.toml`, and from a host table in the
    /// same run. A host table is a file such as `ingress.json` that maps hosts and path prefixes to backends.
    ///
    /// ## Why is this bad?
    /// These requests never reach the endpoint, so no token is checked and no rate limit applies. If a proxy sends
    /// `/v1/audio` directly to the model servers, anyone can call `GET /v1/audio/voices`, although the endpoint has
    /// `auth/validator`.
    ///
    /// ## Example
    /// `gwc.toml` declares that a proxy in front answers `/v1/chat` and `/v1/audio`, and `krakend.json` protects
    /// `/v1/audio`:
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
    /// Check the credential in the proxy or handler. Or let it forward the prefix to the gateway, and remove the prefix
    /// from `bypass-prefixes`:
    /// ```toml,good,folder
    /// bypass-prefixes = ["/v1/chat"]
    /// # file: krakend.json
    /// { "version": 3, "endpoints": [
    ///   { "endpoint": "/v1/audio/{name}", "backend": [{ "url_pattern": "/v1/audio/{name}", "host": ["http://models:8000"] }],
    ///     "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example.com/jwks", "cache": true } } }
    /// ] }
    /// ```
    ///
    /// ## Options
    /// - `bypass-prefixes` in `gwc.toml`: prefixes that a proxy or handler in front answers, so that the endpoints
    ///   never receive them
    ///
    /// ## When to ignore
    /// The proxy or handler verifies the same credential itself.
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
                "the credential of {} is never checked: a proxy or handler in front answers `{} {host}{request}` first",
                phrases::endpoints(&group.endpoints),
                group.endpoints[0].method
            );
            out.push(
                group
                    .at(&GATED_BEHIND_BYPASS, message)
                    .related(bypass.span, format!("requests below `{}` never reach the endpoints", bypass.prefix))
                    .help("check the credential in that proxy or handler, or let it forward these requests to the gateway"),
            );
        }
    }
}
