use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Severity};

declare_rule! {
    /// A validator requires every audience of its list, but most tokens carry only one.
    ///
    /// ## What it does
    /// Reports an `audience` with several values as an error, and an `audience` with one value as a note. The note
    /// needs no action if every token carries this value.
    ///
    /// ## Why is this bad?
    /// The list reads as "any of these". KrakenD accepts a token only if its `aud` claim contains all of them. With
    /// `"audience": ["web", "app"]`, a user of the web application has a token with `"aud": "web"` and gets `401`.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks", "audience": ["web", "app"] } } }
    /// ```
    ///
    /// ## Use instead
    /// List the one audience that every token carries. If tokens carry different audiences, remove `audience`, forward
    /// `Authorization` and check the claim in the backend: KrakenD then accepts every token of the issuer.
    /// ```json,good,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks", "issuer": "https://id.example" } } }
    /// ```
    ///
    /// ## When to ignore
    /// The identity provider puts every listed audience into every token.
    ///
    /// ## References
    /// - RFC 7519, section 4.1.3
    /// - krakend-jose, issue 80
    pub(crate) AUDIENCE_MEANS_ALL { code: "GW251", name: "audience-means-all", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(validator) = subject.block_of(&endpoint.config.extra_config, "auth/validator") else {
            continue;
        };
        let (severity, message, help) = match validator.list("audience").len() {
            0 => continue,
            1 => (
                Severity::Note,
                "every token must carry this audience; KrakenD returns `401` for any other".to_owned(),
                "check that the identity provider puts it into every token",
            ),
            several => (
                Severity::Error,
                format!("KrakenD requires each of the {several} audiences in a token, not any one of them"),
                "list only the audience that every token carries",
            ),
        };
        let finding = AUDIENCE_MEANS_ALL.at(subject.span(validator.place("audience")), message);
        out.push(finding.severity(severity).help(help).route(endpoint.route));
    }
}
