//! Compiles route files into gateway configurations, and judges configurations that exist already.
//!
//! Data flows one way: [`load`] reads files, [`gwc_syntax::tree`] makes trees of them, [`parse`] makes declarations,
//! [`resolve`] finds names, [`expand`] makes the [`model`], and everything else reads the model.

pub mod catalog;
pub mod codes;
pub mod load;
pub mod grammar;
pub mod layer;
pub mod decl;
pub mod parse;
pub mod resolve;
pub mod model;
pub mod expand;
mod checked;
pub mod lock;
mod consequence;
pub mod inspect;
pub mod lint;
pub mod rules;
pub mod kube;
mod passthrough;
pub mod emit;
mod written;
mod compilation;
pub mod settings;
pub mod suppress;
pub mod baseline;
pub mod fix;
pub mod read;
pub mod around;
pub mod import;
pub mod render;
pub mod cli;

pub use checked::Checked;
pub use compilation::Compilation;

use std::collections::{BTreeMap, HashSet};

use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Hidden, Severity, Why};
use gwc_syntax::source::{FileId, SourceMap, Span};
use gwc_syntax::tree::{self, Document};
use load::GatewayFiles;
use model::Gateway;
use settings::Settings;

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
    if let (Some(only), Some(gateway)) = (files.only, &mut gateway) {
        gateway.restrict_to(only);
    }
    let understood = !out.has_errors();
    if let Some(gateway) = &gateway {
        rules::check_gateway(gateway, settings, &mut out);
        // What a target refuses changes no endpoint, so the lock is held against them all the same.
        lock::check(sources, files, gateway, understood, &mut out);
        rules::targets::check(gateway, &mut out);
        // What a target does not do, and an author may accept, does not keep the outputs from being made.
        let is_fatal = |d: &Diagnostic| d.severity == Severity::Error && !rules::targets::is_waivable(d.rule);
        if files.only.is_none() && !out.iter().any(is_fatal) {
            rules::check_size(Checked::new(gateway), &mut out);
        }
        hidden.extend(judge_written(sources, gateway, &documents, &mut out));
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
        files.routes.iter().map(|file| tree::yaml::parse(sources, *file, out)).collect();
    if let Some(overlay) = overlay {
        let over = tree::yaml::parse(sources, overlay, out);
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
