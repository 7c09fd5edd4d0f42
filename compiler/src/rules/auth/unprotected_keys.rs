//! Keys over plain http.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// The keys that decide who may pass come over a connection that anybody on the way can change.
    ///
    /// ## Why it matters
    /// `disable_jwk_security` allows plain http, and any certificate with https. Who can answer in the identity
    /// provider's place can mint tokens.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "http://id.example/jwks", "disable_jwk_security": true } } }
    /// ```
    ///
    /// ## Fix
    /// ```json,good,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks" } } }
    /// ```
    pub(crate) UNPROTECTED_KEYS { code: "GW256", name: "unprotected-keys", category: Security, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        for name in ["auth/validator", "auth/signer"] {
            let Some(block) = subject.block_of(&endpoint.config.extra_config, name) else { continue };
            if block.flag("disable_jwk_security") && !block.text("jwk_url").is_empty() {
                let span = subject.span(block.place("disable_jwk_security"));
                let message = "these keys may come from anybody on the way to `jwk_url`";
                let help = "use https and remove `disable_jwk_security`";
                out.push(UNPROTECTED_KEYS.at(span, message).help(help).route(endpoint.route));
            }
        }
    }
}
