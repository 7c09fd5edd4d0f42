//! Compiles route files into gateway configurations, and judges configurations that exist already.
//!
//! Data flows one way: [`load`] reads files, [`syntax`] makes trees of them, [`parse`] makes declarations,
//! [`resolve`] finds names, [`expand`] makes the [`model`], and everything else reads the model.

pub use gwc_krakend as krakend;
pub use gwc_syntax::tree as syntax;
pub use gwc_syntax::{declare_rule, diagnostic, source, suggest, value};

pub mod catalog;
pub mod codes;
pub mod load;
pub mod grammar;
pub mod decl;
pub mod parse;
pub mod resolve;
pub mod model;
pub mod expand;
pub mod lock;
mod consequence;
pub mod inspect;
pub mod lint;
pub mod targets;
pub mod emit;
mod written;
pub mod settings;
pub mod suppress;
pub mod baseline;
pub mod fix;
pub mod read;
pub mod around;
pub mod import;
pub mod render;
pub mod cli;

use std::collections::{BTreeMap, HashSet};

use diagnostic::{Diagnostic, Diagnostics, Hidden, Why};
use load::GatewayFiles;
use model::Gateway;
use settings::Settings;
use source::{FileId, SourceMap, Span};
use syntax::Document;

/// A compiled gateway and everything there is to say about it.
#[derive(Debug, Default)]
pub struct Compilation {
    /// The gateway, as far as it could be understood; nothing when it does not even have a file of its own.
    pub gateway: Option<Gateway>,
    /// The trees it was read from: comments and places.
    pub documents: Vec<Document>,
    /// What is wrong.
    pub diagnostics: Diagnostics,
    /// What was found, and is left out.
    pub hidden: Vec<Hidden>,
}

/// A gateway without errors: the only thing that is lowered and emitted.
#[derive(Debug, Clone, Copy)]
pub struct Checked<'a>(&'a Gateway);

impl<'a> Checked<'a> {
    /// The gateway.
    pub fn gateway(self) -> &'a Gateway {
        self.0
    }
}

impl Compilation {
    /// The gateway, if nothing forbids to emit it.
    pub fn checked(&self) -> Option<Checked<'_>> {
        self.gateway.as_ref().filter(|_| !self.diagnostics.has_errors()).map(Checked)
    }

    /// Drops what its author accepts that a target does not do, so that it no longer forbids to emit. Other errors
    /// that are suppressed still do: they leave the gateway incomplete.
    fn waive<'a>(&mut self, suppressed: impl Iterator<Item = &'a diagnostic::Diagnostic>) {
        let waived: Vec<_> = suppressed.filter(|finding| targets::is_waivable(finding.rule)).collect();
        // Settings may have changed how much it weighs.
        let is_same = |a: &diagnostic::Diagnostic, b: &diagnostic::Diagnostic| {
            (a.rule, a.primary.span, &a.message) == (b.rule, b.primary.span, &b.message)
        };
        self.diagnostics.retain(|finding| !waived.iter().any(|waived| is_same(finding, waived)));
    }
}

/// Compiles one gateway. However broken the input, what is wrong is in the diagnostics, all of it.
pub fn compile(sources: &SourceMap, files: &GatewayFiles, settings: &Settings) -> Compilation {
    let mut out = Diagnostics::default();
    let mut hidden = Vec::new();
    let (mut documents, mut gateway) = understand(sources, files, None, &mut out);
    if let Some(overlay) = files.overlay {
        let plain = gateway;
        let mut overlaid = Diagnostics::default();
        (documents, gateway) = understand(sources, files, Some(overlay), &mut overlaid);
        // What the plain form says already is said once.
        out.extend(overlaid);
        if let (Some(plain), Some(gateway)) = (&plain, &gateway) {
            added_endpoints(plain, gateway, &mut out);
        }
    }
    let understood = !out.has_errors();
    if let Some(gateway) = &gateway {
        lint::lint(gateway, settings, &mut out);
        // What a target refuses changes no endpoint, so the lock is held against them all the same.
        lock::check(sources, files, gateway, &mut out);
        targets::check(gateway, &mut out);
        emit::kube::check(gateway, &mut out);
        if understood {
            hidden.extend(judge_written(sources, gateway, &documents, &mut out));
        }
    }
    let shared: Vec<FileId> = gateway_file(sources, files).into_iter().chain(files.overlay).collect();
    let consequences = consequence::drop_consequences(sources, &shared, files.incomplete, &mut out);
    hidden.extend(because(Why::Consequence, consequences));
    out.sort();
    Compilation { gateway, documents, diagnostics: out, hidden }
}

/// Reports what is wrong with what would be written, and returns what is left out. What the rules over the model say
/// already is said once; and where they refuse the gateway, that its outputs are refused too is no news.
fn judge_written(
    sources: &SourceMap,
    gateway: &Gateway,
    documents: &[Document],
    out: &mut Diagnostics,
) -> Vec<Hidden> {
    let written = written::judge(gateway, documents, FileId(sources.len() as u32));
    let mut hidden = because(Why::Lowered, written.lowered);
    let mut found = written.passed;
    match out.has_errors() {
        true => hidden.extend(because(Why::Consequence, written.refused)),
        false => found.extend(written.refused),
    }
    let known: HashSet<(&str, Span)> = out.iter().map(|d| (d.rule.code, d.primary.span)).collect();
    let (again, new): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|d| known.contains(&(d.rule.code, d.primary.span)));
    hidden.extend(because(Why::Duplicate, again));
    out.extend(new);
    hidden
}

fn because(why: Why, findings: Vec<Diagnostic>) -> Vec<Hidden> {
    findings.into_iter().map(|finding| Hidden { finding, why }).collect()
}

/// An overlay changes values between environments; it does not add endpoints.
fn added_endpoints(plain: &Gateway, overlaid: &Gateway, out: &mut Diagnostics) {
    let keys: std::collections::HashSet<String> = plain.endpoints.iter().map(model::Endpoint::key).collect();
    for endpoint in overlaid.endpoints.iter().filter(|e| !keys.contains(&e.key())) {
        out.push(
            codes::OVERLAY_ADDS_ENDPOINT
                .at(overlaid.span(endpoint.origin), format!("the overlay adds `{}`", endpoint.key()))
                .route(endpoint.key())
                .help("declare it in the route files; an overlay only changes values"),
        );
    }
}

/// The trees of a gateway's files - overlaid, variables replaced - and the gateway they make.
fn understand(
    sources: &SourceMap,
    files: &GatewayFiles,
    overlay: Option<FileId>,
    out: &mut Diagnostics,
) -> (Vec<Document>, Option<Gateway>) {
    let mut documents: Vec<Document> =
        files.routes.iter().map(|file| syntax::yaml::parse(sources, *file, out)).collect();
    if let Some(overlay) = overlay {
        let over = syntax::yaml::parse(sources, overlay, out);
        documents = parse::overlay(documents, &over, out);
        documents.push(over);
    }
    let variables = variables(&documents, files, out);
    documents.iter_mut().for_each(|doc| parse::interpolate(doc, &variables, out));
    let routes = &documents[..files.routes.len()];
    let decls = parse::parse(routes, out);
    if let (None, Some(file)) = (&decls.gateway, gateway_file(sources, files)) {
        parse::without_gateway(routes, file, out);
    }
    let gateway = resolve::resolve(decls, out).map(|resolved| expand::expand(resolved, out));
    (documents, gateway)
}

/// `gateway.yaml`.
fn gateway_file(sources: &SourceMap, files: &GatewayFiles) -> Option<FileId> {
    let is_gateway = |file: &&FileId| {
        sources.file(**file).path.rsplit('/').next().is_some_and(|name| name == load::GATEWAY_FILE)
    };
    files.routes.iter().find(is_gateway).copied()
}

/// The declared variables, each with the value of the environment, else its default.
fn variables(
    documents: &[Document],
    files: &GatewayFiles,
    out: &mut Diagnostics,
) -> BTreeMap<String, Option<String>> {
    let mut declared = parse::variables(documents, out);
    for (name, value) in &mut declared {
        if let Some(set) = files.environment.get(name) {
            *value = Some(set.clone());
        }
    }
    declared
}
