use crate::topology::{Topology, bypass};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// Another layer answers a whole host of the gateway before its endpoints.
    ///
    /// ## Why is this bad?
    /// For that host every policy of the gateway is dead text: no credential is checked and no limit counts.
    /// `bypass-hosts` in `gwc.toml` names such hosts, and a host table in the same run does; `hosts` there says which
    /// hosts a raw configuration answers for.
    ///
    /// ## Example
    /// ```toml,bad,folder
    /// bypass-hosts = ["api.example.com"]
    /// # file: krakend.json
    /// { "version": 3, "endpoints": [
    ///   { "endpoint": "/bills", "backend": [{ "url_pattern": "/bills", "host": ["http://commerce:8001"] }],
    ///     "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example.com/jwks", "cache": true } } }
    /// ] }
    /// ```
    ///
    /// ## Use instead
    /// Let the host reach the gateway, or take it out of the gateway.
    /// ```toml,good,folder
    /// hosts = ["www.example.com"]
    /// bypass-hosts = ["api.example.com"]
    /// # file: krakend.json
    /// { "version": 3, "endpoints": [
    ///   { "endpoint": "/bills", "backend": [{ "url_pattern": "/bills", "host": ["http://commerce:8001"] }],
    ///     "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example.com/jwks", "cache": true } } }
    /// ] }
    /// ```
    pub(crate) HOST_BEHIND_BYPASS { code: "GW226", name: "host-behind-bypass", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, HostTables, Manifests, Settings] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for served in &topology.served {
        let endpoints = &served.gateway.endpoints;
        let gated: Vec<_> = endpoints.iter().filter(|e| !e.credential.value.is_open()).collect();
        let Some(witness) = gated.first() else { continue };
        for bypass in bypass::of(topology, *served).iter().filter(|bypass| bypass.prefix == "/") {
            let host = bypass.host.as_deref().unwrap_or("every host");
            let message = format!(
                "`{host}` is answered before the {} endpoints of `{}`: nobody checks the credentials of {} of them, as of `{}`",
                endpoints.len(),
                served.gateway.name.value,
                gated.len(),
                witness.key()
            );
            out.push(
                HOST_BEHIND_BYPASS
                    .at(bypass.span, message)
                    .related(served.gateway.name.span, "the gateway that is not asked")
                    .help("let the host reach the gateway, or take the endpoints out of it"),
            );
        }
    }
}
