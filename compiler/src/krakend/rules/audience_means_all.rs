//! `audience` with several values.

use super::Subject;
use crate::declare_rule;
use crate::diagnostic::Diagnostic;

declare_rule! {
    /// A validator names several audiences, and a token needs all of them.
    ///
    /// ## Why it matters
    /// It reads as "any of these". KrakenD wants every one in `aud`; most tokens carry one, and are refused.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks", "audience": ["web", "app"] } } }
    /// ```
    ///
    /// ## Fix
    /// ```json,good,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks", "audience": ["api"] } } }
    /// ```
    pub(super) AUDIENCE_MEANS_ALL { code: "GW251", name: "audience-means-all", category: Correctness, severity: Warning, since: "0.1.0" }
}

pub(super) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(validator) = subject.block_of(&endpoint.config.extra_config, "auth/validator") else { continue };
        let audiences = validator.list("audience").len();
        if audiences > 1 {
            let message = format!("a token needs all {audiences} audiences, not any of them");
            let span = subject.span(validator.place("audience"));
            out.push(AUDIENCE_MEANS_ALL.at(span, message).help("name one audience").route(endpoint.route));
        }
    }
}
