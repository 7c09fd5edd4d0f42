//! What an artifact demands of a gateway, after any edit.

use gwc_artifact::{
    Algorithm, ApiKey, Auth, AuthKind, ClientKey, EndpointPolicy, Forward, Gateway, HeaderNames, Issuer,
    KeyCheck, KeySource, MintedHeader, RateLimit, Requirement, Set, Store, Text,
};

use super::counting;

/// What an artifact demands: no requirement without a token, no header that nothing mints, no record of a key in a file of
/// counts.
pub(super) fn settle(gateway: &mut Gateway) {
    for auth in &mut gateway.auth {
        // A text without a limit is of no response.
        auth.limit_message = auth.limit_message.take().filter(|_| !auth.rate_limit.is_none());
        if let AuthKind::Jwt(jwt) = &mut auth.kind {
            // A secret stands alone, with algorithms of its own; a set of keys has others.
            if jwt.secret.is_some() {
                (jwt.jwks_url, jwt.discover, jwt.allow_http) = (String::new(), false, false);
                jwt.algorithms = vec![Algorithm::Hs256].into();
            } else if jwt.jwks_url.is_empty() || jwt.algorithms.contains(&Algorithm::Hs256) {
                jwt.jwks_url = "https://id.example/jwks".to_owned();
                jwt.algorithms = vec![Algorithm::Rs256].into();
            }
            // What has no issuer discovers nothing.
            jwt.discover &= jwt.issuer != Issuer::Any;
        }
    }
    let auth = gateway.auth.clone();
    let mut stripped: Vec<String> = gateway.stripped.entries().collect();
    stripped.extend(auth.iter().flat_map(|auth| auth.kind.headers()).map(|minted| minted.header.to_string()));
    gateway.stripped = HeaderNames::of(stripped.iter().map(String::as_str));
    let is_in_store = |auth: &Auth| match &auth.kind {
        AuthKind::ApiKey(ApiKey { verify: KeyCheck::Gateway(records), .. }) => {
            records.source == KeySource::Store
        }
        _ => false,
    };
    if auth.iter().any(is_in_store) && !matches!(gateway.store, Some(Store::Redis(_))) {
        gateway.store = Some(Store::Redis(counting::server()));
    }
    let has_claims = |name: &str| auth.iter().any(|auth| auth.name == name && auth.kind.has_claims());
    let is_of_keys =
        |name: &str| auth.iter().any(|auth| auth.name == name && matches!(auth.kind, AuthKind::ApiKey(_)));
    for endpoint in &mut gateway.endpoints {
        let names = endpoint.credential.checks().to_vec();
        // Of a request without a credential, no claim is known.
        let is_open = endpoint.credential.is_open();
        if is_open || !names.iter().all(|name| has_claims(name)) {
            endpoint.require = Set::default().into();
            if let Some(per_client) = &endpoint.rate_limit.per_client
                && matches!(per_client.key, ClientKey::Claim(_))
            {
                endpoint.rate_limit = RateLimit::default().into();
            }
        }
        // The record of a key has no scope, and no claim of its own.
        if names.iter().any(|name| is_of_keys(name)) {
            let roles = endpoint.require.iter().filter(|one| matches!(one, Requirement::Role(_))).cloned();
            endpoint.require = roles.collect::<Set<_>>().into();
        }
        // Only a token has the claims that quotas and balances are of.
        let is_of_token = |name: &Text| {
            auth.iter().any(|auth| auth.name == **name && matches!(auth.kind, AuthKind::Jwt(_)))
        };
        if is_open || !names.iter().all(is_of_token) {
            let is_paid =
                |one: &&EndpointPolicy| matches!(one, EndpointPolicy::Quota(_) | EndpointPolicy::Balance(_));
            let others = endpoint.policies.iter().filter(|one| !is_paid(one)).cloned();
            endpoint.policies = others.collect::<Set<_>>().into();
        }
        let mut forward = Forward::clone(&endpoint.forward);
        let used = auth.iter().filter(|auth| names.iter().any(|name| auth.name == *name));
        let minted: Vec<MintedHeader> = used.flat_map(|auth| auth.kind.headers().to_vec()).collect();
        forward.minted =
            minted.into_iter().map(|minted| minted.header).filter(|_| forward.credentials).collect();
        endpoint.forward = forward.into();
        let params: Vec<String> = endpoint.path.params().map(str::to_owned).collect();
        if let Some(per_client) = &endpoint.rate_limit.per_client
            && let ClientKey::Param(name) = &per_client.key
            && !params.contains(name)
        {
            endpoint.rate_limit = RateLimit::default().into();
        }
    }
    if let Some(per_client) = &gateway.rate_limit.per_client
        && !matches!(per_client.key, ClientKey::Ip | ClientKey::Header(_))
    {
        gateway.rate_limit.per_client = None;
    }
}
