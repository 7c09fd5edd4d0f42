use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// An endpoint with `auth/validator` forwards every header of the client.
    ///
    /// ## What it does
    /// Reports `"*"` in the `input_headers` of an endpoint that has `auth/validator`.
    ///
    /// ## Why is this bad?
    /// KrakenD removes no header: it only overwrites those that `propagate_claims` sets. All other headers reach the
    /// backend as the client sent them, cookies included. A client with a valid token adds `X-User-Permissions: 16`,
    /// and a backend that trusts this header treats the client as an administrator.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "input_headers": ["*"], "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks", "issuer": "https://id.example", "audience": ["a"] } } }
    /// ```
    ///
    /// ## Use instead
    /// List the headers that the backend reads.
    /// ```json,good,endpoint
    /// { "input_headers": ["Content-Type", "Accept"], "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks", "issuer": "https://id.example", "audience": ["a"] } } }
    /// ```
    ///
    /// ## When to ignore
    /// The backend trusts no header except those that `propagate_claims` sets.
    ///
    /// ## References
    /// - lura v2.14, `router/gin/endpoint.go`
    pub(crate) ALL_HEADERS_GATED { code: "GW272", name: "all-headers-gated", category: Security, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let gated = subject.block_of(&endpoint.config.extra_config, "auth/validator").is_some();
        let headers = &endpoint.config.input_headers;
        if gated && headers.iter().any(|h| h.value == "*") {
            let finding = ALL_HEADERS_GATED.at(
                subject.place(headers, endpoint.config.at),
                "`*` in `input_headers` forwards every header of the client, also a forged `X-User-Id` that the backend may trust",
            );
            out.push(finding.help("list the headers that the backend reads").route(endpoint.route));
        }
    }
}
