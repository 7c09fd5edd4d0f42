use super::validator_refuses_everybody::is_keyless;
use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Severity};

declare_rule! {
    /// A validator accepts tokens of any issuer, or tokens for any audience.
    ///
    /// ## What it does
    /// Reports `auth/validator` without `issuer` as a warning, and without `audience` as a note.
    ///
    /// ## Why is this bad?
    /// One key set often signs the tokens of several tenants and services. Without `issuer`, a token of another tenant
    /// is accepted. Without `audience`, a token that a user gave to another service is accepted, so the operator of
    /// that service can call this API as the user.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks", "audience": ["shop"] } } }
    /// ```
    ///
    /// ## Use instead
    /// Set `issuer`. Set `audience` if every token carries it.
    /// ```json,good,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks", "audience": ["shop"], "issuer": "https://id.example" } } }
    /// ```
    ///
    /// ## When to ignore
    /// The key set belongs to one issuer only, or one token is meant for all services.
    ///
    /// ## References
    /// - RFC 8725, sections 3.8 and 3.9
    pub(crate) UNCHECKED_CLAIMS { code: "GW271", name: "unchecked-claims", category: Security, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(validator) = subject.block_of(&endpoint.config.extra_config, "auth/validator") else {
            continue;
        };
        // It accepts no token.
        if is_keyless(validator) {
            continue;
        }
        let place = subject.span(validator.key);
        if validator.text("issuer").is_empty() {
            out.push(
                UNCHECKED_CLAIMS
                    .at(place, "`issuer` is not set, so KrakenD accepts the tokens of every issuer that signs with these keys")
                    .help("set `issuer` in `auth/validator` to the `iss` of your tokens"),
            );
        }
        if validator.list("audience").is_empty() {
            let message = "`audience` is not set, so KrakenD accepts tokens for other services";
            let finding = UNCHECKED_CLAIMS.at(place, message).severity(Severity::Note);
            out.push(finding.help("set `audience`, unless one token is meant for all services"));
        }
    }
}
