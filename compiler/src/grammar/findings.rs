//! What is reported of a value or key that does not fit, with what it could have been.

use std::collections::HashSet;

use super::concepts;
use super::language;
use super::shape::{Fault, Format, Key, Shape, Type};
use crate::codes;
use gwc_syntax::diagnostic::{Applicability, Diagnostic, Edit};
use gwc_syntax::source::Span;
use gwc_syntax::suggest::shown;
use gwc_syntax::tree::{Scalar, Style};

pub(super) fn describe(ty: &Type) -> String {
    match ty {
        Type::Bool => "`true` or `false`".to_owned(),
        Type::Integer { .. } => "a whole number".to_owned(),
        Type::Text(format) => format.expects.to_owned(),
        Type::List(_) => "a list".to_owned(),
        Type::Map { .. } | Type::Record(_) => "a map".to_owned(),
        Type::Either(types) => types.iter().map(describe).collect::<Vec<_>>().join(" or "),
        Type::Nothing => "nothing".to_owned(),
        Type::Any => "any value".to_owned(),
    }
}

pub(super) fn describe_scalar(scalar: &Scalar) -> String {
    let text = shown(&scalar.text);
    match scalar.style {
        Style::Plain if scalar.is_null() => "nothing".to_owned(),
        Style::Plain if scalar.as_bool().is_some() => format!("the truth value `{text}`"),
        Style::Plain if scalar.is_number() => format!("the number `{text}`"),
        _ => format!("the text `{text}`"),
    }
}

/// Quotes around a plain scalar, whatever stands in it: the value of a variable is not what is written.
pub(super) fn quotes(span: Span) -> Vec<Edit> {
    let quote = |at: usize| Edit { span: span.slice(at, at), text: "\"".to_owned() };
    vec![quote(0), quote(span.len())]
}

pub(super) fn bad_text(scalar: &Scalar, span: Span, format: &Format, fault: Fault, what: &str) -> Diagnostic {
    let exact = scalar.style == Style::Plain && span.len() == scalar.text.len();
    let at = match fault.range {
        Some(range) if exact => span.slice(range.start, range.end),
        _ => span,
    };
    let text = if scalar.text.is_empty() { "empty".to_owned() } else { format!("`{}`", shown(&scalar.text)) };
    let finding = codes::BAD_VALUE.at(at, format!("{what} cannot be {text}: {}", fault.why));
    if let Some(inner) = in_typographic_quotes(&scalar.text) {
        return finding.help("write straight quotes: `\"`").fix(
            "write straight quotes",
            Applicability::Safe,
            vec![Edit { span, text: format!("\"{inner}\"") }],
        );
    }
    match gwc_syntax::suggest::nearest(&scalar.text, format.words.iter().copied()) {
        Some(word) if word != &*scalar.text => finding.help(format!("did you mean `{word}`?")).fix(
            format!("write `{word}`"),
            Applicability::Unsafe,
            vec![Edit { span, text: scalar.spelled(word) }],
        ),
        _ => finding,
    }
}

/// The text between quotes that word processors set, which YAML reads as part of the text.
fn in_typographic_quotes(text: &str) -> Option<&str> {
    const QUOTES: [char; 7] =
        ['\u{201c}', '\u{201d}', '\u{201e}', '\u{2018}', '\u{2019}', '\u{ab}', '\u{bb}'];
    let inner = text.strip_prefix(QUOTES)?.strip_suffix(QUOTES)?;
    (!inner.contains(['"', '\\'])).then_some(inner)
}

/// `taken` are the keys that are there, or will be: renaming another to one of them would say it twice.
pub(super) fn unknown_key(
    span: Span,
    scalar: &Scalar,
    shape: &Shape,
    what: &str,
    taken: &mut HashSet<&str>,
) -> Diagnostic {
    let name = &*scalar.text;
    let finding =
        codes::UNKNOWN_KEY.at(span, format!("{} has no key `{}`", subject(shape, what), shown(name)));
    if let Some((key, value)) = name.split_once(':')
        && shape.key(key).is_some()
    {
        return finding.help(format!("put a blank after the `:`: `{key}: {}`", shown(value)));
    }
    if gwc_syntax::value::parse_method(name).is_ok() {
        return finding.help("several methods are separated by blanks: `GET POST`");
    }
    let elsewhere: Vec<String> = language::PLACES
        .iter()
        .filter(|(_, s)| s.key(name).is_some_and(|key| !key.planned))
        .map(|(what, _)| (*what).to_owned())
        .collect();
    if !elsewhere.is_empty() {
        return finding.help(format!("it is a key of {}, not of this", listed(&elsewhere)));
    }
    if let Some(concept) = concepts::find(name) {
        return finding.help(concept.help());
    }
    let names = shape.keys.iter().filter(|k| !k.planned).map(|k| k.name);
    match gwc_syntax::suggest::nearest(name, names.clone()) {
        Some(near) if !taken.insert(near) => {
            finding.help(format!("did you mean `{near}`, which is there too? remove one of them"))
        }
        Some(near) => finding.help(format!("did you mean `{near}`?")).fix(
            format!("rename it to `{near}`"),
            Applicability::Unsafe,
            vec![Edit { span, text: scalar.spelled(near) }],
        ),
        None => {
            let names: Vec<String> = names.map(|n| format!("`{n}`")).collect();
            finding.help(format!("the keys here are {}", listed(&names)))
        }
    }
}

/// Whether an unknown key is a required one with a slip in it, as `at:/a` or `att`: it was reported for itself, and is
/// not missing as well.
pub(super) fn misspells(text: &str, key: &Key, shape: &Shape) -> bool {
    let without_blank = text.strip_prefix(key.name).is_some_and(|rest| rest.starts_with(':'));
    let names = shape.keys.iter().filter(|k| !k.planned).map(|k| k.name);
    without_blank || shape.key(text).is_none() && gwc_syntax::suggest::nearest(text, names) == Some(key.name)
}

/// What a message about a map begins with: "the service `billing`", "`deploy`", "this gateway".
pub(super) fn subject(shape: &Shape, what: &str) -> String {
    match what.trim_matches('`') {
        name if name == what => format!("this {}", shape.name),
        name if name == shape.name => what.to_owned(),
        _ => format!("the {} {what}", shape.name),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., end] => format!("{} and {end}", first.join(", ")),
    }
}

pub(super) fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
    format!("{first}{}", chars.as_str()).trim_end_matches('.').to_owned()
}
