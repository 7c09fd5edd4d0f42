//! A configuration that rules check, with the lookups that several of them share.

use crate::load::NearbyFiles;
use gwc_krakend::config::{Backend, Endpoint, Service};
use gwc_krakend::decode::{Extra, Field};
use gwc_krakend::simulate::Simulation;
use gwc_krakend::value::{Format, Tree, Value};
use gwc_syntax::diagnostic::{Applicability, Diagnostic, Edit};
use gwc_syntax::source::Span;
use gwc_syntax::tree::{Document, Kind, NodeId, Scalar, Style, removal};
use gwc_syntax::value::Target;

/// A configuration that rules check.
#[derive(Debug)]
pub struct Subject<'a> {
    /// Its tree.
    pub tree: Tree<'a>,
    /// The top node.
    pub root: NodeId,
    /// The program that will run it.
    pub target: Target,
    /// What is known of the files around it.
    pub(crate) nearby: &'a NearbyFiles,
    /// The configuration as KrakenD decodes it; `None` when KrakenD rejects it before.
    pub service: Option<&'a Service>,
    /// The whole file, which need not be UTF-8.
    pub(crate) bytes: &'a [u8],
    /// Each endpoint's method and path.
    routes: Vec<String>,
    /// The text, when it may be edited: it is UTF-8, and no alias or merge key repeats a place of it.
    text: Option<&'a str>,
}

/// The places of the endpoints with their routes, in their order in the file.
#[derive(Debug)]
pub(crate) struct Places<'a>(Vec<(Span, &'a str)>);

impl<'a> Places<'a> {
    /// The route of the endpoint that a place is in.
    pub(crate) fn route_at(&self, place: Span) -> Option<&'a str> {
        let after = self.0.partition_point(|(span, _)| span.start <= place.start);
        let (span, route) = self.0[..after].last()?;
        (span.file == place.file && place.end <= span.end).then_some(route)
    }
}

/// An endpoint, and its route for findings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EndpointOf<'a> {
    /// As KrakenD decodes it.
    pub(crate) config: &'a Endpoint,
    /// Its method and its path as it is written.
    pub(crate) route: &'a str,
}

/// A block of `extra_config` and the options in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Block<'a> {
    tree: Tree<'a>,
    /// Its name.
    pub(crate) key: NodeId,
    /// Its value.
    pub(crate) value: NodeId,
}

/// An expression of `validation/cel`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expression<'a> {
    /// The expression.
    pub(crate) text: &'a str,
    /// Its place.
    pub(crate) node: NodeId,
    /// The endpoint that has it, or whose backend has it.
    pub(crate) endpoint: EndpointOf<'a>,
    /// The backend that has it.
    pub(crate) backend: Option<&'a Backend>,
}

/// How many values are looked at below one: aliases can repeat a value without end.
const MOST_NODES: usize = 100_000;

impl<'a> Block<'a> {
    /// An option and its place; null is treated as absent.
    pub(crate) fn get(&self, name: &str) -> Option<(Value<'a>, NodeId)> {
        let entry = self.tree.get(self.value, name)?;
        let value = self.tree.value(entry.value);
        (value != Value::Null).then_some((value, entry.value))
    }

    /// The text of an option; empty when it is absent or not a string.
    pub(crate) fn text(&self, name: &str) -> &'a str {
        self.get(name).and_then(|(value, _)| value.as_str()).unwrap_or("")
    }

    /// The number of an option.
    pub(crate) fn number(&self, name: &str) -> Option<f64> {
        self.get(name).and_then(|(value, _)| value.as_number())
    }

    /// Whether an option is `true`.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.get(name).is_some_and(|(value, _)| value.as_bool() == Some(true))
    }

    /// The items of a list.
    pub(crate) fn list(&self, name: &str) -> &'a [NodeId] {
        match self.get(name) {
            Some((Value::List(items), _)) => items,
            _ => &[],
        }
    }

    /// The texts of a list, and their places.
    pub(crate) fn texts(&self, name: &str) -> Vec<(&'a str, NodeId)> {
        self.list(name).iter().filter_map(|item| Some((self.tree.value(*item).as_str()?, *item))).collect()
    }

    /// The place of an option, or else of the name of the block.
    pub(crate) fn place(&self, name: &str) -> NodeId {
        self.get(name).map_or(self.key, |(_, node)| node)
    }
}

impl<'a> Subject<'a> {
    /// The configuration in a document; `None` when it is empty.
    pub fn of(simulation: &'a Simulation<'_>, nearby: &'a NearbyFiles, target: Target) -> Option<Self> {
        let tree = simulation.tree();
        let root = simulation.document.root?;
        let service = simulation.known();
        let routes = routes(tree, service);
        // A table of TOML may be written in several places, which edits do not follow.
        let editable = simulation.input.format != Format::Toml && !repeats(&simulation.document);
        let text = std::str::from_utf8(simulation.input.bytes).ok().filter(|_| editable);
        Some(Self { tree, root, target, nearby, service, bytes: simulation.input.bytes, routes, text })
    }

    /// The place of a node.
    pub fn span(&self, node: NodeId) -> Span {
        self.tree.doc.span(node)
    }

    /// The endpoints, in the order of the file.
    pub(crate) fn endpoints(&self) -> impl Iterator<Item = EndpointOf<'_>> {
        let endpoints = self.service.iter().flat_map(|s| s.endpoints.iter());
        endpoints
            .zip(&self.routes)
            .filter_map(|(e, route)| Some(EndpointOf { config: e.value.as_ref()?, route }))
    }

    /// The places of the endpoints, for lookups.
    pub(crate) fn places(&self) -> Places<'_> {
        let endpoints = self.service.iter().flat_map(|service| service.endpoints.iter()).zip(&self.routes);
        let known = endpoints.filter(|(endpoint, _)| endpoint.value.is_some());
        let mut places: Vec<(Span, &str)> =
            known.filter_map(|(endpoint, route)| Some((self.span(endpoint.node?), &**route))).collect();
        places.sort_by_key(|(span, _)| *span);
        Places(places)
    }

    /// All backends of endpoints, each with its endpoint.
    pub(crate) fn backends(&self) -> impl Iterator<Item = (EndpointOf<'_>, &Backend)> {
        self.endpoints()
            .flat_map(|e| e.config.backend.iter().filter_map(move |b| Some((e, b.value.as_ref()?))))
    }

    /// The expressions of `validation/cel`: those of endpoints, then of backends.
    pub(crate) fn expressions(&self) -> impl Iterator<Item = Expression<'_>> {
        let endpoints = self.endpoints().map(|endpoint| (endpoint, None));
        let backends = self.backends().map(|(endpoint, backend)| (endpoint, Some(backend)));
        endpoints.chain(backends).flat_map(move |(endpoint, backend)| {
            let extra = backend.map_or(&endpoint.config.extra_config, |backend| &backend.extra_config);
            let items = match extra.component("validation/cel").map(|found| self.tree.value(found.value)) {
                Some(Value::List(items)) => items,
                _ => &[],
            };
            let entries = items.iter().filter_map(|item| self.tree.get(*item, "check_expr"));
            entries.filter_map(move |entry| {
                let text = self.tree.value(entry.value).as_str()?;
                Some(Expression { text, node: entry.value, endpoint, backend })
            })
        })
    }

    /// The texts in a value, however deep, with their places, without keys.
    pub(crate) fn texts_below(&self, node: NodeId) -> Vec<(&'a str, NodeId)> {
        let (mut texts, mut open, mut left) = (Vec::new(), vec![node], MOST_NODES);
        while let Some(node) = open.pop() {
            match self.tree.value(node) {
                Value::Str(text) => texts.push((text, node)),
                Value::List(items) => open.extend(items.iter().rev()),
                Value::Map(map) => open.extend(self.tree.entries(map).iter().rev().map(|entry| entry.value)),
                _ => {}
            }
            left -= 1;
            if left == 0 {
                break;
            }
        }
        texts
    }

    /// A block of the service.
    pub(crate) fn block(&self, name: &str) -> Option<Block<'a>> {
        self.block_of(&self.service.as_ref()?.extra_config, name)
    }

    /// A block by its short name, in any spelling; `None` when it is not a map.
    pub(crate) fn block_of(&self, extra: &Extra, name: &str) -> Option<Block<'a>> {
        let found = extra.component(name)?;
        let map = matches!(self.tree.value(found.value), Value::Map(_));
        map.then_some(Block { tree: self.tree, key: found.key, value: found.value })
    }

    /// The text to delete to remove an entry of a map; `None` where the deletion could change something else.
    pub(crate) fn removal(&self, map: NodeId, key: NodeId) -> Option<Span> {
        removal(self.tree.doc, self.text?, map, key)
    }

    /// The text of a node as it is written in the file.
    pub(crate) fn written_text(&self, node: NodeId) -> Option<&'a str> {
        let span = self.span(node);
        self.text?.get(span.start as usize..span.end as usize)
    }

    /// The edit that gives a scalar another text in its own style.
    pub(crate) fn spelled(&self, node: NodeId, text: &str) -> Option<Edit> {
        let scalar = self.tree.doc.scalar(node).filter(|_| self.editable(node))?;
        Some(Edit { span: self.span(node), text: scalar.spelled(text) })
    }

    /// Whether a scalar can be replaced: the lines of a block scalar cannot.
    pub(crate) fn editable(&self, node: NodeId) -> bool {
        let written = |scalar: &Scalar| scalar.style != Style::Block;
        self.text.is_some() && self.tree.doc.scalar(node).is_some_and(written)
    }

    /// The place of a field, or else of the value that lacks it.
    pub(crate) fn place<T>(&self, field: &Field<T>, whole: Option<NodeId>) -> Span {
        let node = field.node.or(whole);
        node.map_or_else(|| Span::file_start(self.tree.doc.file), |node| self.span(node))
    }

    /// The text as it is written, before KrakenD changed it.
    pub(crate) fn written(&self, field: &Field<String>) -> &'a str {
        field.node.and_then(|node| self.tree.value(node).as_str()).unwrap_or("")
    }
}

/// Each endpoint as `GET /path`, the path as it is written.
fn routes(tree: Tree<'_>, service: Option<&Service>) -> Vec<String> {
    let route = |e: &Field<Option<Endpoint>>| match &e.value {
        Some(endpoint) => {
            let node = endpoint.endpoint.node;
            let path = node.and_then(|n| tree.value(n).as_str()).unwrap_or("/");
            format!("{} {path}", endpoint.method.to_uppercase())
        }
        None => String::new(),
    };
    service.map_or_else(Vec::new, |service| service.endpoints.iter().map(route).collect())
}

/// Whether an alias or a merge key may repeat a place elsewhere.
fn repeats(document: &Document) -> bool {
    document.nodes.iter().any(|node| match &node.kind {
        Kind::Alias(_) => true,
        Kind::Scalar(scalar) => scalar.style == Style::Plain && &*scalar.text == "<<",
        _ => false,
    })
}

/// A path as gin has it, without the names of its parameters: `/users/:`.
pub(crate) fn shape(path: &str) -> String {
    let segments = path.split('/').map(|segment| if segment.starts_with(':') { ":" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

/// A route with a value instead of its last parameter.
pub(crate) fn with_value(route: &str, value: &str) -> String {
    match (route.rfind('{'), route.rfind('}')) {
        (Some(start), Some(end)) if start < end => format!("{}{value}{}", &route[..start], &route[end + 1..]),
        _ => route.to_owned(),
    }
}

/// Offers to delete an entry of a map that KrakenD ignores because another entry overrides it. If their values differ,
/// the ignored one may be the intended one, so the fix is unsafe.
pub(crate) fn remove_superseded(
    subject: &Subject<'_>,
    finding: Diagnostic,
    map: NodeId,
    key: NodeId,
    (unread, read): (NodeId, NodeId),
) -> Diagnostic {
    let Some(span) = subject.removal(map, key) else { return finding };
    let same = subject.written_text(unread).is_some_and(|text| Some(text) == subject.written_text(read));
    let sure = if same { Applicability::Safe } else { Applicability::Unsafe };
    finding.fix("remove the ignored entry", sure, vec![Edit { span, text: String::new() }])
}
