use crate::lint::Context;
use crate::model::phrases;
use crate::topology::{Served, Topology, bypass};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// An endpoint asks for a credential, and another layer answers before it.
    ///
    /// ## Why is this bad?
    /// A proxy that takes the prefix first never asks the endpoint: no token is checked and no limit counts, whatever
    /// the file says. `bypass-prefixes` in `gwc.toml` names such prefixes, and a host table in the same run does.
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
    /// Check the credential where the request is answered, or take the prefix out of the other layer.
    /// ```toml,good,folder
    /// bypass-prefixes = ["/v1/chat"]
    /// # file: krakend.json
    /// { "version": 3, "endpoints": [
    ///   { "endpoint": "/v1/chatter", "backend": [{ "url_pattern": "/v1/chatter", "host": ["http://models:8000"] }],
    ///     "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example.com/jwks", "cache": true } } }
    /// ] }
    /// ```
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
                "{} {} for a credential that nobody checks: `{} {host}{request}` is answered before the endpoints",
                phrases::endpoints(&group.endpoints),
                phrases::plural(group.endpoints.len(), "asks", "ask"),
                group.endpoints[0].method
            );
            out.push(
                group
                    .at(&GATED_BEHIND_BYPASS, message)
                    .related(bypass.span, format!("`{}` goes around the gateway", bypass.prefix))
                    .help("check the credential where the request is answered, or end the bypass"),
            );
        }
    }
}
