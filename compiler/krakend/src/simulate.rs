//! Simulates KrakenD CE with a configuration file: what it decodes, whether it starts, and how it fails.
//!
//! `check` is `krakend check -t`: parse, decode, prepare, then register every route with lura's default engine.
//! `run` is `krakend run` with the engine and components of CE, on a machine that has none of the files in the
//! configuration and reaches no other host. Environment variables and flexible configuration are not simulated. Nothing
//! here reads a disk.

mod check;

use crate::config::Service;
use crate::decode::{self, DecodeError};
use crate::gin::GinVersion;
use crate::init::{self, Refusal};
use crate::value::{Format, Tree, Value};
use crate::verdict::{Check, Run, Stage, Verdict};
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::source::{FileId, SourceMap, Span};
use gwc_syntax::tree::json::JsonError;
use gwc_syntax::tree::{Document, Kind, NodeId, Style, json, yaml};

/// A file to run the simulation on.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Its name as KrakenD prints it.
    pub name: &'a str,
    /// Its contents.
    pub bytes: &'a [u8],
    /// Its format.
    pub format: Format,
    /// The file that spans point into.
    pub file: FileId,
    /// Major, minor and patch of KrakenD CE.
    pub release: (u16, u16, u16),
}

/// The release that this crate was compared with.
pub const LATEST: (u16, u16, u16) = (2, 13, 8);

/// The verdict of KrakenD CE 2.13.8 on a file; spans point into `FileId(0)`.
pub fn verdict(name: &str, bytes: &[u8], format: Format) -> Verdict {
    simulate(&Input { name, bytes, format, file: FileId(0), release: LATEST })
}

/// The verdict on a file.
pub fn simulate(input: &Input<'_>) -> Verdict {
    Simulation::of(*input).verdict
}

/// A configuration after one parse, one decoding and one simulated start, which rules and readers share.
#[derive(Debug)]
pub struct Simulation<'a> {
    /// The file.
    pub input: Input<'a>,
    /// Its tree; empty when it is no JSON, in parts when it is no YAML.
    pub document: Document,
    /// As it was decoded, before KrakenD prepares it; `None` when a value has the wrong type.
    pub decoded: Option<Service>,
    /// The configuration after KrakenD's preparation, or the error that ends it.
    pub service: Result<Service, Refusal>,
    /// Of a configuration that is rejected after it was decoded: as far as it can be prepared.
    rest: Option<Service>,
    /// The error of YAML that makes it unreadable, as the reader of `gwc` states it, if it has it.
    pub syntax: Option<Box<Diagnostic>>,
    /// What the real binary does with it.
    pub verdict: Verdict,
}

/// A configuration as its format is read: its tree, and what makes it unreadable.
#[derive(Debug)]
pub struct Parsed {
    /// Its tree; empty when it is no JSON, in parts when it is no YAML.
    pub document: Document,
    /// KrakenD's words and the place.
    unreadable: Option<(String, Span)>,
    /// The same error as the reader of `gwc` states it, if it has it.
    syntax: Option<Box<Diagnostic>>,
}

impl Parsed {
    /// The result of [`json::parse`] for the bytes of a file.
    pub fn json(file: FileId, bytes: &[u8], parsed: Result<Document, JsonError>) -> Self {
        match parsed {
            Ok(document) => Self { document, unreadable: None, syntax: None },
            Err(error) => {
                let span = error.span(file, bytes);
                let unreadable = Some((error.message, span));
                Self { document: Document::empty(file), unreadable, syntax: None }
            }
        }
    }

    /// The result of [`yaml::parse`] for a source that may not be UTF-8, and what it reported.
    pub fn yaml(sources: &SourceMap, bytes: &[u8], document: Document, found: &Diagnostics) -> Self {
        let unreadable = match std::str::from_utf8(bytes) {
            Ok(_) => crate::yaml::refusal(sources, &document, found),
            Err(error) => {
                let at = error.valid_up_to();
                let place = Span::new(document.file, at, at + 1);
                Some(("yaml: invalid leading UTF-8 octet".to_owned(), place))
            }
        };
        let place = unreadable.as_ref().map(|(_, place)| *place);
        let is_syntax = |d: &&Diagnostic| crate::yaml::is_syntax(d) && Some(d.primary.span) == place;
        let syntax = found.iter().find(is_syntax).cloned().map(Box::new);
        Self { document, unreadable, syntax }
    }

    /// The error and its place, for a file without a tree.
    pub fn unreadable(&self) -> Option<(&str, Span)> {
        self.unreadable.as_ref().map(|(message, span)| (message.as_str(), *span))
    }

    fn of(input: &Input<'_>) -> Self {
        match input.format {
            Format::Json => return Self::json(input.file, input.bytes, json::parse(input.file, input.bytes)),
            Format::Toml => {
                return Self::json(input.file, input.bytes, crate::toml::parse(input.file, input.bytes));
            }
            Format::Yaml => {}
        }
        let mut sources = SourceMap::default();
        // Spans point into the file by its number.
        for _ in 0..input.file.0 {
            sources.add("", "");
        }
        sources.add(input.name, json::display_text(input.bytes));
        let mut found = Diagnostics::default();
        let document = yaml::parse(&sources, input.file, &mut found);
        Self::yaml(&sources, input.bytes, document, &found)
    }
}

impl<'a> Simulation<'a> {
    /// Parses a file and simulates KrakenD with it.
    pub fn of(input: Input<'a>) -> Self {
        let parsed = Parsed::of(&input);
        Self::of_parsed(input, parsed)
    }

    /// Simulates KrakenD with a file that was parsed already.
    pub fn of_parsed(input: Input<'a>, parsed: Parsed) -> Self {
        let Parsed { document, unreadable, syntax } = parsed;
        let tree = Tree { doc: &document, format: input.format };
        let (service, errors) = decode::decode::<Service>(tree, document.root);
        let decoded = errors.is_empty().then(|| service.clone());
        let service = prepared(tree, document.root, service, &errors);
        let is_rejected = service.as_ref().is_err_and(|refusal| !refusal.crash);
        let rest = decoded.as_ref().filter(|_| is_rejected).cloned().map(rest);
        let verdict = match (unreadable, &service) {
            (Some((message, span)), _) => {
                refused(Stage::Parse, format!("'{}': {message}", input.name), vec![span])
            }
            (None, Ok(service)) => started(&input, tree, service),
            (None, Err(refusal)) => refused_early(&input, &document, refusal),
        };
        Self { input, document, decoded, service, rest, syntax, verdict }
    }

    /// The configuration after its preparation, also of a file that KrakenD rejects for an error elsewhere; `None` when it
    /// cannot be decoded, or makes KrakenD crash.
    pub fn known(&self) -> Option<&Service> {
        self.service.as_ref().ok().or(self.rest.as_ref())
    }

    /// The tree with the rules of its format.
    pub fn tree(&self) -> Tree<'_> {
        Tree { doc: &self.document, format: self.input.format }
    }
}

/// The service after its preparation, or the first error.
fn prepared(
    tree: Tree<'_>,
    root: Option<NodeId>,
    mut service: Service,
    errors: &[DecodeError],
) -> Result<Service, Refusal> {
    top_level(tree, root)?;
    if !errors.is_empty() {
        return Err(undecodable(errors));
    }
    init::init(&mut service)?;
    Ok(service)
}

fn rest(mut service: Service) -> Service {
    init::init_rest(&mut service);
    service
}

fn refused_early(input: &Input<'_>, document: &Document, refusal: &Refusal) -> Verdict {
    let Refusal { message, nodes, endpoint, crash } = refusal;
    let message = if *crash { message.clone() } else { format!("'{}': {message}", input.name) };
    let stage = if *crash { Stage::Crash } else { Stage::Parse };
    let spans = nodes.iter().map(|n| document.span(*n)).collect();
    Verdict { routes: endpoint.iter().copied().collect(), ..refused(stage, message, spans) }
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

/// What Go's JSON decoder rejects before any key is read.
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
