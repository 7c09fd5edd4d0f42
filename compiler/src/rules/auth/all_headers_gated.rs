//! All headers, on a route that checks tokens.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A route that checks tokens forwards every header of the client.
    ///
    /// ## Why is this bad?
    /// KrakenD strips nothing: only the headers of `propagate_claims` are replaced. Any other header that a backend
    /// believes, such as `X-User-Permissions`, is the client's own, and so are its cookies.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "input_headers": ["*"], "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks", "issuer": "https://id.example", "audience": ["a"] } } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "input_headers": ["Content-Type", "Accept"], "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks", "issuer": "https://id.example", "audience": ["a"] } } }
    /// ```
    pub(crate) ALL_HEADERS_GATED { code: "GW272", name: "all-headers-gated", category: Security, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let gated = subject.block_of(&endpoint.config.extra_config, "auth/validator").is_some();
        let headers = &endpoint.config.input_headers;
        if gated && headers.iter().any(|h| h.value == "*") {
            let finding = ALL_HEADERS_GATED.at(
                subject.place(headers, endpoint.config.at),
                "every header of the client reaches the backend",
            );
            out.push(finding.help("list the headers that the backend reads").route(endpoint.route));
        }
    }
}
