//! Values: whether each has the type of its key, and what KrakenD reads if it has not.

use super::{Walker, Within, WrongKind, noun};
use crate::rules::effects as rules;
use gwc_krakend::effects::{Key, Kind};
use gwc_krakend::go;
use gwc_krakend::value::{Entry, Value};
use gwc_syntax::diagnostic::{Applicability, Edit, Severity};
use gwc_syntax::suggest;
use gwc_syntax::tree::NodeId;

impl<'a> Walker<'a, '_> {
    /// A value that the weak decoder converts to another type.
    pub(super) fn coerced(&mut self, entry: &Entry<'_>, key: &'static Key) {
        let span = self.span(entry.value);
        let name = key.name;
        let value = self.value(entry.value);
        // The value that KrakenD reads, as JSON: the fix of the warning.
        let mut exact = None;
        let finding = match (key.kind, value) {
            // Zero nanoseconds are zero in every unit.
            (Kind::Duration, Value::Float(0.0) | Value::Int(0)) => return,
            (Kind::Duration, Value::Float(_) | Value::Int(_) | Value::Bool(_)) => {
                let nanoseconds = value.as_number().map_or(1, go::float_to_int);
                let message = format!("`{name}` is a number, which KrakenD reads as `{nanoseconds}ns`");
                rules::NUMBER_AS_DURATION.at(span, message).help("set a string with a unit, such as `\"3s\"`")
            }
            (Kind::Int, Value::Float(n)) if n.fract() != 0.0 => {
                let read = go::float_to_int(n);
                exact = Some(read.to_string());
                let message = format!("KrakenD reads `{name}` as `{read}`");
                rules::COERCED_VALUE.at(span, message).help("set a whole number")
            }
            (Kind::Int | Kind::Number, Value::Str(text)) => {
                // The verdict reports a text that is no number.
                let Some(read) = weak_number(text, key.kind) else { return };
                exact = Some(read.clone());
                let message = format!("`{name}` is a string, which KrakenD reads as the number `{read}`");
                rules::COERCED_VALUE.at(span, message).help("set a number, without quotes")
            }
            (Kind::Int | Kind::Number, Value::Bool(b)) => {
                exact = Some(u8::from(b).to_string());
                let message =
                    format!("`{name}` is a boolean, which KrakenD reads as the number `{}`", u8::from(b));
                rules::COERCED_VALUE.at(span, message).help("set a number")
            }
            (Kind::Bool, Value::Str(text)) => {
                let Some(read) = weak_bool(text) else { return };
                exact = Some(read.to_string()).filter(|_| !text.is_empty());
                let message = format!("`{name}` is a string, which KrakenD reads as the boolean `{read}`");
                rules::COERCED_VALUE.at(span, message).help(format!("set `{read}`, without quotes"))
            }
            (Kind::Bool, Value::Float(_) | Value::Int(_)) => {
                let read = value.as_number() != Some(0.0);
                exact = Some(read.to_string());
                let message = format!("`{name}` is a number, which KrakenD reads as the boolean `{read}`");
                rules::COERCED_VALUE.at(span, message).help(format!("set `{read}`"))
            }
            (Kind::Text | Kind::Word(_), Value::Float(_) | Value::Int(_) | Value::Bool(_)) => {
                let read = match value {
                    Value::Bool(b) => u8::from(b).to_string(),
                    other => other.as_number().unwrap_or(0.0).to_string(),
                };
                exact = Some(serde_json::Value::from(read.as_str()).to_string());
                let found = noun(value.kind());
                let message = format!("`{name}` is {found}, which KrakenD reads as the string `{read}`");
                rules::COERCED_VALUE.at(span, message).help("set a string")
            }
            (Kind::Texts | Kind::Ints | Kind::Objects(_) | Kind::Items(_), value)
                if !matches!(value, Value::List(_)) =>
            {
                let found = noun(value.kind());
                let message = format!("`{name}` is {found}, which KrakenD reads as a list with one item");
                rules::COERCED_VALUE.at(span, message).help("write the value in brackets, as a list")
            }
            _ => return,
        };
        self.out.push(match exact.filter(|_| self.subject.editable(entry.value)) {
            Some(text) => finding.fix(
                format!("replace it with `{text}`"),
                Applicability::Safe,
                vec![Edit { span, text }],
            ),
            None => finding,
        });
    }

    pub(super) fn wrong_kind(&mut self, entry: &Entry<'_>, key: &'static Key, within: Within) {
        let effect = within.component.map_or("KrakenD ignores it", |c| c.mismatch);
        let (expected, found) = (key.kind.noun(), noun(self.value(entry.value).kind()));
        let message = format!("expected {expected} for `{}`, found {found}: {effect}", key.name);
        let finding = rules::WRONG_KIND_OF_OPTION.at(self.span(entry.value), message);
        let number = match (key.kind, self.value(entry.value)) {
            (Kind::Duration, value) => value.as_number().filter(|n| n.fract() == 0.0 && *n >= 0.0),
            _ => None,
        };
        // A period of a limit has a finding of its own, which this one becomes a part of.
        let is_period = key.name == "every";
        if !is_period
            && number.is_none()
            && let Some(component) = within.component
        {
            let (map, at) = (within.map, self.out.len());
            let right = in_kind(self.value(entry.value), key.kind);
            let written = right.map(|right| format!("`\"{}\": {right}`", key.name));
            self.wrong.push(WrongKind { at, map, component, name: key.name, expected, written });
        }
        self.out.push(match number.filter(|_| self.subject.editable(entry.value)) {
            Some(seconds) => {
                let text = format!("\"{seconds}s\"");
                let title = format!("replace it with `{text}`");
                let edit = Edit { span: self.span(entry.value), text };
                finding.help(format!("set {expected}")).fix(title, Applicability::Unsafe, vec![edit])
            }
            None => match (key.kind, self.value(entry.value)) {
                (Kind::Texts, Value::Str(text)) => finding.help(as_list(key.name, text)),
                (kind, value) => {
                    let is_quoted = matches!(kind, Kind::Int | Kind::Number | Kind::Bool)
                        && matches!(value, Value::Str(_));
                    let quotes = if is_quoted { ", without quotes" } else { "" };
                    finding.help(match key.doc {
                        "" => format!("set {expected}{quotes}"),
                        doc => format!("set {expected}{quotes}; meaning of `{}`: {doc}", key.name),
                    })
                }
            },
        });
    }

    pub(super) fn unknown_word(
        &mut self,
        entry: &Entry<'_>,
        key: &'static Key,
        text: &str,
        words: &[&'static str],
    ) {
        // KrakenD converts the case of these.
        if words.iter().any(|w| w.eq_ignore_ascii_case(text)) && matches!(key.name, "level" | "type") {
            return;
        }
        let (severity, effect) = match key.unknown {
            "" => (
                Severity::Warning,
                match key.default.trim_matches('"') {
                    "" => "KrakenD uses the default".to_owned(),
                    default => format!("KrakenD uses the default, `{default}`"),
                },
            ),
            effect => (Severity::Error, effect.to_owned()),
        };
        let near = near_word(text, words);
        let message = format!("unknown value `{text}` for `{}`: {effect}", key.name);
        let help = suggest::help_with(near, words.iter().copied(), key.name);
        let finding = rules::UNKNOWN_WORD.at(self.span(entry.value), message).severity(severity).help(help);
        let edit = near.and_then(|word| Some((word, self.subject.spelled(entry.value, word)?)));
        self.out.push(match edit {
            Some((word, edit)) => {
                finding.fix(format!("replace it with `{word}`"), Applicability::Unsafe, vec![edit])
            }
            None => finding,
        });
    }

    /// A duration of a component that Go cannot parse: the component behaves as if it were not set.
    pub(super) fn malformed_duration(&mut self, entry: &Entry<'_>, key: &'static Key) {
        let Value::Str(text) = self.value(entry.value) else { return };
        if go::parse_duration(text).is_ok() {
            return;
        }
        let message = format!("`{text}` is not a duration, so KrakenD ignores `{}`", key.name);
        let finding = rules::WRONG_KIND_OF_OPTION.at(self.span(entry.value), message);
        let seconds = format!("{text}s");
        let edit = text.parse::<u32>().ok().and_then(|_| self.subject.spelled(entry.value, &seconds));
        self.out.push(match edit {
            Some(edit) => finding.help(format!("add a unit, as in `{seconds}`")).fix(
                format!("replace it with `{seconds}`"),
                Applicability::Unsafe,
                vec![edit],
            ),
            None => finding.help("set a number with a unit, such as `3s` or `1h`"),
        });
    }

    pub(super) fn fits(&self, node: NodeId, kind: Kind) -> bool {
        let value = self.value(node);
        let list_of = |each: fn(&Value<'_>) -> bool| match value {
            Value::List(items) => items.iter().all(|i| each(&self.value(*i))),
            _ => false,
        };
        value == Value::Null
            || match kind {
                Kind::Text | Kind::Word(_) | Kind::Duration => value.as_str().is_some(),
                Kind::Bool => value.as_bool().is_some(),
                Kind::Int => value.as_number().is_some_and(|n| n.fract() == 0.0),
                Kind::Number => value.as_number().is_some(),
                Kind::Texts => list_of(|v| matches!(v, Value::Str(_) | Value::Null)),
                Kind::Ints => list_of(|v| v.as_number().is_some()),
                Kind::Object(_) | Kind::Open(_) | Kind::Extra | Kind::Modifier => {
                    matches!(value, Value::Map(_))
                }
                Kind::Objects(_) | Kind::Items(_) | Kind::Modifiers => {
                    list_of(|v| matches!(v, Value::Map(_) | Value::Null))
                }
                Kind::Any => true,
            }
    }

    pub(super) fn is_default(&self, node: NodeId, key: &Key) -> bool {
        match self.value(node) {
            Value::Bool(b) => key.default == if b { "true" } else { "false" },
            Value::Float(n) => key.default.parse() == Ok(n),
            Value::Int(n) => key.default.parse() == Ok(n),
            Value::Str(text) => key.default.strip_prefix('"').and_then(|d| d.strip_suffix('"')) == Some(text),
            _ => false,
        }
    }
}

/// A text as the only item of a list.
fn as_list(name: &str, text: &str) -> String {
    format!("write a list: `\"{name}\": {}`", serde_json::json!([text]))
}

/// The word that is meant: near, or with the written one as its beginning, as `WARN` of `WARNING`.
fn near_word(text: &str, words: &[&'static str]) -> Option<&'static str> {
    let upper = text.to_uppercase();
    let begins = words.iter().copied().find(|word| text.len() > 2 && word.to_uppercase().starts_with(&upper));
    begins.or_else(|| suggest::nearest(text, words.iter().copied()))
}

/// A text as JSON of the type that was meant, where the text is one of it.
fn in_kind(value: Value<'_>, kind: Kind) -> Option<String> {
    let text = value.as_str().filter(|text| !text.is_empty())?;
    match kind {
        Kind::Texts => Some(serde_json::json!([text]).to_string()),
        Kind::Int | Kind::Number => weak_number(text, kind),
        Kind::Bool => weak_bool(text).map(|read| read.to_string()),
        _ => None,
    }
}

/// The number that the weak decoder reads in a text: zero in an empty one.
fn weak_number(text: &str, kind: Kind) -> Option<String> {
    match kind {
        _ if text.is_empty() => Some("0".to_owned()),
        Kind::Int => go::parse_int(text).ok().map(|number| number.to_string()),
        _ => text.parse::<f64>().ok().filter(|number| number.is_finite()).map(|number| number.to_string()),
    }
}

/// The boolean that the weak decoder reads in a text: `false` in an empty one.
fn weak_bool(text: &str) -> Option<bool> {
    if text.is_empty() { Some(false) } else { go::parse_bool(text).ok() }
}
