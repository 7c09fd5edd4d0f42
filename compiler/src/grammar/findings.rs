//! Findings about values and keys that do not match the grammar, with suggestions.

use std::collections::HashSet;

use super::advice::{self, listed};
use super::concepts;
use super::examples::example;
use super::language;
use super::shape::{Fault, Format, Key, Shape, Type};
use super::synonyms::{self, Synonym};
use crate::codes;
use gwc_syntax::diagnostic::{Applicability, Diagnostic, Edit};
use gwc_syntax::source::Span;
use gwc_syntax::suggest::shown;
use gwc_syntax::tree::{Kind, Scalar, Style};
use gwc_syntax::value::without_passwords;

pub(super) fn describe(ty: &Type) -> String {
    match ty {
        Type::Bool => "`true` or `false`".to_owned(),
        Type::Integer { .. } => "a whole number".to_owned(),
        Type::Text(format) => format.expects.to_owned(),
        Type::List(_) => "a list".to_owned(),
        Type::Map { .. } | Type::Record(_) => "a map".to_owned(),
        Type::Either(types) => types.iter().map(describe).collect::<Vec<_>>().join(" or "),
        Type::Nothing => "no value".to_owned(),
        Type::Any => "any value".to_owned(),
    }
}

pub(super) fn describe_scalar(scalar: &Scalar) -> String {
    let text = shown(&scalar.text);
    match scalar.style {
        Style::Plain if scalar.is_null() => "no value".to_owned(),
        Style::Plain if scalar.as_bool().is_some() => format!("the boolean `{text}`"),
        Style::Plain if scalar.is_number() => format!("the number `{text}`"),
        _ => format!("`{text}`"),
    }
}

/// Keys that a help lists at most.
const SHORT: usize = 8;

/// How to write a value of these types in place of a node of another kind.
pub(super) fn instead(kind: &Kind, types: &[Type]) -> Option<String> {
    let are_maps = types.iter().all(|ty| matches!(ty, Type::Map { .. } | Type::Record(_)));
    let are_single = types.iter().all(|ty| matches!(ty, Type::Text(_) | Type::Integer { .. } | Type::Bool));
    match (kind, types) {
        (Kind::Seq(items), _) if are_maps && items.is_empty() => {
            Some("add an entry, or remove the key".to_owned())
        }
        (Kind::Seq(_), _) if are_maps => {
            Some("write a map of entries `NAME: VALUE`, without `[ ]` and `-`".to_owned())
        }
        (Kind::Seq(_), _) if are_single => Some("write one value, without brackets or `-`".to_owned()),
        (Kind::Map(_), [Type::List(_)]) => {
            Some("put the items in brackets, separated by commas: `[a, b]`".to_owned())
        }
        (Kind::Scalar(scalar), [Type::Record(shape)]) if !scalar.is_null() => {
            let keys: Vec<String> =
                shape.keys.iter().filter(|key| !key.planned).map(|key| format!("`{}`", key.name)).collect();
            (keys.len() <= SHORT)
                .then(|| format!("write a map with one or more of the keys {}", listed(&keys)))
        }
        (Kind::Scalar(scalar), _) if are_maps && scalar.is_null() => {
            Some("add an entry, or remove the key".to_owned())
        }
        _ => None,
    }
}

/// Edits that put quotes around a plain scalar. They do not repeat its text: a variable in it is already replaced.
pub(super) fn quotes(span: Span) -> Vec<Edit> {
    let quote = |at: usize| Edit { span: span.slice(at, at), text: "\"".to_owned() };
    vec![quote(0), quote(span.len())]
}

/// Edits that make a value the only item of a list.
pub(super) fn brackets(span: Span) -> Vec<Edit> {
    let put = |at: usize, text: &str| Edit { span: span.slice(at, at), text: text.to_owned() };
    vec![put(0, "["), put(span.len(), "]")]
}

pub(super) fn bad_text(scalar: &Scalar, span: Span, format: &Format, fault: Fault, what: &str) -> Diagnostic {
    let exact = scalar.style == Style::Plain && span.len() == scalar.text.len();
    let at = match fault.range {
        Some(range) if exact => span.slice(range.start, range.end),
        _ => span,
    };
    let why = advice::why(format, what).unwrap_or(&fault.why);
    let message = match (what, scalar.text.is_empty()) {
        ("the key", true) => format!("empty key: {why}"),
        ("the key", false) => format!("invalid key `{}`: {why}", shown(&scalar.text)),
        (_, true) => format!("empty value for {what}: {why}"),
        (_, false) => {
            let text = without_passwords(&scalar.text);
            format!("invalid value `{}` for {what}: {why}", shown(&text))
        }
    };
    let finding = codes::BAD_VALUE.at(at, message);
    if let Some(inner) = in_typographic_quotes(&scalar.text) {
        return finding.help("write straight quotes: `\"`").fix(
            "write straight quotes",
            Applicability::Safe,
            vec![Edit { span, text: format!("\"{inner}\"") }],
        );
    }
    if let Some(item) = item_without_space(scalar) {
        return finding.help(format!("for a list, put a space after each `-`: `- {item}`"));
    }
    if let Some(help) = advice::of_text(format, scalar) {
        return finding.help(help);
    }
    match gwc_syntax::suggest::nearest(&scalar.text, format.words.iter().copied()) {
        Some(word) if word != &*scalar.text => finding.help(format!("did you mean `{word}`?")).fix(
            format!("write `{word}`"),
            Applicability::Unsafe,
            vec![Edit { span, text: scalar.spelled(word) }],
        ),
        _ => match advice::of_words(format) {
            Some(help) => finding.help(help),
            None => finding,
        },
    }
}

/// The first path of a list without a space after `-`, which YAML reads as text.
fn item_without_space(scalar: &Scalar) -> Option<&str> {
    let item = scalar.text.strip_prefix('-')?.split_whitespace().next()?;
    (item.starts_with('/') && scalar.style == Style::Plain && scalar.text[1..].starts_with(item))
        .then_some(item)
}

/// The text between typographic quotes, which YAML reads as part of the text.
fn in_typographic_quotes(text: &str) -> Option<&str> {
    const QUOTES: [char; 7] =
        ['\u{201c}', '\u{201d}', '\u{201e}', '\u{2018}', '\u{2019}', '\u{ab}', '\u{bb}'];
    let inner = text.strip_prefix(QUOTES)?.strip_suffix(QUOTES)?;
    (!inner.contains(['"', '\\'])).then_some(inner)
}

/// What to do about a key of an endpoint where its method is expected.
pub(super) fn below_method(name: &str) -> Option<String> {
    if language::ENDPOINT.key(name).is_some_and(|key| !key.planned) {
        let example = example(language::ENDPOINT.name, name)?;
        return Some(format!("write it below a method, such as `GET: {{ {example} }}`"));
    }
    if name == "methods" {
        return Some("write each method as a key: `{ GET: {}, POST: {} }`".to_owned());
    }
    if let Some(help) = synonyms::find(language::ENDPOINT.name, name).and_then(|synonym| synonym.help) {
        return Some(help.to_owned());
    }
    concepts::find(name).map(|concept| format!("{}, below a method such as `GET`", concept.help()))
}

/// `taken` are the keys that are set, or will be by a fix: renaming another one to it would make a duplicate.
pub(super) fn unknown_key(
    span: Span,
    scalar: &Scalar,
    shape: &Shape,
    what: &str,
    taken: &mut HashSet<&str>,
) -> Diagnostic {
    let name = &*scalar.text;
    let finding =
        codes::UNKNOWN_KEY.at(span, format!("unknown key `{}` in {}", shown(name), subject(shape, what)));
    if let Some(space) = name.chars().next().filter(|first| first.is_whitespace()) {
        // YAML knows the space of ASCII alone: the key is a key of the map outside.
        let code = u32::from(space);
        return finding.help(format!(
            "replace U+{code:04X} before the key with a space: it only looks like one in YAML"
        ));
    }
    if let Some((key, value)) = name.split_once(':')
        && shape.key(key).is_some()
    {
        return finding.help(format!("put a space after the `:`: `{key}: {}`", shown(value)));
    }
    if gwc_syntax::value::parse_method(name).is_ok() {
        return finding
            .help("write several methods in one value, separated by spaces, such as `methods: GET POST`");
    }
    if let Some(synonym) = synonyms::find(shape.name, name)
        && (synonym.key.is_empty() || taken.insert(synonym.key))
    {
        return renamed(finding, span, scalar, synonym);
    }
    if let Some(help) = moved(name) {
        return finding.help(help);
    }
    if let Some(concept) = concepts::find(name) {
        return finding.help(concept.help());
    }
    let names = shape.keys.iter().filter(|k| !k.planned).map(|k| k.name);
    match gwc_syntax::suggest::nearest(name, names.clone()) {
        Some(near) if !taken.insert(near) => finding.help(format!(
            "did you mean `{near}`, which is set too? keep `{near}`, and remove `{}`",
            shown(name)
        )),
        Some(near) => finding.help(format!("did you mean `{near}`?")).fix(
            format!("rename it to `{near}`"),
            Applicability::Unsafe,
            vec![Edit { span, text: scalar.spelled(near) }],
        ),
        None if language::UPSTREAM.key(name).is_some() => {
            finding.help(match example(language::UPSTREAM.name, name) {
                Some(line) => format!("move `{name}` into the upstream, beside `url`, such as `{line}`"),
                None => format!("move `{name}` into the upstream, beside `url`"),
            })
        }
        None => {
            let names: Vec<String> = names.map(|n| format!("`{n}`")).collect();
            finding.help(advice::of_keys(shape, &names))
        }
    }
}

/// Where a key belongs that a map of another level has.
fn moved(name: &str) -> Option<String> {
    let has = |place: &&language::Place| place.shape.key(name).is_some_and(|key| !key.planned);
    let places: Vec<&language::Place> = language::PLACES.iter().filter(has).collect();
    match places.as_slice() {
        [] => None,
        [only] => Some(match example(only.shape.name, name) {
            Some(line) => format!("move `{name}` {}, such as `{line}`", only.way),
            None => format!("move `{name}` {}", only.way),
        }),
        several => {
            let names: Vec<String> = several.iter().map(|place| place.name.to_owned()).collect();
            Some(format!("move it: `{name}` is a key of {}", listed(&names)))
        }
    }
}

/// A word that people write for a key.
fn renamed(finding: Diagnostic, span: Span, scalar: &Scalar, synonym: &Synonym) -> Diagnostic {
    if let Some(help) = synonym.help {
        return finding.help(help);
    }
    let title = format!("rename it to `{}`", synonym.key);
    let edit = Edit { span, text: scalar.spelled(synonym.key) };
    finding.help(format!("did you mean `{}`?", synonym.key)).fix(title, Applicability::Unsafe, vec![edit])
}

/// Whether an unknown key is a misspelt required one, such as `at:/a` or `att`: it is reported as unknown, and not as
/// missing too.
pub(super) fn misspells(text: &str, key: &Key, shape: &Shape) -> bool {
    let without_blank = text.strip_prefix(key.name).is_some_and(|rest| rest.starts_with(':'));
    let names = shape.keys.iter().filter(|k| !k.planned).map(|k| k.name);
    // The only key that a map can have is the one that was meant.
    let is_only = shape.keys.len() == 1;
    let is_meant = || match synonyms::find(shape.name, text) {
        Some(synonym) => synonym.key == key.name,
        None => is_only || gwc_syntax::suggest::nearest(text, names) == Some(key.name),
    };
    without_blank || shape.key(text).is_none() && is_meant()
}

/// How a message names a map: "the service `billing`", "`deploy`", "this gateway".
pub(super) fn subject(shape: &Shape, what: &str) -> String {
    match what.trim_matches('`') {
        name if name == what => format!("this {}", shape.name),
        name if name == shape.name || what.starts_with("an item of") => what.to_owned(),
        _ => format!("the {} {what}", shape.name),
    }
}

/// The first sentence, as the end of another one.
pub(super) fn first_sentence(text: &str) -> String {
    let sentence = text.split(". ").next().unwrap_or_default().trim_end_matches('.');
    let mut chars = sentence.chars();
    match chars.next().filter(|_| !chars.as_str().starts_with(char::is_uppercase)) {
        Some(first) => format!("{}{}", first.to_lowercase(), chars.as_str()),
        None => sentence.to_owned(),
    }
}
