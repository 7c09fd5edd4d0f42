//! `deploy`: what is in the pods, and which nodes take them.

use crate::grammar::format::*;
use crate::grammar::keys::{key, required};
use crate::grammar::shape::Shape;
use crate::grammar::shape::Type::{Bool, Integer, Record, Text};

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

/// An item of `deploy.volumes`.
pub(in crate::grammar) static VOLUME: Shape = Shape {
    name: "volume",
    doc: "A Secret or a ConfigMap whose keys are mounted as files. Exactly one of `secret` and `config_map`.",
    keys: &[
        key("secret", "Name of the Secret.", Text(&KUBE_OBJECT)),
        key("config_map", "Name of the ConfigMap.", Text(&KUBE_OBJECT)),
        required("mount", "Folder of the container that receives the files.", Text(&MOUNT)),
        key("optional", "Whether the pod starts without the Secret or ConfigMap.", Bool),
    ],
};

/// An item of `deploy.env_from`.
pub(in crate::grammar) static ENV_FROM: Shape = Shape {
    name: "environment source",
    doc: "A Secret or a ConfigMap whose keys become environment variables. Exactly one of `secretRef` and `configMapRef`.",
    keys: &[
        key("secretRef", "Name of the Secret.", Text(&KUBE_OBJECT)),
        key("configMapRef", "Name of the ConfigMap.", Text(&KUBE_OBJECT)),
        key("prefix", "Text in front of each name.", Text(&VARIABLE)),
        key("optional", "Whether the pod starts without the Secret or ConfigMap.", Bool),
    ],
};

/// An item of `deploy.tolerations`.
pub(in crate::grammar) static TOLERATION: Shape = Shape {
    name: "toleration",
    doc: "A taint of nodes that the pods tolerate.",
    keys: &[
        key(
            "key",
            "Key of the taint. Every key if not set, which requires `operator: Exists`.",
            Text(&KUBE_KEY),
        ),
        key("operator", "`Equal` or `Exists`. `Equal` if not set.", Text(&TOLERATION_OPERATOR)),
        key("value", "Value of the taint, for `Equal`.", Text(&LABEL_VALUE)),
        key(
            "effect",
            "`NoSchedule`, `PreferNoSchedule` or `NoExecute`. Every effect if not set.",
            Text(&TAINT_EFFECT),
        ),
        key(
            "seconds",
            "Seconds that a pod stays on a node with the taint, for `NoExecute`. Forever if not set.",
            Integer { min: 0, max: 1_000_000_000 },
        ),
    ],
};
