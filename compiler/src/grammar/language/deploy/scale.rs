//! `deploy`: how many pods there are.

use crate::grammar::format::*;
use crate::grammar::keys::{key, required};
use crate::grammar::shape::Shape;
use crate::grammar::shape::Type::{Integer, Text};

/// `deploy.autoscale`.
pub(in crate::grammar) static AUTOSCALE: Shape = Shape {
    name: "autoscale",
    doc: "HorizontalPodAutoscaler, which sets the number of pods in place of `replicas`.",
    keys: &[
        key("min", "Smallest number of pods. 2 if not set.", Integer { min: 1, max: 1000 }),
        required("max", "Largest number of pods.", Integer { min: 1, max: 1000 }),
        key(
            "cpu",
            "Average CPU of the pods, in percent of the request. 70% if neither `cpu` nor `memory` is set.",
            Text(&PERCENT),
        ),
        key("memory", "Average memory of the pods, in percent of the request.", Text(&PERCENT)),
    ],
};

/// `deploy.disruption`, as a map.
pub(in crate::grammar) static DISRUPTION: Shape = Shape {
    name: "disruption",
    doc: "How many pods an eviction, such as the drain of a node, may take. Exactly one of its keys.",
    keys: &[
        key(
            "min_available",
            "Pods that must stay available: a number, or a percentage.",
            Text(&COUNT_OR_PERCENT),
        ),
        key(
            "max_unavailable",
            "Pods that may be unavailable: a number, or a percentage.",
            Text(&COUNT_OR_PERCENT),
        ),
    ],
};
