//! Writes YAML for readers: values that fit are on one line, and text is quoted only where necessary.

use std::fmt::Write;

use serde_json::Value;

use gwc_syntax::tree::{Scalar, Style};

/// Longest line that is still written in flow style.
const WIDTH: usize = 120;

/// A value to write.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Yaml {
    /// Text.
    Text(String),
    /// A number, a boolean or `null`, written as it is.
    Plain(String),
    /// A list; its items are always in flow style.
    List(Vec<Yaml>),
    /// A map.
    Map(Vec<Entry>),
}

/// An entry of a map.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) value: Yaml,
    /// Lines of comment in front.
    pub(super) comments: Vec<String>,
}

impl Entry {
    pub(super) fn new(key: impl Into<String>, value: Yaml) -> Self {
        Self { key: key.into(), value, comments: Vec::new() }
    }
}

impl Yaml {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn texts<T: AsRef<str>>(items: impl IntoIterator<Item = T>) -> Self {
        Self::List(items.into_iter().map(|item| Self::text(item.as_ref())).collect())
    }

    /// A JSON value, with the digits of its numbers unchanged.
    pub(super) fn json(value: &Value) -> Self {
        match value {
            Value::String(text) => Self::text(text),
            Value::Array(items) => Self::List(items.iter().map(Self::json).collect()),
            Value::Object(map) => {
                Self::Map(map.iter().map(|(key, value)| Entry::new(key, Self::json(value))).collect())
            }
            other => Self::Plain(other.to_string()),
        }
    }

    fn is_map(&self) -> bool {
        matches!(self, Self::Map(entries) if !entries.is_empty())
    }

    fn has_comments(&self) -> bool {
        match self {
            Self::Map(entries) => entries.iter().any(|e| !e.comments.is_empty() || e.value.has_comments()),
            _ => false,
        }
    }

    fn flow(&self, inside: bool) -> String {
        match self {
            // In route files, `${` begins a variable.
            Self::Text(text) => scalar(&text.replace("${", "$${"), inside),
            Self::Plain(text) => text.clone(),
            Self::List(items) => {
                format!("[{}]", items.iter().map(|i| i.flow(true)).collect::<Vec<_>>().join(", "))
            }
            Self::Map(entries) if entries.is_empty() => "{}".to_owned(),
            Self::Map(entries) => {
                let entry = |e: &Entry| format!("{}: {}", scalar(&e.key, true), e.value.flow(true));
                format!("{{ {} }}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// Writes the entries of a map, each on its own lines.
pub(super) fn write(out: &mut String, entries: &[Entry], indent: usize) {
    for entry in entries {
        write_entry(out, entry, indent, true);
    }
}

/// Writes one entry; `flow` allows it on one line where it fits.
pub(super) fn write_entry(out: &mut String, entry: &Entry, indent: usize, flow: bool) {
    let pad = " ".repeat(indent);
    for comment in &entry.comments {
        let _ = writeln!(out, "{pad}# {}", comment_text(comment));
    }
    let key = scalar(&entry.key, false);
    let line = format!("{pad}{key}: {}", entry.value.flow(false));
    match &entry.value {
        Yaml::Map(entries)
            if !entries.is_empty()
                && (!flow || entry.value.has_comments() || line.chars().count() > WIDTH) =>
        {
            let _ = writeln!(out, "{pad}{key}:");
            write(out, entries, indent + 2);
        }
        Yaml::List(items) if line.chars().count() > WIDTH && items.iter().all(Yaml::is_map) => {
            let _ = writeln!(out, "{pad}{key}:");
            write_items(out, items, indent + 2);
        }
        _ => {
            let _ = writeln!(out, "{line}");
        }
    }
}

/// Writes the items of a list, each on its own lines.
pub(super) fn write_items(out: &mut String, items: &[Yaml], indent: usize) {
    let pad = " ".repeat(indent);
    for item in items {
        let line = format!("{pad}- {}", item.flow(false));
        match item {
            Yaml::Map(entries) if line.chars().count() > WIDTH => {
                let mut block = String::new();
                write(&mut block, entries, indent + 2);
                let _ = write!(out, "{pad}- {}", block.trim_start());
            }
            _ => {
                let _ = writeln!(out, "{line}");
            }
        }
    }
}

/// A comment is one line, and YAML refuses control characters in it.
pub(super) fn comment_text(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') { ' ' } else { c })
        .collect()
}

/// Text as a scalar; `inside` brackets or braces more of it must be quoted.
fn scalar(text: &str, inside: bool) -> String {
    if is_plain(text, inside) { text.to_owned() } else { quoted(text) }
}

fn is_plain(text: &str, inside: bool) -> bool {
    let string = Scalar { text: text.into(), style: Style::Plain }.is_string();
    let word = matches!(&*text.to_ascii_lowercase(), "yes" | "no" | "on" | "off" | "y" | "n" | "<<");
    let first = text.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '+' | '.'));
    let allowed = |c: char| {
        c.is_ascii_alphanumeric()
            || "/_-+.~@ *".contains(c)
            || (!inside && matches!(c, ':' | '{' | '}' | ','))
    };
    let colon = text.contains(": ") || text.ends_with(':');
    string && !word && first && text.chars().all(allowed) && !colon && !text.ends_with(' ')
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_quoted_where_it_must_be() {
        for (text, block, flow) in [
            ("/{path}", "/{path}", "\"/{path}\""),
            ("http://a:80", "http://a:80", "\"http://a:80\""),
            ("5000/min", "5000/min", "5000/min"),
            ("8080", "\"8080\"", "\"8080\""),
            ("true", "\"true\"", "\"true\""),
            ("no", "\"no\"", "\"no\""),
            ("", "\"\"", "\"\""),
            ("+X-A", "+X-A", "+X-A"),
            ("a\n\"b", "\"a\\n\\\"b\"", "\"a\\n\\\"b\""),
            ("[GATEWAY]", "\"[GATEWAY]\"", "\"[GATEWAY]\""),
        ] {
            assert_eq!((scalar(text, false).as_str(), scalar(text, true).as_str()), (block, flow));
        }
    }

    #[test]
    fn long_lists_of_maps_are_blocks() {
        let long = "x".repeat(130);
        let value = serde_json::json!([{ "a": "${A}", "b": [1] }, { "a": long, "b": [{ "c": 1 }] }]);
        let Yaml::List(items) = Yaml::json(&value) else { panic!("a list") };
        let mut out = String::new();
        write_items(&mut out, &items, 2);
        assert_eq!(out, format!("  - {{ a: \"$${{A}}\", b: [1] }}\n  - a: {long}\n    b: [{{ c: 1 }}]\n"));
    }

    #[test]
    fn what_fits_stands_on_one_line() {
        let value: Value =
            serde_json::from_str(r#"{"a": {"b": [1.50, null], "c": "x"}, "d": "é"}"#).expect("valid");
        let mut out = String::new();
        write_entry(&mut out, &Entry::new("krakend", Yaml::json(&value)), 2, false);
        assert_eq!(out, "  krakend:\n    a: { b: [1.50, null], c: x }\n    d: \"é\"\n");
    }
}
