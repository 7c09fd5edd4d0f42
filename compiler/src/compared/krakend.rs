//! A KrakenD configuration as KrakenD runs it.

use serde_json::Value;

use super::components;
use super::places::Spans;
use super::prepared::{Prepared, idle, part};
use super::router;
use crate::import::coverage;
use crate::lower::artifact as lowered;
use crate::model::{self, Backend, Endpoint, Gateway};
use crate::passthrough;
use gwc_artifact as artifact;
use gwc_diff::{Call, Idle, Part, Rest, Role, Routing, Side};
use gwc_krakend::effects::{self, Level};
use gwc_syntax::value::{PathPattern, Segment, Target};

/// The side of a configuration.
pub(super) fn prepared(gateway: &Gateway, target: Target) -> Prepared {
    let mut spans = Spans::default();
    let mut reader = Reader { gateway, target, spans: &mut spans, idle: Vec::new() };
    let endpoints: Vec<Rest> = gateway.endpoints.iter().map(|endpoint| reader.rest(endpoint)).collect();
    let parts = reader.root();
    let idle = std::mem::take(&mut reader.idle);
    let mut base = lowered::without_endpoints(gateway);
    let options = router::options(gateway);
    base.semantics = artifact::Semantics::Krakend;
    base.trusted_proxies = router::trusted(options);
    base.auth.iter_mut().for_each(lowered::krakend::read_default_cookie);
    base.endpoints = gateway.endpoints.iter().map(|from| endpoint(gateway, from)).collect();
    let side = Side {
        routing: Routing::Gin(router::gin(options, target)),
        gateway: base,
        endpoints,
        parts,
        auth: spans.auth(gateway),
        upstreams: spans.upstreams(gateway),
        quotas: spans.quotas(gateway),
        balances: spans.balances(gateway),
        places: spans.gateway(gateway),
        idle,
    };
    Prepared { side, spans: spans.all, target }
}

/// A path as KrakenD matches it: decoded paths, by the text of each segment.
pub(crate) fn pattern(path: &PathPattern) -> artifact::PathPattern {
    let segment = |segment: &Segment| match segment {
        Segment::Literal(text) => artifact::Segment::Literal(text.into()),
        Segment::Param(name) => artifact::Segment::Param(name.into()),
        Segment::Tail => artifact::Segment::Tail,
    };
    artifact::PathPattern { segments: path.segments.iter().map(segment).collect() }
}

/// What KrakenD does with an endpoint, as far as an artifact can hold it. The rest is compared as text.
fn endpoint(gateway: &Gateway, from: &Endpoint) -> artifact::Endpoint {
    let path = pattern(&from.path);
    let method = artifact::Method::parse(from.method.as_str()).unwrap_or(artifact::Method::Get);
    let backend = match from.backend() {
        Some(backend) => upstream(gateway, from, backend),
        None => artifact::Backend::Respond(artifact::Respond::NotImplemented),
    };
    lowered::decided(gateway, from, (method, path, backend))
}

fn upstream(gateway: &Gateway, from: &Endpoint, backend: &Backend) -> artifact::Backend {
    let piece = |piece: &model::Piece| match piece {
        model::Piece::Text(text) => artifact::Piece::Literal(text.into()),
        model::Piece::Tail => artifact::Piece::Tail,
        model::Piece::Param(name) => match from.path.params().position(|param| param == name) {
            Some(position) => artifact::Piece::Param(position),
            None => artifact::Piece::Literal(format!("{{{name}}}").into()),
        },
        model::Piece::Placeholder(name) => artifact::Piece::Literal(format!("{{{name}}}").into()),
    };
    artifact::Backend::Upstream {
        upstream: (&gateway.upstream(backend.upstream.value).name.value).into(),
        method: backend.method.and_then(|method| artifact::Method::parse(method.as_str())),
        path: artifact::Template { pieces: backend.path.value.pieces.iter().map(piece).collect() },
    }
}

/// Reads what is compared as text.
struct Reader<'r> {
    gateway: &'r Gateway,
    target: Target,
    spans: &'r mut Spans,
    idle: Vec<Idle>,
}

impl Reader<'_> {
    fn rest(&mut self, endpoint: &Endpoint) -> Rest {
        let places = self.spans.endpoint(self.gateway, endpoint);
        let mut parts = Vec::new();
        let passes = coverage::passes_through(self.gateway, endpoint);
        if !passes {
            parts.push(self.encoding(endpoint, places.whole));
            parts.extend(self.cache(endpoint, places.whole));
        }
        let at = endpoint.key();
        let all = coverage::uncovered_extra(self.gateway, endpoint);
        for (name, value) in all {
            let span =
                endpoint.extra.entries.iter().find(|(own, _)| own.value == name).map(|(own, _)| own.span);
            let place = span.map(|span| self.spans.place(span)).or(places.whole);
            parts.extend(self.component(("", &at), (name, value), Level::Endpoint, place));
        }
        for (name, value) in coverage::uncovered_values(&endpoint.rest, &coverage::ENDPOINT_KEYS) {
            parts.extend(self.key(("", &at), (name, value), places.whole));
        }
        for (number, backend) in (1..).zip(endpoint.backends()) {
            self.backend(endpoint, (number, backend), passes, &mut parts);
        }
        Rest { parts, calls: self.calls(endpoint), places }
    }

    /// Where the backends after the first one are called.
    fn calls(&self, endpoint: &Endpoint) -> Vec<Call> {
        let call = |(number, backend): (usize, &Backend)| match upstream(self.gateway, endpoint, backend) {
            artifact::Backend::Upstream { upstream, method, path } => {
                Some(Call { part: named(number), upstream, method, path })
            }
            artifact::Backend::Respond(_) => None,
        };
        (1..).zip(endpoint.backends()).skip(1).filter_map(call).collect()
    }

    fn encoding(&self, endpoint: &Endpoint, place: Option<gwc_diff::Place>) -> Part {
        let own = coverage::key(&endpoint.rest, "output_encoding");
        let value = own.or_else(|| coverage::key(&self.gateway.rest, "output_encoding"));
        let text = value.and_then(Value::as_str).unwrap_or("json").to_owned();
        part("output_encoding".to_owned(), (text, false), Role::Changes, place)
    }

    /// For how long clients may keep a response that KrakenD composes.
    fn cache(&self, endpoint: &Endpoint, place: Option<gwc_diff::Place>) -> Option<Part> {
        let is_set = |value: &&Value| !coverage::is_zero(value);
        let own = coverage::key(&endpoint.rest, "cache_ttl").filter(is_set);
        let value = own.or_else(|| coverage::key(&self.gateway.rest, "cache_ttl").filter(is_set))?;
        Some(part("cache_ttl".to_owned(), components::text(value), Role::Changes, place))
    }

    fn backend(
        &mut self,
        endpoint: &Endpoint,
        (number, backend): (usize, &Backend),
        passes: bool,
        parts: &mut Vec<Part>,
    ) {
        let place = Some(self.spans.place(self.gateway.span(backend.path.origin)));
        let name = named(number);
        let at = format!("{} {name}", endpoint.key());
        if number > 1 {
            let upstream = self.gateway.upstream(backend.upstream.value);
            let hosts: Vec<String> = upstream.urls.iter().map(|url| url.value.to_string()).collect();
            let method = backend.method.unwrap_or(endpoint.method);
            let text = format!("{method} {} {}", hosts.join(" "), backend.path.value);
            parts.push(part(name.clone(), (text, false), Role::Call, place));
        }
        if !passes {
            let encoding = coverage::key(&backend.rest, "encoding").and_then(Value::as_str);
            let text = encoding.filter(|text| !text.is_empty()).unwrap_or("json").to_owned();
            parts.push(part(format!("{name} encoding"), (text, false), Role::Changes, place));
        }
        let prefix = format!("{name} ");
        for (component, value) in &coverage::backend_extra(self.gateway, backend) {
            parts.extend(self.component((&prefix, &at), (component, value), Level::Backend, place));
        }
        for (key, value) in coverage::uncovered_values(&backend.rest, &coverage::BACKEND_KEYS) {
            let is_method = key.eq_ignore_ascii_case("method");
            if is_method {
                continue;
            }
            // Nothing of a response is decoded, so nothing of it can be changed.
            if passes && DECODED.iter().any(|decoded| key.eq_ignore_ascii_case(decoded)) {
                let reason = "the response is passed on as it is";
                self.idle.push(idle(format!("{at} {key}"), components::text(value).0, reason));
                continue;
            }
            parts.extend(self.key((&prefix, &at), (key, value), place));
        }
    }

    /// A component, if the engine reads it there.
    fn component(
        &mut self,
        (prefix, at): (&str, &str),
        (name, value): (&str, &Value),
        level: Level,
        place: Option<gwc_diff::Place>,
    ) -> Option<Part> {
        // It is not set.
        if value.is_null() {
            return None;
        }
        let (text, secret) = match passthrough::is_validator(name) {
            true => components::text(&beside_the_model(value)),
            false => components::text(value),
        };
        let leaf = format!("{at} extra_config.{name}");
        if components::is_about_operation(name) {
            self.idle.push(idle(leaf, text, "it decides what is logged and measured"));
            return None;
        }
        if !self.is_read(name, level) {
            self.idle.push(idle(leaf, text, "the target does not read it there"));
            return None;
        }
        if text == "{}" && passthrough::is_validator(name) {
            return None;
        }
        let role = components::role(name, value);
        Some(part(format!("{prefix}extra_config.{name}"), (text, secret), role, place))
    }

    /// Whether the engine reads a component at a level. One that the table does not have may be a plugin's.
    fn is_read(&self, name: &str, level: Level) -> bool {
        let Some(component) = effects::find(name, level) else { return true };
        let levels = match self.target {
            Target::Hanzo => component.hanzo,
            _ => component.levels,
        };
        levels.contains(&level) || component.enterprise.contains(&level)
    }

    fn key(
        &mut self,
        (prefix, at): (&str, &str),
        (name, value): (&str, &Value),
        place: Option<gwc_diff::Place>,
    ) -> Option<Part> {
        let (text, secret) = components::text(value);
        if effects::is_comment(name) {
            self.idle.push(idle(format!("{at} {name}"), text, "a comment"));
            return None;
        }
        (!coverage::is_zero(value))
            .then(|| part(format!("{prefix}{name}"), (text, secret), components::role_of_key(name), place))
    }

    fn root(&mut self) -> Vec<Part> {
        let mut parts = Vec::new();
        let gateway = self.gateway;
        for (name, value) in coverage::uncovered_root(gateway) {
            let span =
                gateway.extra.entries.iter().find(|(own, _)| own.value == name).map(|(own, _)| own.span);
            let place = span.map(|span| self.spans.place(span));
            let rest;
            let value = if components::is_router(name) {
                parts.extend(router::of_clients(value).map(|(key, value, role)| {
                    part(format!("router {key}"), components::text(value), role, place)
                }));
                rest = router::rest(value);
                &rest
            } else {
                value
            };
            parts.extend(self.component(("", "gateway"), (name, value), Level::Service, place));
        }
        let whole = Some(self.spans.place(gateway.name.span));
        for (name, value) in coverage::uncovered_values(&gateway.rest, &coverage::ROOT_KEYS) {
            parts.extend(self.key(("", "gateway"), (name, value), whole));
        }
        if let Some(title) = &gateway.title {
            self.idle.push(idle("title", title, "a name for people"));
        }
        parts
    }
}

/// The name of a backend's part.
fn named(number: usize) -> String {
    format!("backend {number}")
}

/// Keys of a backend about a decoded response.
const DECODED: [&str; 9] =
    ["allow", "deny", "whitelist", "blacklist", "mapping", "group", "target", "is_collection", "encoding"];

/// What a validator sets that the model does not hold.
fn beside_the_model(value: &Value) -> Value {
    if !passthrough::conditions_are_covered(value) {
        return value.clone();
    }
    let held = |name: &str| {
        name != "disable_jwk_security"
            && passthrough::VALIDATOR_KEYS.iter().any(|known| known.eq_ignore_ascii_case(name))
    };
    components::without(value, held)
}
