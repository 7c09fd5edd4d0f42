//! What KrakenD has and `gwr` does not: what endpoints compose of further backends, how they manipulate requests and
//! responses, options of the router, and components of the service.

use std::collections::HashMap;

use gwc_artifact::{Endpoint, Gateway, Method, PathPattern, Template};
use gwc_diff::{Call, Gin, Part, Rest, Role, Routing, Side};

use super::Random;

/// What a gateway has in KrakenD.
#[derive(Debug, Clone, Default)]
pub(crate) struct Composed {
    /// What each endpoint composes, by its id.
    pub(crate) of: HashMap<u64, Composition>,
    gin: Gin,
    /// Components of the service.
    whole: Vec<Setting>,
}

/// A name with a text and what it is for.
type Setting = (String, &'static str, Role);

/// What one endpoint composes.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Composition {
    /// The backends after the first one.
    pub(crate) further: Vec<Further>,
    pub(crate) settings: Vec<Setting>,
}

/// A backend after the first one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Further {
    pub(crate) upstream: &'static str,
    pub(crate) method: Option<Method>,
    path: Path,
}

/// The path of a backend.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Path {
    Fixed(&'static str),
    /// With the first parameter of the endpoint, if it has one.
    Param,
    /// With a field of another response.
    OfResponse,
}

impl Further {
    /// What is sent for the paths of an endpoint.
    pub(crate) fn template(&self, pattern: &PathPattern) -> Template {
        let text = match (self.path, pattern.params().next()) {
            (Path::Fixed(text), _) => text.to_owned(),
            (Path::Param, Some(name)) => format!("/x/{{{name}}}"),
            (Path::Param, None) => "/x/a".to_owned(),
            (Path::OfResponse, _) => return of_response(),
        };
        Template::parse(&text, pattern).expect("a template")
    }
}

fn of_response() -> Template {
    Template { pieces: vec![gwc_artifact::Piece::Literal("/users/{resp0.id}".into())] }
}

/// The settings of a backend, each with its values.
const OF_BACKEND: [(&str, [&str; 2], Role); 8] = [
    ("encoding", ["json", "xml"], Role::Changes),
    ("allow", ["[\"id\"]", "[\"id\",\"name\"]"], Role::Protects),
    ("deny", ["[\"secret\"]", "[\"token\"]"], Role::Protects),
    ("mapping", ["{\"a\":\"b\"}", "{\"a\":\"c\"}"], Role::Changes),
    ("group", ["\"one\"", "\"two\""], Role::Changes),
    ("target", ["\"data\"", "\"data.items\""], Role::Protects),
    ("is_collection", ["true", "\"true\""], Role::Changes),
    ("extra_config.qos/circuit-breaker", ["{\"max_errors\":1}", "{\"max_errors\":2}"], Role::Shields),
];

/// The settings of the service.
const OF_SERVICE: [(&str, [&str; 2], Role); 5] = [
    ("router max_payload", ["1000", "9000"], Role::Protects),
    ("extra_config.security/http", ["{\"frame_deny\":true}", "{}"], Role::Protects),
    ("extra_config.qos/http-cache", ["{\"shared\":true}", "{\"shared\":false}"], Role::Shields),
    ("extra_config.router", ["{\"use_h2c\":true}", "{\"remove_extra_slash\":true}"], Role::Changes),
    ("debug_endpoint", ["true", "\"true\""], Role::Opens),
];

/// The settings of an endpoint.
const OF_ENDPOINT: [(&str, [&str; 2], Role); 7] = [
    ("output_encoding", ["json", "negotiate"], Role::Changes),
    ("cache_ttl", ["\"300s\"", "\"9s\""], Role::Changes),
    ("concurrent_calls", ["2", "3"], Role::Changes),
    (
        "extra_config.proxy",
        ["{\"sequential\":true}", "{\"static\":{\"strategy\":\"always\"}}"],
        Role::Changes,
    ),
    ("extra_config.modifier/lua-proxy", ["{\"pre\":\"a\"}", "{\"post\":\"b\"}"], Role::Changes),
    ("extra_config.validation/cel", ["[\"true\"]", "[\"false\"]"], Role::Protects),
    ("extra_config.auth/client-credentials", ["{\"id\":1}", "{\"id\":2}"], Role::Opens),
];

/// What a gateway has in KrakenD, and some of its endpoints compose.
pub(crate) fn any(gateway: &Gateway, random: &mut Random) -> Composed {
    let composing = gateway.endpoints.iter().filter(|_| random.one_in(2)).map(|endpoint| endpoint.id);
    let ids: Vec<u64> = composing.collect();
    let of = ids.into_iter().map(|id| (id, any_of_one(random))).collect();
    let mut composed = Composed { of, ..Composed::default() };
    (0..random.below(3)).for_each(|_| edit_whole(&mut composed, random));
    composed
}

/// Changes what is set for the gateway as a whole.
fn edit_whole(composed: &mut Composed, random: &mut Random) {
    let gin = &mut composed.gin;
    match random.below(9) {
        0 => gin.minor = random.of(&[5, 12, 13]),
        1 => gin.trailing_slash = random.one_in(2),
        2 => gin.fixed_path = random.one_in(2),
        3 => gin.method_not_allowed = random.one_in(2),
        4 => gin.auto_options = random.one_in(2),
        _ => set(&mut composed.whole, "", &random.of(&OF_SERVICE), random),
    }
}

fn any_of_one(random: &mut Random) -> Composition {
    let mut one = Composition::default();
    for _ in 0..random.below(5) {
        edit_one(&mut one, random);
    }
    one
}

/// Changes one composition of a gateway, what it has as a whole, or nothing.
pub(crate) fn edit(composed: &mut Composed, gateway: &Gateway, random: &mut Random) {
    if random.one_in(4) {
        edit_whole(composed, random);
        return;
    }
    let ids: Vec<u64> = gateway.endpoints.iter().map(|endpoint| endpoint.id).collect();
    if ids.is_empty() || random.one_in(3) {
        return;
    }
    let id = random.of(&ids);
    edit_one(composed.of.entry(id).or_default(), random);
}

fn edit_one(one: &mut Composition, random: &mut Random) {
    match random.below(6) {
        0 | 1 if one.further.len() < 2 => one.further.push(any_further(random)),
        0 => drop(one.further.pop()),
        2 if !one.further.is_empty() => {
            let at = random.below(one.further.len());
            one.further[at] = any_further(random);
        }
        3 => set(&mut one.settings, "", &random.of(&OF_ENDPOINT), random),
        _ => {
            let number = random.below(one.further.len() + 1) + 1;
            set(&mut one.settings, &format!("backend {number} "), &random.of(&OF_BACKEND), random);
        }
    }
}

fn any_further(random: &mut Random) -> Further {
    let path = [Path::Fixed("/fixed"), Path::Fixed("/x/a"), Path::Param, Path::OfResponse];
    Further {
        upstream: random.of(&["a", "b"]),
        method: random.of(&[None, Some(Method::Get), Some(Method::Put)]),
        path: random.of(&path),
    }
}

/// Sets a value, another one, or none.
fn set(
    settings: &mut Vec<Setting>,
    prefix: &str,
    (name, values, role): &(&str, [&'static str; 2], Role),
    random: &mut Random,
) {
    let name = format!("{prefix}{name}");
    settings.retain(|(known, ..)| *known != name);
    if let Some(value) = random.of(&[None, Some(values[0]), Some(values[1])]) {
        settings.push((name, value, *role));
    }
}

/// A side that KrakenD runs, as a configuration is read.
pub(crate) fn put(mut side: Side, composed: &Composed) -> Side {
    let gateway = side.gateway.clone();
    side.routing = Routing::Gin(composed.gin);
    side.parts = composed.whole.iter().map(of_setting).collect();
    for (rest, endpoint) in side.endpoints.iter_mut().zip(&gateway.endpoints) {
        if let Some(composition) = composed.of.get(&endpoint.id) {
            *rest = read(&gateway, endpoint, composition);
        }
    }
    side
}

fn read(gateway: &Gateway, endpoint: &Endpoint, composition: &Composition) -> Rest {
    let mut rest = Rest::default();
    for (number, further) in (2..).zip(&composition.further) {
        let (name, path) = (format!("backend {number}"), further.template(&endpoint.path));
        let upstream = gateway.upstreams.iter().find(|one| one.name == further.upstream);
        let hosts: Vec<String> =
            upstream.iter().flat_map(|one| &one.hosts).map(|host| format!("{host:?}")).collect();
        let method = further.method.unwrap_or(endpoint.method);
        rest.parts.push(part(name.clone(), format!("{method} {} {path:?}", hosts.join(" ")), Role::Call));
        let upstream = further.upstream.into();
        rest.calls.push(Call { part: name, upstream, method: further.method, path });
    }
    rest.parts.extend(composition.settings.iter().map(of_setting));
    rest
}

fn of_setting((name, text, role): &Setting) -> Part {
    part(name.clone(), (*text).to_owned(), *role)
}

fn part(name: String, text: String, role: Role) -> Part {
    Part { name, text, secret: false, role, place: None }
}
