//! The identity of a finding across runs, and its number of places.

use std::fmt;
use std::sync::LazyLock;

use regex::Regex;

use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::source::SourceMap;

/// The identity of a finding across runs. Shown as `GW101 GET /v1/models` or `GW010 yaml: unknown key `upstrem``.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The code of the rule.
    pub code: String,
    /// The route, or the kind of the file and the message without places and counts.
    pub subject: String,
}

impl Key {
    /// The key of a finding.
    pub fn of(finding: &Diagnostic, sources: &SourceMap) -> Self {
        let subject = match &finding.route {
            Some(route) => match (&finding.detail, &finding.together) {
                (Some(detail), _) => one_line(&format!("{route} {detail}")),
                // A rule that reports several things of one endpoint tells them apart by its message.
                (None, Some(together)) if *together == finding.message => {
                    format!("{} {}", one_line(route), without_places_and_counts(&finding.message))
                }
                (None, _) => one_line(route),
            },
            None => {
                let path = &sources.file(finding.primary.span.file).path;
                format!("{}: {}", kind(path), without_places_and_counts(&finding.message))
            }
        };
        Self { code: finding.rule.code.to_string(), subject }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, self.subject)
    }
}

/// What kind of file a path names: its extension, lower case.
fn kind(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()) {
        Some(extension) if extension == "yml" => "yaml".to_string(),
        Some(extension) => extension,
        None => "file".to_string(),
    }
}

/// The message without places (`a.yaml:3:4`) and counts, and without what the grammar makes of a count. Numbers inside user text (`` `/v1/models` ``) stay, because
/// they are names. A quoted value that begins with a digit (`` `30s` ``) is a count.
fn without_places_and_counts(message: &str) -> String {
    static PLACE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[\w./-]+\.(?:ya?ml|json|toml|lock)(?::\d+)+").expect("a valid pattern")
    });
    static COUNT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\b\d+(?:\.\d+)?").expect("a valid pattern"));
    let whole = one_line(message);
    let message = PLACE.replace_all(&whole, "PLACE");
    let mut parts = message.split('`').enumerate();
    let mut text = String::with_capacity(message.len());
    parts.by_ref().for_each(|(at, part)| {
        if at > 0 {
            text.push('`');
        }
        let quoted = at % 2 == 1;
        match quoted && !part.starts_with(|c: char| c.is_ascii_digit()) {
            true => text.push_str(part),
            false => text.push_str(&COUNT.replace_all(part, "N")),
        }
    });
    if text == whole { text } else { of_many(&text) }
}

/// The words that a count decides, as for many: `N endpoint has` and `N endpoints have` are one finding.
fn of_many(text: &str) -> String {
    let mut quoted = false;
    let words = text.split(' ').map(|word| {
        let inside = quoted;
        quoted ^= word.matches('`').count() % 2 == 1;
        let many = MANY.iter().find(|(one, _)| *one == word && !inside);
        many.map_or(word, |(_, many)| *many)
    });
    words.collect::<Vec<_>>().join(" ")
}

/// What messages say of one, and of many.
const MANY: &[(&str, &str)] = &[
    ("accepts", "accept"),
    ("argument", "arguments"),
    ("does", "do"),
    ("endpoint", "endpoints"),
    ("finding", "findings"),
    ("forwards", "forward"),
    ("goes", "go"),
    ("has", "have"),
    ("is", "are"),
    ("its", "their"),
    ("place", "places"),
    ("reaches", "reach"),
    ("requires", "require"),
    ("segment", "segments"),
    ("sets", "set"),
    ("was", "were"),
];

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The number of places of a finding.
pub(super) fn weight(finding: &Diagnostic) -> usize {
    finding.spans().count()
}
