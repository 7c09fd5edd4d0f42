//! What a validator does not compare.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Severity};

declare_rule! {
    /// A validator accepts tokens of any issuer, or for any audience.
    ///
    /// ## Why is this bad?
    /// A key set often signs for many: without `issuer` the tokens of every tenant of it pass. Without `audience` a
    /// token that was made for another service passes, which is right only where all services are meant.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks", "audience": ["shop"] } } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks", "audience": ["shop"], "issuer": "https://id.example" } } }
    /// ```
    pub(crate) UNCHECKED_CLAIMS { code: "GW271", name: "unchecked-claims", category: Security, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(validator) = subject.block_of(&endpoint.config.extra_config, "auth/validator") else {
            continue;
        };
        let place = subject.span(validator.key);
        if validator.text("issuer").is_empty() {
            out.push(
                UNCHECKED_CLAIMS
                    .at(place, "tokens of any issuer of the key set are accepted")
                    .help("add `issuer`"),
            );
        }
        if validator.list("audience").is_empty() {
            let finding =
                UNCHECKED_CLAIMS.at(place, "tokens for any audience are accepted").severity(Severity::Note);
            out.push(finding.help("add `audience`, unless one token is for all services"));
        }
    }
}
