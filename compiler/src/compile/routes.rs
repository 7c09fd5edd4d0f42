//! Route files: from their trees to a gateway that was checked together with what would be written for it.

use std::collections::{BTreeMap, HashSet};

use super::{cascade, written};
use crate::compilation::Compilation;
use crate::load::{self, GatewayFiles};
use crate::model::{Endpoint, Gateway};
use crate::settings::Settings;
use crate::{codes, expand, lock, parse, resolve, rules};
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics, Hidden, Reason, Severity};
use gwc_syntax::source::{FileId, SourceMap, Span};
use gwc_syntax::tree::{self, Document};

/// Compiles the gateway of route files.
pub(super) fn compile(sources: &SourceMap, files: &GatewayFiles, settings: &Settings) -> Compilation {
    let mut out = Diagnostics::default();
    let mut hidden = Vec::new();
    let trees: Vec<Document> =
        files.routes.iter().map(|file| tree::yaml::parse(sources, *file, &mut out)).collect();
    let (documents, mut gateway) = match files.overlay {
        None => understand(sources, files, trees, &mut out),
        Some(overlay) => overlaid(sources, files, trees, overlay, &mut out),
    };
    // A finding of both the plain and the overlaid form is reported once.
    hidden.extend(Hidden::all(Reason::Duplicate, out.distinct()));
    if let (Some(only), Some(gateway)) = (files.only, &mut gateway) {
        gateway.restrict_to(only);
    }
    let understood = !out.has_errors();
    let mut passed = Vec::new();
    if let Some(gateway) = &gateway {
        rules::check_gateway(gateway, settings, &mut out);
        // A target that rejects something changes no endpoint, so the lock is checked in any case.
        if !files.is_resource {
            lock::check(sources, files, gateway, understood, &mut out);
        }
        rules::targets::check(gateway, &mut out);
        // Findings of targets that can be suppressed do not prevent outputs.
        let is_fatal = |d: &Diagnostic| d.severity == Severity::Error && !rules::targets::is_waivable(d.rule);
        if files.only.is_none() && !out.iter().any(is_fatal) {
            rules::check_size(gateway, &mut out);
        }
        hidden.extend(check_written(sources, gateway, (&documents, settings), &mut out));
        passed = written::passed(gateway, &documents);
    }
    let shared: Vec<FileId> = gateway_file(sources, files).into_iter().chain(files.overlay).collect();
    let cascading = cascade::drop_cascading(sources, &shared, files.incomplete, &mut out);
    hidden.extend(Hidden::all(Reason::Consequence, cascading));
    hidden.extend(Hidden::all(Reason::Duplicate, out.distinct()));
    Compilation { gateway, documents, diagnostics: out, hidden, passed, verdict: None }
}

/// The gateway of route files, without a rule that looks at it, and what is wrong with the text.
pub(super) fn model(sources: &SourceMap, files: &GatewayFiles, out: &mut Diagnostics) -> Option<Gateway> {
    let trees: Vec<Document> =
        files.routes.iter().map(|file| tree::yaml::parse(sources, *file, out)).collect();
    let (_, gateway) = match files.overlay {
        None => understand(sources, files, trees, out),
        Some(overlay) => overlaid(sources, files, trees, overlay, out),
    };
    out.distinct();
    gateway
}

/// Reports problems of the future outputs, and returns the hidden ones: those that the rules over the model report
/// already, and rejected outputs of a gateway that has errors anyway.
fn check_written(
    sources: &SourceMap,
    gateway: &Gateway,
    (documents, settings): (&[Document], &Settings),
    out: &mut Diagnostics,
) -> Vec<Hidden> {
    let written = written::check(gateway, documents, settings, FileId(sources.len() as u32));
    let mut hidden = Hidden::all(Reason::Lowered, written.lowered);
    hidden.extend(Hidden::all(Reason::Merged, written.merged));
    let mut found = written.passed;
    match out.has_errors() {
        true => hidden.extend(Hidden::all(Reason::Consequence, written.refused)),
        false => found.extend(written.refused),
    }
    let known: HashSet<(&str, Span)> = out.iter().map(|d| (d.rule.code, d.primary.span)).collect();
    let (again, new): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|d| known.contains(&(d.rule.code, d.primary.span)));
    hidden.extend(Hidden::all(Reason::Duplicate, again));
    out.extend(new);
    hidden
}

/// An overlay changes values between environments; it does not add endpoints.
fn added_endpoints(plain: &Gateway, overlaid: &Gateway, overlay: FileId, out: &mut Diagnostics) {
    let keys: HashSet<String> = plain.endpoints.iter().map(Endpoint::key).collect();
    for endpoint in overlaid.endpoints.iter().filter(|e| !keys.contains(&e.key())) {
        let message = format!("the overlay adds the endpoint `{}`", endpoint.key());
        let written = overlaid.span(endpoint.origin);
        let prefix = endpoint.service.map(|id| overlaid.service(id).prefixes[endpoint.prefix as usize].span);
        // The methods may be those of the route files, below a prefix of the overlay.
        let prefix = prefix.filter(|prefix| written.file != overlay && prefix.file == overlay);
        let finding = match prefix {
            Some(prefix) => codes::OVERLAY_ADDS_ENDPOINT
                .at(prefix, message)
                .related(written, "methods defined here")
                .help("set `at` in the route files, and remove it here: an overlay cannot add endpoints"),
            None => codes::OVERLAY_ADDS_ENDPOINT
                .at(written, message)
                .help("define it in the route files, and remove it here: an overlay cannot add endpoints"),
        };
        out.push(finding.route(endpoint.key()));
    }
}

/// The trees of a gateway's files with an overlay over them, and the gateway they make. What is wrong with the files
/// themselves is found too.
fn overlaid(
    sources: &SourceMap,
    files: &GatewayFiles,
    trees: Vec<Document>,
    overlay: FileId,
    out: &mut Diagnostics,
) -> (Vec<Document>, Option<Gateway>) {
    let (_, plain) = understand(sources, files, trees.clone(), out);
    let over = tree::yaml::parse(sources, overlay, out);
    let mut trees = parse::overlay(trees, &over, out);
    trees.push(over);
    let (documents, gateway) = understand(sources, files, trees, out);
    if let (Some(plain), Some(gateway)) = (&plain, &gateway) {
        added_endpoints(plain, gateway, overlay, out);
    }
    (documents, gateway)
}

/// The trees of a gateway's files with their variables replaced, and the gateway that they make.
fn understand(
    sources: &SourceMap,
    files: &GatewayFiles,
    mut documents: Vec<Document>,
    out: &mut Diagnostics,
) -> (Vec<Document>, Option<Gateway>) {
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
