//! Findings about configurations that exist already. One rule a file, or one family a file where the table of
//! effects reports them.
//!
//! [`findings`] is the way in: what KrakenD refuses, what nobody reads, and what KrakenD only finds out when it
//! runs, or never.

pub(crate) mod effects;
pub(crate) mod refused;

use super::config::{Backend, Endpoint, Service};
use super::decode::{Extra, Field};
use super::judge::{self, Input, Verdict};
use super::value::{Tree, Value};
use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix, Plan, Rule, Severity};
use crate::source::Span;
use crate::syntax::{Document, Kind, NodeId, Scalar, Style, removal};
use crate::value::Target;

/// A configuration that is looked at.
#[derive(Debug)]
pub struct Subject<'a> {
    /// Its tree.
    pub tree: Tree<'a>,
    /// The top node.
    pub root: NodeId,
    /// What is meant to run it.
    pub target: Target,
    /// The configuration as KrakenD holds it; `None` when KrakenD refuses it before.
    pub service: Option<Service>,
    /// Each endpoint's method and path.
    routes: Vec<String>,
    /// The text, when it may be edited: it is UTF-8, and no alias or merge key makes one place count in two.
    text: Option<&'a str>,
}

/// An endpoint in words that a finding needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EndpointOf<'a> {
    /// As KrakenD holds it.
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
    /// What it holds.
    pub(crate) value: NodeId,
}

impl<'a> Block<'a> {
    /// An option and its place; a null counts as absent.
    pub(crate) fn get(&self, name: &str) -> Option<(Value<'a>, NodeId)> {
        let entry = self.tree.get(self.value, name)?;
        let value = self.tree.value(entry.value);
        (value != Value::Null).then_some((value, entry.value))
    }

    /// The text of an option; empty when it is absent or no text.
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

    /// The place of an option, else of the block's name.
    pub(crate) fn place(&self, name: &str) -> NodeId {
        self.get(name).map_or(self.key, |(_, node)| node)
    }
}

impl<'a> Subject<'a> {
    /// The configuration in a document; nothing when it is empty.
    pub fn of(input: &Input<'a>, document: &'a Document, target: Target) -> Option<Self> {
        let tree = Tree { doc: document, format: input.format };
        let root = document.root?;
        let service = judge::load(tree, Some(root)).ok();
        let routes = routes(tree, service.as_ref());
        let text = std::str::from_utf8(input.bytes).ok().filter(|_| !repeats(document));
        Some(Self { tree, root, target, service, routes, text })
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

    /// All backends of endpoints, each with its endpoint.
    pub(crate) fn backends(&self) -> impl Iterator<Item = (EndpointOf<'_>, &Backend)> {
        self.endpoints()
            .flat_map(|e| e.config.backend.iter().filter_map(move |b| Some((e, b.value.as_ref()?))))
    }

    /// A block of the service.
    pub(crate) fn block(&self, name: &str) -> Option<Block<'a>> {
        self.block_of(&self.service.as_ref()?.extra_config, name)
    }

    /// A block by its short name, however it is written; `None` when it is no map.
    pub(crate) fn block_of(&self, extra: &Extra, name: &str) -> Option<Block<'a>> {
        let found = extra.component(name)?;
        let map = matches!(self.tree.value(found.value), Value::Map(_));
        map.then_some(Block { tree: self.tree, key: found.key, value: found.value })
    }

    /// What to delete so that an entry of a map is gone; nothing where that could mean something else.
    pub(crate) fn removal(&self, map: NodeId, key: NodeId) -> Option<Span> {
        removal(self.tree.doc, self.text?, map, key)
    }

    /// The text of a node as it stands in the file.
    pub(crate) fn written_text(&self, node: NodeId) -> Option<&'a str> {
        let span = self.span(node);
        self.text?.get(span.start as usize..span.end as usize)
    }

    /// A scalar's new text, written as it is.
    pub(crate) fn spelled(&self, node: NodeId, text: &str) -> Option<Edit> {
        let scalar = self.tree.doc.scalar(node).filter(|_| self.editable(node))?;
        Some(Edit { span: self.span(node), text: scalar.spelled(text) })
    }

    /// Whether a scalar can be replaced: the lines of a block scalar can not.
    pub(crate) fn editable(&self, node: NodeId) -> bool {
        let written = |scalar: &Scalar| scalar.style != Style::Block;
        self.text.is_some() && self.tree.doc.scalar(node).is_some_and(written)
    }

    /// The place of a field, else of the whole it is missing in.
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

/// A path as gin has it, without the names of its parameters: `/users/:`.
fn shape(path: &str) -> String {
    let segments = path.split('/').map(|segment| if segment.starts_with(':') { ":" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

/// A route in which a value stands for the last parameter.
fn with_value(route: &str, value: &str) -> String {
    match (route.rfind('{'), route.rfind('}')) {
        (Some(start), Some(end)) if start < end => format!("{}{value}{}", &route[..start], &route[end + 1..]),
        _ => route.to_owned(),
    }
}

/// Looks for what one rule, or a few that share a walk, want to know.
pub type Check = fn(&Subject<'_>, &mut Vec<Diagnostic>);

/// Checks that several rules share.
const TABLES: &[(&str, Check)] =
    &[("the table of effects", super::effects::walk), ("duplicate-json-key", effects::duplicate_keys)];

/// Declares the modules of rules and lists them: one rule and its check a file.
macro_rules! rules {
    ($($module:ident::$rule:ident,)*) => {
        $(mod $module;)*

        /// Rules with a check of their own.
        const CHECKS: &[(&Rule, Check)] = &[$((&$module::$rule, $module::check)),*];
    };
}

rules! {
    unmatchable_path::UNMATCHABLE_PATH,
    one_segment_rest::ONE_SEGMENT_REST,
    depends_on_machine::DEPENDS_ON_MACHINE,
    validator_refuses_everybody::VALIDATOR_REFUSES_EVERYBODY,
    audience_means_all::AUDIENCE_MEANS_ALL,
    claims_not_forwarded::CLAIMS_NOT_FORWARDED,
    jwt_placeholder::JWT_PLACEHOLDER,
    keys_fetched_each_time::KEYS_FETCHED_EACH_TIME,
    signer_refuses_everybody::SIGNER_REFUSES_EVERYBODY,
    cleartext_keys::CLEARTEXT_KEYS,
    claim_key_without_list::CLAIM_KEY_WITHOUT_LIST,
    uncompilable_expression::UNCOMPILABLE_EXPRESSION,
    uncompilable_schema::UNCOMPILABLE_SCHEMA,
    loose_cors::LOOSE_CORS,
    cors_credentials::CORS_CREDENTIALS,
    dead_bot_detector::DEAD_BOT_DETECTOR,
    trusts_everybody::TRUSTS_EVERYBODY,
    impossible_header::IMPOSSIBLE_HEADER,
    client_limit_without_strategy::CLIENT_LIMIT_WITHOUT_STRATEGY,
    limit_without_key::LIMIT_WITHOUT_KEY,
    capacity_unsaid::CAPACITY_UNSAID,
    absurd_number::ABSURD_NUMBER,
    limit_period::LIMIT_PERIOD,
    blind_breaker::BLIND_BREAKER,
    limit_by_client_choice::LIMIT_BY_CLIENT_CHOICE,
    unsupported_method::UNSUPPORTED_METHOD,
    no_host::NO_HOST,
    misread_host::MISREAD_HOST,
    unknown_encoding::UNKNOWN_ENCODING,
    no_op_manipulation::NO_OP_MANIPULATION,
    no_op_mixed::NO_OP_MIXED,
    response_placeholder::RESPONSE_PLACEHOLDER,
    tls_versions::TLS_VERSIONS,
    allow_and_deny::ALLOW_AND_DENY,
    same_group::SAME_GROUP,
    unknown_combiner::UNKNOWN_COMBINER,
    flatmap_arguments::FLATMAP_ARGUMENTS,
    only_shadows::ONLY_SHADOWS,
    star_filter::STAR_FILTER,
    content_type_lost::CONTENT_TYPE_LOST,
    server_cuts_endpoint::SERVER_CUTS_ENDPOINT,
    open_for_debugging::OPEN_FOR_DEBUGGING,
    strategy_without_rate::STRATEGY_WITHOUT_RATE,
    empty_component::EMPTY_COMPONENT,
    unchecked_claims::UNCHECKED_CLAIMS,
    without_breaker::WITHOUT_BREAKER,
    all_headers_gated::ALL_HEADERS_GATED,
    parameter_climbs::PARAMETER_CLIMBS,
    encoded_slash_switches::ENCODED_SLASH_SWITCHES,
    backtrack_missed::BACKTRACK_MISSED,
    extra_slash_removed::EXTRA_SLASH_REMOVED,
    claim_in_path::CLAIM_IN_PATH,
    private_answers_cached::PRIVATE_ANSWERS_CACHED,
    parameter_in_query::PARAMETER_IN_QUERY,
    mapping_to_itself::MAPPING_TO_ITSELF,
    dotted_deny::DOTTED_DENY,
    response_number::RESPONSE_NUMBER,
    partial_policy::PARTIAL_POLICY,
    stripped_header::STRIPPED_HEADER,
    cors_twice::CORS_TWICE,
}

/// All rules of this module.
pub fn rules() -> Vec<&'static Rule> {
    let own = CHECKS.iter().map(|(rule, _)| *rule);
    refused::RULES.iter().chain(effects::RULES).copied().chain(own).collect()
}

/// Whether a place may count elsewhere too, by an alias or a merge key.
fn repeats(document: &Document) -> bool {
    document.nodes.iter().any(|node| match &node.kind {
        Kind::Alias(_) => true,
        Kind::Scalar(scalar) => scalar.style == Style::Plain && &*scalar.text == "<<",
        _ => false,
    })
}

/// Everything there is to say about a configuration, the verdict included; equal findings are one with many places.
pub fn findings(
    input: &Input<'_>,
    document: &Document,
    target: Target,
    verdict: &Verdict,
) -> Vec<Diagnostic> {
    let tree = Tree { doc: document, format: input.format };
    let mut out = Vec::new();
    refused::report(tree, verdict, &mut out);
    let Some(subject) = Subject::of(input, document, target) else { return out };
    checks().for_each(|(_, check)| check(&subject, &mut out));
    group(out)
}

/// Each check with the name of its rule, for who wants to run, or to measure, one alone.
pub fn checks() -> impl Iterator<Item = (&'static str, Check)> {
    TABLES.iter().copied().chain(CHECKS.iter().map(|(rule, check)| (rule.name, *check)))
}

/// A finding as `--compat` weighs it: for files that are valid KrakenD by age or on purpose. What KrakenD refuses or
/// dies on stays an error; what it takes and means otherwise, or drops, becomes a warning.
pub fn compatible(finding: Diagnostic) -> Diagnostic {
    // Placeholders of the Enterprise edition: valid there, refused here.
    let enterprise =
        finding.notes.iter().any(|n| n.contains("input_headers.") || n.contains("input_query_strings."));
    let breakage = refused::RULES.contains(&finding.rule) && !enterprise;
    match finding.severity {
        Severity::Error if !breakage => finding.severity(Severity::Warning),
        _ => finding,
    }
}

/// Makes one of findings that say the same: the first keeps its place, the others become places of it.
pub fn group(findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut grouped: Vec<Diagnostic> = Vec::new();
    let mut fixes: Vec<GroupFix> = Vec::new();
    let mut seen: std::collections::HashMap<(&str, String, Option<String>), usize> =
        std::collections::HashMap::new();
    for mut finding in findings {
        let key = (finding.rule.code, finding.message.clone(), finding.help.clone());
        match seen.get(&key) {
            Some(at) if grouped[*at].related.is_empty() && finding.related.is_empty() => {
                fixes[*at].add(finding.fix.take());
                let first = &mut grouped[*at];
                first.places.push(finding.primary.span);
                if first.route != finding.route {
                    first.route = None;
                }
            }
            _ => {
                seen.insert(key, grouped.len());
                fixes.push(GroupFix::default());
                fixes[grouped.len()].add(finding.fix.take());
                grouped.push(finding);
            }
        }
    }
    for (finding, fix) in grouped.iter_mut().zip(fixes) {
        finding.fix = fix.into_fix();
    }
    grouped
}

/// One fix of those of a group: all that are safe, else all that are as sure as the first, as far as they go together.
#[derive(Default)]
struct GroupFix {
    says: Option<(String, Applicability)>,
    plan: Plan,
}

impl GroupFix {
    fn add(&mut self, fix: Option<Fix>) {
        let Some(fix) = fix else { return };
        let now = self.says.as_ref().map(|(_, sure)| *sure);
        if now.is_none() || (now != Some(fix.applicability) && fix.applicability == Applicability::Safe) {
            self.says = Some((fix.title, fix.applicability));
            self.plan = Plan::default();
        } else if now != Some(fix.applicability) {
            return;
        }
        self.plan.take(&fix.edits);
    }

    fn into_fix(self) -> Option<Fix> {
        let (title, applicability) = self.says?;
        Some(Fix { title, applicability, edits: self.plan.into_edits().into_values().flatten().collect() })
    }
}

#[cfg(test)]
mod tests;
