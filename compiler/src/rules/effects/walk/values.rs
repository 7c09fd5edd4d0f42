//! Values: whether each is what its key wants, and what is read where it is something else.

use super::{Walker, Within, word};
use crate::rules::effects as rules;
use gwc_krakend::effects::{Key, Kind};
use gwc_krakend::go;
use gwc_krakend::value::{Entry, Value};
use gwc_syntax::diagnostic::{Applicability, Edit};
use gwc_syntax::suggest;
use gwc_syntax::tree::NodeId;

impl<'a> Walker<'a, '_> {
    /// What the weak decoder makes of a value that is something else than it looks.
    pub(super) fn coerced(&mut self, entry: &Entry<'_>, key: &'static Key) {
        let span = self.span(entry.value);
        let name = key.name;
        let value = self.value(entry.value);
        // What is read, as it is written: the fix of the warning.
        let mut exact = None;
        let finding = match (key.kind, value) {
            (Kind::Duration, Value::Float(_) | Value::Int(_) | Value::Bool(_)) => {
                let nanoseconds = value.as_number().map_or(1, go::float_to_int);
                let message =
                    format!("`{name}` is {nanoseconds} nanoseconds: a number here has no other unit");
                rules::NUMBER_AS_DURATION
                    .at(span, message)
                    .help("write a string with its unit, such as `\"3s\"`")
            }
            (Kind::Int, Value::Float(n)) if n.fract() != 0.0 => {
                let read = go::float_to_int(n);
                exact = Some(read.to_string());
                let message = format!("`{name}` is read as {read}");
                rules::COERCED_VALUE.at(span, message).help("write a whole number")
            }
            (Kind::Int | Kind::Number, Value::Str(text)) => {
                let read = go::parse_int(text).map_or_else(|_| text.to_owned(), |n| n.to_string());
                let read = if text.is_empty() { "0".to_owned() } else { read };
                exact = read.parse::<i64>().ok().map(|_| read.clone());
                rules::COERCED_VALUE
                    .at(span, format!("`{name}` is read as {read}"))
                    .help("write a number, without quotes")
            }
            (Kind::Int | Kind::Number, Value::Bool(b)) => {
                exact = Some(u8::from(b).to_string());
                let message = format!("`{name}` is read as {}", u8::from(b));
                rules::COERCED_VALUE.at(span, message).help("write a number")
            }
            (Kind::Bool, Value::Str(text)) => {
                let read = go::parse_bool(text).unwrap_or(false);
                exact = go::parse_bool(text).ok().filter(|_| !text.is_empty()).map(|read| read.to_string());
                rules::COERCED_VALUE
                    .at(span, format!("`{name}` is read as {read}"))
                    .help(format!("write `{read}`, without quotes"))
            }
            (Kind::Bool, Value::Float(_) | Value::Int(_)) => {
                let read = value.as_number() != Some(0.0);
                exact = Some(read.to_string());
                rules::COERCED_VALUE
                    .at(span, format!("`{name}` is read as {read}"))
                    .help(format!("write `{read}`"))
            }
            (Kind::Text | Kind::Word(_), Value::Float(_) | Value::Int(_) | Value::Bool(_)) => {
                let read = match value {
                    Value::Bool(b) => u8::from(b).to_string(),
                    other => other.as_number().unwrap_or(0.0).to_string(),
                };
                exact = Some(serde_json::Value::from(read.as_str()).to_string());
                rules::COERCED_VALUE
                    .at(span, format!("`{name}` is read as the text `{read}`"))
                    .help("write a string")
            }
            (Kind::Texts | Kind::Ints | Kind::Objects(_) | Kind::Items(_), value)
                if !matches!(value, Value::List(_)) =>
            {
                rules::COERCED_VALUE
                    .at(span, format!("`{name}` is read as a list of one"))
                    .help("write a list")
            }
            _ => return,
        };
        self.out.push(match exact.filter(|_| self.subject.editable(entry.value)) {
            Some(text) => {
                finding.fix(format!("write `{text}`"), Applicability::Safe, vec![Edit { span, text }])
            }
            None => finding,
        });
    }

    pub(super) fn wrong_kind(&mut self, entry: &Entry<'_>, key: &'static Key, within: Within) {
        let effect = within.component.map_or("it is not read", |c| c.mismatch);
        let found = word(self.value(entry.value).kind());
        let message = format!("`{}` wants {}, not a {found}: {effect}", key.name, key.kind.noun());
        self.out.push(
            rules::WRONG_KIND_OF_OPTION
                .at(self.span(entry.value), message)
                .help(format!("write {}", key.kind.noun())),
        );
    }

    pub(super) fn unknown_word(
        &mut self,
        entry: &Entry<'_>,
        key: &'static Key,
        text: &str,
        words: &[&'static str],
    ) {
        if words.iter().any(|w| w.eq_ignore_ascii_case(text)) && matches!(key.name, "level") {
            return;
        }
        let message = format!("`{}` knows no `{text}`, and falls back to its default", key.name);
        let help = suggest::help(text, words.iter().copied(), key.name);
        let finding = rules::UNKNOWN_WORD.at(self.span(entry.value), message).help(help);
        let near = suggest::nearest(text, words.iter().copied());
        let edit = near.and_then(|word| Some((word, self.subject.spelled(entry.value, word)?)));
        self.out.push(match edit {
            Some((word, edit)) => finding.fix(format!("write `{word}`"), Applicability::Unsafe, vec![edit]),
            None => finding,
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
