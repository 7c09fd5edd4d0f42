use crate::lint::{Expression, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// An expression of `validation/cel` has no effect, because KrakenD never evaluates it.
    ///
    /// ## What it does
    /// Reports a `check_expr` that contains none of `req`, `resp` and `JWT`. Also reports one that contains only `JWT`,
    /// if it is on a backend, or on an endpoint without `auth/validator`.
    ///
    /// ## Why is this bad?
    /// KrakenD searches the text of an expression to decide when to evaluate it: with `req` before it calls the
    /// backend, with `resp` after the call, and with `JWT` in `auth/validator`. An expression that fits none of these
    /// times is never evaluated, so the endpoint accepts the requests that it should reject. In the example, no
    /// validator evaluates the expression: callers without the role `admin`, and without a token, get the response.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "validation/cel": [{ "check_expr": "JWT.role == 'admin'" }] } }
    /// ```
    ///
    /// ## Use instead
    /// Add `auth/validator`, which evaluates expressions about `JWT`. If the expression is on a backend, move it to the
    /// endpoint. If it is about `now` alone, begin it with a condition on the request that is always true:
    /// `req_path != '' && ...`.
    /// ```json,good,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "jwk_url": "https://id.example.com/jwks", "cache": true, "issuer": "https://id.example.com" }, "validation/cel": [{ "check_expr": "JWT.role == 'admin'" }] } }
    /// ```
    ///
    /// ## References
    /// - krakend-cel v2.4, `internal/cel.go` and `rejecter.go`
    pub(crate) EXPRESSION_NOT_LOADED { code: "GW281", name: "expression-not-loaded", category: Security, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for expression in subject.expressions().filter(|expression| !expression.text.is_empty()) {
        let has = |letters: &str| expression.text.contains(letters);
        if has("req") || has("resp") {
            continue;
        }
        let (why, help) = match (has("JWT"), expression.backend.is_some()) {
            (true, false) if is_validated(&expression) => continue,
            (true, false) => ("the endpoint has no `auth/validator`", "add `auth/validator` to the endpoint"),
            (true, true) => (
                "it is on a backend, and only the `auth/validator` of an endpoint reads `JWT`",
                "move it to `validation/cel` in the `extra_config` of the endpoint",
            ),
            (false, _) => (
                "it contains no variable of the request or the response",
                "add a condition on the request that is always true, as in `req_path != '' && ...`",
            ),
        };
        let message = format!("KrakenD never evaluates this expression: {why}");
        let finding = EXPRESSION_NOT_LOADED.at(subject.span(expression.node), message);
        out.push(finding.help(help).route(expression.endpoint.route));
    }
}

fn is_validated(expression: &Expression<'_>) -> bool {
    expression.endpoint.config.extra_config.component("auth/validator").is_some()
}
