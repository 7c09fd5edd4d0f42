//! From a text to a Kubernetes manifest: read as its type, and refused when the type does not hold all that the text
//! holds.

mod difference;
mod foreign;
mod problem;
mod since;

use std::collections::BTreeMap;

use k8s_openapi::ByteString;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscaler;
use k8s_openapi::api::core::v1::{ConfigMap, Namespace, Service, ServiceAccount};
use k8s_openapi::api::networking::v1::{Ingress, NetworkPolicy};
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use difference::difference;
use problem::{broken, last_field, unfit, unreadable};

/// What a manifest must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of Kubernetes")]
pub enum Kind {
    ConfigMap,
    Deployment,
    HorizontalPodAutoscaler,
    HttpRoute,
    Ingress,
    Kustomization,
    Namespace,
    NetworkPolicy,
    PodDisruptionBudget,
    Service,
    ServiceAccount,
    ServiceMonitor,
}

/// The first line of every manifest.
const HEADER: &str = "# Written by `gwc build`: change the routes or the templates, not this file.\n";

pub use problem::Problem;
pub use since::{GATEWAY_API, KUBERNETES, Since, USED};

/// Reads a text as a manifest of `kind`, and writes it in canonical form. Nothing for an empty text.
///
/// # Errors
/// The text is not YAML, or not a manifest of this kind, or has fields that the kind does not know.
pub fn manifest(kind: Kind, text: &str) -> Result<Option<String>, Problem> {
    annotated(kind, text, &BTreeMap::new())
}

/// The same with annotations that the text does not set.
///
/// # Errors
/// As [`manifest`].
pub fn annotated(
    kind: Kind,
    text: &str,
    annotations: &BTreeMap<&str, String>,
) -> Result<Option<String>, Problem> {
    let before: Value = serde_saphyr::from_str(text).map_err(|error| unreadable(&error))?;
    if before.is_null() {
        return Ok(None);
    }
    let before = with(before, annotations);
    let after = match kind {
        Kind::ConfigMap => typed::<ConfigMap>(&before),
        Kind::Deployment => typed::<Deployment>(&before),
        Kind::HorizontalPodAutoscaler => typed::<HorizontalPodAutoscaler>(&before),
        Kind::HttpRoute => foreign::object("gateway.networking.k8s.io/v1", "HTTPRoute", before),
        Kind::Ingress => typed::<Ingress>(&before),
        Kind::Kustomization => foreign::object("kustomize.config.k8s.io/v1beta1", "Kustomization", before),
        Kind::Namespace => typed::<Namespace>(&before),
        Kind::NetworkPolicy => typed::<NetworkPolicy>(&before),
        Kind::PodDisruptionBudget => typed::<PodDisruptionBudget>(&before),
        Kind::Service => typed::<Service>(&before),
        Kind::ServiceAccount => typed::<ServiceAccount>(&before),
        Kind::ServiceMonitor => foreign::object("monitoring.coreos.com/v1", "ServiceMonitor", before),
    }?;
    write(&after).map(Some)
}

/// Writes a part of an object, such as a patch, as manifests are written.
///
/// # Errors
/// The value cannot be YAML.
pub fn fragment(value: &Value) -> Result<String, Problem> {
    write(value)
}

/// Adds annotations to an object; one that it sets itself stays.
fn with(mut object: Value, annotations: &BTreeMap<&str, String>) -> Value {
    let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) else { return object };
    if !annotations.is_empty() {
        let written = metadata.entry("annotations").or_insert_with(|| serde_json::json!({}));
        if let Some(written) = written.as_object_mut() {
            for (key, value) in annotations {
                written.entry(*key).or_insert_with(|| value.clone().into());
            }
        }
    }
    object
}

/// Bytes as a manifest writes them.
pub fn base64(bytes: &[u8]) -> Value {
    serde_json::json!(ByteString(bytes.to_vec()))
}

/// A value as its type has it, when that is all of it.
fn typed<T: k8s_openapi::Resource + Serialize + DeserializeOwned>(before: &Value) -> Result<Value, Problem> {
    let typed: T = serde_path_to_error::deserialize(before).map_err(|error| unfit(&error, T::KIND))?;
    let after = serde_json::to_value(&typed).map_err(|error| broken(&error.to_string()))?;
    match difference(before, &after, "") {
        Some((path, message)) => Err(Problem {
            line: None,
            field: last_field(&path),
            message: format!("{message} in a {} of `{}`", T::KIND, T::API_VERSION),
            help: "use the field names and the nesting of the Kubernetes API, and quote text that looks like a number",
        }),
        None => Ok(after),
    }
}

/// Two spaces, keys in the order of the type, text on one line unless it has lines of its own, and quotes around
/// what YAML 1.1 would take for something else.
fn write(manifest: &Value) -> Result<String, Problem> {
    let options = serde_saphyr::ser_options! { folded_wrap_chars: usize::MAX };
    let text = serde_saphyr::to_string_with_options(&Plain(manifest), options)
        .map_err(|error| broken(&error.to_string()))?;
    Ok(format!("{HEADER}{text}"))
}

/// A value that serializes numbers as numbers: with `arbitrary_precision`, serializers other than that of serde_json get
/// maps of digits.
struct Plain<'a>(&'a Value);

impl Serialize for Plain<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => serializer.serialize_u64(number),
                (None, Some(number)) => serializer.serialize_i64(number),
                (None, None) => serializer.serialize_f64(number.as_f64().unwrap_or_default()),
            },
            Value::Array(items) => serializer.collect_seq(items.iter().map(Plain)),
            Value::Object(fields) => {
                serializer.collect_map(fields.iter().map(|(key, value)| (key, Plain(value))))
            }
            other => other.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests;
