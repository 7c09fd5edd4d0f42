use crate::topology::{Topology, bypass};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// A proxy or handler in front of the gateway answers all requests of one of its hosts.
    ///
    /// ## What it does
    /// Reports a host of the gateway if a proxy or handler in front answers all requests of this host. gwc knows such
    /// hosts from `bypass-hosts` in `gwc.toml`, and from a host table in the same run that sends the whole host to
    /// another backend. A host table is a file such as `ingress.json` that maps hosts and path prefixes to backends.
    /// Not reported if all endpoints of the gateway are public.
    ///
    /// ## Why is this bad?
    /// For this host, the gateway checks no credential and applies no rate limit. If a proxy sends `api.example.com`
    /// directly to an upstream, every request that names this host reaches the upstream without a token.
    ///
    /// ## Example
    /// `gwc.toml` declares that a proxy in front answers `api.example.com`, a host that `krakend.json` may serve:
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
    /// Send the host to the gateway, and remove it from `bypass-hosts`. If the gateway does not serve this host, as
    /// here, list only the hosts that it serves: under `hosts` in `gateway.yaml`, or in `gwc.toml` for a KrakenD
    /// configuration.
    /// ```toml,good,folder
    /// hosts = ["www.example.com"]
    /// bypass-hosts = ["api.example.com"]
    /// # file: krakend.json
    /// { "version": 3, "endpoints": [
    ///   { "endpoint": "/bills", "backend": [{ "url_pattern": "/bills", "host": ["http://commerce:8001"] }],
    ///     "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example.com/jwks", "cache": true } } }
    /// ] }
    /// ```
    ///
    /// ## Options
    /// - `bypass-hosts` in `gwc.toml`: hosts that a proxy or handler in front answers, so that the endpoints never
    ///   receive them
    /// - `hosts` in `gwc.toml`: the hosts of a KrakenD configuration, which has no such list itself
    ///
    /// ## When to ignore
    /// The proxy or handler verifies the same credentials itself.
    pub(crate) HOST_BEHIND_BYPASS { code: "GW226", name: "host-behind-bypass", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, HostTables, Manifests, Settings] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for served in &topology.served {
        let endpoints = &served.gateway.endpoints;
        let gated: Vec<_> = endpoints.iter().filter(|e| !e.credential.value.is_open()).collect();
        let Some(witness) = gated.first() else { continue };
        for bypass in bypass::of(topology, *served).iter().filter(|bypass| bypass.prefix == "/") {
            let host = bypass.host.as_ref().map_or("every host".to_owned(), |host| format!("`{host}`"));
            let message = format!(
                "a proxy or handler in front of gateway `{}` answers {host}: the credentials of {} of {} endpoints are never checked, for example of `{}`",
                served.gateway.name.value,
                gated.len(),
                endpoints.len(),
                witness.key()
            );
            out.push(
                HOST_BEHIND_BYPASS
                    .at(bypass.span, message)
                    .related(served.gateway.name.span, "bypassed gateway")
                    .help("send the host to the gateway; if the gateway does not serve this host, list only the hosts that it serves under `hosts`"),
            );
        }
    }
}
