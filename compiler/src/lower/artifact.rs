//! The gateway as an artifact: what the runtime executes.

mod auth;
pub mod identity;
pub mod krakend;
mod limit;
mod priced;
mod store;
mod router;
mod validator;

use std::collections::BTreeMap;

use gwc_artifact as artifact;

use limit::{rate_limit, std_duration};

use crate::model::{
    AccessLog, Action, AdminListener, AuthId, Backend, Credential, Endpoint, Gateway, Headers, Listen,
    Operations, Piece, Query, Respond, Rewrite, Scheme, SplitTarget, Stream, Timeouts, Upstream,
};
use gwc_syntax::value::PathPattern;

/// The bytes of `gateway.gwa`.
///
/// # Errors
/// What the artifact cannot hold, in a sentence: several backends, placeholders, paths that no request can have.
pub(crate) fn render(gateway: &Gateway) -> Result<Vec<u8>, String> {
    artifact::encode(&lower(gateway)?).map_err(|error| error.to_string())
}

/// The plain policy types of a gateway.
///
/// # Errors
/// As for route files.
pub fn lower(gateway: &Gateway) -> Result<artifact::Gateway, String> {
    Ok(artifact::Gateway {
        endpoints: gateway.endpoints.iter().map(|e| endpoint(gateway, e)).collect::<Result<_, _>>()?,
        other_policies: other_policies(gateway),
        ..without_endpoints(gateway)
    })
}

/// What endpoints refer to, and what is set for the gateway as a whole.
pub(crate) fn without_endpoints(gateway: &Gateway) -> artifact::Gateway {
    let auth: Vec<artifact::Auth> =
        gateway.auths.iter().filter_map(|auth| auth::lower(gateway, auth)).collect();
    artifact::Gateway {
        semantics: artifact::Semantics::Gwr,
        krakend: artifact::KrakendRouter::default(),
        name: gateway.name.value.clone(),
        listeners: gateway.listeners().map(|listen| listener(&listen.value)).collect(),
        hosts: gateway.hosts.iter().map(|h| h.value.to_ascii_lowercase()).collect(),
        strict_hosts: gateway.strict_hosts,
        trusted_proxies: gateway.trusted_proxies.iter().map(|network| network.value).collect(),
        stripped: identity::stripped(&auth, gateway.stripped.iter().map(|entry| entry.value.as_str())),
        ip: gateway.ip.as_ref().map(|ip| ip.rule()).unwrap_or_default(),
        bots: gateway.bots.as_ref().map(|bots| bots.value.clone()).unwrap_or_default(),
        cors: gateway.cors.as_ref().map(|cors| cors.value.clone()),
        response_headers: gateway
            .response_headers
            .as_ref()
            .map(|edits| edits.value.clone())
            .unwrap_or_default(),
        rate_limit: gateway.limit.map(|l| rate_limit(gateway.limit(l.value))).unwrap_or_default(),
        store: gateway.store.as_ref().map(store::lower),
        quotas: gateway.quotas.iter().map(priced::quota).collect(),
        balances: gateway.balances.iter().map(priced::balance).collect(),
        usage: gateway.usage.as_ref().map(priced::usage),
        upstreams: gateway.upstreams.iter().map(upstream).collect(),
        auth,
        endpoints: Vec::new(),
        other_policies: artifact::Set::default(),
        operations: operations(&gateway.operations),
    }
}

fn operations(operations: &Operations) -> artifact::Operations {
    let admin = operations.admin.as_ref().map(|admin| admin.value);
    artifact::Operations {
        admin: admin.map(|AdminListener { address, port }| artifact::AdminListener { address, port }),
        level: operations.level.as_ref().map(|level| level.value),
        log_prefix: None,
        access_log: operations.access_log.as_ref().map(access_log),
        traces: operations.traces.as_ref().map(|traces| artifact::Traces {
            otlp: traces.otlp.value.to_string(),
            sample: traces.sample.as_ref().map_or(artifact::Share::ALL, |sample| sample.value),
        }),
    }
}

fn access_log(log: &AccessLog) -> artifact::AccessLog {
    let to = log.to.as_ref().map(|to| to.value.clone());
    artifact::AccessLog {
        to: to.unwrap_or(artifact::LogDestination::Stdout),
        format: log.format.as_ref().map_or(artifact::AccessLogFormat::Json, |format| format.value),
        sample: log.sample.as_ref().map_or(artifact::Share::ALL, |sample| sample.value),
    }
}

fn listener(listen: &Listen) -> artifact::Listener {
    artifact::Listener {
        address: listen.address,
        port: listen.port,
        protocol: artifact::Protocol::Http,
        proxy_protocol: listen.proxy_protocol,
        tls: listen.tls.clone(),
    }
}

fn upstream(upstream: &Upstream) -> artifact::Upstream {
    let host = |url: &gwc_syntax::value::UpstreamUrl| artifact::UpstreamHost {
        scheme: if url.https { artifact::Scheme::Https } else { artifact::Scheme::Http },
        host: url.host.clone(),
        port: url.port,
    };
    artifact::Upstream {
        name: upstream.name.value.clone(),
        hosts: upstream.urls.iter().map(|url| host(&url.value)).collect(),
        accepts_keys: upstream.accepts_keys,
        external: upstream.is_external(),
        in_flight: upstream.in_flight.as_ref().map(|limit| limit.value),
        options: (*upstream.options).clone().into(),
    }
}

fn endpoint(gateway: &Gateway, endpoint: &Endpoint) -> Result<artifact::Endpoint, String> {
    let named = |why: String| format!("cannot write `{}` to an artifact: {why}", endpoint.key());
    let method = artifact::Method::parse(endpoint.method.as_str());
    let method = method.ok_or_else(|| named("unknown method".into()))?;
    let path = artifact::PathPattern::parse(&endpoint.path.to_string()).map_err(|e| named(e.to_string()))?;
    let backend = backend(gateway, endpoint).map_err(named)?;
    Ok(decided(gateway, endpoint, (method, path, backend)))
}

/// What is decided for the requests of an endpoint, beside which they are and what answers them.
pub(crate) fn decided(
    gateway: &Gateway,
    endpoint: &Endpoint,
    (method, path, backend): (artifact::Method, artifact::PathPattern, artifact::Backend),
) -> artifact::Endpoint {
    artifact::Endpoint {
        id: endpoint.id,
        method,
        path,
        hosts: artifact::Set::default(),
        credential: match &endpoint.credential.value {
            Credential::Public | Credential::Unstated => artifact::Credential::Public,
            Credential::AnyOf(ids) => artifact::Credential::AnyOf(names(gateway, ids)),
            Credential::Optional(ids) => artifact::Credential::Optional(names(gateway, ids)),
        },
        require: endpoint.require.as_ref().map(|r| r.value.requirements()).unwrap_or_default().into(),
        ip: endpoint.ip.iter().map(|ip| ip.rule()).collect::<artifact::Set<_>>().into(),
        rate_limit: endpoint.limit.map(|l| rate_limit(gateway.limit(l.value))).unwrap_or_default().into(),
        forward: forward(gateway, endpoint).into(),
        backend,
        timeouts: timeouts(endpoint.timeouts.value).into(),
        stream: match endpoint.stream.value {
            Stream::No => artifact::Stream::None,
            Stream::Sse => artifact::Stream::Sse,
            Stream::WebSocket => artifact::Stream::WebSocket,
        },
        policies: policies(gateway, endpoint).into(),
    }
}

fn names(gateway: &Gateway, ids: &[AuthId]) -> Vec<artifact::Text> {
    ids.iter().map(|id| artifact::Text::from(&gateway.auth(*id).name.value)).collect()
}

fn policies(gateway: &Gateway, endpoint: &Endpoint) -> artifact::Set<artifact::EndpointPolicy> {
    let split = endpoint.split.as_ref().map(|split| {
        let target = |target: &SplitTarget| artifact::SplitTarget {
            upstream: gateway.upstream(target.upstream.value).name.value.clone(),
            by: target.by.clone(),
        };
        artifact::EndpointPolicy::Split(split.value.iter().map(target).collect())
    });
    endpoint.policies.iter().map(|policy| policy.value.clone()).chain(split).collect()
}

fn forward(gateway: &Gateway, endpoint: &Endpoint) -> artifact::Forward {
    let credentials = endpoint.forward.credentials.value;
    let auths = endpoint.credential.value.auths();
    let minted = auths.iter().flat_map(|id| &gateway.auth(*id).mints).map(|m| m.header.value.clone());
    artifact::Forward {
        headers: match &*endpoint.forward.headers.value {
            Headers::All => artifact::ForwardHeaders::All,
            Headers::List(list) => {
                artifact::ForwardHeaders::List(list.iter().map(|h| h.value.clone()).collect())
            }
        },
        query: match &*endpoint.forward.query.value {
            Query::All => artifact::ForwardQuery::All,
            Query::None => artifact::ForwardQuery::None,
            Query::List(list) => artifact::ForwardQuery::List(list.iter().map(|q| q.value.clone()).collect()),
        },
        credentials,
        minted: minted.filter(|name| credentials || is_listed(endpoint, name)).collect(),
    }
}

/// Whether a minted header goes to the upstream by its own name, as KrakenD requires.
fn is_listed(endpoint: &Endpoint, name: &str) -> bool {
    match &*endpoint.forward.headers.value {
        Headers::All => true,
        Headers::List(list) => list.iter().any(|listed| listed.value.eq_ignore_ascii_case(name)),
    }
}

fn backend(gateway: &Gateway, endpoint: &Endpoint) -> Result<artifact::Backend, String> {
    let backend: &Backend = match &endpoint.action {
        Action::Respond(field) => {
            let respond = match &field.value {
                Respond::Health => artifact::Respond::Health,
                Respond::Fixed(fixed) => artifact::Respond::Fixed(fixed.clone().into()),
                Respond::Redirect { status, origin, path } => {
                    artifact::Respond::Redirect(artifact::Redirect {
                        status: *status,
                        origin: origin.clone(),
                        path: template(path, &endpoint.path)?,
                    })
                }
            };
            return Ok(artifact::Backend::Respond(respond));
        }
        Action::Proxy(backends) => match backends.as_slice() {
            [one] => one,
            many => {
                return Err(format!("the endpoint has {} backends; an artifact supports one", many.len()));
            }
        },
    };
    let method = backend.method.filter(|m| *m != endpoint.method);
    Ok(artifact::Backend::Upstream {
        upstream: (&gateway.upstream(backend.upstream.value).name.value).into(),
        method: method.and_then(|m| artifact::Method::parse(m.as_str())),
        path: template(&backend.path.value, &endpoint.path)?,
    })
}

fn template(rewrite: &Rewrite, path: &PathPattern) -> Result<artifact::Template, String> {
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => Ok(artifact::Piece::Literal(text.into())),
        Piece::Tail => Ok(artifact::Piece::Tail),
        Piece::Param(name) => {
            let position = path.params().position(|p| p == name);
            position
                .map(artifact::Piece::Param)
                .ok_or_else(|| format!("the upstream path uses `{{{name}}}`, which the path does not have"))
        }
        Piece::Placeholder(name) => Err(format!("the upstream path uses the placeholder `{{{name}}}`")),
    };
    Ok(artifact::Template { pieces: rewrite.pieces.iter().map(piece).collect::<Result<_, _>>()? })
}

fn timeouts(timeouts: Timeouts) -> artifact::Timeouts {
    artifact::Timeouts {
        connect: timeouts.connect.map(std_duration),
        first_byte: timeouts.first_byte.map(std_duration),
        idle: timeouts.idle.map(std_duration),
        total: timeouts.total.map(std_duration),
    }
}

/// What only the JSON targets understand, by name: a runtime that does not know it refuses the artifact.
fn other_policies(gateway: &Gateway) -> artifact::Set<artifact::OtherPolicy> {
    let name = |namespace: &str| format!("krakend:{namespace}");
    let mut endpoints: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for endpoint in &gateway.endpoints {
        let of_upstreams =
            endpoint.backends().iter().flat_map(|b| &gateway.upstream(b.upstream.value).extra.entries);
        let of_backends = endpoint.backends().iter().flat_map(|b| &b.extra.entries);
        for (namespace, _) in endpoint.extra.entries.iter().chain(of_upstreams).chain(of_backends) {
            endpoints.entry(name(&namespace.value)).or_default().push(endpoint.id);
        }
        let ids = endpoint.credential.value.auths();
        if ids.iter().any(|id| matches!(gateway.auth(*id).scheme, Scheme::Edge)) {
            endpoints.entry(name("auth/public")).or_default().push(endpoint.id);
        }
    }
    let root = gateway.extra.entries.iter().map(|(namespace, _)| artifact::OtherPolicy {
        name: name(&namespace.value),
        scope: artifact::PolicyScope::Gateway,
    });
    let of_endpoints = endpoints.into_iter().map(|(name, ids)| artifact::OtherPolicy {
        name,
        scope: artifact::PolicyScope::Endpoints(ids.into()),
    });
    root.chain(of_endpoints).collect()
}
