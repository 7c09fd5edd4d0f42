//! `deploy`.

mod network;
pub(super) mod pods;
mod scale;

use crate::grammar::format::*;
use crate::grammar::keys::key;
use crate::grammar::shape::Type::{Bool, Either, Integer, List, Map, Record, Text};
use crate::grammar::shape::{Shape, Type};

pub(in crate::grammar) use network::ANNOTATIONS;
pub(in crate::grammar) use pods::RESOURCES;

use network::{HTTP_ROUTE, INGRESS, KUBE_SERVICE_SHAPE};
use pods::{ENV, ENV_FROM, TOLERATION, VOLUME};
use scale::{AUTOSCALE, DISRUPTION};

const LABELS: Type = Map { key: &KUBE_KEY, value: &Text(&LABEL_VALUE) };

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
        key("httproute", "HTTPRoute instead of an Ingress.", Record(&HTTP_ROUTE)),
        key("autoscale", "HorizontalPodAutoscaler instead of `replicas`.", Record(&AUTOSCALE)),
        key(
            "disruption",
            "PodDisruptionBudget: how many pods an eviction may take, or `none` for no budget. One pod if not set.",
            Either(&[Text(&NONE_WORD), Record(&DISRUPTION)]),
        ),
        key(
            "spread",
            "Distribution of the pods: `zone` or `node` requires it, `none` ends it. If not set, it is preferred over both.",
            Text(&SPREAD),
        ),
        key(
            "affinity",
            "Labels of the nodes that may run the pods, each with its allowed values.",
            Map { key: &KUBE_KEY, value: &List(&Text(&LABEL_VALUE)) },
        ),
        key(
            "egress",
            "`declared`: the pods may only connect to DNS and to the hosts that the gateway declares. Everything is allowed if not set.",
            Text(&EGRESS),
        ),
        key(
            "monitor",
            "How Prometheus finds the metrics of `gwr`: `servicemonitor` writes a ServiceMonitor of the Prometheus Operator, `annotations` sets `prometheus.io/*` on the pods.",
            Text(&MONITOR),
        ),
        key("service", "Type, port and annotations of the Service.", Record(&KUBE_SERVICE_SHAPE)),
        key("volumes", "Secrets and ConfigMaps to mount.", List(&Record(&VOLUME))),
        key(
            "env_from",
            "Secrets and ConfigMaps whose keys become environment variables.",
            List(&Record(&ENV_FROM)),
        ),
        key("priority_class", "PriorityClass of the pods.", Text(&KUBE_OBJECT)),
        key("tolerations", "Taints of nodes that the pods tolerate.", List(&Record(&TOLERATION))),
        key(
            "config",
            "How pods receive the configuration: `hashed` in an immutable ConfigMap for each content, `reload` in one that `gwr` watches, `image` in a layer of the image. `hashed` if not set.",
            Text(&CONFIG_MODE),
        ),
        key(
            "config_only",
            "Whether `config/` is written too: the ConfigMap, and a patch that changes nothing else of the Deployment.",
            Bool,
        ),
        key("create_namespace", "Whether a manifest of the namespace is written.", Bool),
        key("sync_waves", "Whether the objects have annotations with their order for Argo CD.", Bool),
    ],
};
