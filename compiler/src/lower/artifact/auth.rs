//! Credential checks of the model as the artifact has them.

use std::time::Duration as StdDuration;

use gwc_artifact as artifact;

use super::limit::{bucket, rate_limit, std_duration};
use crate::model::{ApiKey, Audiences, Auth, ExternalCheck, Gateway, Jwt, Scheme};
use gwc_syntax::source::Spanned;

/// Tolerated clock difference if `leeway` is not set.
const DEFAULT_LEEWAY: StdDuration = StdDuration::from_secs(60);

/// The longest time for an answer of an external check if `timeout` is not set.
const DEFAULT_TIMEOUT: StdDuration = StdDuration::from_secs(2);

/// A check; nothing for one that something in front of the gateway does, which `other_policies` names.
pub(super) fn lower(gateway: &Gateway, auth: &Auth) -> Option<artifact::Auth> {
    let kind = match &auth.scheme {
        Scheme::Jwt(jwt) => artifact::AuthKind::Jwt(token(auth, jwt)),
        Scheme::ApiKey(key) => artifact::AuthKind::ApiKey(api_key(gateway, auth, key)),
        Scheme::External(check) => artifact::AuthKind::External(external(auth, check)),
        Scheme::Edge => return None,
    };
    let limit = auth.rate_limit.as_ref().and_then(|attached| attached.id);
    Some(artifact::Auth {
        name: auth.name.value.clone(),
        kind,
        origins: auth.origins.iter().map(|host| host.value.to_ascii_lowercase()).collect(),
        rate_limit: limit.map(|id| rate_limit(gateway.limit(id))).unwrap_or_default(),
        limit_message: auth
            .rate_limit
            .as_ref()
            .and_then(|attached| attached.message.as_ref())
            .map(|m| m.value.clone()),
    })
}

fn texts<C: FromIterator<String>>(list: &[Spanned<String>]) -> C {
    list.iter().map(|text| text.value.clone()).collect()
}

fn headers(auth: &Auth) -> artifact::Set<artifact::MintedHeader> {
    let header = |mint: &crate::model::Mint| artifact::MintedHeader {
        header: mint.header.value.clone(),
        value: mint.value.clone(),
    };
    auth.mints.iter().map(header).collect()
}

fn token(auth: &Auth, jwt: &Jwt) -> artifact::Jwt {
    artifact::Jwt {
        issuer: match &jwt.issuer {
            Some(issuer) => artifact::Issuer::Exact(issuer.value.clone()),
            None => artifact::Issuer::Any,
        },
        jwks_url: jwt.jwks.value.clone(),
        secret: jwt.secret.as_ref().map(|secret| secret.value.place()),
        on_error: jwt.on_error.as_ref().map_or(artifact::KeyFailure::Closed, |on_error| on_error.value),
        probe: jwt.probe.is_some(),
        discover: jwt.discover,
        allow_http: jwt.allow_http,
        algorithms: jwt.algorithms.iter().filter_map(|a| artifact::Algorithm::parse(&a.value)).collect(),
        audiences: match &jwt.audiences {
            Audiences::Any => artifact::Audiences::Any,
            Audiences::List(list) => artifact::Audiences::List(texts(list)),
            Audiences::All(list) => artifact::Audiences::All(texts(list)),
        },
        sources: match jwt.from.as_slice() {
            [] => vec![artifact::TokenSource::Header("Authorization".to_owned())],
            from => from.iter().map(|source| source.value.clone()).collect(),
        },
        leeway: jwt.leeway.map_or(DEFAULT_LEEWAY, std_duration),
        require: auth.require.requirements(),
        headers: headers(auth),
    }
}

fn api_key(gateway: &Gateway, auth: &Auth, key: &ApiKey) -> artifact::ApiKey {
    artifact::ApiKey {
        prefixes: texts(&key.prefixes),
        headers: key.headers.clone(),
        verify: match &key.records {
            None => artifact::KeyCheck::Upstream,
            Some(source) => artifact::KeyCheck::Gateway(artifact::KeyRecords {
                source: source.value.clone(),
                limits: limits_of_keys(gateway),
                require: auth.require.requirements(),
                headers: headers(auth),
            }),
        },
    }
}

/// The limits that the record of a key may name.
fn limits_of_keys(gateway: &Gateway) -> artifact::Set<artifact::NamedLimit> {
    let limits = gateway.limits.iter().filter(|limit| limit.is_of_a_key());
    let named = |limit: &crate::model::Limit| {
        Some(artifact::NamedLimit { name: limit.name.value.clone(), limit: bucket(limit.total?) })
    };
    limits.filter_map(named).collect()
}

fn external(auth: &Auth, check: &ExternalCheck) -> artifact::ExternalCheck {
    artifact::ExternalCheck {
        url: check.url.value.clone(),
        send: texts(&check.send),
        timeout: check.timeout.map_or(DEFAULT_TIMEOUT, std_duration),
        cache: check.cache.map_or(StdDuration::ZERO, std_duration),
        on_error: match check.open_on_error {
            Some(_) => artifact::CheckFailure::Open,
            None => artifact::CheckFailure::Closed,
        },
        headers: headers(auth),
    }
}
