//! Which kinds there are, and how `kubectl` finds out.

use serde_json::{Value, json};

use super::http::Request;
use super::objects::Place;

/// A kind of object.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Resource {
    /// Empty for the core.
    pub(super) group: &'static str,
    pub(super) version: &'static str,
    pub(super) kind: &'static str,
    pub(super) plural: &'static str,
    pub(super) namespaced: bool,
}

const fn resource(
    group: &'static str,
    version: &'static str,
    kind: &'static str,
    plural: &'static str,
) -> Resource {
    Resource { group, version, kind, plural, namespaced: true }
}

/// The kinds that `gwc` emits, and those that its users have beside them.
pub(super) const RESOURCES: &[Resource] = &[
    Resource { group: "", version: "v1", kind: "Namespace", plural: "namespaces", namespaced: false },
    resource("", "v1", "ConfigMap", "configmaps"),
    resource("", "v1", "Secret", "secrets"),
    resource("", "v1", "Service", "services"),
    resource("", "v1", "ServiceAccount", "serviceaccounts"),
    resource("apps", "v1", "Deployment", "deployments"),
    resource("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers"),
    resource("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets"),
    resource("networking.k8s.io", "v1", "Ingress", "ingresses"),
    resource("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies"),
    resource("gateway.networking.k8s.io", "v1", "HTTPRoute", "httproutes"),
    resource("monitoring.coreos.com", "v1", "ServiceMonitor", "servicemonitors"),
    resource("hanzo.ai", "v1", "Gateway", "gateways"),
    Resource {
        group: "apiextensions.k8s.io",
        version: "v1",
        kind: "CustomResourceDefinition",
        plural: "customresourcedefinitions",
        namespaced: false,
    },
];

impl Resource {
    /// `api/v1`, `apis/apps/v1`.
    fn root(&self) -> String {
        match self.group {
            "" => format!("api/{}", self.version),
            group => format!("apis/{group}/{}", self.version),
        }
    }

    /// `v1`, `apps/v1`: the `apiVersion` of its objects.
    pub(super) fn api_version(&self) -> String {
        match self.group {
            "" => self.version.to_owned(),
            group => format!("{group}/{}", self.version),
        }
    }
}

/// The collection or object that a path names; the name of a collection is empty.
pub(super) fn place(path: &str) -> Option<Place> {
    let path = path.trim_start_matches('/');
    let (resource, rest) = RESOURCES.iter().find_map(|resource| {
        let rest = path.strip_prefix(&resource.root())?.strip_prefix('/')?;
        let parts: Vec<&str> = rest.split('/').collect();
        let named = match (parts.as_slice(), resource.namespaced) {
            (["namespaces", namespace, plural], true) => (*plural, *namespace, ""),
            (["namespaces", namespace, plural, name], true) => (*plural, *namespace, *name),
            ([plural], _) => (*plural, "", ""),
            ([plural, name], false) => (*plural, "", *name),
            _ => return None,
        };
        (named.0 == resource.plural).then_some((resource, named))
    })?;
    Some(Place { resource, namespace: rest.1.to_owned(), name: rest.2.to_owned() })
}

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
