//! What belongs to the manifests: `kustomization.yaml`, the change of the configuration alone, and the image that holds
//! the configuration.

use gwc_manifest::{Kind, manifest};
use serde_json::{Value, json};

use super::values::Values;
use crate::emit::error::EmitError;
use crate::kube::{ConfigMode, Workload, config_mode};
use crate::model::Gateway;

/// The files outside `k8s/`, by path.
pub(super) fn other_files(
    gateway: &Gateway,
    workload: &Workload,
    values: &Values<'_>,
    manifests: &[(&'static str, Vec<u8>)],
    payload: &[u8],
) -> Result<Vec<(String, Vec<u8>)>, EmitError> {
    let mut files = vec![("kustomization.yaml".to_owned(), kustomization(manifests)?)];
    if config_mode(gateway) == ConfigMode::Image {
        files.push(("image/Dockerfile".to_owned(), dockerfile(workload, values).into_bytes()));
        files.push((format!("image/{}", workload.key), payload.to_vec()));
    }
    if gateway.deploy.as_ref().is_some_and(|deploy| deploy.config_only) {
        let map = manifests.iter().find(|(file, _)| *file == "configmap.yaml");
        files.extend(map.map(|(file, bytes)| (format!("config/{file}"), bytes.clone())));
        files.extend(patch(values)?.map(|patch| ("config/patch.yaml".to_owned(), patch)));
    }
    Ok(files)
}

/// For `kubectl apply -k` and Flux. It is beside the folder of the manifests, because `kubectl apply -f` of a folder
/// rejects it.
fn kustomization(manifests: &[(&'static str, Vec<u8>)]) -> Result<Vec<u8>, EmitError> {
    let resources: Vec<String> = manifests.iter().map(|(file, _)| format!("k8s/{file}")).collect();
    write(
        Kind::Kustomization,
        &json!({
            "apiVersion": "kustomize.config.k8s.io/v1beta1",
            "kind": "Kustomization",
            "resources": resources,
        }),
    )
}

/// A strategic merge patch of the Deployment: the ConfigMap that it mounts, and how long pods take to end, which follows
/// from the timeouts of the configuration. It names no image. With `reload` nothing in the Deployment changes.
fn patch(values: &Values<'_>) -> Result<Option<Vec<u8>>, EmitError> {
    let (true, Some(name)) = (values.config.rolls_out, &values.config.name) else { return Ok(None) };
    let patch = json!({
        "spec": { "template": {
            "metadata": { "annotations": { "checksum/config": values.config.checksum } },
            "spec": {
                "terminationGracePeriodSeconds": values.grace,
                "containers": [{ "name": "gateway", "args": values.args }],
                "volumes": [{ "name": "config", "configMap": { "name": name } }],
            },
        } },
    });
    let written = gwc_manifest::fragment(&patch).map(|text| Some(text.into_bytes()));
    written.map_err(|problem| EmitError(problem.message))
}

fn write(kind: Kind, value: &Value) -> Result<Vec<u8>, EmitError> {
    let text = manifest(kind, &value.to_string()).map_err(|problem| EmitError(problem.message))?;
    Ok(text.unwrap_or_default().into_bytes())
}

/// The image of the pods: that of the program, with the configuration in a layer of its own.
fn dockerfile(workload: &Workload, values: &Values<'_>) -> String {
    format!(
        "# Written by `gwc build`: change the routes, not this file.\n\
         #\n\
         #     docker build -t {image} .\n\
         #     docker push {image}\n\
         # `--build-arg BASE=...` takes the program from another image.\n\
         ARG BASE={base}\n\
         FROM ${{BASE}}\n\
         COPY --chmod=0444 {key} {path}\n",
        image = values.image,
        base = workload.image,
        key = workload.key,
        path = workload.path(),
    )
}
