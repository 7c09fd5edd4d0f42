//! Random gateways as KrakenD configurations, in the words that the target `krakend-ce` writes. What KrakenD does not
//! have is left out.

use gwc_artifact::{
    Audiences, AuthKind, Backend, Bots, ClientKey, Cors, CorsHeaders, CorsMethods, Credential, Endpoint,
    EndpointPolicy, ForwardHeaders, ForwardQuery, Gateway, Issuer, Jwt, OneOf, OriginPattern, Origins, Piece,
    RateLimit, Requirement, Set, Template, TokenSource,
};
use serde_json::{Map, Value, json};

/// The file for a gateway.
pub(crate) fn of(gateway: &Gateway) -> Value {
    let mut extra = Map::new();
    extra.extend(gateway.cors.as_ref().map(|policy| ("security/cors".to_owned(), cors(policy))));
    extra.extend(detector(&gateway.bots));
    let endpoints: Vec<Value> = gateway.endpoints.iter().map(|one| endpoint(gateway, one)).collect();
    json!({
        "version": 3, "name": "witnesses", "port": 8080, "timeout": "30s", "extra_config": extra,
        "endpoints": endpoints
    })
}

fn endpoint(gateway: &Gateway, endpoint: &Endpoint) -> Value {
    let mut extra = Map::new();
    extra.extend(validator(gateway, endpoint).map(|value| ("auth/validator".to_owned(), value)));
    extra.extend(limit(&endpoint.rate_limit).map(|value| ("qos/ratelimit/router".to_owned(), value)));
    let bots = endpoint.policies.iter().find_map(|policy| match policy {
        EndpointPolicy::Bots(bots) => Some(bots),
        _ => None,
    });
    extra.extend(bots.and_then(detector));
    let headers = match &endpoint.forward.headers {
        ForwardHeaders::All => vec!["*".to_owned()],
        ForwardHeaders::List(names) => names.to_vec(),
    };
    let query = match &endpoint.forward.query {
        ForwardQuery::All => vec!["*".to_owned()],
        ForwardQuery::None => Vec::new(),
        ForwardQuery::List(names) => names.to_vec(),
    };
    let timeout = endpoint.timeouts.total.map_or(30, |total| total.as_secs());
    json!({
        "endpoint": endpoint.path.to_string(), "method": endpoint.method.as_str(), "output_encoding": "no-op",
        "timeout": format!("{timeout}s"), "input_headers": headers, "input_query_strings": query,
        "extra_config": extra, "backend": [backend(gateway, endpoint)]
    })
}

/// An upstream with its path. KrakenD answers nothing by itself.
fn backend(gateway: &Gateway, endpoint: &Endpoint) -> Value {
    let (name, method, path) = match &endpoint.backend {
        Backend::Upstream { upstream, method, path } => (&**upstream, *method, url_pattern(endpoint, path)),
        Backend::Respond(_) => ("a", None, "/own".to_owned()),
    };
    let upstream = gateway.upstreams.iter().find(|one| one.name == name).expect("an upstream that exists");
    let host =
        |one: &gwc_artifact::UpstreamHost| format!("{}://{}:{}", one.scheme.as_str(), one.host, one.port);
    let hosts: Vec<String> = upstream.hosts.iter().map(host).collect();
    let mut backend = json!({ "host": hosts, "url_pattern": path, "encoding": "no-op" });
    if let Some(method) = method {
        backend["method"] = json!(method.as_str());
    }
    backend
}

fn url_pattern(endpoint: &Endpoint, template: &Template) -> String {
    let names: Vec<&str> = endpoint.path.params().collect();
    let piece = |piece: &Piece| match piece {
        Piece::Literal(text) => text.to_string(),
        Piece::Param(position) => format!("{{{}}}", names[*position]),
        Piece::Tail => panic!("KrakenD has no wildcard"),
    };
    template.pieces.iter().map(piece).collect()
}

/// The first check of tokens: an endpoint has one validator.
fn validator(gateway: &Gateway, endpoint: &Endpoint) -> Option<Value> {
    let Credential::AnyOf(names) = &endpoint.credential else { return None };
    let jwt = names.iter().find_map(|name| {
        let auth = gateway.auth.iter().find(|auth| auth.name == **name)?;
        match &auth.kind {
            AuthKind::Jwt(jwt) => Some(jwt),
            _ => None,
        }
    })?;
    let mut value = json!({
        "alg": jwt.algorithms.first().expect("an algorithm").as_str(), "jwk_url": jwt.jwks_url, "cache": true
    });
    let fields = value.as_object_mut().expect("a map");
    if let Issuer::Exact(issuer) = &jwt.issuer {
        fields.insert("issuer".to_owned(), json!(issuer));
    }
    match &jwt.audiences {
        Audiences::Any => {}
        Audiences::List(names) | Audiences::All(names) => {
            fields.insert("audience".to_owned(), json!(names.to_vec()));
        }
    }
    if !jwt.leeway.is_zero() {
        fields.insert("leeway".to_owned(), json!(format!("{}s", jwt.leeway.as_secs())));
    }
    sources(jwt, fields);
    require(&jwt.require, fields);
    require(&endpoint.require, fields);
    Some(value)
}

/// The first header and the first cookie.
fn sources(jwt: &Jwt, fields: &mut Map<String, Value>) {
    for source in &jwt.sources {
        let (key, name) = match source {
            TokenSource::Header(name) => ("auth_header_name", name),
            TokenSource::Cookie(name) => ("cookie_key", name),
        };
        fields.entry(key).or_insert_with(|| json!(name));
    }
}

/// Roles and scopes, of which one is enough. Other claims are not checked.
fn require(requirements: &Set<Requirement>, fields: &mut Map<String, Value>) {
    for requirement in requirements.iter() {
        let (key, OneOf { claim, values }) = match requirement {
            Requirement::Role(one_of) => ("roles", one_of),
            Requirement::Scope(one_of) => ("scopes", one_of),
            Requirement::Claim(_) => continue,
        };
        fields.insert(key.to_owned(), json!(values.to_vec()));
        fields.insert(format!("{key}_key"), json!(claim));
        if key == "scopes" {
            fields.insert("scopes_matcher".to_owned(), json!("any"));
        }
    }
}

/// Both limits have one period.
fn limit(limit: &RateLimit) -> Option<Value> {
    let RateLimit { total, per_client } = limit;
    let period = total.as_ref().or(per_client.as_ref().map(|per| &per.limit))?.rate.period;
    let mut value = json!({ "every": format!("{}s", period.as_secs()) });
    if let Some(total) = total {
        value["max_rate"] = json!(total.rate.count);
        value["capacity"] = json!(total.burst);
    }
    if let Some(per_client) = per_client {
        value["client_max_rate"] = json!(per_client.limit.rate.count);
        value["client_capacity"] = json!(per_client.limit.burst);
        value["strategy"] = json!("ip");
        if let ClientKey::Header(name) = &per_client.key {
            value["strategy"] = json!("header");
            value["key"] = json!(name);
        }
    }
    Some(value)
}

fn detector(bots: &Bots) -> Option<(String, Value)> {
    let Bots { refuses_empty, allow, deny, patterns } = bots;
    let value = json!({
        "allow": allow.to_vec(), "deny": deny.to_vec(), "patterns": patterns.to_vec(),
        "empty_user_agent_is_bot": refuses_empty
    });
    (!bots.is_none()).then(|| ("security/bot-detector".to_owned(), value))
}

fn cors(policy: &Cors) -> Value {
    let origins = match &policy.origins {
        Origins::Any => vec!["*".to_owned()],
        Origins::List(patterns) => patterns.iter().map(OriginPattern::to_string).collect(),
    };
    let methods: Vec<&str> = match &policy.methods {
        CorsMethods::OfPath => vec!["GET", "POST", "PUT"],
        CorsMethods::List(methods) => methods.iter().map(|method| method.as_str()).collect(),
    };
    let headers = match &policy.headers {
        CorsHeaders::Any => vec!["*".to_owned()],
        CorsHeaders::List(names) => names.to_vec(),
    };
    json!({
        "allow_origins": origins, "allow_methods": methods, "allow_headers": headers,
        "expose_headers": policy.expose.to_vec(), "allow_credentials": policy.credentials,
        "allow_private_network": policy.private_network,
        "max_age": format!("{}s", policy.max_age.map_or(0, |age| age.as_secs()))
    })
}
