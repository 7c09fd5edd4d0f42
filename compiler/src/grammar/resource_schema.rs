//! The CustomResourceDefinition of the Gateway resource: its structural schema, made of the same table as the parser, and
//! what a schema cannot state as rules of CEL.

use serde_json::{Map as Object, Value, json};

use super::resource::RESOURCE;
use super::shape::{Format, Shape, Type};

/// The file name of the definition, below `schemas/`.
pub const FILE: &str = "gateways.hanzo.ai.yaml";

/// Longest lists and texts. Without them the cost of a rule has no bound, and the API server rejects the definition.
const MAX_ITEMS: u64 = 64;
const MAX_TEXT: u64 = 253;
const MAX_URL: u64 = 1024;

/// A rule of CEL: the map that it is about, the rule, and the message that people read.
type Rule = (&'static str, &'static str, &'static str);

/// What a schema cannot state. gwc checks the same with places.
const RULES: [Rule; 8] = [
    (
        "spec",
        "self.routes.all(r, !has(r.authPolicy) || (has(self.authPolicies) && self.authPolicies.exists(p, p.name == r.authPolicy)))",
        "`authPolicy` of each route must be the name of one of `authPolicies`",
    ),
    (
        "spec",
        "self.routes.all(r, !has(r.rateLimit) || (has(self.rateLimits) && self.rateLimits.exists(l, l.name == r.rateLimit)))",
        "`rateLimit` of each route must be the name of one of `rateLimits`",
    ),
    (
        "auth policy",
        "(self.type == 'jwt') == (has(self.iamEndpoint) && has(self.jwksUrl))",
        "an auth policy of type `jwt`, and no other, has `iamEndpoint` and `jwksUrl`",
    ),
    (
        "auth policy",
        "self.type == 'jwt' || (!has(self.iamEndpoint) && !has(self.jwksUrl) && !has(self.algorithms) && !has(self.audiences))",
        "`iamEndpoint`, `jwksUrl`, `algorithms` and `audiences` have an effect in an auth policy of type `jwt` only",
    ),
    (
        "auth policy",
        "(self.type == 'apikey') == has(self.prefixes)",
        "an auth policy of type `apikey`, and no other, has `prefixes`",
    ),
    (
        "auth policy",
        "self.name != 'public' || self.type == 'none'",
        "`public` is built in; give an auth policy that verifies something another name",
    ),
    (
        "rate limit of a resource",
        "self.name != 'none'",
        "`none` is built in; give the rate limit another name",
    ),
    ("rate limit of a resource", "duration(self.every) > duration('0s')", "`every` must be above zero"),
];

/// Lists whose items have a name, which must be unique.
const NAMED: [&str; 2] = ["rateLimits", "authPolicies"];

/// The definition.
pub fn definition() -> Value {
    let columns = [
        ("Replicas", "integer", ".spec.replicas"),
        ("Ready", "integer", ".status.readyReplicas"),
        ("Routes", "integer", ".status.routeCount"),
        ("Phase", "string", ".status.phase"),
        ("Age", "date", ".metadata.creationTimestamp"),
    ];
    let column = |(name, kind, path)| json!({ "name": name, "type": kind, "jsonPath": path });
    json!({
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": { "name": "gateways.hanzo.ai" },
        "spec": {
            "group": "hanzo.ai",
            "names": {
                "kind": "Gateway",
                "listKind": "GatewayList",
                "plural": "gateways",
                "singular": "gateway",
                "shortNames": ["hgw"],
            },
            "scope": "Namespaced",
            "versions": [{
                "name": "v1",
                "served": true,
                "storage": true,
                "schema": { "openAPIV3Schema": schema() },
                "subresources": { "status": {} },
                "additionalPrinterColumns": columns.map(column),
            }],
        },
    })
}

fn schema() -> Value {
    let mut schema = record(&RESOURCE);
    let properties = &mut schema["properties"];
    for key in ["apiVersion", "kind"] {
        properties[key] = json!({ "type": "string" });
    }
    properties["metadata"] = json!({ "type": "object" });
    properties["status"] = status();
    schema["required"] = json!(["spec"]);
    schema
}

/// What a controller writes.
fn status() -> Value {
    json!({
        "type": "object",
        "description": "What a controller observed.",
        "properties": {
            "phase": { "type": "string" },
            "readyReplicas": { "type": "integer" },
            "routeCount": { "type": "integer" },
            "observedGeneration": { "type": "integer", "format": "int64" },
            "conditions": {
                "type": "array",
                "items": { "type": "object", "x-kubernetes-preserve-unknown-fields": true },
            },
        },
    })
}

fn record(shape: &'static Shape) -> Value {
    let mut properties = Object::new();
    for key in shape.keys {
        let mut value = of_type(&key.ty);
        value["description"] = key.doc.into();
        if NAMED.contains(&key.name) {
            value["x-kubernetes-list-type"] = "map".into();
            value["x-kubernetes-list-map-keys"] = json!(["name"]);
        }
        match key.name {
            "routes" | "hosts" | "prefixes" | "algorithms" | "audiences" => value["minItems"] = 1.into(),
            "methods" => value["x-kubernetes-list-type"] = "set".into(),
            "replicas" => value["default"] = 2.into(),
            _ => {}
        }
        properties.insert(key.name.into(), value);
    }
    let required: Vec<&str> = shape.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let mut schema = json!({ "type": "object", "description": shape.doc, "properties": properties });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    let rules: Vec<Value> = RULES
        .iter()
        .filter(|(name, ..)| *name == shape.name)
        .map(|(_, rule, message)| json!({ "rule": rule, "message": message }))
        .collect();
    if !rules.is_empty() {
        schema["x-kubernetes-validations"] = Value::Array(rules);
    }
    schema
}

fn of_type(ty: &'static Type) -> Value {
    match ty {
        Type::Bool => json!({ "type": "boolean" }),
        Type::Integer { min, max } => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Type::Text(format) => text(format),
        Type::List(item) => json!({ "type": "array", "maxItems": MAX_ITEMS, "items": of_type(item) }),
        Type::Map { value, .. } => {
            json!({ "type": "object", "maxProperties": MAX_ITEMS, "additionalProperties": of_type(value) })
        }
        Type::Record(shape) => record(shape),
        // The resource has no value of several types.
        Type::Either(_) | Type::Nothing | Type::Any => {
            json!({ "x-kubernetes-preserve-unknown-fields": true })
        }
    }
}

/// Quantities may be numbers, as everywhere in Kubernetes.
fn text(format: &Format) -> Value {
    if format.name == "quantity" {
        return json!({
            "x-kubernetes-int-or-string": true,
            "anyOf": [{ "type": "integer" }, { "type": "string" }],
            "pattern": format.pattern,
        });
    }
    let longest = match format.name {
        "url" | "text" => MAX_URL,
        "name" => 63,
        _ => MAX_TEXT,
    };
    let mut schema = json!({ "type": "string", "maxLength": longest });
    if !format.words.is_empty() {
        schema["enum"] = json!(format.words);
    } else if !format.pattern.is_empty() {
        schema["pattern"] = format.pattern.into();
    }
    schema
}
