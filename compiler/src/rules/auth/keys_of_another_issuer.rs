use std::collections::BTreeMap;

use crate::lint::Context;
use crate::model::{Jwt, Scheme};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostics, Severity};

declare_rule! {
    /// Issuer and key set do not belong together: other hosts, or another pair elsewhere in the gateway.
    ///
    /// ## Why is this bad?
    /// Keys of another issuer verify nobody's token, or the wrong party's. Two key sets for one issuer drift apart, and
    /// some endpoints refuse tokens that others accept.
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
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo, krakend-ce]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// auth: { iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } } }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam } }
    /// ```
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
            let message = format!("the issuer `{}` has another key set here", issuer.value);
            out.push(
                KEYS_OF_ANOTHER_ISSUER.at(jwt.jwks.span, message).related(first.jwks.span, "and this one"),
            );
        }
        let first = *by_keys.entry(&jwt.jwks.value).or_insert(jwt);
        if let Some(other) = first.issuer.as_ref().filter(|other| other.value != issuer.value) {
            let message =
                format!("`{}` and `{}` share the key set `{}`", issuer.value, other.value, jwt.jwks.value);
            out.push(KEYS_OF_ANOTHER_ISSUER.at(issuer.span, message).related(other.span, "the other issuer"));
        }
        out.extend(hosts_differ(jwt).map(|(severity, message)| {
            let finding = KEYS_OF_ANOTHER_ISSUER.at(jwt.jwks.span, message).severity(severity);
            finding.related(issuer.span, "the issuer").help("fetch the keys from the issuer's own host")
        }));
    }
}

/// Keys from a host inside the cluster can be the issuer's; keys from another host outside hardly.
fn hosts_differ(jwt: &Jwt) -> Option<(Severity, String)> {
    let issuer = domain(&jwt.issuer.as_ref()?.value)?;
    let keys = domain(&jwt.jwks.value)?;
    if issuer == keys {
        return None;
    }
    let inside = [".local", ".svc", ".internal"].iter().any(|end| keys.ends_with(end)) || !keys.contains('.');
    let severity = if inside { Severity::Note } else { Severity::Warning };
    Some((severity, format!("the issuer is `{issuer}`, and its keys come from `{keys}`")))
}

/// The last two labels of a URL's host; all of it inside a cluster.
fn domain(url: &str) -> Option<&str> {
    let host = url.split_once("://")?.1.split(['/', '?']).next()?.split(':').next()?;
    if host.ends_with(".svc") || host.contains(".svc.") {
        return Some(host);
    }
    let cut = host.rmatch_indices('.').nth(1).map_or(0, |(at, _)| at + 1);
    Some(&host[cut..])
}
