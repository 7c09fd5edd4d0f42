//! A gateway as the Gateway resource of HIP-412, as far as the resource has keys for it. What it lacks is found by a
//! comparison with what the resource means.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::compilation::Checked;
use crate::kube::{namespace, object_name, workload};
use crate::model::{Action, Amounts, Audiences, Auth, Credential, Endpoint, Gateway, Limit, Piece, Scheme};
use gwc_syntax::source::Spanned;
use gwc_syntax::value::{Duration, Method, PathPattern, Segment, UpstreamUrl, parse_image};

/// What endpoints of one route share, beside their methods.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    prefix: String,
    backend: String,
    strips: bool,
    policy: Option<String>,
    limit: Option<String>,
}

/// The name of the policy of public routes.
const PUBLIC: &str = "public";

/// The resource, as YAML.
pub fn render(checked: Checked<'_>) -> String {
    let gateway = checked.gateway();
    let routes = routes(gateway);
    let mut spec = Map::new();
    if let Some(image) = image(gateway) {
        spec.insert("image".to_owned(), image);
    }
    if let Some(deploy) = &gateway.deploy {
        spec.insert("replicas".to_owned(), deploy.least_replicas().into());
    }
    spec.insert("routes".to_owned(), routes.iter().map(|(key, methods)| route(key, methods)).collect());
    let limits: Vec<Value> = gateway.limits.iter().map(limit).collect();
    let is_public = routes.keys().any(|key| key.policy.as_deref() == Some(PUBLIC));
    let public = is_public.then(|| json!({ "name": PUBLIC, "type": "none" }));
    let policies: Vec<Value> = gateway.auths.iter().map(policy).chain(public).collect();
    for (key, list) in [("rateLimits", limits), ("authPolicies", policies)] {
        if !list.is_empty() {
            spec.insert(key.to_owned(), list.into());
        }
    }
    if let Some(ingress) = ingress(gateway) {
        spec.insert("ingress".to_owned(), ingress);
    }
    if let Some(resources) = resources(gateway) {
        spec.insert("resources".to_owned(), resources);
    }
    let resource = json!({
        "apiVersion": "hanzo.ai/v1",
        "kind": "Gateway",
        "metadata": { "name": object_name(gateway), "namespace": namespace(gateway) },
        "spec": spec,
    });
    gwc_manifest::fragment(&resource).unwrap_or_default()
}

/// The routes by prefix, each with its methods.
fn routes(gateway: &Gateway) -> BTreeMap<Key, Vec<Method>> {
    let mut routes: BTreeMap<Key, Vec<Method>> = BTreeMap::new();
    for endpoint in &gateway.endpoints {
        let Some(key) = key(gateway, endpoint) else { continue };
        let methods = routes.entry(key).or_default();
        if !methods.contains(&endpoint.method) {
            methods.push(endpoint.method);
        }
    }
    routes
}

/// Nothing for an endpoint that no route can be: one with parameters, and one that goes nowhere.
fn key(gateway: &Gateway, endpoint: &Endpoint) -> Option<Key> {
    let Action::Proxy(backends) = &endpoint.action else { return None };
    let [backend] = backends.as_slice() else { return None };
    let [url] = gateway.upstream(backend.upstream.value).urls.as_slice() else { return None };
    let segments: Vec<Segment> =
        endpoint.path.segments.iter().filter(|segment| **segment != Segment::Tail).cloned().collect();
    if segments.iter().any(|segment| matches!(segment, Segment::Param(_))) {
        return None;
    }
    let at_root = match backend.path.value.pieces.as_slice() {
        [Piece::Text(text)] | [Piece::Text(text), Piece::Tail] => text == "/",
        _ => false,
    };
    let strips = !segments.is_empty() && at_root;
    let policy = match &endpoint.credential.value {
        Credential::AnyOf(auths) => auths.first().map(|auth| gateway.auth(*auth).name.value.clone()),
        // The resource has no word for an optional credential: the comparison of both reports it.
        Credential::Public | Credential::Unstated | Credential::Optional(_) => Some(PUBLIC.to_owned()),
    };
    Some(Key {
        prefix: PathPattern { segments }.to_string(),
        backend: written(&url.value),
        strips,
        policy,
        limit: endpoint.limit.as_ref().map(|limit| gateway.limit(limit.value).name.value.clone()),
    })
}

fn written(url: &UpstreamUrl) -> String {
    url.to_string()
}

fn route(key: &Key, methods: &[Method]) -> Value {
    let mut route = json!({ "prefix": key.prefix, "backend": key.backend });
    route["methods"] = methods.iter().map(|method| method.as_str()).collect();
    if key.strips {
        route["stripPrefix"] = true.into();
    }
    for (name, value) in [("rateLimit", &key.limit), ("authPolicy", &key.policy)] {
        if let Some(value) = value {
            route[name] = value.as_str().into();
        }
    }
    route
}

fn limit(limit: &Limit) -> Value {
    let client = limit.client.as_ref().map(|client| client.bucket.rate);
    let total = limit.total.as_ref().map(|total| total.rate);
    let period = total.or(client).map_or(1, |rate| rate.period_ns);
    let mut value = json!({
        "name": limit.name.value,
        "maxRate": total.or(client).map_or(1, |rate| rate.count),
        "every": Duration { nanos: period }.to_string(),
    });
    if let Some(client) = client {
        value["clientMaxRate"] = client.count.into();
    }
    value
}

fn policy(auth: &Auth) -> Value {
    let name = &auth.name.value;
    let texts = |list: &[Spanned<String>]| list.iter().map(|text| text.value.clone()).collect::<Vec<_>>();
    match &auth.scheme {
        Scheme::Jwt(jwt) => {
            let issuer = jwt.issuer.as_ref().map(|issuer| issuer.value.as_str());
            let mut value = json!({
                "name": name,
                "type": "jwt",
                "iamEndpoint": issuer.unwrap_or_default(),
                "algorithms": texts(&jwt.algorithms),
            });
            // The resource has no discovery: without the URL it is refused, instead of reading keys from another document.
            if !jwt.discover {
                value["jwksUrl"] = jwt.jwks.value.as_str().into();
            }
            if let Audiences::List(list) = &jwt.audiences {
                value["audiences"] = texts(list).into();
            }
            value
        }
        Scheme::ApiKey(key) => json!({ "name": name, "type": "apikey", "prefixes": texts(&key.prefixes) }),
        _ => json!({ "name": name, "type": "none" }),
    }
}

fn image(gateway: &Gateway) -> Option<Value> {
    let set =
        gateway.deploy.as_ref().and_then(|deploy| deploy.image.as_ref()).map(|image| image.value.clone());
    let image = set.or_else(|| workload(gateway).map(|workload| workload.image))?;
    let parsed = parse_image(&image).ok()?;
    Some(json!({ "repository": parsed.name, "tag": parsed.tag? }))
}

fn ingress(gateway: &Gateway) -> Option<Value> {
    let ingress = gateway.deploy.as_ref().and_then(|deploy| deploy.ingress.as_ref())?;
    let hosts: Vec<&str> = gateway.hosts.iter().map(|host| host.value.as_str()).collect();
    let mut value = json!({ "hosts": hosts });
    for (key, text) in [("ingressClassName", &ingress.class), ("tlsSecret", &ingress.tls_secret)] {
        if let Some(text) = text {
            value[key] = text.value.as_str().into();
        }
    }
    if !ingress.annotations.is_empty() {
        let pairs = ingress.annotations.iter();
        value["annotations"] =
            Value::Object(pairs.map(|(key, text)| (key.value.clone(), text.as_str().into())).collect());
    }
    Some(value)
}

fn resources(gateway: &Gateway) -> Option<Value> {
    let deploy = gateway.deploy.as_ref()?;
    let amounts = |amounts: &Amounts| {
        let set = [("cpu", &amounts.cpu), ("memory", &amounts.memory)];
        let texts = set
            .into_iter()
            .filter_map(|(key, text)| Some((key.to_owned(), text.as_ref()?.value.clone().into())));
        texts.collect::<Map<String, Value>>()
    };
    let both = [("requests", amounts(&deploy.requests)), ("limits", amounts(&deploy.limits))];
    let set: Map<String, Value> = both
        .into_iter()
        .filter(|(_, amounts)| !amounts.is_empty())
        .map(|(key, amounts)| (key.to_owned(), Value::Object(amounts)))
        .collect();
    (!set.is_empty()).then_some(Value::Object(set))
}
