//! Why a text is refused.

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

/// The last field of a path, without its place in a list.
pub(super) fn last_field(path: &str) -> Option<String> {
    let last = path.rsplit('.').next().and_then(|last| last.split('[').next());
    last.filter(|field| !field.is_empty()).map(str::to_owned)
}

/// What to do about most of them.
pub(super) const MEND: &str =
    "correct the template; `{{ value }}` is rendered as JSON, so do not put quotes around it";

pub(super) fn unreadable(error: &serde_saphyr::Error) -> Problem {
    let text = error.without_snippet().to_string();
    let place = error.location();
    // The place is one in the rendered text, which users do not see: the place in the template is reported instead.
    let text = text.lines().next().and_then(|line| line.split(" at line ").next()).unwrap_or_default();
    let message = format!("the rendered template is not valid YAML: {text}");
    Problem { line: place.map(|place| place.line() as usize), field: None, message, help: MEND }
}

pub(super) fn unfit(error: &serde_path_to_error::Error<serde_json::Error>, kind: &str) -> Problem {
    let path = error.path().to_string();
    let place = if path == "." { String::new() } else { format!("`{path}`: ") };
    let message = format!("the rendered template is not a valid {kind}: {place}{}", error.inner());
    Problem { line: None, field: last_field(&path), message, help: MEND }
}

pub(super) fn broken(error: &str) -> Problem {
    Problem {
        line: None,
        field: None,
        message: format!("the manifest cannot be written: {error}"),
        help: "report this as a bug in gwc",
    }
}
