use std::collections::BTreeMap;

use crate::lint::Context;
use crate::model::{Jwt, Scheme};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostics, Severity};

declare_rule! {
    /// The issuer and the key set of an auth do not belong together.
    ///
    /// ## What it does
    /// Reports a key set on another domain than the issuer, one issuer with two key sets, and one key set with two
    /// issuers. If the keys come from a host inside the cluster, another domain is only a note.
    ///
    /// ## Why is this bad?
    /// Keys of another issuer do not verify your tokens: every request returns `401`. Or the gateway accepts tokens
    /// that another party signs. Two key sets for one issuer diverge: after the next key rotation, some endpoints
    /// return `401` for tokens that others accept.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://keys.example.org/jwks", algorithms: [RS256], audiences: any } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam } }
    /// ```
    ///
    /// ## Use instead
    /// Fetch the keys from the issuer's own host.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam } }
    /// ```
    ///
    /// ## When to ignore
    /// The issuer publishes its keys on another domain. For example, the issuer `https://accounts.google.com` publishes
    /// them on `www.googleapis.com`.
    ///
    /// ## References
    /// - RFC 8725, section 3.8
    /// - RFC 8414, section 2 (`jwks_uri`)
    pub(crate) KEYS_OF_ANOTHER_ISSUER { code: "GW213", name: "keys-of-another-issuer", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let mut by_issuer: BTreeMap<&str, &Jwt> = BTreeMap::new();
    let mut by_keys: BTreeMap<&str, &Jwt> = BTreeMap::new();
    for auth in &context.gateway.auths {
        let Scheme::Jwt(jwt) = &auth.scheme else { continue };
        let Some(issuer) = &jwt.issuer else { continue };
        let first = *by_issuer.entry(&issuer.value).or_insert(jwt);
        if first.jwks.value != jwt.jwks.value {
            let message = format!("issuer `{}` has two key sets", issuer.value);
            out.push(
                KEYS_OF_ANOTHER_ISSUER
                    .at(jwt.jwks.span, message)
                    .related(first.jwks.span, "first key set")
                    .help("use the same key set in both auths"),
            );
        }
        let first = *by_keys.entry(&jwt.jwks.value).or_insert(jwt);
        if let Some(other) = first.issuer.as_ref().filter(|other| other.value != issuer.value) {
            let message = format!(
                "issuers `{}` and `{}` share key set `{}`",
                other.value, issuer.value, jwt.jwks.value
            );
            out.push(
                KEYS_OF_ANOTHER_ISSUER
                    .at(issuer.span, message)
                    .related(other.span, "first issuer")
                    .help("give each issuer its own key set"),
            );
        }
        out.extend(hosts_differ(jwt).map(|(severity, message)| {
            let finding = KEYS_OF_ANOTHER_ISSUER.at(jwt.jwks.span, message).severity(severity);
            finding.related(issuer.span, "issuer").help("fetch the keys from the issuer's own host: the operator of another host can sign tokens that the gateway accepts")
        }));
    }
}

/// A host inside the cluster can serve the keys of the issuer; another public domain rarely does.
fn hosts_differ(jwt: &Jwt) -> Option<(Severity, String)> {
    let issuer = domain(&jwt.issuer.as_ref()?.value)?;
    let keys = domain(&jwt.jwks.value)?;
    if issuer == keys {
        return None;
    }
    let inside = [".local", ".svc", ".internal"].iter().any(|end| keys.ends_with(end)) || !keys.contains('.');
    let severity = if inside { Severity::Note } else { Severity::Warning };
    Some((severity, format!("the issuer is on `{issuer}`, but its keys come from `{keys}`")))
}

/// The last two labels of a URL's host; the whole host if it is inside the cluster.
fn domain(url: &str) -> Option<&str> {
    let host = url.split_once("://")?.1.split(['/', '?']).next()?.split(':').next()?;
    if host.ends_with(".svc") || host.contains(".svc.") {
        return Some(host);
    }
    let cut = host.rmatch_indices('.').nth(1).map_or(0, |(at, _)| at + 1);
    Some(&host[cut..])
}
