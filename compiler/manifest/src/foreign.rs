//! Objects whose types Kubernetes does not build in. Their kind and their metadata are checked; the rest is as written,
//! because its types are in the cluster.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde_json::Value;

use super::difference::difference;
use super::problem::{MEND, Problem, last_field, unfit};

/// An object of a kind, as it is written.
pub(super) fn object(version: &str, kind: &str, before: Value) -> Result<Value, Problem> {
    for (field, expected) in [("apiVersion", version), ("kind", kind)] {
        if before[field] != expected {
            return Err(Problem {
                line: None,
                field: Some(field.to_owned()),
                message: format!(
                    "the rendered template is not a valid {kind}: `{field}` is not `{expected}`"
                ),
                help: MEND,
            });
        }
    }
    // A Kustomization needs no name.
    let Some(metadata) = before.get("metadata") else { return Ok(before) };
    let typed: ObjectMeta =
        serde_path_to_error::deserialize(metadata).map_err(|error| unfit(&error, kind))?;
    let after = serde_json::to_value(&typed).unwrap_or_default();
    match difference(metadata, &after, "metadata") {
        Some((path, message)) => Err(Problem {
            line: None,
            field: last_field(&path),
            message: format!("{message} in a {kind} of `{version}`"),
            help: MEND,
        }),
        None => Ok(before),
    }
}
