//! Signers that can sign nothing.

use crate::lint::Subject;
use gwc_krakend::run::validator;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A signer answers 401 to everybody.
    ///
    /// ## Why is this bad?
    /// Its options do not decode, or its keys come over plain http without `disable_jwk_security`: one error in the
    /// log, and the route never answers.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "auth/signer": { "alg": "RS256", "kid": "a", "keys_to_sign": ["token"], "jwk_url": "http://id.example/jwks" } } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "extra_config": { "auth/signer": { "alg": "RS256", "kid": "a", "keys_to_sign": ["token"], "jwk_url": "https://id.example/jwks" } } }
    /// ```
    pub(crate) SIGNER_REFUSES_EVERYBODY { code: "GW255", name: "signer-refuses-everybody", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(found) = endpoint.config.extra_config.component("auth/signer") else { continue };
        if let Some(why) = validator::signs_nothing(subject.tree, found.value) {
            out.push(
                SIGNER_REFUSES_EVERYBODY
                    .at(subject.span(why.node), "this signer answers 401 to everybody")
                    .note(format!("krakend logs: {}", why.message))
                    .route(endpoint.route),
            );
        }
    }
}
