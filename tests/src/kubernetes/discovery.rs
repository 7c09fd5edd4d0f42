//! How `kubectl` finds out which kinds there are.

use serde_json::{Value, json};

use super::http::Request;
use super::resource::{RESOURCES, Resource};

/// The answer to a question about kinds, if it is one.
pub(super) fn answer(request: &Request) -> Option<Value> {
    let path = request.path.trim_matches('/');
    match path {
        "version" => return Some(json!({ "major": "1", "minor": "32", "gitVersion": "v1.32.0" })),
        "api" => return Some(json!({ "kind": "APIVersions", "versions": ["v1"] })),
        "apis" => return Some(groups()),
        "openapi/v3" => return Some(specifications()),
        _ => {}
    }
    if let Some(root) = path.strip_prefix("openapi/v3/") {
        return Some(specification(root));
    }
    let of_root: Vec<&Resource> = RESOURCES.iter().filter(|resource| resource.root() == path).collect();
    let first = of_root.first()?;
    Some(json!({
        "kind": "APIResourceList",
        "apiVersion": "v1",
        "groupVersion": first.api_version(),
        "resources": of_root.iter().map(|resource| json!({
            "name": resource.plural,
            "singularName": resource.kind.to_lowercase(),
            "namespaced": resource.namespaced,
            "kind": resource.kind,
            "verbs": ["create", "delete", "get", "list", "patch", "update"],
        })).collect::<Vec<_>>(),
    }))
}

fn groups() -> Value {
    let named = RESOURCES.iter().filter(|resource| !resource.group.is_empty());
    let mut groups: Vec<Value> = Vec::new();
    for resource in named {
        let version = json!({ "groupVersion": resource.api_version(), "version": resource.version });
        let group =
            json!({ "name": resource.group, "versions": [version.clone()], "preferredVersion": version });
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    json!({ "kind": "APIGroupList", "apiVersion": "v1", "groups": groups })
}

fn specifications() -> Value {
    let roots = RESOURCES.iter().map(Resource::root);
    let paths: serde_json::Map<String, Value> = roots
        .map(|root| {
            let url = format!("/openapi/v3/{root}?hash=1");
            (root, json!({ "serverRelativeURL": url }))
        })
        .collect();
    json!({ "paths": paths })
}

/// What `kubectl` looks for before it sends a dry run or asks for strict fields: that `PATCH` has the parameters.
fn specification(root: &str) -> Value {
    let parameter = |name: &str| json!({ "name": name, "in": "query", "schema": { "type": "string" } });
    let of_root = RESOURCES.iter().filter(|resource| resource.root() == root);
    let paths: serde_json::Map<String, Value> = of_root
        .map(|resource| {
            let below = if resource.namespaced { "namespaces/{namespace}/" } else { "" };
            let kind = json!({ "group": resource.group, "version": resource.version, "kind": resource.kind });
            let patch = json!({
                "parameters": [parameter("dryRun"), parameter("fieldManager"), parameter("fieldValidation")],
                "responses": {},
                "x-kubernetes-action": "patch",
                "x-kubernetes-group-version-kind": kind,
            });
            (format!("/{root}/{below}{}/{{name}}", resource.plural), json!({ "patch": patch }))
        })
        .collect();
    json!({ "openapi": "3.0.0", "info": { "title": "Kubernetes", "version": "v1.32.0" }, "paths": paths })
}
