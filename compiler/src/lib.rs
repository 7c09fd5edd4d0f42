//! Compiles route files into gateway configurations, and judges configurations that exist already.
//!
//! Data flows one way: [`load`] reads files, [`syntax`] makes trees of them, [`parse`] makes declarations,
//! [`resolve`] finds names, [`expand`] makes the [`model`], and everything else reads the model.

pub mod source;
pub mod diagnostic;
pub mod catalog;
pub mod codes;
pub mod suggest;
pub mod value;
pub mod syntax;
pub mod load;
pub mod grammar;
pub mod decl;
pub mod parse;
pub mod resolve;
pub mod model;
pub mod expand;
pub mod lock;
pub mod emit;
pub mod settings;
pub mod suppress;
pub mod baseline;
pub mod fix;
pub mod settle;
pub mod krakend;
pub mod render;
pub mod cli;

use std::collections::BTreeMap;

use diagnostic::Diagnostics;
use load::GatewayFiles;
use model::Gateway;
use source::SourceMap;
use syntax::{Comment, Document};

/// A compiled gateway and everything there is to say about it.
#[derive(Debug)]
pub struct Compilation {
    /// The gateway, as far as it could be understood; nothing when it does not even have a file of its own.
    pub gateway: Option<Gateway>,
    /// What is wrong.
    pub diagnostics: Diagnostics,
    /// All comments of its files, for suppressions.
    pub comments: Vec<Comment>,
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
}

/// Compiles one gateway. However broken the input, what is wrong is in the diagnostics, all of it.
pub fn compile(sources: &SourceMap, files: &GatewayFiles) -> Compilation {
    let mut diagnostics = Diagnostics::default();
    let plain = expand_files(sources, files, false, &mut diagnostics);
    let gateway = match files.overlay {
        None => plain,
        Some(_) => with_overlay(sources, files, plain, &mut diagnostics),
    };
    if let Some(gateway) = &gateway {
        lock::check(sources, files, gateway, &mut diagnostics);
    }
    diagnostics.sort();
    Compilation { gateway, diagnostics, comments: comments(sources, files) }
}

/// The comments of all files. They are read anew, from trees without overlay and variables; what is wrong with a
/// file was reported already.
fn comments(sources: &SourceMap, files: &GatewayFiles) -> Vec<Comment> {
    let suppresses = |file: &&source::FileId| sources.file(**file).text.contains("gwc:");
    let read =
        |file: &source::FileId| syntax::yaml::parse(sources, *file, &mut Diagnostics::default()).comments;
    files.routes.iter().chain(&files.overlay).filter(suppresses).flat_map(read).collect()
}

/// Compiles again with the overlay, and holds the two against each other.
fn with_overlay(
    sources: &SourceMap,
    files: &GatewayFiles,
    plain: Option<Gateway>,
    out: &mut Diagnostics,
) -> Option<Gateway> {
    let mut overlaid = Diagnostics::default();
    let gateway = expand_files(sources, files, true, &mut overlaid);
    // What the plain form says already is said once.
    let known: Vec<_> = out.iter().cloned().collect();
    out.extend(overlaid.into_iter().filter(|d| !known.contains(d)));
    if let (Some(plain), Some(gateway)) = (&plain, &gateway) {
        let keys: std::collections::HashSet<String> =
            plain.endpoints.iter().map(model::Endpoint::key).collect();
        for endpoint in gateway.endpoints.iter().filter(|e| !keys.contains(&e.key())) {
            out.push(
                codes::OVERLAY_ADDS_ENDPOINT
                    .at(gateway.span(endpoint.origin), format!("the overlay adds `{}`", endpoint.key()))
                    .route(endpoint.key())
                    .help("declare it in the route files; an overlay only changes values"),
            );
        }
    }
    gateway
}

fn expand_files(
    sources: &SourceMap,
    files: &GatewayFiles,
    overlaid: bool,
    out: &mut Diagnostics,
) -> Option<Gateway> {
    let documents = documents(sources, files, overlaid, out);
    let decls = parse::parse(&documents, out);
    let resolved = resolve::resolve(decls, out)?;
    Some(expand::expand(resolved, out))
}

/// The trees of a gateway's files: read, overlaid, variables replaced.
fn documents(
    sources: &SourceMap,
    files: &GatewayFiles,
    overlaid: bool,
    out: &mut Diagnostics,
) -> Vec<Document> {
    let mut documents: Vec<Document> =
        files.routes.iter().map(|file| syntax::yaml::parse(sources, *file, out)).collect();
    if let Some(overlay) = files.overlay.filter(|_| overlaid) {
        let over = syntax::yaml::parse(sources, overlay, out);
        documents = parse::overlay(documents, &over, out);
    }
    let variables = variables(&documents, files, out);
    documents.iter_mut().for_each(|doc| parse::interpolate(doc, &variables, out));
    documents
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
