//! `gateway.map.json`: from an endpoint of any output back to the lines that made it.
//!
//! Endpoints have the same index in every JSON output and the same id in the artifact and in access logs. One with `depth`
//! is several endpoints of the JSON, all with its id. Many share their lines, so origins are listed once and endpoints
//! name them by index.

use serde::Serialize;

use crate::compilation::Checked;
use crate::model::{Endpoint, Gateway, OriginId, Via};
use gwc_syntax::source::{SourceMap, Span};

#[derive(Serialize)]
struct Map<'a> {
    version: u8,
    gateway: &'a str,
    /// What an endpoint's `at` is about, in order.
    fields: [&'static str; FIELDS],
    /// What the root has from the route files.
    root: Vec<Root>,
    endpoints: Vec<Entry>,
    origins: Vec<Place>,
}

#[derive(Serialize)]
struct Entry {
    id: String,
    endpoint: String,
    pointer: String,
    /// For each of `fields` the index of its origin; null where the endpoint has no such field.
    at: [Option<usize>; FIELDS],
}

#[derive(Serialize)]
struct Root {
    pointer: &'static str,
    at: String,
}

#[derive(Serialize)]
struct Place {
    /// `path:line:column` of the authored text, from the gateway's folder.
    at: String,
    /// What passed it on, innermost first: `service services.yaml:4:3`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    via: Vec<String>,
}

const FIELDS: usize = 9;
const NAMES: [&str; FIELDS] =
    ["endpoint", "credential", "limit", "headers", "query", "timeouts", "stream", "upstream", "rewrite"];

/// The file's bytes.
pub(super) fn render(checked: Checked<'_>, sources: &SourceMap) -> Vec<u8> {
    let gateway = checked.gateway();
    let folder = folder_of(&sources.file(gateway.name.span.file).path);
    let mut origins = Origins { gateway, sources, folder, indices: Default::default(), places: Vec::new() };
    let lowered =
        gateway.endpoints.iter().flat_map(|endpoint| endpoint.rest_lengths().map(move |_| endpoint));
    let mut endpoints: Vec<Entry> = lowered
        .enumerate()
        .map(|(index, endpoint)| Entry {
            id: format!("{:016x}", endpoint.id),
            endpoint: endpoint.key(),
            pointer: format!("/endpoints/{index}"),
            at: fields(endpoint).map(|id| id.map(|id| origins.index(id))),
        })
        .collect();
    let before = endpoints.len();
    for (index, item) in gateway.verbatim.endpoints.iter().enumerate() {
        let Some(endpoint) = gateway.verbatim.endpoint_of(index) else { continue };
        let mut at = [None; FIELDS];
        at[0] = Some(origins.whole(item.span));
        let pointer = format!("/endpoints/{}", before + index);
        endpoints.push(Entry { id: format!("{:016x}", endpoint.id), endpoint: endpoint.key(), pointer, at });
    }
    let root = root(gateway).map(|(pointer, span)| Root { pointer, at: origins.place(span) }).collect();
    let name = &gateway.name.value;
    let map = Map { version: 1, gateway: name, fields: NAMES, root, endpoints, origins: origins.places };
    let mut bytes = serde_json::to_vec(&map).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

/// Places of the root that route files set, each with the authored text.
fn root(gateway: &Gateway) -> impl Iterator<Item = (&'static str, Span)> {
    let listen = gateway.origin(gateway.listen.origin);
    let is_set = listen.used_at.iter().all(|step| step.via != Via::BuiltIn);
    let limit =
        gateway.limit.map(|limit| ("/extra_config/qos~1ratelimit~1router", gateway.span(limit.origin)));
    let listen = is_set.then_some(listen.written);
    let listen = ["/listen_ip", "/port"].into_iter().filter_map(move |pointer| Some((pointer, listen?)));
    [("/name", gateway.name.span)].into_iter().chain(listen).chain(limit)
}

fn fields(endpoint: &Endpoint) -> [Option<OriginId>; FIELDS] {
    let backend = endpoint.backend();
    [
        Some(endpoint.origin),
        Some(endpoint.credential.origin),
        endpoint.limit.map(|l| l.origin),
        Some(endpoint.forward.headers.origin),
        Some(endpoint.forward.query.origin),
        Some(endpoint.timeouts.origin),
        Some(endpoint.stream.origin),
        backend.map(|b| b.upstream.origin),
        backend.map(|b| b.path.origin),
    ]
}

/// The origins that endpoints name, each once.
struct Origins<'a> {
    gateway: &'a Gateway,
    sources: &'a SourceMap,
    /// The gateway's folder, with its slash: places are relative to it, so that a build from anywhere writes the same.
    folder: &'a str,
    indices: std::collections::HashMap<OriginId, usize>,
    places: Vec<Place>,
}

impl Origins<'_> {
    fn index(&mut self, id: OriginId) -> usize {
        if let Some(index) = self.indices.get(&id) {
            return *index;
        }
        let origin = self.gateway.origin(id);
        let via = |step: &crate::model::Step| format!("{} {}", step.via.as_str(), self.place(step.span));
        self.places
            .push(Place { at: self.place(origin.written), via: origin.used_at.iter().map(via).collect() });
        self.indices.insert(id, self.places.len() - 1);
        self.places.len() - 1
    }

    /// A place that is no origin of the gateway: of an endpoint in KrakenD's own words.
    fn whole(&mut self, span: Span) -> usize {
        self.places.push(Place { at: self.place(span), via: Vec::new() });
        self.places.len() - 1
    }

    fn place(&self, span: Span) -> String {
        let place = self.sources.locate(span);
        place.strip_prefix(self.folder).map_or(place.clone(), str::to_owned)
    }
}

/// The folder of a path, with the slash behind it.
fn folder_of(path: &str) -> &str {
    path.rfind('/').map_or("", |slash| &path[..=slash])
}
