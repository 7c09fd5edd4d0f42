//! A KrakenD configuration as it was read: nothing lowered, nothing lost.

use serde_json::{Map, Value};

use crate::model::{Backend, Endpoint, Extra, Gateway, Source};
use gwc_krakend::go;

/// The configuration that a gateway was read from: reading it again gives the same model. Keys keep their order and
/// spelling, numbers their text, endpoints their order in the file. Nothing for a gateway of route files.
pub fn krakend_verbatim(gateway: &Gateway) -> Option<Value> {
    if gateway.source != Source::Krakend {
        return None;
    }
    let mut endpoints: Vec<&Endpoint> = gateway.endpoints.iter().collect();
    endpoints.sort_by_key(|e| gateway.span(e.origin));
    let endpoints = endpoints.into_iter().map(endpoint).collect();
    Some(filled(&gateway.rest, &gateway.extra, Some(("endpoints", endpoints))))
}

/// An endpoint of a configuration, as it was read.
pub(crate) fn endpoint(endpoint: &Endpoint) -> Value {
    let backends = endpoint.backends().iter().map(backend).collect();
    filled(&endpoint.rest, &endpoint.extra, Some(("backend", backends)))
}

fn backend(backend: &Backend) -> Value {
    filled(&backend.rest, &backend.extra, None)
}

/// The keys with their placeholders filled: `extra_config`, and the list that the model holds.
fn filled(rest: &[(String, Value)], extra: &Extra, list: Option<(&str, Vec<Value>)>) -> Value {
    let mut map: Map<String, Value> = rest.iter().cloned().collect();
    if let Some(Value::Object(place)) = read_key(rest, "extra_config").and_then(|key| map.get_mut(key)) {
        place.extend(extra.entries.iter().map(|(name, value)| (name.value.clone(), value.clone())));
    }
    if let Some((name, values)) = list {
        let mut values = values.into_iter();
        match read_key(rest, name).and_then(|key| map.get_mut(key)) {
            Some(Value::Array(places)) => {
                for place in places.iter_mut().filter(|place| place.is_null()) {
                    *place = values.next().unwrap_or_default();
                }
            }
            Some(place @ Value::Null) => *place = values.next().unwrap_or_default(),
            _ => {}
        }
    }
    Value::Object(map)
}

/// The key that KrakenD reads for a name: the very name, else the first in another case.
fn read_key<'a>(rest: &'a [(String, Value)], name: &str) -> Option<&'a str> {
    let exact = rest.iter().find(|(key, _)| key == name);
    exact.or_else(|| rest.iter().find(|(key, _)| go::equal_fold(key, name))).map(|(key, _)| &**key)
}
