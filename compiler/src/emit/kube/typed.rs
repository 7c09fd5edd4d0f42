//! From the text of a template to a manifest: read as its type of Kubernetes, and refused when the type does not
//! say all that the text said.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Why a text is not the manifest it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
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

/// Reads a text as a manifest of the type, and writes it the one way there is. Nothing when the text holds nothing.
pub(super) fn manifest<T: k8s_openapi::Resource + Serialize + DeserializeOwned>(
    text: &str,
) -> Result<Option<String>, Problem> {
    let before: Value = serde_saphyr::from_str(text).map_err(|error| unreadable(&error, "YAML"))?;
    if before.is_null() {
        return Ok(None);
    }
    let typed: T = serde_saphyr::from_str(text).map_err(|error| unreadable(&error, T::KIND))?;
    let after = serde_json::to_value(&typed).map_err(|error| broken(&error.to_string()))?;
    match difference(&before, &after, "") {
        Some((path, message)) => Err(Problem {
            line: None,
            field: last_field(&path),
            message: format!("{message} in a {} of `{}`", T::KIND, T::API_VERSION),
            help: "spell fields as Kubernetes does, put them where they belong, and quote text that looks like a number",
        }),
        None => write(&typed).map(Some),
    }
}

/// Two spaces, keys in the order of the type, text on one line unless it has lines of its own, and quotes around
/// what YAML 1.1 would take for something else.
fn write(typed: &impl Serialize) -> Result<String, Problem> {
    let options = serde_saphyr::ser_options! { folded_wrap_chars: usize::MAX };
    let text =
        serde_saphyr::to_string_with_options(typed, options).map_err(|error| broken(&error.to_string()))?;
    Ok(format!("{HEADER}{text}"))
}

/// The last field of a path, without its place in a list.
fn last_field(path: &str) -> Option<String> {
    let last = path.rsplit('.').next().and_then(|last| last.split('[').next());
    last.filter(|field| !field.is_empty()).map(str::to_owned)
}

fn unreadable(error: &serde_saphyr::Error, what: &str) -> Problem {
    let text = error.without_snippet().to_string();
    let place = error.location();
    // The place is one in the rendered text, which nobody sees: the template's is told instead.
    let text = text.lines().next().and_then(|line| line.split(" at line ").next()).unwrap_or_default();
    Problem {
        line: place.map(|place| place.line() as usize),
        field: None,
        message: format!("it does not render {what}: {text}"),
        help: "mend the template; values are written as JSON already, so `{{ value }}` needs no quotes around it",
    }
}

fn broken(error: &str) -> Problem {
    Problem {
        line: None,
        field: None,
        message: format!("it can not be written: {error}"),
        help: "report this as a bug of gwc",
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
                    None => Some((path.clone(), format!("there is no `{path}`"))),
                }
            });
            let needed = b.keys().find(|key| !a.contains_key(*key)).map(|key| below(key));
            lost.or_else(|| needed.map(|path| (String::new(), format!("`{path}` is missing"))))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().find_map(|(at, (a, b))| difference(a, b, &format!("{path}[{at}]")))
        }
        _ if before == after => None,
        _ => Some((path.to_owned(), format!("`{path}` is `{before}` and would be read as `{after}`"))),
    }
}

#[cfg(test)]
mod tests;
