//! The Gateway resource of HIP-412, `hanzo.ai/v1`: its keys, for the parser and for the schema in the cluster.

use super::format::*;
use super::keys::{key, required};
use super::language::{ANNOTATIONS, RESOURCES};
use super::shape::Type::{Any, Bool, Integer, List, Map, Record, Text};
use super::shape::{Shape, Type};

const NAMES: Type = List(&Text(&TEXT));

/// The whole resource.
pub static RESOURCE: Shape = Shape {
    name: "Gateway resource",
    doc: "A gateway, as a resource of Kubernetes.",
    keys: &[
        required("apiVersion", "`hanzo.ai/v1`.", Text(&RESOURCE_VERSION)),
        required("kind", "`Gateway`.", Text(&RESOURCE_KIND)),
        required("metadata", "Name and namespace.", Map { key: &TEXT, value: &Any }),
        required("spec", "The gateway.", Record(&SPEC)),
        key("status", "What a controller observed. gwc ignores it.", Any),
    ],
};

/// `spec`.
pub static SPEC: Shape = Shape {
    name: "spec",
    doc: "The gateway.",
    keys: &[
        key(
            "image",
            "Container image. `ghcr.io/hanzoai/gateway` of the version that gwc knows if not set.",
            Record(&IMAGE_SPEC),
        ),
        key("replicas", "Number of pods. 2 if not set.", Integer { min: 1, max: 1000 }),
        required("routes", "Routes. Paths that no route matches return `404`.", List(&Record(&ROUTE))),
        key("rateLimits", "Rate limits, which routes refer to by name.", List(&Record(&LIMIT))),
        key("authPolicies", "Credentials, which routes refer to by name.", List(&Record(&POLICY))),
        key("ingress", "Ingress for the hosts of the gateway.", Record(&RESOURCE_INGRESS)),
        key("resources", "Resource requests and limits of a pod.", Record(&RESOURCES)),
    ],
};

/// `spec.image`.
pub static IMAGE_SPEC: Shape = Shape {
    name: "image",
    doc: "Container image. The last part of the repository, `gateway`, `krakend` or `gwr`, selects the program.",
    keys: &[
        required("repository", "Registry and repository.", Text(&REPOSITORY)),
        required("tag", "Tag.", Text(&IMAGE_TAG)),
    ],
};

/// `spec.routes[]`.
pub static ROUTE: Shape = Shape {
    name: "route",
    doc: "A prefix: the path itself and all paths below it.",
    keys: &[
        required("prefix", "Path prefix.", Text(&PREFIX)),
        required(
            "backend",
            "URL of the backend, or the name of a Service, with its port if that is not 80.",
            Text(&BACKEND),
        ),
        key("methods", "Methods. `GET`, `POST`, `PUT`, `PATCH` and `DELETE` if empty.", List(&Text(&METHOD))),
        key("stripPrefix", "Whether the backend receives the path without the prefix.", Bool),
        key("rateLimit", "Name of a rate limit.", Text(&NAME)),
        key("authPolicy", "Name of an auth policy. The route is public if not set.", Text(&NAME)),
    ],
};

/// `spec.rateLimits[]`.
pub static LIMIT: Shape = Shape {
    name: "rate limit of a resource",
    doc: "A rate limit of each endpoint of the routes that name it.",
    keys: &[
        required("name", "Name.", Text(&NAME)),
        required(
            "maxRate",
            "Requests of all clients together in one period.",
            Integer { min: 1, max: 1_000_000_000 },
        ),
        required("every", "Period.", Text(&PERIOD)),
        key(
            "clientMaxRate",
            "Requests of each client address in one period.",
            Integer { min: 1, max: 1_000_000_000 },
        ),
    ],
};

/// `spec.authPolicies[]`.
pub static POLICY: Shape = Shape {
    name: "auth policy",
    doc: "A credential. A verified token sets `X-User-Id` from `sub` and `X-Org-Id` from `owner`.",
    keys: &[
        required("name", "Name.", Text(&NAME)),
        required(
            "type",
            "`jwt`: a signed token; `apikey`: an opaque key that the backend verifies; `none`: public.",
            Text(&POLICY_TYPE),
        ),
        key("iamEndpoint", "Required issuer of the tokens, for `jwt`.", Text(&URL)),
        key("jwksUrl", "URL of the JSON Web Key Set, for `jwt`.", Text(&URL)),
        key(
            "algorithms",
            "Accepted signature algorithms, for `jwt`. `RS256` if not set.",
            List(&Text(&ALGORITHM)),
        ),
        key(
            "audiences",
            "Accepted audiences, for `jwt`: a token must have one of them. Any if not set.",
            NAMES,
        ),
        key("prefixes", "Prefixes of valid keys, for `apikey`.", List(&Text(&KEY_PREFIX))),
    ],
};

/// `spec.ingress`.
pub static RESOURCE_INGRESS: Shape = Shape {
    name: "ingress",
    doc: "Ingress for the hosts of the gateway.",
    keys: &[
        required("hosts", "Hosts.", List(&Text(&HOST))),
        key("ingressClassName", "Ingress class.", Text(&KUBE_OBJECT)),
        key("tlsSecret", "Name of the Secret with the TLS certificate.", Text(&KUBE_OBJECT)),
        key("annotations", "Annotations of the Ingress.", ANNOTATIONS),
    ],
};
