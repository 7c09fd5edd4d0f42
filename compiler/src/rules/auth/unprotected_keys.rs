//! Keys that anybody on the way can replace.

use crate::lint::{Context, Subject};
use crate::model::Scheme;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Severity};
use gwc_syntax::value::parse_upstream_url;

declare_rule! {
    /// The keys that verify tokens come over a connection that anybody on the way can change.
    ///
    /// ## Why is this bad?
    /// Anyone who can change that response signs tokens for every user. The connection is plain HTTP, or HTTPS whose certificate
    /// `disable_jwk_security` leaves unchecked. It is a warning where the keys come from inside the cluster: to change them there,
    /// somebody has to be in the cluster already.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "http://id.example.com/jwks", algorithms: [RS256], audiences: any } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam } }
    /// ```
    /// ```json,bad,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "http://id.example/jwks", "disable_jwk_security": true } } }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam } }
    /// ```
    /// ```json,good,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks" } } }
    /// ```
    pub(crate) UNPROTECTED_KEYS { code: "GW212", name: "unprotected-keys", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, BuiltJson] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for auth in &context.gateway.auths {
        let Scheme::Jwt(jwt) = &auth.scheme else { continue };
        if jwt.jwks.value.starts_with("http://") {
            out.push(
                UNPROTECTED_KEYS
                    .at(jwt.jwks.span, format!("the keys of `{}` come over plain HTTP", auth.name.value))
                    .severity(severity(&jwt.jwks.value))
                    .help("fetch them over `https://`"),
            );
        }
    }
}

/// The same of `jwk_url`.
pub(crate) fn check_configuration(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        for name in ["auth/validator", "auth/signer"] {
            let Some(block) = subject.block_of(&endpoint.config.extra_config, name) else { continue };
            let url = block.text("jwk_url");
            if block.flag("disable_jwk_security") && !url.is_empty() {
                let span = subject.span(block.place("disable_jwk_security"));
                let message = "these keys may come from anybody on the way to `jwk_url`";
                let finding = UNPROTECTED_KEYS.at(span, message).severity(severity(url));
                let help = "use https and remove `disable_jwk_security`";
                out.push(finding.help(help).route(endpoint.route));
            }
        }
    }
}

fn severity(url: &str) -> Severity {
    if is_inside(url) { Severity::Warning } else { Severity::Error }
}

/// Whether a URL is one of the cluster. What is not understood is not.
fn is_inside(url: &str) -> bool {
    let host = url.find("://").map_or(0, |at| at + "://".len());
    let end = url[host..].find(['/', '?', '#']).map_or(url.len(), |at| host + at);
    parse_upstream_url(&url[..end]).is_ok_and(|url| !url.is_external())
}
