//! Kubernetes manifests: what runs a gateway in a cluster.
//!
//! `values` decides every value, the templates under `templates/` place them, and `gwc_manifest` rejects a text that
//! Kubernetes would read differently. Templates make no decisions; Rust makes no layout.

mod folders;
mod values;
mod template;
mod size;

use crate::compilation::Checked;
use crate::kube::size::Size;
use crate::kube::{ConfigMode, Workload, config_mode, object_name, workload};
use crate::lower;
use crate::lower::krakend::Layout;
use crate::model::Gateway;
use gwc_syntax::value::Target;

use super::error::EmitError;

pub use template::Templates;

/// The manifests of a gateway and what belongs to them: paths below its folder, and bytes.
///
/// # Errors
/// A template of the user's does not render, or renders something that is not the manifest it should be.
pub fn manifests(checked: Checked<'_>, templates: &Templates) -> Result<Vec<(String, Vec<u8>)>, EmitError> {
    let gateway = checked.gateway();
    let Some(workload) = workload(gateway) else { return Ok(Vec::new()) };
    let payload = payload(gateway, workload.target).map_err(EmitError)?;
    let name = object_name(gateway);
    let values = values::values(gateway, &name, &workload, &payload);
    let manifests = templates.render(&values)?;
    let mut files = folders::other_files(gateway, &workload, &values, &manifests, &payload)?;
    files.extend(manifests.into_iter().map(|(file, bytes)| (format!("k8s/{file}"), bytes)));
    Ok(files)
}

/// The size of the ConfigMap that a target would be given; nothing when the gateway cannot be lowered to it, and where
/// the image holds the configuration.
pub(crate) fn config_map_size(gateway: &Gateway, workload: &Workload) -> Option<Size> {
    if config_mode(gateway) == ConfigMode::Image {
        return None;
    }
    let content = size::content(gateway, workload.target).ok()?;
    // The values for no content: only its length matters here.
    let name = object_name(gateway);
    Some(size::of(&values::values(gateway, &name, workload, &[]), content))
}

/// What the pods run: the configuration with an endpoint on each line, or the artifact.
fn payload(gateway: &Gateway, target: Target) -> Result<Vec<u8>, String> {
    match target {
        Target::Gwr => lower::artifact::render(gateway),
        _ => Ok(lower::krakend::render(gateway, target, Layout::Lines)),
    }
}
