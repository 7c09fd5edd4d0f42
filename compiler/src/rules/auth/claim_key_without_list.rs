use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// A validator sets only one of the two keys that a check of roles or scopes needs.
    ///
    /// ## What it does
    /// Reports `roles_key` without `roles`, `scopes_key` without `scopes`, and `scopes` without `scopes_key`.
    ///
    /// ## Why is this bad?
    /// KrakenD does not check the roles or scopes, and reports nothing. With `roles_key` alone, an endpoint that was
    /// meant for administrators accepts every valid token. Roles are checked only if `roles` is set; `roles_key` may be
    /// left out, and is then `roles`. Scopes are checked only if `scopes` and `scopes_key` are both set.
    ///
    /// ## Example
    /// The endpoint is for administrators. `roles_key` names the claim to check, but no role is required:
    /// ```json,bad,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks", "roles_key": "groups" } } }
    /// ```
    ///
    /// ## Use instead
    /// Add the missing list.
    /// ```json,good,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks", "roles_key": "groups", "roles": ["admin"] } } }
    /// ```
    ///
    /// ## When to ignore
    /// The block comes from a template that several endpoints share, and this endpoint accepts every valid token on
    /// purpose.
    ///
    /// ## References
    /// - krakend-jose v2.12, `gin/jose.go`
    pub(crate) CLAIM_KEY_WITHOUT_LIST { code: "GW257", name: "claim-key-without-list", category: Security, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(validator) = subject.block_of(&endpoint.config.extra_config, "auth/validator") else {
            continue;
        };
        let missing = |key: &str| validator.text(key).is_empty() && validator.list(key).is_empty();
        for (key, needs) in [("roles_key", "roles"), ("scopes_key", "scopes"), ("scopes", "scopes_key")] {
            if !missing(key) && missing(needs) {
                let what = if key == "roles_key" { "role" } else { "scope" };
                let message = format!("`{key}` has no effect without `{needs}`: no {what} is required");
                let help = format!("add `{needs}`, or remove `{key}`");
                let span = subject.span(validator.place(key));
                out.push(CLAIM_KEY_WITHOUT_LIST.at(span, message).help(help).route(endpoint.route));
            }
        }
    }
}
