use crate::lint::Subject;
use gwc_krakend::go;
use gwc_krakend::value::{Tree, Value};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;
use gwc_syntax::suggest;
use gwc_syntax::tree::NodeId;

declare_rule! {
    /// A schema of `validation/json-schema` does not compile, so KrakenD skips it.
    ///
    /// ## What it does
    /// Reports `validation/json-schema` at an endpoint if its value is not a valid JSON Schema, or is a string, such as
    /// the name of a file or a schema in quotes. Also reports a `pattern` that Go's `regexp` does not compile, such as
    /// one with a lookahead.
    ///
    /// ## Why is this bad?
    /// KrakenD logs an error and continues without the schema, so it accepts bodies that the schema should reject. With
    /// `"type": "objekt"`, a body of any type reaches the backend.
    ///
    /// ## Example
    /// ```json,bad,endpoint
    /// { "method": "POST", "input_headers": ["Content-Type"], "extra_config": { "validation/json-schema": { "type": "objekt" } } }
    /// ```
    ///
    /// ## Use instead
    /// Correct the schema.
    /// ```json,good,endpoint
    /// { "method": "POST", "input_headers": ["Content-Type"], "extra_config": { "validation/json-schema": { "type": "object" } } }
    /// ```
    ///
    /// ## References
    /// - krakend-jsonschema v2.2
    pub(crate) UNCOMPILABLE_SCHEMA { code: "GW259", name: "uncompilable-schema", category: Security, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

/// The deepest schema that is compiled.
const MAX_DEPTH: usize = 64;

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for endpoint in subject.endpoints() {
        let Some(block) = endpoint.config.extra_config.component("validation/json-schema") else { continue };
        if let Some(found) = no_object(subject, block.value) {
            out.push(found.route(endpoint.route));
            continue;
        }
        if let Some(found) = bad_pattern(subject, block.value, MAX_DEPTH) {
            out.push(found.route(endpoint.route));
            continue;
        }
        let Some(schema) = json(subject.tree, block.value, MAX_DEPTH) else { continue };
        if let Err(error) = jsonschema::options().with_retriever(Nowhere).build(&without_patterns(schema)) {
            let why = error.to_string();
            let why = why.lines().next().unwrap_or_default();
            let message =
                format!("this schema does not compile, so KrakenD skips it and accepts every body: {why}");
            let finding = UNCOMPILABLE_SCHEMA.at(subject.span(block.key), message);
            out.push(finding.help("correct the schema").route(endpoint.route));
        }
    }
}

/// A schema that is neither an object nor a boolean: KrakenD hands it to a parser that knows only these two.
fn no_object(subject: &Subject<'_>, node: NodeId) -> Option<Diagnostic> {
    let (found, help) = match subject.tree.value(node) {
        Value::Str(_) => ("a string", "write the schema itself here, as an object without quotes around it"),
        Value::Int(_) | Value::Uint(_) | Value::Float(_) => ("a number", "write the schema as an object"),
        Value::List(_) => ("a list", "write the schema as an object"),
        _ => return None,
    };
    let message = format!(
        "expected an object as the schema, found {found}: KrakenD ignores the schema and accepts every body"
    );
    Some(UNCOMPILABLE_SCHEMA.at(subject.span(node), message).help(help))
}

/// Keywords with values that are no schemas.
const DATA: &[&str] = &["enum", "const", "default", "examples", "required"];

/// The first pattern that Go does not compile: KrakenD then has no schema at all.
fn bad_pattern(subject: &Subject<'_>, node: NodeId, depth: usize) -> Option<Diagnostic> {
    let below = depth.checked_sub(1)?;
    match subject.tree.value(node) {
        Value::List(items) => items.iter().find_map(|item| bad_pattern(subject, *item, below)),
        Value::Map(map) => subject.tree.entries(map).into_iter().find_map(|entry| {
            let found = match (entry.name, subject.tree.value(entry.value)) {
                (name, _) if DATA.contains(&name) => return None,
                ("pattern", Value::Str(pattern)) => uncompilable(subject, pattern, entry.value),
                ("patternProperties", Value::Map(patterns)) => {
                    let mut patterns = subject.tree.entries(patterns).into_iter();
                    patterns.find_map(|pattern| uncompilable(subject, pattern.name, pattern.key))
                }
                _ => None,
            };
            found.or_else(|| bad_pattern(subject, entry.value, below))
        }),
        _ => None,
    }
}

fn uncompilable(subject: &Subject<'_>, pattern: &str, node: NodeId) -> Option<Diagnostic> {
    let error = go::regexp(pattern).err()?.to_string();
    let why = error.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
    let message = format!(
        "Go does not compile the pattern `{}`, so KrakenD skips the whole schema and accepts every body",
        suggest::shown(pattern)
    );
    let finding = UNCOMPILABLE_SCHEMA.at(subject.span(node), message).note(why);
    Some(finding.help(
        "write the pattern in the syntax of RE2, which KrakenD uses: it has no `(?=`, no `(?!` and no `\\1`",
    ))
}

/// The schema with patterns that the compiler here accepts as well: it has another syntax for them than Go.
fn without_patterns(schema: serde_json::Value) -> serde_json::Value {
    use serde_json::Value as Json;
    match schema {
        Json::Array(items) => items.into_iter().map(without_patterns).collect(),
        Json::Object(map) => {
            let entries = map.into_iter().map(|(name, value)| match (&*name, value) {
                ("pattern", Json::String(_)) => (name, Json::from("")),
                ("patternProperties", Json::Object(patterns)) => {
                    let schemas = patterns.into_values().enumerate();
                    let schemas = schemas.map(|(at, schema)| (at.to_string(), without_patterns(schema)));
                    (name, Json::Object(schemas.collect()))
                }
                (_, value) => (name, without_patterns(value)),
            });
            Json::Object(entries.collect())
        }
        other => other,
    }
}

/// Fetches nothing: a reference to another document counts as a schema that allows everything.
struct Nowhere;

impl jsonschema::Retrieve for Nowhere {
    fn retrieve(
        &self,
        _: &jsonschema::Uri<String>,
    ) -> Result<serde_json::Value, Box<dyn std::error::Error + Send + Sync>> {
        Ok(serde_json::Value::Bool(true))
    }
}

/// A part of the tree as a value; `None` when it is too deep.
fn json(tree: Tree<'_>, node: NodeId, depth: usize) -> Option<serde_json::Value> {
    let below = depth.checked_sub(1)?;
    Some(match tree.value(node) {
        Value::Null | Value::Time => serde_json::Value::Null,
        Value::Bool(b) => b.into(),
        Value::Int(n) => n.into(),
        Value::Uint(n) => n.into(),
        Value::Float(n) if n.fract() == 0.0 && n.abs() < 9e15 => (n as i64).into(),
        Value::Float(n) => n.into(),
        Value::Str(text) => text.into(),
        Value::List(items) => items.iter().map(|i| json(tree, *i, below)).collect::<Option<Vec<_>>>()?.into(),
        Value::Map(map) => {
            let entries = tree.entries(map).into_iter();
            let entries = entries.map(|e| Some((e.name.to_owned(), json(tree, e.value, below)?)));
            entries.collect::<Option<serde_json::Map<_, _>>>()?.into()
        }
    })
}
