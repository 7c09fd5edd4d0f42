//! Checks a tree against the grammar and reports everything that does not match, at its token.

use std::collections::HashSet;

use super::advice::{self, listed};
use super::concepts;
use super::entries::{Entry, MAX_MERGED, is_merge, key_text, merged};
use super::examples::example;
use super::faults::Faults;
use super::findings::{
    bad_text, below_method, brackets, describe, describe_scalar, first_sentence, instead, misspells, quotes,
    subject, unknown_key,
};
use super::format;
use super::shape::{Format, Key, Shape, Type};
use super::wrapped;
use crate::codes;
use gwc_syntax::diagnostic::{Applicability, Diagnostic, Diagnostics};
use gwc_syntax::source::Span;
use gwc_syntax::suggest::shown;
use gwc_syntax::tree::{Document, Kind, NodeId, Scalar, Style};

/// How many values of a file are read at most, each alias counted as often as it is used.
const MAX_VALUES: usize = 4_000_000;

/// For a longer list or map, only the bracket is underlined.
const LONGEST_UNDERLINED: usize = 80;

/// Checks a node against a type, and returns what does not fit.
pub fn check(doc: &Document, node: NodeId, ty: &Type, out: &mut Diagnostics) -> Faults {
    let mut checker = Checker {
        doc,
        out,
        left: MAX_VALUES,
        unknown: HashSet::new(),
        faults: Faults::default(),
        found: 0,
        example: None,
        others: &[],
    };
    checker.value(node, ty, "the file");
    checker.faults
}

struct Checker<'a> {
    doc: &'a Document,
    out: &'a mut Diagnostics,
    left: usize,
    /// Unknown keys that were reported, each with its shape: a key that is merged into many maps is reported once.
    unknown: HashSet<(NodeId, &'static str)>,
    faults: Faults,
    /// The number of faults, including those that were reported before.
    found: usize,
    /// An example of the key whose value is checked.
    example: Option<&'static str>,
    /// The types that a text may have in place of its own.
    others: &'a [Type],
}

impl<'a> Checker<'a> {
    /// Checks a value. `what` names its place: "`timeout`".
    fn value(&mut self, node: NodeId, ty: &'a Type, what: &str) {
        let before = self.found;
        self.fit(node, ty, what);
        if self.found > before {
            self.faults.add(node);
        }
    }

    fn report(&mut self, finding: Diagnostic) {
        self.found += 1;
        self.out.push(finding);
    }

    fn fit(&mut self, node: NodeId, ty: &'a Type, what: &str) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        if self.left == 0 {
            self.faults.stop();
            self.report(
                codes::ENDLESS_ALIAS
                    .at(
                        self.doc.span(node),
                        format!("the aliases of this file expand to more than {MAX_VALUES} values"),
                    )
                    .help("use fewer aliases inside values that other aliases repeat, or split the file"),
            );
            return;
        }
        match (ty, &self.doc.node(self.doc.follow(node)).kind) {
            // It was reported where it was read.
            (_, Kind::Bad) => self.found += 1,
            (Type::Any, _) => self.passed(node),
            (Type::Either(types), kind) => match types.iter().find(|t| fits(t, kind)) {
                Some(ty) => {
                    self.others = types;
                    self.value_of(node, ty, what);
                }
                None => self.wrong_kind(node, types, what),
            },
            (ty, kind) if fits(ty, kind) => {
                self.others = &[];
                self.value_of(node, ty, what);
            }
            (ty, _) => self.wrong_kind(node, std::slice::from_ref(ty), what),
        }
    }

    fn value_of(&mut self, node: NodeId, ty: &'a Type, what: &str) {
        let doc = self.doc;
        match ty {
            Type::Text(format) => self.text(node, format, what),
            Type::Integer { min, max } => self.integer(node, *min, *max, what),
            Type::List(item) => {
                let items = doc.seq(node).unwrap_or_default();
                items.iter().for_each(|i| self.value(*i, item, &format!("an item of {what}")));
            }
            Type::Map { key, value } => self.map(node, key, value),
            Type::Record(shape) => self.record(node, shape, what),
            Type::Bool | Type::Nothing | Type::Any | Type::Either(_) => {}
        }
    }

    /// A value that is passed through: only its keys and its size are checked.
    fn passed(&mut self, node: NodeId) {
        self.duplicates(node);
        let children: Vec<NodeId> = match &self.doc.node(self.doc.follow(node)).kind {
            Kind::Seq(items) => items.clone(),
            Kind::Map(entries) => entries.iter().map(|e| e.value).collect(),
            _ => Vec::new(),
        };
        for child in children {
            self.value(child, &Type::Any, "a value");
        }
    }

    fn text(&mut self, node: NodeId, format: &Format, what: &str) {
        let Some(scalar) = self.doc.scalar(node) else { return };
        let span = self.doc.span(node);
        if !format.number && !scalar.is_string() {
            let kind = describe_scalar(scalar);
            let message = advice::mismatch(format.expects, what, &kind);
            let finding = codes::WRONG_TYPE.at(span, message);
            if let Some(help) = advice::of_number_as_name(what, &scalar.text) {
                return self.report(finding.help(help));
            }
            self.report(match (format.check)(&scalar.text) {
                Ok(()) => finding.help(format!("quote it: `\"{}\"`", scalar.text)).fix(
                    "quote it",
                    Applicability::Safe,
                    quotes(span),
                ),
                Err(_) => match advice::of_text(format, scalar) {
                    Some(help) => finding.help(help),
                    None => finding,
                },
            });
            return;
        }
        if let Err(fault) = (format.check)(&scalar.text) {
            let finding = bad_text(scalar, span, format, fault, what);
            let help = match finding.help {
                Some(_) => None,
                None => self.instead_of_text(scalar, what),
            };
            self.report(match help {
                Some(help) => finding.help(help),
                None => finding,
            });
        }
    }

    /// How to write a text as a list or a map, where its key may have one of them too. The text may be a wrong word as well, so
    /// that no edit is offered.
    fn instead_of_text(&self, scalar: &Scalar, what: &str) -> Option<String> {
        let list = wrapped::in_list(scalar, self.others, what);
        let list = list.map(|help| format!("for a list with one item, {help}"));
        list.or_else(|| wrapped::in_map(scalar, self.others, what))
    }

    /// Offers to write a single value as the only item of a list.
    fn in_brackets(&self, finding: Diagnostic, node: NodeId, help: String) -> Diagnostic {
        let span = self.doc.span(node);
        let finding = finding.help(help.clone());
        match self.doc.scalar(node).is_some_and(|scalar| scalar.style == Style::Block) {
            true => finding,
            false => finding.fix(help, Applicability::Safe, brackets(span)),
        }
    }

    fn integer(&mut self, node: NodeId, min: i64, max: i64, what: &str) {
        let Some(scalar) = self.doc.scalar(node) else { return };
        let number = scalar.text.parse::<i64>().ok().filter(|_| scalar.style == Style::Plain);
        if number.is_none_or(|n| n < min || n > max) {
            let range = match (min, max) {
                (i64::MIN, i64::MAX) => "a whole number".to_owned(),
                (1, 2) => "`1` or `2`".to_owned(),
                _ => format!("a whole number from {min} to {max}"),
            };
            let message = format!("expected {range} for {what}, found `{}`", shown(&scalar.text));
            let finding = codes::BAD_VALUE.at(self.doc.span(node), message);
            self.report(match advice::of_number(what) {
                Some(help) => finding.help(help),
                None => finding,
            });
        }
    }

    fn map(&mut self, node: NodeId, key: &'static Format, value: &'a Type) {
        self.duplicates(node);
        for entry in self.entries(node) {
            let Some(name) = self.key(entry.key) else { continue };
            if let Err(fault) = (key.check)(&name.text) {
                let finding = bad_text(name, self.doc.span(entry.key), key, fault, "the key");
                let is_key_of_endpoint = std::ptr::eq(key, &format::METHOD);
                let help = is_key_of_endpoint.then(|| below_method(&name.text)).flatten();
                self.report(match help {
                    Some(help) => finding.help(help),
                    None => finding,
                });
                // What another key has for its value is no second mistake.
                if !fits(value, &self.doc.node(self.doc.follow(entry.value)).kind) {
                    continue;
                }
            }
            self.value(entry.value, value, &format!("`{}`", name.text));
        }
    }

    fn record(&mut self, node: NodeId, shape: &Shape, what: &str) {
        let before = self.found;
        self.duplicates(node);
        let found = self.entries(node);
        self.keys(&found, shape, what);
        self.missing(node, &found, shape, what);
        if self.found > before {
            self.faults.add_keys(self.doc.follow(node));
        }
        let outer = self.example;
        for (at, entry) in found.iter().enumerate() {
            if let Some(key) = key_text(self.doc, entry.key).and_then(|name| shape.key(name))
                && !key.planned
                && !self.lost_its_value(entry, found.get(at + 1))
            {
                self.example = example(shape.name, key.name);
                self.value(entry.value, &key.ty, &format!("`{}`", key.name));
            }
        }
        self.example = outer;
    }

    /// Whether a key has no value because the next one begins with a blank that YAML does not know: that one is reported.
    fn lost_its_value(&self, entry: &Entry, next: Option<&Entry>) -> bool {
        let is_null = self.doc.scalar(entry.value).is_some_and(Scalar::is_null);
        let next = next.and_then(|next| key_text(self.doc, next.key)).and_then(|text| text.chars().next());
        is_null && next.is_some_and(char::is_whitespace)
    }

    /// Checks that the keys of a map are those of its shape.
    fn keys(&mut self, found: &[Entry], shape: &Shape, what: &str) {
        let mut taken = None;
        for entry in found {
            let Some(name) = self.key(entry.key) else { continue };
            match shape.key(&name.text) {
                Some(key) if key.planned => self.planned(entry.key, key),
                Some(_) => {}
                None if !self.unknown.insert((entry.key, shape.name)) => self.found += 1,
                None => {
                    let keys = || found.iter().filter_map(|e| key_text(self.doc, e.key)).collect();
                    let taken = taken.get_or_insert_with(keys);
                    let finding = unknown_key(self.doc.span(entry.key), name, shape, what, taken);
                    self.report(finding);
                }
            }
        }
    }

    /// Checks that a map has the keys that its shape requires.
    fn missing(&mut self, node: NodeId, found: &[Entry], shape: &Shape, what: &str) {
        let texts = || found.iter().filter_map(|e| key_text(self.doc, e.key));
        let has = |key: &Key| texts().any(|text| text == key.name || misspells(text, key, shape));
        let missing: Vec<&Key> = shape.keys.iter().filter(|k| k.required && !has(k)).collect();
        let names: Vec<String> = missing.iter().map(|k| format!("`{}`", k.name)).collect();
        let help = match missing.as_slice() {
            [] => return,
            [key] => format!(
                "add it, for example {} ({})",
                sample(shape, key),
                without_example(first_sentence(key.doc))
            ),
            several => {
                let samples: Vec<String> = several.iter().map(|key| sample(shape, key)).collect();
                format!("add them, for example {}", listed(&samples))
            }
        };
        let noun = if names.len() == 1 { "key" } else { "keys" };
        let message = format!("missing {noun} {} in {}", listed(&names), subject(shape, what));
        let finding = codes::MISSING_KEY.at(self.head(node), message).help(help);
        let has_defaults = texts().any(|text| text == "defaults");
        self.report(match has_defaults && missing.iter().any(|key| key.name == "services") {
            true => finding.note("`defaults` applies only to the services of the same file"),
            false => finding,
        });
    }

    /// A key of a later version.
    fn planned(&mut self, node: NodeId, key: &Key) {
        let help = match concepts::find(key.name) {
            Some(concept) => concept.help(),
            None => "remove it: it has no effect yet".to_owned(),
        };
        let message = format!("key `{}` is planned and not supported yet", key.name);
        self.report(codes::UNKNOWN_KEY.at(self.doc.span(node), message).help(help));
    }

    fn entries(&mut self, node: NodeId) -> Vec<Entry> {
        let (found, too_much) = merged(self.doc, node);
        if let Some(span) = too_much {
            self.report(
                codes::ENDLESS_ALIAS
                    .at(span, format!("more than {MAX_MERGED} maps are merged into one"))
                    .help("merge fewer maps, or write the keys out"),
            );
        }
        found
    }

    /// The first key of a map, or its bracket: where a message about the map as a whole points.
    fn head(&self, node: NodeId) -> Span {
        let span = self.doc.span(node);
        match self.doc.map(node).and_then(|m| m.first()) {
            Some(first) if self.doc.span(first.key).start == span.start => self.doc.span(first.key),
            _ if span.len() > LONGEST_UNDERLINED => span.slice(0, 1),
            _ => span,
        }
    }

    fn key(&mut self, key: NodeId) -> Option<&'a Scalar> {
        let node = self.doc.node(key);
        if matches!(node.kind, Kind::Bad) {
            self.found += 1;
            return None;
        }
        let scalar = self.doc.scalar(key);
        if scalar.is_none() {
            self.report(
                codes::WRONG_TYPE
                    .at(node.span, "expected text as a key, found a list or a map")
                    .help("if it is a path with a parameter, quote it: `\"/{name}\"`"),
            );
        }
        scalar
    }

    fn duplicates(&mut self, node: NodeId) {
        let Some(pairs) = self.doc.map(node) else { return };
        let mut seen: std::collections::HashMap<&str, NodeId> = std::collections::HashMap::new();
        for pair in pairs {
            let Some(text) = key_text(self.doc, pair.key) else { continue };
            if is_merge(self.doc, pair.key) && seen.contains_key(text) {
                continue;
            }
            if let Some(first) = seen.insert(text, pair.key) {
                self.report(
                    codes::DUPLICATE_KEY
                        .at(self.doc.span(pair.key), format!("duplicate key `{text}`"))
                        .label("defined again here")
                        .related(self.doc.span(first), "first defined here")
                        .help("remove one of them"),
                );
                seen.insert(text, first);
            }
            if is_merge(self.doc, pair.key) {
                self.merge_source(pair.value);
            }
        }
    }

    fn merge_source(&mut self, value: NodeId) {
        let sources = self.doc.seq(value).map_or_else(|| vec![value], <[NodeId]>::to_vec);
        for source in sources {
            let kind = &self.doc.node(self.doc.follow(source)).kind;
            if !matches!(kind, Kind::Map(_) | Kind::Bad) {
                self.report(
                    codes::WRONG_TYPE
                        .at(self.doc.span(source), "expected a map or a list of maps for `<<`")
                        .help("write `<<: *name`, and put the anchor `&name` before the map to merge"),
                );
            }
        }
    }

    fn wrong_kind(&mut self, node: NodeId, types: &[Type], what: &str) {
        let expected: Vec<String> = types.iter().map(describe).collect();
        let kind = &self.doc.node(self.doc.follow(node)).kind;
        let secret = secret_in_place_of_reference(kind, types);
        let found = match kind {
            Kind::Scalar(_) if secret.is_some() => "the value itself".to_owned(),
            Kind::Scalar(scalar) => describe_scalar(scalar),
            Kind::Seq(_) => "a list".to_owned(),
            _ => "a map".to_owned(),
        };
        let span = match &self.doc.node(node).kind {
            Kind::Map(_) | Kind::Seq(_) => self.head(node),
            _ => self.doc.span(node),
        };
        let message = advice::mismatch(&advice::alternatives(&expected), what, &found);
        let finding = codes::WRONG_TYPE.at(span, message);
        let finding = match secret {
            Some(text) => finding.secret(text),
            None => finding,
        };
        let single = self.doc.scalar(node).filter(|scalar| !scalar.is_null());
        if let Some(help) = single.and_then(|scalar| wrapped::in_list(scalar, types, what)) {
            let finding = self.in_brackets(finding, node, help);
            return self.report(finding);
        }
        let help = self.help_of_value(node, types, what, &finding.message);
        self.report(match help {
            Some(help) => finding.help(help),
            None => finding,
        });
    }

    fn help_of_value(&self, node: NodeId, types: &[Type], what: &str, message: &str) -> Option<String> {
        let kind = &self.doc.node(self.doc.follow(node)).kind;
        if let Some(help) = advice::of_value(what, kind) {
            return Some(help);
        }
        if let Kind::Scalar(scalar) = kind
            && let Some(help) = wrapped::in_map(scalar, types, what)
        {
            return Some(help);
        }
        if gwc_syntax::value::parse_method(what.trim_matches('`')).is_ok() {
            return Some(advice::of_method(what.trim_matches('`')));
        }
        // The message has an example of a text.
        let example = self.example.filter(|_| !message.contains("such as"));
        let example = example.map(|example| format!("for example, `{example}`"));
        let general = instead(kind, types);
        // The example of a map shows more than words about a list in its place.
        let is_map = example.as_ref().is_some_and(|example| example.contains('{'));
        let by_example = matches!(kind, Kind::Scalar(_)) || is_map && matches!(kind, Kind::Seq(_));
        if by_example { example.or(general) } else { general.or(example) }
    }
}

/// The text that is written in place of a reference to a secret: it may be the secret, so no message shows it.
fn secret_in_place_of_reference(kind: &Kind, types: &[Type]) -> Option<String> {
    let is_secret = |one: &Type| matches!(one, Type::Record(shape) if shape.name == "secret");
    match kind {
        Kind::Scalar(scalar) if types.iter().any(is_secret) => Some(scalar.text.to_string()),
        _ => None,
    }
}

/// A sentence without the example at its end: the sample is one.
fn without_example(sentence: String) -> String {
    match sentence.find(", such as `") {
        Some(at) if sentence.ends_with('`') => sentence[..at].to_owned(),
        _ => sentence,
    }
}

/// A key with an example of its value.
fn sample(shape: &Shape, key: &Key) -> String {
    match example(shape.name, key.name) {
        Some(line) => format!("`{line}`"),
        None => format!("`{}`", key.name),
    }
}

/// Whether a node's kind is the one a type has.
fn fits(ty: &Type, kind: &Kind) -> bool {
    match (ty, kind) {
        (Type::Any, _) => true,
        (Type::Either(types), kind) => types.iter().any(|t| fits(t, kind)),
        (Type::Bool, Kind::Scalar(s)) => s.as_bool().is_some(),
        (Type::Integer { .. }, Kind::Scalar(s)) => s.is_number(),
        (Type::Nothing, Kind::Scalar(s)) => s.is_null(),
        (Type::Text(_), Kind::Scalar(s)) => !s.is_null(),
        (Type::List(_), Kind::Seq(_)) | (Type::Map { .. } | Type::Record(_), Kind::Map(_)) => true,
        _ => false,
    }
}
