//! `audience`, all values of which a token needs.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Severity};

declare_rule! {
    /// A validator names an audience, or several, and a token needs all of them.
    ///
    /// ## Why is this bad?
    /// Several read as "any of these". KrakenD wants every one in `aud`; most tokens carry one, and are refused. With
    /// one audience, a note says so: who issues the tokens must put it into each of them, or nobody comes in.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks", "audience": ["web", "app"] } } }
    /// ```
    ///
    /// ## Use instead
    /// Name the one audience that all tokens carry, and keep the note; or none, where they carry different ones, and
    /// let the backend look at it.
    /// ```json,good,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks", "issuer": "https://id.example" } } }
    /// ```
    pub(crate) AUDIENCE_MEANS_ALL { code: "GW251", name: "audience-means-all", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(validator) = subject.block_of(&endpoint.config.extra_config, "auth/validator") else {
            continue;
        };
        let (severity, message) = match validator.list("audience").len() {
            0 => continue,
            1 => (Severity::Note, "a token needs this audience, whatever else it carries".to_owned()),
            several => (Severity::Error, format!("a token needs all {several} audiences, not any of them")),
        };
        let finding = AUDIENCE_MEANS_ALL.at(subject.span(validator.place("audience")), message);
        out.push(
            finding
                .severity(severity)
                .help("name the one audience that every token carries")
                .route(endpoint.route),
        );
    }
}
