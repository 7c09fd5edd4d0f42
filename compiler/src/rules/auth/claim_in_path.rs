//! Claims in the path of a backend.

use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Severity};

declare_rule! {
    /// A claim of the token is put into the backend's path.
    ///
    /// ## Why is this bad?
    /// It goes in as it is. Who can choose a claim, as users can their name or email at many issuers, chooses the path:
    /// `../../admin` leads out of where it was put. For `sub`, which the issuer gives, it is a note.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "backend": [{ "url_pattern": "/users/{JWT.email}" }],
    ///   "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks" } } }
    /// ```
    ///
    /// ## Use instead
    /// Send the claim as a header.
    /// ```json,good,endpoint
    /// { "backend": [{ "url_pattern": "/users/me" }], "input_headers": ["X-Email"],
    ///   "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks",
    ///     "propagate_claims": [["email", "X-Email"]] } } }
    /// ```
    pub(crate) CLAIM_IN_PATH { code: "GW274", name: "claim-in-path", category: Security, severity: Warning, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        let pattern = subject.written(&backend.url_pattern);
        for rest in pattern.split("{JWT.").skip(1) {
            let claim = rest.split('}').next().unwrap_or_default();
            let severity = if matches!(claim, "sub" | "jti") { Severity::Note } else { Severity::Warning };
            let with = pattern.replace(&format!("{{JWT.{claim}}}"), "../../admin");
            let message =
                format!("the claim `{claim}` goes into the path as it is: `../../admin` makes it `{with}`");
            let span = subject.place(&backend.url_pattern, backend.at);
            let help = "send it as a header, with `propagate_claims`";
            out.push(CLAIM_IN_PATH.at(span, message).severity(severity).help(help).route(endpoint.route));
        }
    }
}
