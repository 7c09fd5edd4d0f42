//! Validators that can let nobody pass.

use crate::lint::Subject;
use gwc_krakend::run::validator;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A validator answers 401 to everybody.
    ///
    /// ## Why is this bad?
    /// An option of the wrong type, or a `jwk_url` that is not https without `disable_jwk_security`, is one warning
    /// in the log. The gateway starts, and the route refuses every token.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "http://id.example/jwks", "cache": true } } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example/jwks", "cache": true } } }
    /// ```
    pub(crate) VALIDATOR_REFUSES_EVERYBODY { code: "GW250", name: "validator-refuses-everybody", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(found) = endpoint.config.extra_config.component("auth/validator") else { continue };
        if let Some(why) = validator::refuses_everybody(subject.tree, found.value) {
            out.push(
                VALIDATOR_REFUSES_EVERYBODY
                    .at(subject.span(why.node), "this validator answers 401 to everybody")
                    .note(format!("krakend logs: {}", why.message))
                    .route(endpoint.route),
            );
        }
    }
}
