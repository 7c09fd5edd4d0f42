use crate::lint::Subject;
use gwc_krakend::run::validator;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A signer returns `401` for every request.
    ///
    /// ## What it does
    /// Reports `auth/signer` if an option has the wrong type, or if `jwk_url` does not start with `https://` and
    /// `"disable_jwk_security": true` is not set.
    ///
    /// ## Why is this bad?
    /// KrakenD logs one error and starts. Every request of the endpoint then returns `401`, even with the right
    /// password. If the endpoint issues the tokens, no user can log in.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "auth/signer": { "alg": "RS256", "kid": "a", "keys_to_sign": ["token"], "jwk_url": "http://id.example/jwks" } } }
    /// ```
    ///
    /// ## Use instead
    /// Use an `https://` URL for `jwk_url`.
    /// ```json,good,endpoint
    /// { "extra_config": { "auth/signer": { "alg": "RS256", "kid": "a", "keys_to_sign": ["token"], "jwk_url": "https://id.example/jwks" } } }
    /// ```
    ///
    /// ## References
    /// - krakend-jose v2.12, `gin/jose.go`
    pub(crate) SIGNER_REFUSES_EVERYBODY { code: "GW255", name: "signer-refuses-everybody", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(found) = endpoint.config.extra_config.component("auth/signer") else { continue };
        if let Some(why) = validator::signs_nothing(subject.tree, found.value) {
            let (cause, help) = match why.message.contains("insecure connection") {
                true => ("KrakenD fetches no keys over plain HTTP", "use an `https://` URL for `jwk_url`"),
                false => ("this option has the wrong type", "write a value of the type that the note names"),
            };
            out.push(
                SIGNER_REFUSES_EVERYBODY
                    .at(
                        subject.span(why.node),
                        format!("this signer returns `401` for every request: {cause}"),
                    )
                    .note(format!("KrakenD logs: {}", why.message))
                    .help(help)
                    .route(endpoint.route),
            );
        }
    }
}
