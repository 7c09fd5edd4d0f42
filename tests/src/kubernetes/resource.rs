//! The kinds of objects, and which object a path names.

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
    resource("apps", "v1", "ReplicaSet", "replicasets"),
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
    pub(super) fn root(&self) -> String {
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

/// An object, or with an empty name a collection.
pub(super) struct Place {
    pub(super) resource: &'static Resource,
    pub(super) namespace: String,
    pub(super) name: String,
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
