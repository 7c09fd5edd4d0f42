//! The smallest versions that accept the built-in manifests.

/// The smallest version of Kubernetes that accepts every manifest: the newest of [`USED`].
pub const KUBERNETES: (u8, u8) = (1, 30);
/// The smallest version of the Gateway API, whose standard channel has `timeouts` of a rule since then.
pub const GATEWAY_API: (u8, u8) = (1, 2);

/// A field, and the version of Kubernetes that has it without a feature gate.
#[derive(Debug, Clone, Copy)]
pub struct Since {
    /// The kind.
    pub kind: &'static str,
    /// The path of the field, with `[]` for an item of a list.
    pub field: &'static str,
    /// The version.
    pub version: (u8, u8),
}

const fn since(kind: &'static str, field: &'static str, version: (u8, u8)) -> Since {
    Since { kind, field, version }
}

/// Fields that are newer than Kubernetes 1.25 and that the built-in templates write.
pub const USED: [Since; 3] = [
    since("PodDisruptionBudget", "spec.unhealthyPodEvictionPolicy", (1, 27)),
    since("Deployment", "spec.template.spec.topologySpreadConstraints[].matchLabelKeys", (1, 27)),
    since("Deployment", "spec.template.spec.containers[].lifecycle.preStop.sleep", (1, 30)),
];

#[cfg(test)]
mod tests {
    use super::{KUBERNETES, USED};

    #[test]
    fn the_newest_field_decides() {
        assert_eq!(USED.iter().map(|used| used.version).max(), Some(KUBERNETES));
    }
}
