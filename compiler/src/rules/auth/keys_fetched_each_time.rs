use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A validator fetches its keys for every request.
    ///
    /// ## What it does
    /// Reports `auth/validator` with `jwk_url` and without `"cache": true`.
    ///
    /// ## Why is this bad?
    /// KrakenD requests `jwk_url` twice for each request, and these calls wait for each other. If the identity provider
    /// needs 1 second to respond, the last of three parallel requests takes 6 seconds. If the identity provider is
    /// down, every request of the endpoint returns `401`.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example/jwks" } } }
    /// ```
    ///
    /// ## Use instead
    /// Set `"cache": true`.
    /// ```json,good,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example/jwks", "cache": true } } }
    /// ```
    ///
    /// ## When to ignore
    /// A test environment in which the keys change between requests.
    ///
    /// ## References
    /// - krakend-jose v2.12, `jwk.go`
    pub(crate) KEYS_FETCHED_EACH_TIME { code: "GW254", name: "keys-fetched-each-time", category: Reliability, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(validator) = subject.block_of(&endpoint.config.extra_config, "auth/validator") else {
            continue;
        };
        if !validator.text("jwk_url").is_empty() && !validator.flag("cache") {
            let span = subject.span(validator.place("jwk_url"));
            let message = "KrakenD fetches the keys from `jwk_url` for every request, so each request waits for the identity provider";
            out.push(
                KEYS_FETCHED_EACH_TIME
                    .at(span, message)
                    .help("set `\"cache\": true` in `auth/validator`")
                    .route(endpoint.route),
            );
        }
    }
}
