//! The verdict: what the real KrakenD CE would do with a configuration file, whatever we think of it.
//!
//! `check` is `krakend check -t`: parse, decode, prepare, then register every route with lura's default engine.
//! `run` is `krakend run` with CE's own engine and components, on a machine that has none of the files the
//! configuration names and reaches no other host. The answer is predicted from the mechanism; environment
//! variables and flexible configuration are left out. Nothing here reads a disk.

mod check;

use crate::config::Service;
use crate::decode::{self, DecodeError};
use crate::gin::GinVersion;
use crate::init::{self, Refusal};
use crate::value::{Format, Tree, Value};
use crate::verdict::{Check, Run, Stage, Verdict};
use gwc_syntax::source::{FileId, SourceMap, Span};
use gwc_syntax::tree::{Document, Kind, NodeId, Style, json};

/// A file to judge.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Its name as KrakenD would print it.
    pub name: &'a str,
    /// What is in it.
    pub bytes: &'a [u8],
    /// How it is written.
    pub format: Format,
    /// The file that spans point into.
    pub file: FileId,
    /// Major, minor and patch of KrakenD CE.
    pub release: (u16, u16, u16),
}

/// The release that everything here was compared with.
pub const LATEST: (u16, u16, u16) = (2, 13, 8);

/// Judges a file as KrakenD CE 2.13.8 does; spans point into `FileId(0)`.
pub fn verdict(name: &str, bytes: &[u8], format: Format) -> Verdict {
    judge(&Input { name, bytes, format, file: FileId(0), release: LATEST })
}

/// Judges a file.
pub fn judge(input: &Input<'_>) -> Verdict {
    match read(input) {
        Ok(document) => judge_document(input, &document),
        Err((message, span)) => refused(Stage::Parse, format!("'{}': {message}", input.name), vec![span]),
    }
}

/// Judges a file that was read already; `input.bytes` is not looked at.
pub fn judge_document(input: &Input<'_>, document: &Document) -> Verdict {
    let tree = Tree { doc: document, format: input.format };
    match load(tree, document.root) {
        Ok(service) => started(input, tree, &service),
        Err(Refusal { message, nodes, endpoint, crash }) => {
            let message = if crash { message } else { format!("'{}': {message}", input.name) };
            let stage = if crash { Stage::Crash } else { Stage::Parse };
            let spans = nodes.iter().map(|n| document.span(*n)).collect();
            Verdict { routes: endpoint.into_iter().collect(), ..refused(stage, message, spans) }
        }
    }
}

fn refused(stage: Stage, message: String, spans: Vec<Span>) -> Verdict {
    Verdict {
        check: Check::Refuse,
        stage: Some(stage),
        run: Run::Exits,
        message: Some(message),
        run_message: None,
        run_elsewhere: false,
        routes: Vec::new(),
        spans,
    }
}

/// The configuration as KrakenD holds it after parsing, or why it does not.
pub fn load(tree: Tree<'_>, root: Option<NodeId>) -> Result<Service, Refusal> {
    top_level(tree, root)?;
    let (mut service, errors) = decode::decode::<Service>(tree, root);
    if !errors.is_empty() {
        return Err(undecodable(&errors));
    }
    init::init(&mut service)?;
    Ok(service)
}

/// What Go's own decoder refuses before any key is looked at.
fn top_level(tree: Tree<'_>, root: Option<NodeId>) -> Result<(), Refusal> {
    if tree.format != Format::Json {
        return Ok(());
    }
    let refuse = |what: &str, into: &str, node: NodeId| {
        let message = format!("json: cannot unmarshal {what} into Go value of type {into}");
        Err(Refusal { message, nodes: vec![node], endpoint: None, crash: false })
    };
    let Some(root) = root else { return Ok(()) };
    let kind = match tree.value(root) {
        Value::Map(_) | Value::Null => None,
        Value::List(_) => Some("array"),
        Value::Bool(_) => Some("bool"),
        Value::Str(_) => Some("string"),
        _ => Some("number"),
    };
    if let Some(kind) = kind {
        return refuse(kind, "map[string]interface {}", root);
    }
    for (index, node) in tree.doc.nodes.iter().enumerate() {
        if let Kind::Scalar(scalar) = &node.kind
            && scalar.style == Style::Plain
            && scalar.text.parse::<f64>().is_ok_and(f64::is_infinite)
        {
            return refuse(&format!("number {}", scalar.text), "float64", NodeId(index as u32));
        }
    }
    Ok(())
}

fn undecodable(errors: &[DecodeError]) -> Refusal {
    let lines: Vec<&str> = errors.iter().map(|e| &*e.message).collect();
    let message = format!("decoding failed due to the following error(s):\n\n{}", lines.join("\n"));
    let nodes = errors.iter().map(|e| e.node).collect();
    Refusal { message, nodes, endpoint: None, crash: false }
}

/// Everything after parsing: routes for `check -t`, the whole gateway for `run`.
fn started(input: &Input<'_>, tree: Tree<'_>, service: &Service) -> Verdict {
    let gin = GinVersion::of_krakend(input.release);
    let checked = check::check(tree, service, gin);
    let run = crate::run::run(tree, service, gin);
    let span = |node: &NodeId| tree.doc.span(*node);
    let mut verdict = Verdict {
        check: Check::Accept,
        stage: None,
        run: run.as_ref().map_or(Run::Listens, |end| end.run),
        message: None,
        run_message: run.as_ref().map(|end| end.message.clone()),
        run_elsewhere: run.as_ref().is_some_and(|end| end.elsewhere),
        routes: run.as_ref().map(|end| end.routes.clone()).unwrap_or_default(),
        spans: run.iter().flat_map(|end| &end.nodes).map(span).collect(),
    };
    if let Err(fault) = checked {
        verdict.check = Check::Refuse;
        verdict.stage = Some(if fault.crash { Stage::Crash } else { Stage::Router });
        verdict.routes = fault.routes;
        verdict.spans = fault.nodes.iter().map(span).collect();
        let same = verdict
            .run_message
            .as_deref()
            .is_some_and(|m| m.strip_prefix("panic: ") == Some(&*fault.message));
        if same {
            verdict.run_message = None;
        }
        verdict.message = Some(fault.message);
    }
    verdict
}

/// The document, or KrakenD's words and the place.
fn read(input: &Input<'_>) -> Result<Document, (String, Span)> {
    match input.format {
        Format::Json => json::parse(input.file, input.bytes).map_err(|error| {
            let span = error.span(input.file, input.bytes);
            (error.message, span)
        }),
        Format::Yaml => read_yaml(input),
    }
}

fn read_yaml(input: &Input<'_>) -> Result<Document, (String, Span)> {
    let text = String::from_utf8(input.bytes.to_vec()).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        ("yaml: invalid leading UTF-8 octet".to_owned(), Span::new(input.file, at, at + 1))
    })?;
    let mut sources = SourceMap::default();
    for _ in 0..input.file.0 {
        sources.add("", "");
    }
    sources.add(input.name, text);
    let mut out = gwc_syntax::diagnostic::Diagnostics::default();
    let document = gwc_syntax::tree::yaml::parse(&sources, input.file, &mut out);
    crate::yaml::refusal(&sources, &document, &out).map_or(Ok(document), Err)
}
