use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Severity};

declare_rule! {
    /// A claim of the token becomes part of the path that KrakenD requests from the backend.
    ///
    /// ## What it does
    /// Reports each `{JWT.claim}` in a `url_pattern`. For `sub` and `jti`, which the issuer generates, the finding is a
    /// note.
    ///
    /// ## Why is this bad?
    /// KrakenD inserts the value without escaping it. At many issuers, users choose claims such as their name or their
    /// email address. A user with the email address `../../admin` makes KrakenD request `/users/../../admin`, which
    /// many backends resolve to `/admin`: the user gets the response of a path that the gateway does not offer.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "backend": [{ "url_pattern": "/users/{JWT.email}", "host": ["http://users.shop.svc.cluster.local:8080"] }],
    ///   "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks" } } }
    /// ```
    ///
    /// ## Use instead
    /// Forward the claim as a header: set `propagate_claims`, and list the header in `input_headers`. The path is then
    /// constant, and the backend reads the user from the header.
    /// ```json,good,endpoint
    /// { "backend": [{ "url_pattern": "/users/me", "host": ["http://users.shop.svc.cluster.local:8080"] }], "input_headers": ["X-Email"],
    ///   "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks",
    ///     "propagate_claims": [["email", "X-Email"]] } } }
    /// ```
    ///
    /// ## When to ignore
    /// The issuer restricts the claim to letters, digits and `-`, for example a generated account number.
    ///
    /// ## References
    /// - RFC 3986, section 5.2.4
    pub(crate) CLAIM_IN_PATH { code: "GW274", name: "claim-in-path", category: Security, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        let pattern = subject.written(&backend.url_pattern);
        for rest in pattern.split("{JWT.").skip(1) {
            let claim = rest.split('}').next().unwrap_or_default();
            let severity = if matches!(claim, "sub" | "jti") { Severity::Note } else { Severity::Warning };
            let with = pattern.replace(&format!("{{JWT.{claim}}}"), "../../admin");
            let message = format!(
                "claim `{claim}` is not escaped in this path: the value `../../admin` makes it `{with}`"
            );
            let span = subject.place(&backend.url_pattern, backend.at);
            let help = "forward the claim as a header: set `propagate_claims` in `auth/validator`, and list the header in `input_headers`";
            out.push(CLAIM_IN_PATH.at(span, message).severity(severity).help(help).route(endpoint.route));
        }
    }
}
