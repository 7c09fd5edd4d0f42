//! `deploy`.

use crate::grammar::format::*;
use crate::grammar::keys::{key, planned, required};
use crate::grammar::shape::Type::{Bool, Either, Integer, List, Map, Record, Text};
use crate::grammar::shape::{Shape, Type};

const LABELS: Type = Map { key: &KUBE_KEY, value: &Text(&LABEL_VALUE) };
const ANNOTATIONS: Type = Map { key: &KUBE_KEY, value: &Text(&TEXT_OR_NUMBER) };

/// `deploy`.
pub(in crate::grammar) static DEPLOY: Shape = Shape {
    name: "deploy",
    doc: "How the gateway runs in Kubernetes.",
    keys: &[
        key(
            "runs",
            "Program that runs the gateway: `gwr`, `krakend-ce` or `hanzo`. Sets the image, the arguments and the mounts of the container.",
            Text(&RUNS),
        ),
        key(
            "name",
            "Name of the Deployment and the Service. The name of the gateway if not set.",
            Text(&KUBE_SERVICE),
        ),
        key("namespace", "Namespace. The name of the gateway if not set.", Text(&KUBE_NAME)),
        key(
            "image",
            "Container image with a tag or digest. Overrides the default image of `runs`.",
            Text(&IMAGE),
        ),
        key("replicas", "Number of pods. 2 if not set.", Integer { min: 0, max: 1000 }),
        key("resources", "Resource requests and limits of a pod.", Record(&RESOURCES)),
        key("ingress", "Ingress for the hosts of the gateway.", Record(&INGRESS)),
        key(
            "env",
            "Environment variables of the container: text, or a reference to a Secret.",
            Map { key: &VARIABLE, value: &Either(&[Text(&TEXT_OR_NUMBER), Record(&ENV)]) },
        ),
        key("image_pull_secrets", "Names of the Secrets for pulling the image.", List(&Text(&KUBE_OBJECT))),
        key("labels", "Labels of every object.", LABELS),
        key("annotations", "Annotations of the pods.", ANNOTATIONS),
        planned("httproute", "HTTPRoute instead of an Ingress."),
        planned("autoscale", "HorizontalPodAutoscaler."),
        planned("disruption", "PodDisruptionBudget."),
        planned("spread", "Distribution of pods over nodes and zones."),
        planned("egress", "NetworkPolicy for outgoing connections of the gateway."),
        planned("monitor", "Collection of metrics."),
        planned("service", "Type and annotations of the Service."),
        planned("volumes", "Secrets and ConfigMaps to mount."),
        planned("env_from", "Secrets and ConfigMaps with keys that become environment variables."),
        planned("priority_class", "PriorityClass of the pods."),
        planned("tolerations", "Taints that the pods tolerate."),
        planned("config", "How the configuration is mounted into the pods."),
    ],
};

/// `deploy.resources`.
pub(in crate::grammar) static RESOURCES: Shape = Shape {
    name: "resources",
    doc: "Resource requests and limits of a pod.",
    keys: &[
        key("requests", "Resource requests.", Record(&AMOUNTS)),
        key("limits", "Resource limits.", Record(&AMOUNTS)),
    ],
};

/// `deploy.resources.requests`.
pub(in crate::grammar) static AMOUNTS: Shape = Shape {
    name: "resource amounts",
    doc: "Amounts of CPU and memory.",
    keys: &[
        key("cpu", "CPU, such as `100m` or `2`.", Text(&QUANTITY)),
        key("memory", "Memory, such as `128Mi`.", Text(&QUANTITY)),
    ],
};

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

/// `deploy.env.NAME`.
pub(in crate::grammar) static ENV: Shape = Shape {
    name: "environment value",
    doc: "A value from a Secret.",
    keys: &[required("secretRef", "Name and key of the Secret.", Record(&SECRET_REF))],
};

/// `deploy.env.NAME.secretRef`.
pub(in crate::grammar) static SECRET_REF: Shape = Shape {
    name: "secretRef",
    doc: "A key of a Secret.",
    keys: &[
        required("name", "Name of the Secret.", Text(&KUBE_OBJECT)),
        required("key", "Key in the Secret.", Text(&SECRET_KEY)),
        key("optional", "Whether the pod starts without the Secret or the key.", Bool),
    ],
};
