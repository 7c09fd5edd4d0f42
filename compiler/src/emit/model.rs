//! The model as JSON: `gwc build --emit model`.

use gwc_artifact::{AccessLogFormat, Literal, LogDestination, Minted, Network, QuotaKey, StoreError, Window};
use serde_json::{Map, Value, json};

use crate::compilation::Checked;
use crate::model::{
    Action, AddressRule, Balance, Bucket, ClientKey, Credential, Endpoint, Gateway, Headers, Held, Limit,
    Operations, OriginId, Query, Quota, Require, Respond, Scheme, Secret, SplitTarget, Store, StoreKind,
    Timeouts, Usage, UsageSink,
};
use gwc_syntax::source::{SourceMap, Spanned};

/// The whole gateway.
pub fn value(checked: Checked<'_>, sources: &SourceMap) -> Value {
    let gateway = checked.gateway();
    json!({
        "name": gateway.name.value,
        "title": gateway.title,
        "hosts": gateway.hosts.iter().map(|h| &h.value).collect::<Vec<_>>(),
        "strict_hosts": gateway.strict_hosts,
        "trusted_proxies": gateway.trusted_proxies.iter().map(|n| n.value.to_string()).collect::<Vec<_>>(),
        "stripped": gateway.stripped.iter().map(|entry| &entry.value).collect::<Vec<_>>(),
        "ip": gateway.ip.as_deref().map(address_rule),
        "listen": gateway.listeners().map(|listen| json!({
            "address": listen.value.address,
            "port": listen.value.port,
            "proxy_protocol": listen.value.proxy_protocol,
        })).collect::<Vec<_>>(),
        "telemetry": telemetry(&gateway.operations),
        "admin": gateway.operations.admin.as_ref().map(|admin| json!({ "address": admin.value.address, "port": admin.value.port })),
        "bots": gateway.bots.as_ref().map(|bots| json!({
            "empty_user_agent": bots.value.refuses_empty,
            "allow": bots.value.allow.to_vec(),
            "deny": bots.value.deny.to_vec(),
            "patterns": bots.value.patterns.to_vec(),
        })),
        "cors": gateway.cors.as_ref().map(|cors| cors.value.to_string()),
        "response_headers": gateway.response_headers.iter().flat_map(|edits| edits.value.iter()).map(ToString::to_string).collect::<Vec<_>>(),
        "targets": gateway.targets.iter().map(|t| t.value.to_string()).collect::<Vec<_>>(),
        "store": gateway.store.as_ref().map(store),
        "quotas": gateway.quotas.iter().map(quota).collect::<Vec<_>>(),
        "balances": gateway.balances.iter().map(balance).collect::<Vec<_>>(),
        "usage": gateway.usage.as_ref().map(usage),
        "limit": gateway.limit.map(|l| limit(gateway.limit(l.value))),
        "upstreams": gateway.upstreams.iter().map(|u| json!({
            "name": u.name.value,
            "urls": u.urls.iter().map(|url| url.value.to_string()).collect::<Vec<_>>(),
            "accepts_keys": u.accepts_keys,
            "in_flight": u.in_flight.as_ref().map(|limit| limit.value),
            "external": u.is_external(),
        })).collect::<Vec<_>>(),
        "auth": gateway.auths.iter().map(|a| json!({
            "name": a.name.value,
            "scheme": match a.scheme { Scheme::Jwt(_) => "jwt", Scheme::ApiKey(_) => "api_key", Scheme::External(_) => "check", Scheme::Edge => "edge" },
            "require": require(&a.require),
            "mints": a.mints.iter().map(|m| json!({ "header": m.header.value, "value": minted(&m.value) })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "endpoints": gateway.endpoints.iter().map(|e| endpoint(gateway, e, sources)).collect::<Vec<_>>(),
        "krakend_endpoints": gateway.verbatim.endpoints.iter().map(|item| {
            json!({ "value": item.value, "origin": sources.locate(item.span) })
        }).collect::<Vec<_>>(),
        "krakend_root": gateway.verbatim.root.entries.iter().map(|(name, value)| (name.value.clone(), value.clone())).collect::<Map<_, _>>(),
    })
}

fn store(store: &Store) -> Value {
    let redis = match &store.kind {
        StoreKind::Redis(redis) => redis,
        StoreKind::File(file) => return json!({ "file": file.value }),
    };
    let url = &redis.url.value;
    json!({
        "redis": { "host": url.host, "port": url.port, "database": url.database, "user": url.user },
        "password": redis.password.as_ref().map(secret),
        "timeout": redis.timeout.map(|timeout| timeout.to_string()),
        "on_error": store_error(redis.on_error),
    })
}

fn quota(quota: &Quota) -> Value {
    json!({
        "name": quota.name.value,
        "per": match &quota.key.value {
            QuotaKey::Claim(claim) => json!({ "claim": claim }),
            QuotaKey::Key => json!("key"),
        },
        "count": quota.count,
        "period": quota.period.as_str(),
        "soft": quota.soft_count(),
        "on_error": quota.on_error.as_str(),
    })
}

fn balance(balance: &Balance) -> Value {
    json!({
        "name": balance.name.value,
        "url": balance.url.value,
        "account": balance.account,
        "currency": balance.currency,
        "token": balance.token.as_ref().map(secret),
        "cache": balance.cache.map(|cache| cache.to_string()),
        "on_error": balance.on_error.as_str(),
    })
}

fn usage(usage: &Usage) -> Value {
    let to = match &usage.to {
        UsageSink::Stdout => json!("stdout"),
        UsageSink::File(path) => json!({ "file": path }),
        UsageSink::Http { url, token } => json!({ "http": url, "token": token.as_ref().map(secret) }),
    };
    json!({
        "to": to,
        "org": usage.org,
        "user": usage.user,
        "tokens": usage.tokens,
        "spool": usage.spool,
    })
}

fn store_error(on_error: StoreError) -> &'static str {
    match on_error {
        StoreError::Local => "local",
        StoreError::Open => "open",
        StoreError::Closed => "closed",
    }
}

/// Where a secret is; its value is nowhere.
fn secret(secret: &Secret) -> Value {
    match secret {
        Secret::Env(name) => json!({ "env": name }),
        Secret::File(path) => json!({ "file": path }),
        Secret::Ref { name, key } => json!({ "secretRef": { "name": name, "key": key } }),
    }
}

fn telemetry(operations: &Operations) -> Value {
    let log = operations.access_log.as_ref();
    json!({
        "level": operations.level.as_ref().map(|level| level.value.as_str()),
        "traces": operations.traces.as_ref().map(|traces| json!({
            "otlp": traces.otlp.value.to_string(),
            "sample_millionths": traces.sample.as_ref().map(|sample| sample.value.millionths),
        })),
        "access_log": log.map(|log| json!({
            "to": log.to.as_ref().map(|to| match &to.value {
                LogDestination::None => "none",
                LogDestination::Stdout => "stdout",
                LogDestination::File(path) => path,
            }),
            "format": log.format.as_ref().map(|format| match format.value {
                AccessLogFormat::Json => "json",
                AccessLogFormat::Combined => "combined",
            }),
            "sample_millionths": log.sample.as_ref().map(|sample| sample.value.millionths),
        })),
    })
}

fn address_rule(rule: &AddressRule) -> Value {
    let texts = |list: &[Spanned<Network>]| list.iter().map(|n| n.value.to_string()).collect::<Vec<_>>();
    json!({ "allow": texts(&rule.allow), "deny": texts(&rule.deny) })
}

fn endpoint(gateway: &Gateway, e: &Endpoint, sources: &SourceMap) -> Value {
    let at = |id: OriginId| origin(gateway, id, sources);
    let mut value = json!({
        "id": format!("{:016x}", e.id),
        "method": e.method.as_str(),
        "path": e.path.to_string(),
        "service": e.service.map(|s| &gateway.service(s).name.value),
        "origin": at(e.origin),
        "credential": { "value": credential(gateway, &e.credential.value), "origin": at(e.credential.origin) },
        "require": e.require.as_ref().map(|r| json!({ "value": require(&r.value), "origin": at(r.origin) })),
        "ip": e.ip.iter().map(|rule| address_rule(rule)).collect::<Vec<_>>(),
        "limit": e.limit.map(|l| json!({ "value": limit(gateway.limit(l.value)), "origin": at(l.origin) })),
        "forward": {
            "headers": { "value": headers(&e.forward.headers.value), "origin": at(e.forward.headers.origin) },
            "query": { "value": query(&e.forward.query.value), "origin": at(e.forward.query.origin) },
            "credentials": { "value": e.forward.credentials.value, "origin": at(e.forward.credentials.origin) },
        },
        "timeouts": { "value": timeouts(e.timeouts.value), "origin": at(e.timeouts.origin) },
        "stream": { "value": e.stream.value.as_str(), "origin": at(e.stream.origin) },
        "policies": e.policies.iter().map(|p| json!({ "value": p.value.to_string(), "origin": at(p.origin) })).collect::<Vec<_>>(),
        "action": match &e.action {
            Action::Respond(r) => json!({ "respond": respond(&r.value), "origin": at(r.origin) }),
            Action::Proxy(backends) => Value::Array(backends.iter().map(|b| json!({
                "upstream": { "value": gateway.upstream(b.upstream.value).name.value, "origin": at(b.upstream.origin) },
                "path": { "value": b.path.value.to_string(), "origin": at(b.path.origin) },
            })).collect()),
        },
    });
    if let Some(split) = &e.split {
        let target = |target: &SplitTarget| json!({ "upstream": gateway.upstream(target.upstream.value).name.value, "gets": target.by.to_string() });
        let targets: Vec<Value> = split.value.iter().map(target).collect();
        value["split"] = json!({ "value": targets, "origin": at(split.origin) });
    }
    if let Some(depth) = e.depth {
        value["depth"] = json!({ "value": depth.value, "origin": at(depth.origin) });
    }
    value
}

fn respond(respond: &Respond) -> Value {
    match respond {
        Respond::Health => "health".into(),
        Respond::Fixed(fixed) => {
            let lines = fixed.headers.iter().map(|line| (line.name.clone(), line.value.clone().into()));
            json!({ "status": fixed.status, "headers": lines.collect::<Map<_, _>>(), "body": fixed.body })
        }
        Respond::Redirect { status, origin, path } => {
            json!({ "status": status, "redirect": format!("{origin}{path}") })
        }
    }
}

/// Where a value is written, and what passed it on: `path:line:column` each.
fn origin(gateway: &Gateway, id: OriginId, sources: &SourceMap) -> Value {
    let origin = gateway.origin(id);
    let steps: Vec<Value> = origin
        .used_at
        .iter()
        .map(|s| json!({ "via": s.via.as_str(), "at": sources.locate(s.span) }))
        .collect();
    json!({ "at": sources.locate(origin.written), "via": steps })
}

fn credential(gateway: &Gateway, credential: &Credential) -> Value {
    match credential {
        Credential::Public => "public".into(),
        Credential::Unstated => "unstated".into(),
        Credential::AnyOf(ids) => {
            ids.iter().map(|id| gateway.auth(*id).name.value.clone()).collect::<Vec<_>>().into()
        }
        Credential::Optional(ids) => {
            let names = ids.iter().map(|id| gateway.auth(*id).name.value.as_str());
            names.chain(["public"]).collect::<Vec<_>>().into()
        }
    }
}

fn minted(minted: &Minted) -> Value {
    match minted {
        Minted::First(claims) => json!(claims),
        Minted::Join { claim, separator } => json!({ "claim": claim, "join": separator }),
        Minted::Equals { claim, text } => {
            json!({ "claim": claim.claim, "equals": literal(&claim.value), "value": text })
        }
        Minted::Bits { claim, bits } => {
            let bits: Map<String, Value> =
                bits.iter().map(|bit| (bit.name.clone(), bit.position.into())).collect();
            json!({ "claim": claim, "bits": bits })
        }
        Minted::Header(name) => json!({ "answer": name }),
        Minted::Select { claim, header, within } => {
            json!({ "claim": claim, "select": { "header": header, "within": within } })
        }
    }
}

fn literal(value: &Literal) -> Value {
    match value {
        Literal::Text(text) => text.as_str().into(),
        Literal::Number(number) => (*number).into(),
        Literal::Bool(value) => (*value).into(),
    }
}

fn require(require: &Require) -> Value {
    let held = |held: &Held| {
        let values: Vec<&String> = held.values.iter().map(|value| &value.value).collect();
        let mut map = Map::new();
        map.insert("claim".to_owned(), held.claim.value.clone().into());
        map.insert(held.quantifier.as_str().to_owned(), json!(values));
        Value::Object(map)
    };
    let claims: Map<String, Value> =
        require.claims.iter().map(|(claim, value)| (claim.value.clone(), literal(value))).collect();
    json!({
        "roles": require.roles.as_ref().map(held),
        "scopes": require.scopes.as_ref().map(held),
        "claims": claims,
    })
}

fn limit(limit: &Limit) -> Value {
    let bucket = |b: &Bucket| json!({ "rate": b.rate.to_string(), "burst": b.burst, "sliding": b.window == Window::Sliding });
    json!({
        "name": limit.name.value,
        "total": limit.total.as_ref().map(bucket),
        "client": limit.client.as_ref().map(|c| json!({ "key": key(&c.key), "bucket": bucket(&c.bucket) })),
    })
}

fn key(key: &ClientKey) -> Value {
    match key {
        ClientKey::Ip => "ip".into(),
        ClientKey::Header(name) => json!({ "header": name }),
        ClientKey::Claim(name) => json!({ "claim": name }),
        ClientKey::Key => "key".into(),
        ClientKey::Param(name) => json!({ "param": name }),
    }
}

fn headers(headers: &Headers) -> Value {
    match headers {
        Headers::All => "all".into(),
        Headers::List(list) => list.iter().map(|h| h.value.clone()).collect::<Vec<_>>().into(),
    }
}

fn query(query: &Query) -> Value {
    match query {
        Query::All => "all".into(),
        Query::None => "none".into(),
        Query::List(list) => list.iter().map(|q| q.value.clone()).collect::<Vec<_>>().into(),
    }
}

fn timeouts(timeouts: Timeouts) -> Value {
    let text = |d: Option<gwc_syntax::value::Duration>| d.map(|d| d.to_string());
    json!({
        "connect": text(timeouts.connect),
        "first_byte": text(timeouts.first_byte),
        "idle": text(timeouts.idle),
        "total": text(timeouts.total),
    })
}
