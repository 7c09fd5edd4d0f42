//! Findings about configurations that exist already. One rule a file, or one family a file where the table of
//! effects reports them.
//!
//! [`findings`] is the way in: what KrakenD refuses, what nobody reads, and what KrakenD only finds out when it
//! runs, or never.

pub(crate) mod effects;
pub(crate) mod refused;

use super::config::Service;
use super::judge::{self, Input, Verdict};
use super::value::Tree;
use crate::diagnostic::{Diagnostic, Rule};
use crate::source::Span;
use crate::syntax::{Document, NodeId};
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
}

impl Subject<'_> {
    /// The place of a node.
    pub fn span(&self, node: NodeId) -> Span {
        self.tree.doc.span(node)
    }
}

type CheckFn = fn(&Subject<'_>, &mut Vec<Diagnostic>);

/// Everything that is checked.
const CHECKS: &[CheckFn] = &[super::effects::walk, effects::duplicate_keys];

/// All rules of this module.
pub fn rules() -> Vec<&'static Rule> {
    [refused::RULES, effects::RULES].concat()
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
    let Some(root) = document.root else { return out };
    let service = judge::load(tree, Some(root)).ok();
    let subject = Subject { tree, root, target, service };
    CHECKS.iter().for_each(|check| check(&subject, &mut out));
    group(out)
}

/// Makes one of findings that say the same: the first keeps its place, the others become places of it.
pub fn group(findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut grouped: Vec<Diagnostic> = Vec::new();
    let mut seen: std::collections::HashMap<(&str, String, Option<String>), usize> =
        std::collections::HashMap::new();
    for finding in findings {
        let key = (finding.rule.code, finding.message.clone(), finding.help.clone());
        match seen.get(&key) {
            Some(at) if grouped[*at].related.is_empty() && finding.related.is_empty() => {
                let first = &mut grouped[*at];
                first.fix = None;
                first.places.push(finding.primary.span);
                if first.route != finding.route {
                    first.route = None;
                }
            }
            _ => {
                seen.insert(key, grouped.len());
                grouped.push(finding);
            }
        }
    }
    grouped
}

#[cfg(test)]
mod tests;
