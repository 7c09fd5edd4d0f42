//! Validators without `cache`.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A validator fetches its keys for each request.
    ///
    /// ## Why is this bad?
    /// Without `cache` every request asks `jwk_url` twice, one after the other: the identity provider's latency and
    /// outages are the route's.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example/jwks" } } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example/jwks", "cache": true } } }
    /// ```
    pub(crate) KEYS_FETCHED_EACH_TIME { code: "GW254", name: "keys-fetched-each-time", category: Reliability, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(validator) = subject.block_of(&endpoint.config.extra_config, "auth/validator") else {
            continue;
        };
        if !validator.text("jwk_url").is_empty() && !validator.flag("cache") {
            let span = subject.span(validator.place("jwk_url"));
            let message = "these keys are fetched for each request";
            out.push(
                KEYS_FETCHED_EACH_TIME.at(span, message).help("set `\"cache\": true`").route(endpoint.route),
            );
        }
    }
}
