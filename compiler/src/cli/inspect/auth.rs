//! Credential checks of an artifact, as JSON.

use gwc_artifact::{
    Audiences, Auth, AuthKind, CheckFailure, ClaimValue, Issuer, KeyCheck, KeySource, Literal, Minted,
    MintedHeader, Requirement, TokenSource,
};
use serde_json::{Value, json};

/// A credential check; `rate_limit` is its limit.
pub(super) fn value(auth: &Auth, rate_limit: Value) -> Value {
    let mut value = kind(auth);
    if !auth.origins.is_empty() {
        value["origins"] = json!(*auth.origins);
    }
    if !auth.rate_limit.is_none() {
        value["rate_limit"] = rate_limit;
    }
    if let Some(message) = &auth.limit_message {
        value["rate_limit_message"] = json!(message);
    }
    value
}

fn kind(auth: &Auth) -> Value {
    match &auth.kind {
        AuthKind::Jwt(jwt) => json!({
            "name": auth.name,
            "jwt": {
                "issuer": match &jwt.issuer {
                    Issuer::Any => Value::Null,
                    Issuer::Exact(issuer) => json!(issuer),
                },
                "jwks": jwt.jwks_url,
                "secret": jwt.secret.as_ref().map(super::store::secret),
                "on_error": jwt.on_error.as_str(),
                "probe": jwt.probe,
                "discover": jwt.discover,
                "allow_http": jwt.allow_http,
                "algorithms": jwt.algorithms.iter().map(|a| a.as_str()).collect::<Vec<_>>(),
                "audiences": match &jwt.audiences {
                    Audiences::Any => Value::Null,
                    Audiences::List(names) => json!(**names),
                    Audiences::All(names) => json!({ "all": **names }),
                },
                "from": jwt.sources.iter().map(source).collect::<Vec<_>>(),
                "require": requirements(&jwt.require),
                "leeway_ns": u64::try_from(jwt.leeway.as_nanos()).unwrap_or(u64::MAX),
                "headers": headers(&jwt.headers),
            },
        }),
        AuthKind::ApiKey(key) => json!({
            "name": auth.name,
            "api_key": {
                "prefixes": *key.prefixes,
                "headers": key.headers,
                "verify": match &key.verify {
                    KeyCheck::Upstream => json!("upstream"),
                    KeyCheck::Gateway(records) => json!({
                        "file": match &records.source {
                            KeySource::File(path) => Some(path),
                            KeySource::Store => None,
                        },
                        "limits": records.limits.iter().map(|named| &named.name).collect::<Vec<_>>(),
                        "require": requirements(&records.require),
                        "headers": headers(&records.headers),
                    }),
                },
            },
        }),
        AuthKind::External(check) => json!({
            "name": auth.name,
            "check": {
                "url": check.url,
                "send": check.send,
                "timeout_ns": u64::try_from(check.timeout.as_nanos()).unwrap_or(u64::MAX),
                "cache_ns": u64::try_from(check.cache.as_nanos()).unwrap_or(u64::MAX),
                "on_error": match check.on_error {
                    CheckFailure::Closed => "closed",
                    CheckFailure::Open => "open",
                },
                "headers": headers(&check.headers),
            },
        }),
    }
}

fn headers(headers: &[MintedHeader]) -> Value {
    headers.iter().map(|m| json!({ "header": m.header, "value": minted(&m.value) })).collect()
}

fn source(source: &TokenSource) -> Value {
    match source {
        TokenSource::Header(name) => json!(name),
        TokenSource::Cookie(name) => json!({ "cookie": name }),
    }
}

/// What verified tokens must hold.
pub(super) fn requirements(requirements: &[Requirement]) -> Value {
    requirements.iter().map(requirement).collect()
}

fn requirement(requirement: &Requirement) -> Value {
    match requirement {
        Requirement::Role(one_of) => json!({ "role": { "claim": one_of.claim, "any": *one_of.values } }),
        Requirement::Scope(one_of) => json!({ "scope": { "claim": one_of.claim, "any": *one_of.values } }),
        Requirement::Claim(ClaimValue { claim, value }) => {
            json!({ "claim": claim, "value": literal(value) })
        }
    }
}

fn literal(value: &Literal) -> Value {
    match value {
        Literal::Text(text) => json!(text),
        Literal::Number(number) => json!(number),
        Literal::Bool(value) => json!(value),
    }
}

fn minted(minted: &Minted) -> Value {
    match minted {
        Minted::First(claims) => json!({ "first": claims }),
        Minted::Join { claim, separator } => json!({ "claim": claim, "join": separator }),
        Minted::Equals { claim, text } => {
            json!({ "claim": claim.claim, "equals": literal(&claim.value), "value": text })
        }
        Minted::Bits { claim, bits } => {
            let bits: Vec<Value> =
                bits.iter().map(|bit| json!({ "name": bit.name, "bit": bit.position })).collect();
            json!({ "claim": claim, "bits": bits })
        }
        Minted::Header(name) => json!({ "answer": name }),
        Minted::Select { claim, header, within } => {
            json!({ "claim": claim, "select": { "header": header, "within": within } })
        }
    }
}
