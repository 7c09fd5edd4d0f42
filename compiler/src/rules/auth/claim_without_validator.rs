//! `{JWT.claim}` without a validator.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A path wants a claim of a token, and nobody validates one.
    ///
    /// ## Why it matters
    /// Only a validator fills `{JWT.claim}`. Without it the backend is called with the placeholder itself.
    ///
    /// ## Example
    /// ```json,bad,backend
    /// { "url_pattern": "/users/{JWT.sub}" }
    /// ```
    ///
    /// ## Fix
    /// ```json,good,endpoint
    /// { "backend": [{ "url_pattern": "/users/{JWT.sub}" }],
    ///   "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks" } } }
    /// ```
    pub(crate) CLAIM_WITHOUT_VALIDATOR { code: "GW253", name: "claim-without-validator", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        let validated = endpoint.config.extra_config.component("auth/validator").is_some();
        if backend.url_pattern.contains("{{.JWT.") && !validated {
            let span = subject.place(&backend.url_pattern, backend.at);
            let message = "this path wants a claim, and no validator reads a token";
            out.push(
                CLAIM_WITHOUT_VALIDATOR
                    .at(span, message)
                    .help("add `auth/validator` to the endpoint")
                    .route(endpoint.route),
            );
        }
    }
}
