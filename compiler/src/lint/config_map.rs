//! The ConfigMap that the pods of a gateway would mount.

use crate::emit::kube::config_map_size;
use crate::kube::size::Size;
use crate::kube::workload;
use crate::model::Gateway;
use gwc_syntax::value::Target;

/// The ConfigMap of a gateway and its size.
#[derive(Debug)]
pub struct ConfigMap<'a> {
    /// The gateway.
    pub gateway: &'a Gateway,
    /// The target that the pods run.
    pub target: Target,
    /// Its size.
    pub size: Size,
}

impl<'a> ConfigMap<'a> {
    /// Measures it. `None` if no pods run the gateway, or if it cannot be lowered to their target.
    pub(crate) fn of(gateway: &'a Gateway) -> Option<Self> {
        let workload = workload(gateway)?;
        let size = config_map_size(gateway, &workload)?;
        Some(Self { gateway, target: workload.target, size })
    }
}
