//! From a text to a Kubernetes manifest: read as its type, and refused when the type does not hold all that the text
//! holds.

use k8s_openapi::ByteString;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::{ConfigMap, Service, ServiceAccount};
use k8s_openapi::api::networking::v1::{Ingress, NetworkPolicy};
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What a manifest must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of Kubernetes")]
pub enum Kind {
    ConfigMap,
    Deployment,
    Ingress,
    NetworkPolicy,
    PodDisruptionBudget,
    Service,
    ServiceAccount,
}

/// Why a text is not the manifest it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line of the text, from 1.
    pub line: Option<usize>,
    /// The field that it is about.
    pub field: Option<String>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: &'static str,
}

/// The first line of every manifest.
const HEADER: &str = "# Written by `gwc build`: change the routes or the templates, not this file.\n";

/// Reads a text as a manifest of `kind`, and writes it in canonical form. Nothing for an empty text.
///
/// # Errors
/// The text is not YAML, or not a manifest of this kind, or has fields that the kind does not know.
pub fn manifest(kind: Kind, text: &str) -> Result<Option<String>, Problem> {
    let before: Value = serde_saphyr::from_str(text).map_err(|error| unreadable(&error))?;
    if before.is_null() {
        return Ok(None);
    }
    let after = match kind {
        Kind::ConfigMap => typed::<ConfigMap>(&before),
        Kind::Deployment => typed::<Deployment>(&before),
        Kind::Ingress => typed::<Ingress>(&before),
        Kind::NetworkPolicy => typed::<NetworkPolicy>(&before),
        Kind::PodDisruptionBudget => typed::<PodDisruptionBudget>(&before),
        Kind::Service => typed::<Service>(&before),
        Kind::ServiceAccount => typed::<ServiceAccount>(&before),
    }?;
    write(&after).map(Some)
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

/// The last field of a path, without its place in a list.
fn last_field(path: &str) -> Option<String> {
    let last = path.rsplit('.').next().and_then(|last| last.split('[').next());
    last.filter(|field| !field.is_empty()).map(str::to_owned)
}

const MEND: &str = "correct the template; `{{ value }}` is rendered as JSON, so do not put quotes around it";

fn unreadable(error: &serde_saphyr::Error) -> Problem {
    let text = error.without_snippet().to_string();
    let place = error.location();
    // The place is one in the rendered text, which users do not see: the place in the template is reported instead.
    let text = text.lines().next().and_then(|line| line.split(" at line ").next()).unwrap_or_default();
    let message = format!("the rendered template is not valid YAML: {text}");
    Problem { line: place.map(|place| place.line() as usize), field: None, message, help: MEND }
}

fn unfit(error: &serde_path_to_error::Error<serde_json::Error>, kind: &str) -> Problem {
    let path = error.path().to_string();
    let place = if path == "." { String::new() } else { format!("`{path}`: ") };
    let message = format!("the rendered template is not a valid {kind}: {place}{}", error.inner());
    Problem { line: None, field: last_field(&path), message, help: MEND }
}

fn broken(error: &str) -> Problem {
    Problem {
        line: None,
        field: None,
        message: format!("the manifest cannot be written: {error}"),
        help: "report this as a bug in gwc",
    }
}

/// The first place where two values differ, and the difference in words.
fn difference(before: &Value, after: &Value, path: &str) -> Option<(String, String)> {
    match (before, after) {
        (Value::Object(a), Value::Object(b)) => {
            let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
            let lost = a.iter().find_map(|(key, value)| {
                let path = below(key);
                match b.get(key) {
                    Some(after) => difference(value, after, &path),
                    None if value.is_null() => Some((path.clone(), format!("`{path}` has no value"))),
                    None => Some((path.clone(), format!("unknown field `{path}`"))),
                }
            });
            let needed = b.keys().find(|key| !a.contains_key(*key)).map(|key| below(key));
            lost.or_else(|| needed.map(|path| (String::new(), format!("missing field `{path}`"))))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(at, (a, b))| difference(a, b, &format!("{path}[{at}]")))
        }
        _ if before == after => None,
        _ => Some((path.to_owned(), format!("Kubernetes would read `{before}` in `{path}` as `{after}`"))),
    }
}

#[cfg(test)]
mod tests;
