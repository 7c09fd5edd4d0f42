//! The ConfigMap that a cluster holds, read by `kubectl`: `gwc` has no credential and no client of its own.

use std::fmt;
use std::process::Command;

use serde_json::Value;

use crate::grammar::format;

/// The texts of a ConfigMap, as `fieldsV1` writes it.
const DATA: [&str; 2] = ["/f:data", "/f:binaryData"];
/// The field manager of an apply that is not one of the server: what it wrote counts as applied.
const CLIENT_SIDE: &str = "kubectl-client-side-apply";

/// Which ConfigMap of which cluster.
#[derive(Debug, Clone, Default)]
pub(in crate::cli) struct Live {
    /// The context of `kubectl`; its current one when absent.
    pub(super) context: Option<String>,
    /// The namespace; that of the context when absent.
    pub(super) namespace: Option<String>,
    /// The name of a ConfigMap, or of a Deployment that mounts it.
    pub(super) name: String,
}

/// What a cluster holds of a gateway.
#[derive(Debug)]
pub(super) struct Cluster {
    /// The ConfigMaps.
    pub(super) maps: Vec<Found>,
    /// What a reader should know about them.
    pub(super) remarks: Vec<String>,
}

/// An object as `kubectl` printed it.
#[derive(Debug)]
pub(super) struct Found {
    /// `ConfigMap hanzo/gateway-config`.
    pub(super) name: String,
    /// The JSON, with managed fields.
    pub(super) bytes: Vec<u8>,
    object: Value,
}

impl fmt::Display for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let namespace = self.namespace.as_ref().map(|name| format!("{name}/")).unwrap_or_default();
        write!(f, "live {namespace}{}", self.name)?;
        self.context.as_ref().map_or(Ok(()), |context| write!(f, " of the context {context}"))
    }
}

impl Live {
    /// The ConfigMaps to look in: the one of that name, else those that the Deployment of that name mounts.
    ///
    /// # Errors
    /// Why `kubectl` prints none, as a message.
    pub(super) fn find(&self) -> Result<Cluster, String> {
        let missing = match self.get("configmap", &self.name)? {
            Ok(map) => return Ok(Cluster { remarks: Vec::new(), maps: vec![map] }),
            Err(missing) => missing,
        };
        let Ok(deployment) = self.get("deployment", &self.name)? else {
            return Err(format!("{missing}; name the ConfigMap with `--name`"));
        };
        let volumes = deployment.object.pointer("/spec/template/spec/volumes");
        let volumes = volumes.and_then(Value::as_array).into_iter().flatten();
        let maps = volumes.filter_map(|volume| volume.pointer("/configMap/name")?.as_str());
        let mut found = Vec::new();
        for map in maps {
            found.extend(self.get("configmap", map)?.ok());
        }
        match found.is_empty() {
            true => Err(format!("the Deployment `{}` mounts no ConfigMap that exists", self.name)),
            false => Ok(Cluster { remarks: deployment.mounted_by_hand().into_iter().collect(), maps: found }),
        }
    }

    /// One object; the inner error is that the cluster has none of that name.
    fn get(&self, kind: &str, name: &str) -> Result<Result<Found, String>, String> {
        let mut command = Command::new("kubectl");
        command.args(self.context.iter().map(|context| format!("--context={context}")));
        command.args(self.namespace.iter().map(|namespace| format!("--namespace={namespace}")));
        // The name was checked: it is no option.
        command.args(["get", &format!("{kind}/{name}"), "--output=json", "--show-managed-fields"]);
        let output = command.output().map_err(|error| format!("`kubectl` cannot be run: {error}"))?;
        let message = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        if !output.status.success() {
            let failed = format!("`kubectl get {kind}/{name}` failed: {message}");
            return if message.contains("NotFound") { Ok(Err(failed)) } else { Err(failed) };
        }
        let object: Value = serde_json::from_slice(&output.stdout)
            .map_err(|error| format!("`kubectl get {kind}/{name}` did not print JSON: {error}"))?;
        let namespace = object.pointer("/metadata/namespace").and_then(Value::as_str).unwrap_or("default");
        Ok(Ok(Found { name: format!("{namespace}/{name}"), bytes: output.stdout, object }))
    }
}

impl Found {
    /// The owners of the texts of the ConfigMap, as far as the API server knows: the field managers.
    pub(super) fn managers(&self) -> Vec<String> {
        self.owners(&DATA, |_| true)
    }

    /// That the ConfigMap was edited in the cluster, and by which field managers.
    pub(super) fn edited(&self) -> Option<String> {
        self.by_hand(&DATA, "the configuration in the ConfigMap", "was")
    }

    /// That the Deployment was made to mount something else in the cluster, and by which field managers.
    fn mounted_by_hand(&self) -> Option<String> {
        self.by_hand(&["/f:spec/f:template/f:spec/f:volumes"], "the volumes of the Deployment", "were")
    }

    /// That fields were set without an apply.
    fn by_hand(&self, fields: &[&str], what: &str, verb: &str) -> Option<String> {
        let is_edit = |entry: &Value| entry["operation"] == "Update" && entry["manager"] != CLIENT_SIDE;
        let managers = self.owners(fields, is_edit);
        let named: Vec<String> = managers.iter().map(|manager| format!("`{manager}`")).collect();
        let name = &self.name;
        (!named.is_empty())
            .then(|| format!("{what} {name} {verb} edited in the cluster by {}", named.join(", ")))
    }

    /// The field managers that own one of some fields.
    fn owners(&self, fields: &[&str], counts: impl Fn(&Value) -> bool) -> Vec<String> {
        let entries = self.object.pointer("/metadata/managedFields").and_then(Value::as_array);
        let owns = |entry: &&Value| {
            fields.iter().any(|field| entry["fieldsV1"].pointer(field).is_some()) && counts(entry)
        };
        let owners = entries.into_iter().flatten().filter(owns);
        owners.filter_map(|entry| entry["manager"].as_str().map(str::to_owned)).collect()
    }
}

/// A name of an object on the command line.
pub(super) fn object_name(text: &str) -> Result<String, String> {
    match (format::KUBE_OBJECT.check)(text) {
        Ok(()) => Ok(text.to_owned()),
        Err(_) => Err(format!("`{text}` is not the name of a Kubernetes object")),
    }
}
