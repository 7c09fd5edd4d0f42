use crate::lint::{Context, Subject};
use crate::model::{Jwt, Scheme, phrases};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Severity};
use gwc_syntax::value::parse_upstream_url;

declare_rule! {
    /// The keys that verify tokens are fetched over an unprotected connection.
    ///
    /// ## What it does
    /// In route files, reports a key set with an `http://` URL, unless `jwt` sets `allow_http: true`. In a KrakenD
    /// configuration, reports `"disable_jwk_security": true` with `jwk_url` in `auth/validator` and `auth/signer`: an
    /// error, or a warning if the host of the URL is inside the cluster.
    ///
    /// ## Why is this bad?
    /// The connection is plain HTTP, or HTTPS without a check of the certificate. Anyone on the network path can
    /// replace the keys with their own, and sign a token for every user.
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
    /// Fetch the keys over `https://`.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam } }
    /// ```
    ///
    /// In a KrakenD configuration, also remove `disable_jwk_security`.
    /// ```json,good,endpoint
    /// { "extra_config": { "auth/validator": { "alg": "RS256", "cache": true, "jwk_url": "https://id.example/jwks" } } }
    /// ```
    ///
    /// ## When to ignore
    /// The keys come from a service in the same cluster, and a service mesh or network policies protect the connection.
    /// In a KrakenD configuration, suppress the finding. In route files, set `allow_http: true` in `jwt` instead:
    /// without it, `gwr`, the runtime of gwc, does not fetch keys over `http`. A Gateway resource (`hanzo.ai/v1`) has
    /// no such key, so write this gateway as route files.
    ///
    /// ## References
    /// - krakend-jose v2.12, `jwk.go`
    pub(crate) UNPROTECTED_KEYS { code: "GW212", name: "unprotected-keys", category: Security, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, BuiltJson] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for auth in &context.gateway.auths {
        let Scheme::Jwt(jwt) = &auth.scheme else { continue };
        if jwt.is_cleartext() && !jwt.allow_http {
            out.push(
                UNPROTECTED_KEYS
                    .at(
                        // The URL is that of the issuer.
                        jwt.issuer.as_ref().filter(|_| jwt.discover).unwrap_or(&jwt.jwks).span,
                        format!(
                            "the key set of `{}` is fetched over plain HTTP: an attacker on the network can replace the keys and forge tokens",
                            phrases::auth(context.gateway, auth)
                        ),
                    )
                    .help(help(jwt)),
            );
        }
    }
}

fn help(jwt: &Jwt) -> &'static str {
    match jwt.can_allow_http {
        true => {
            "use an `https://` URL; or, for a service in the same cluster, add `allow_http: true` to `jwt`"
        }
        false => {
            "use an `https://` URL; or, for a service in the same cluster, write the gateway as route files, where `jwt` has the key `allow_http`"
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
                let message = "`disable_jwk_security` allows anyone on the network path to replace the keys";
                let finding = UNPROTECTED_KEYS.at(span, message).severity(severity(url));
                let help = "use an `https://` URL and remove `disable_jwk_security`";
                out.push(finding.help(help).route(endpoint.route));
            }
        }
    }
}

fn severity(url: &str) -> Severity {
    if is_inside(url) { Severity::Warning } else { Severity::Error }
}

/// Whether the host of a URL is inside the cluster. A URL that cannot be parsed is outside.
fn is_inside(url: &str) -> bool {
    let host = url.find("://").map_or(0, |at| at + "://".len());
    let end = url[host..].find(['/', '?', '#']).map_or(url.len(), |at| host + at);
    parse_upstream_url(&url[..end]).is_ok_and(|url| !url.is_external())
}
