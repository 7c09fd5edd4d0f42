//! `roles_key` and `scopes_key` without anything to look for, and the other way round.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A validator names a claim and nothing that must be in it.
    ///
    /// ## Why is this bad?
    /// Without `roles` nobody looks at `roles_key`, and without `scopes` and `scopes_key` together no scope is
    /// checked: every valid token passes.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks", "roles_key": "groups" } } }
    /// ```
    ///
    /// ## Use instead
    /// ```json,good,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks", "roles_key": "groups", "roles": ["admin"] } } }
    /// ```
    pub(crate) CLAIM_KEY_WITHOUT_LIST { code: "GW257", name: "claim-key-without-list", category: Correctness, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(validator) = subject.block_of(&endpoint.config.extra_config, "auth/validator") else {
            continue;
        };
        let missing = |key: &str| validator.text(key).is_empty() && validator.list(key).is_empty();
        for (key, needs) in [("roles_key", "roles"), ("scopes_key", "scopes"), ("scopes", "scopes_key")] {
            if !missing(key) && missing(needs) {
                let message = format!("`{key}` has no effect without `{needs}`");
                let help = format!("add `{needs}`, or remove `{key}`");
                let span = subject.span(validator.place(key));
                out.push(CLAIM_KEY_WITHOUT_LIST.at(span, message).help(help).route(endpoint.route));
            }
        }
    }
}
