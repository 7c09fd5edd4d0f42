//! Objects in memory, and what is done to them.
//!
//! The limits that are kept: all annotations of an object together have at most 256 KiB, and a ConfigMap or Secret has at
//! most 1 MiB of data, which does not change if it is immutable.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::apply::{self, Conflict};
use super::controller::{self, Key};
use super::http::{Answer, Request};
use super::resource::Place;

const MAX_ANNOTATIONS: usize = 256 * 1024;
const MAX_DATA: usize = 1024 * 1024;

impl Place {
    fn key(&self) -> Key {
        (self.resource.plural, self.namespace.clone(), self.name.clone())
    }
}

/// All objects of a server.
#[derive(Default)]
pub(super) struct Objects {
    objects: BTreeMap<Key, Value>,
    /// How many writes there were.
    writes: u64,
}

impl Objects {
    pub(super) fn get(&self, place: &Place) -> Option<&Value> {
        self.objects.get(&place.key())
    }

    pub(super) fn answer(&mut self, request: &Request, place: &Place) -> Answer {
        let done = match (request.method.as_str(), place.name.is_empty()) {
            ("GET", true) if request.query("watch").is_some() => Ok(Answer::watch()),
            ("GET", true) => Ok(Answer::ok(&self.list(request, place))),
            ("GET", false) => Ok(self.get(place).map_or_else(|| missing(place), Answer::ok)),
            ("POST", true) => self.create(request, place),
            ("PUT", false) => self.replace(request, place),
            ("PATCH", false) => self.patch(request, place),
            ("DELETE", false) => Ok(self.delete(place)),
            _ => Err(Answer::failure(405, "MethodNotAllowed", "the server does not allow this method")),
        };
        done.unwrap_or_else(|failure| failure)
    }

    fn list(&self, request: &Request, place: &Place) -> Value {
        let name =
            request.query("fieldSelector").and_then(|selector| selector.strip_prefix("metadata.name="));
        let is_here = |key: &&Key| {
            key.0 == place.resource.plural
                && (place.namespace.is_empty() || key.1 == place.namespace)
                && name.is_none_or(|name| key.2 == name)
        };
        let items = self.objects.iter().filter(|(key, _)| is_here(key)).map(|(_, object)| object.clone());
        json!({
            "kind": format!("{}List", place.resource.kind),
            "apiVersion": place.resource.api_version(),
            "metadata": { "resourceVersion": self.writes.to_string() },
            "items": items.collect::<Vec<_>>(),
        })
    }

    fn create(&mut self, request: &Request, place: &Place) -> Result<Answer, Answer> {
        let object = request.json()?;
        let name = object["metadata"]["name"].as_str().unwrap_or_default().to_owned();
        let place = Place { resource: place.resource, namespace: place.namespace.clone(), name };
        if self.get(&place).is_some() {
            let message = format!("{} \"{}\" already exists", place.resource.plural, place.name);
            return Err(Answer::failure(409, "AlreadyExists", &message));
        }
        let object = apply::update(&empty(&place), object, request.manager());
        self.write(request, &place, object).map(|object| Answer::created(&object))
    }

    fn replace(&mut self, request: &Request, place: &Place) -> Result<Answer, Answer> {
        let live = self.get(place).ok_or_else(|| missing(place))?;
        let mut object = request.json()?;
        object["metadata"]["managedFields"] = live["metadata"]["managedFields"].clone();
        let object = apply::update(live, object, request.manager());
        self.write(request, place, object).map(|object| Answer::ok(&object))
    }

    fn patch(&mut self, request: &Request, place: &Place) -> Result<Answer, Answer> {
        let patch = request.json()?;
        let live = self.get(place).cloned();
        if request.content_type == "application/apply-patch+yaml" {
            let force = request.query("force") == Some("true");
            let base = live.unwrap_or_else(|| empty(place));
            let applied =
                apply::apply(&base, &patch, request.manager(), force).map_err(|all| conflict(&all))?;
            return self.write(request, place, applied).map(|object| Answer::ok(&object));
        }
        let live = live.ok_or_else(|| missing(place))?;
        let mut next = live.clone();
        match request.content_type.as_str() {
            "application/json-patch+json" => apply::replace(&mut next, &patch)?,
            kind if kind.ends_with("merge-patch+json") && !has_directive(&patch) => {
                apply::merge(&mut next, &patch);
            }
            _ => {
                let message = "only merge patches without directives, and JSON patches that replace";
                return Err(Answer::failure(415, "UnsupportedMediaType", message));
            }
        }
        let next = apply::update(&live, next, request.manager());
        self.write(request, place, next).map(|object| Answer::ok(&object))
    }

    fn delete(&mut self, place: &Place) -> Answer {
        match self.objects.remove(&place.key()) {
            Some(_) => Answer::ok(&json!({ "kind": "Status", "apiVersion": "v1", "status": "Success" })),
            None => missing(place),
        }
    }

    /// Stores an object unless it is a dry run; a write without a change is none.
    fn write(&mut self, request: &Request, place: &Place, mut object: Value) -> Result<Value, Answer> {
        limits(&object)?;
        let live = self.get(place);
        unchanged(live, &object)?;
        if live == Some(&object) {
            return Ok(object);
        }
        let metadata = &mut object["metadata"];
        metadata["uid"] = json!(format!("00000000-0000-0000-0000-{:012}", self.objects.len() + 1));
        metadata["creationTimestamp"] = json!("2026-01-01T00:00:00Z");
        if let Some(live) = live {
            metadata["uid"] = live["metadata"]["uid"].clone();
        }
        if request.query("dryRun") != Some("All") {
            self.writes += 1;
            object["metadata"]["resourceVersion"] = json!(self.writes.to_string());
            self.objects.insert(place.key(), object.clone());
            if place.resource.kind == "Deployment" {
                controller::settle(&mut self.objects, &place.key());
            }
        }
        Ok(object)
    }
}

/// The object before its first write.
fn empty(place: &Place) -> Value {
    let mut object = json!({
        "apiVersion": place.resource.api_version(), "kind": place.resource.kind, "metadata": { "name": place.name },
    });
    if place.resource.namespaced {
        object["metadata"]["namespace"] = json!(place.namespace);
    }
    object
}

fn missing(place: &Place) -> Answer {
    let message = format!("{} \"{}\" not found", place.resource.plural, place.name);
    Answer::failure(404, "NotFound", &message)
}

fn conflict(conflicts: &[Conflict]) -> Answer {
    let text = |conflict: &Conflict| format!("conflict with \"{}\"", conflict.manager);
    let causes: Vec<Value> = conflicts
        .iter()
        .map(|c| json!({ "reason": "FieldManagerConflict", "message": text(c), "field": c.field }))
        .collect();
    let all: Vec<String> = conflicts.iter().map(|c| format!("{}: {}", text(c), c.field)).collect();
    let message = format!("Apply failed with {} conflicts: {}", conflicts.len(), all.join(", "));
    Answer::failure_with(409, "Conflict", &message, json!({ "causes": causes }))
}

/// Whether a patch has a key such as `$patch`, which only a strategic merge knows.
fn has_directive(patch: &Value) -> bool {
    match patch {
        Value::Object(map) => map.iter().any(|(key, value)| key.starts_with('$') || has_directive(value)),
        Value::Array(items) => items.iter().any(has_directive),
        _ => false,
    }
}

/// The data of an immutable ConfigMap or Secret cannot change, nor can it become mutable.
fn unchanged(live: Option<&Value>, object: &Value) -> Result<(), Answer> {
    let Some(live) = live.filter(|live| live["immutable"] == true) else { return Ok(()) };
    match ["data", "binaryData", "immutable"].iter().find(|field| live[**field] != object[**field]) {
        None => Ok(()),
        Some(field) => {
            let message = format!("{field}: Forbidden: field is immutable when `immutable` is set");
            Err(Answer::failure(422, "Invalid", &message))
        }
    }
}

fn limits(object: &Value) -> Result<(), Answer> {
    let size = |value: &Value| -> usize {
        let entries = value.as_object().into_iter().flatten();
        entries.map(|(key, value)| key.len() + value.as_str().map_or(0, str::len)).sum()
    };
    let invalid = |message: &str| Err(Answer::failure(422, "Invalid", message));
    if size(&object["metadata"]["annotations"]) > MAX_ANNOTATIONS {
        return invalid("metadata.annotations: Too long: may not be more than 262144 bytes");
    }
    if size(&object["data"]) > MAX_DATA {
        return invalid("[]: Too long: may not be more than 1048576 bytes");
    }
    Ok(())
}
