//! `deploy`: how requests reach the pods, and what the pods reach.

use crate::grammar::format::*;
use crate::grammar::keys::{key, required};
use crate::grammar::shape::Type::{Integer, List, Map, Text};
use crate::grammar::shape::{Shape, Type};

/// Annotations of an object.
pub(in crate::grammar) const ANNOTATIONS: Type = Map { key: &KUBE_KEY, value: &Text(&TEXT_OR_NUMBER) };

/// `deploy.ingress`.
pub(in crate::grammar) static INGRESS: Shape = Shape {
    name: "ingress",
    doc: "Ingress for the hosts of the gateway.",
    keys: &[
        key("class", "Ingress class.", Text(&KUBE_OBJECT)),
        key("tls_secret", "Name of the Secret with the TLS certificate.", Text(&KUBE_OBJECT)),
        key("annotations", "Annotations of the Ingress.", ANNOTATIONS),
    ],
};

/// `deploy.httproute`.
pub(in crate::grammar) static HTTP_ROUTE: Shape = Shape {
    name: "httproute",
    doc: "HTTPRoute of the Gateway API for the hosts of the gateway, instead of an Ingress.",
    keys: &[
        required(
            "parent",
            "The Gateway that accepts the requests: its name, or `namespace/name`.",
            Text(&PARENT),
        ),
        key(
            "section",
            "Name of the listener of that Gateway. Every listener if not set.",
            Text(&KUBE_OBJECT),
        ),
        key("annotations", "Annotations of the HTTPRoute.", ANNOTATIONS),
    ],
};

/// `deploy.service`.
pub(in crate::grammar) static KUBE_SERVICE_SHAPE: Shape = Shape {
    name: "kubernetes service",
    doc: "The Service in front of the pods.",
    keys: &[
        key(
            "type",
            "`ClusterIP`, `NodePort` or `LoadBalancer`. `ClusterIP` if not set.",
            Text(&SERVICE_TYPE),
        ),
        key(
            "port",
            "Port of the Service. The port of `listen` if not set, or 80 if that is 443.",
            Integer { min: 1, max: 65_535 },
        ),
        key("annotations", "Annotations of the Service.", ANNOTATIONS),
        key(
            "source_ranges",
            "Networks that a load balancer accepts connections from.",
            List(&Text(&NETWORK)),
        ),
    ],
};
