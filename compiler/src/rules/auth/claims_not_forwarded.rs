//! Claims that are put into headers that do not leave.

use crate::lint::Subject;
use gwc_krakend::value::Value;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A claim is put into a header that is not forwarded.
    ///
    /// ## Why it matters
    /// `propagate_claims` sets the header on the request, and `input_headers` decides what the backend gets. A header
    /// that is missing there never arrives.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "input_headers": ["Content-Type"], "extra_config": { "auth/validator": {
    ///   "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks", "propagate_claims": [["sub", "X-User-Id"]] } } }
    /// ```
    ///
    /// ## Fix
    /// ```json,good,endpoint
    /// { "input_headers": ["Content-Type", "X-User-Id"], "extra_config": { "auth/validator": {
    ///   "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks", "propagate_claims": [["sub", "X-User-Id"]] } } }
    /// ```
    pub(crate) CLAIMS_NOT_FORWARDED { code: "GW252", name: "claims-not-forwarded", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(validator) = subject.block_of(&endpoint.config.extra_config, "auth/validator") else {
            continue;
        };
        let forwarded = |header: &str| {
            endpoint
                .config
                .input_headers
                .iter()
                .any(|h| *h.value == *"*" || h.value.eq_ignore_ascii_case(header))
        };
        for pair in validator.list("propagate_claims") {
            let Value::List(&[_, header]) = subject.tree.value(*pair) else { continue };
            let Some(name) = subject.tree.value(header).as_str().filter(|name| !forwarded(name)) else {
                continue;
            };
            let message = format!("`{name}` is set from a claim and not forwarded");
            let help = format!("add `{name}` to `input_headers`");
            out.push(CLAIMS_NOT_FORWARDED.at(subject.span(header), message).help(help).route(endpoint.route));
        }
    }
}
