//! The root of a configuration, and what all its endpoints share.

use std::sync::Arc;

use gwc_artifact::EndpointPolicy;
use serde_json::Value as Json;

use super::auth::Auths;
use super::endpoint::{self, Reader};
use super::limit::Limits;
use super::rest::Values;
use super::security;
use super::upstream::{self, Upstreams};
use crate::model::{Field, Gateway, Listen, Operations, Origins, Source};
use gwc_krakend::config::{Endpoint, Service};
use gwc_krakend::value::Tree;
use gwc_syntax::source::{Span, Spanned};
use gwc_syntax::tree::NodeId;
use gwc_syntax::value::{Method, Target};

/// Reads a decoded configuration; `root` is its map.
pub(super) fn read(file: &str, tree: Tree<'_>, root: NodeId, service: &Service) -> Gateway {
    let all = service.endpoints.iter().filter_map(|e| e.value.as_ref());
    let served: Vec<(Method, &Endpoint)> = all.filter_map(|e| Some((endpoint::method(e)?, e))).collect();
    let backends = served.iter().flat_map(|(_, e)| e.backend.iter().filter_map(|b| b.value.as_ref()));
    let upstreams = Upstreams::of(backends.map(|b| upstream::hosts(service, b, tree.doc)));
    let mut reader = Reader {
        service,
        values: Values::new(tree),
        upstreams,
        auths: Auths::default(),
        limits: Limits::default(),
        origins: Origins::default(),
    };
    let mut endpoints: Vec<_> = served.iter().filter_map(|(m, e)| reader.endpoint(*m, e)).collect();
    endpoints.sort_by(|a, b| (&a.path, a.method).cmp(&(&b.path, b.method)));
    let target = target(tree, root, service);
    let start = Span::file_start(tree.doc.file);
    let at = |node: Option<NodeId>| node.map_or(start, |node| tree.doc.span(node));
    // Of a limit at the root only hanzo's engine makes something; KrakenD CE reads it nowhere.
    let limit = service.extra_config.get("qos/ratelimit/router").filter(|_| target == Target::Hanzo);
    let limit = limit.and_then(|found| {
        let id = reader.limits.add(tree, found.value, found.key)?;
        Some(Field::new(id, reader.origins.written(tree.doc.span(found.key))))
    });
    let port = if *service.port == 0 { 8080 } else { u16::try_from(*service.port).unwrap_or(0) };
    let listen = Listen::plain(service.listen_ip.parse().ok(), port);
    let listen = Field::new(listen, reader.origins.written(at(service.port.node)));
    let extra = Arc::new(reader.extra(&service.extra_config));
    let component = |name: &str| {
        let value = security::component(&extra, name)?;
        Some((value, at(service.extra_config.component(name).map(|found| found.key))))
    };
    let bots = component("security/bot-detector")
        .and_then(|(value, span)| Some(Spanned::new(security::bots(value).ok()?, span)));
    let http = component("security/http").and_then(|(value, span)| Some((security::http(value).ok()?, span)));
    let cors = component("security/cors").and_then(|(value, span)| Some((security::cors(value).ok()?, span)));
    let cors = cors.map(|(cors, span)| Field::new(cors, reader.origins.written(span)));
    for endpoint in endpoints.iter_mut() {
        let policy = |cors: &Field<gwc_artifact::Cors>| {
            Field::new(EndpointPolicy::Cors(cors.value.clone()), cors.origin)
        };
        endpoint.policies.extend(cors.iter().map(policy));
    }
    let (hosts, response_headers) = match http {
        None => (Vec::new(), None),
        Some((http, span)) => {
            let hosts = http.hosts.into_iter().map(|host| Spanned::new(host, span)).collect();
            let origin = reader.origins.written(span);
            (hosts, (!http.headers.is_empty()).then(|| Field::new(http.headers.into(), origin)))
        }
    };
    let rest = root_rest(&reader, root);
    Gateway {
        source: Source::Krakend,
        name: Spanned::new(name(&service.name, file), at(service.name.node)),
        title: (!service.name.is_empty()).then(|| service.name.value.clone()),
        strict_hosts: !hosts.is_empty(),
        hosts,
        trusted_proxies: Vec::new(),
        ip: None,
        operations: Operations::default(),
        bots,
        cors,
        response_headers,
        listen,
        more_listeners: Vec::new(),
        targets: vec![Spanned::new(target, tree.get(root, "$schema").map_or(start, |e| at(Some(e.value))))],
        upstreams: reader.upstreams.finish(),
        auths: reader.auths.finish(),
        limits: reader.limits.finish(),
        limit,
        quotas: Vec::new(),
        balances: Vec::new(),
        usage: None,
        store: None,
        services: Vec::new(),
        endpoints,
        extra,
        rest,
        verbatim: Default::default(),
        deploy: None,
        origins: reader.origins,
    }
}

/// The root's keys. Endpoints that no router serves are not in the model and stay at their place in the list.
fn root_rest(reader: &Reader<'_>, root: NodeId) -> Vec<(String, Json)> {
    let list = &reader.service.endpoints;
    let mut rest = reader.rest(root, &reader.service.extra_config, Some(list));
    let key = list.key.and_then(|key| reader.values.tree.doc.scalar(key)).map(|key| &*key.text);
    let Some((_, held)) = rest.iter_mut().find(|(name, _)| Some(&**name) == key) else { return rest };
    let places = match held {
        Json::Array(places) => places.iter_mut().collect(),
        single => vec![single],
    };
    for (place, item) in places.into_iter().zip(&list.value) {
        let served = item.value.as_ref().is_some_and(|e| endpoint::method(e).is_some() && e.at.is_some());
        if let (false, Some(node)) = (served, item.node) {
            *place = reader.values.json(node);
        }
    }
    rest
}

/// hanzo's engine, where the file names its schema or states `auth/public`; else KrakenD CE.
fn target(tree: Tree<'_>, root: NodeId, service: &Service) -> Target {
    let schema = tree.get(root, "$schema").and_then(|entry| tree.value(entry.value).as_str());
    let all = service.endpoints.iter().filter_map(|e| e.value.as_ref());
    let stated = all.flat_map(|e| &e.extra_config.value.0).any(|n| n.name == "auth/public");
    match schema.is_some_and(|schema| schema.contains("gateway.hanzo.ai/")) || stated {
        true => Target::Hanzo,
        false => Target::KrakendCe { minor: 13, patch: 8 },
    }
}

/// The title as a name of the language, without words that every gateway has; else the name of the file.
fn name(title: &str, file: &str) -> String {
    let stem = file.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or("");
    let slug = |text: &str| {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let kept: Vec<String> = words
            .map(str::to_ascii_lowercase)
            .filter(|word| !matches!(&**word, "api" | "gateway" | "the"))
            .collect();
        kept.join("-").chars().take(48).collect::<String>()
    };
    let names = [slug(title), slug(stem), stem.to_ascii_lowercase()];
    let valid = |name: &&String| (crate::grammar::format::NAME.check)(name).is_ok();
    names.iter().find(valid).cloned().unwrap_or_else(|| "gateway".to_owned())
}
