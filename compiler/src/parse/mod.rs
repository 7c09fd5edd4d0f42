//! Trees into declarations. [`grammar::check`] first reports everything that does not match the grammar; the rest is
//! read here, so each value is checked once.
//!
//! It never fails: what cannot be read is left out, and its diagnostic is in `out`.

mod address;
mod auth;
mod deploy;
mod balance;
mod bots;
mod cors;
mod header_edits;
mod identity;
mod respond;
mod external;
mod fields;
mod gateway;
mod interpolate;
mod jwt;
mod kind;
mod layer;
mod maps;
mod listen;
mod minted;
mod operations;
mod quota;
mod require;
mod secret;
mod store;
mod resource;
mod overlay;
mod services;
mod split;
mod unread;
mod upstream;

pub use interpolate::interpolate;
pub use kind::{FileKind, kind};
pub use overlay::overlay;

use std::collections::BTreeMap;

use fields::Fields;

use crate::codes;
use crate::decl::{self, Decls};
use crate::grammar::{self, Type, language};
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::source::{FileId, Span};
use gwc_syntax::tree::{Document, Kind, NodeId};

/// Reads the files of one gateway.
pub fn parse(documents: &[Document], out: &mut Diagnostics) -> Decls {
    let mut decls = Decls::default();
    for doc in documents {
        let root = doc.root.filter(|root| doc.scalar(*root).is_none_or(|s| !s.is_null()));
        let Some(root) = root else {
            out.push(
                codes::EMPTY_FILE.at(Span::file_start(doc.file), "the file is empty").help(
                    "add `services: ...`; begin `gateway.yaml` with `gateway: NAME`; or remove the file",
                ),
            );
            continue;
        };
        match kind(doc) {
            Some(FileKind::Gateway) => {
                let faults = grammar::check(doc, root, &Type::Record(&language::GATEWAY), out);
                let fields = Fields::checked(doc, root, &faults);
                match &decls.gateway {
                    Some(first) => second_gateway(&fields, first, out),
                    None => decls.gateway = gateway::read(&fields, out),
                }
                if ["services", "krakend_endpoints", "defaults"].iter().any(|key| fields.get(key).is_some()) {
                    decls.files.push(services::read(&fields, out));
                }
            }
            Some(FileKind::Services) => {
                let faults = grammar::check(doc, root, &Type::Record(&language::SERVICES), out);
                decls.files.push(services::read(&Fields::checked(doc, root, &faults), out));
            }
            Some(FileKind::Resource) => {
                let faults = grammar::check(doc, root, &Type::Record(&grammar::resource::RESOURCE), out);
                if let Some((gateway, services)) = resource::read(&Fields::checked(doc, root, &faults), out) {
                    decls.gateway = Some(gateway);
                    decls.files.push(services);
                }
            }
            None => unknown_kind(doc, out),
        }
    }
    decls
}

fn second_gateway(fields: &Fields<'_>, first: &decl::Gateway, out: &mut Diagnostics) {
    let Some(span) = fields.key_span("gateway") else { return };
    out.push(
        codes::CONFLICTING_KEYS
            .at(span, "a second gateway in the same folder")
            .related(first.name.span, "first gateway defined here")
            .help("move the second gateway to a folder of its own, into a file with the name `gateway.yaml`"),
    );
}

/// Reports a `gateway.yaml` without a name; a file with an earlier error is not reported again.
pub fn without_gateway(documents: &[Document], file: FileId, out: &mut Diagnostics) {
    let root = documents.iter().find(|d| d.file == file).and_then(|doc| Some((doc, doc.root?)));
    let Some((doc, root)) = root.filter(|(doc, root)| doc.map(*root).is_some()) else { return };
    if out.iter().any(|d| d.primary.span.file == file) {
        return;
    }
    let first = doc.map(root).and_then(|m| m.first()).map_or(root, |e| e.key);
    out.push(
        codes::MISSING_KEY
            .at(doc.span(first), "missing key `gateway` in `gateway.yaml`")
            .help("add `gateway: NAME`"),
    );
}

/// The variables that `gateway.yaml` declares, each with its default. Reports those that look like secrets.
pub fn variables(documents: &[Document], out: &mut Diagnostics) -> BTreeMap<String, Option<String>> {
    let mut declared = BTreeMap::new();
    for doc in documents.iter().filter(|d| kind(d) == Some(FileKind::Gateway)) {
        let Some(map) = doc.root.and_then(|root| Fields::new(doc, root).map("variables")) else { continue };
        for (name, entry) in map.iter() {
            let value = fields::text(doc, entry.value).map(|text| text.value);
            if looks_secret(name.value) {
                let finding = codes::SECRET_IN_VARIABLE
                    .at(name.span, format!("variable `{}` looks like a secret, and `gwc build` writes its value in plain text", name.value))
                    .help(format!(
                        "remove the variable, store the value in a Kubernetes Secret, and pass it to the pods with `deploy: {{ env: {{ {}: {{ secretRef: {{ name: SECRET, key: KEY }} }} }} }}`",
                        name.value
                    ));
                out.push(finding.secret(value.clone().unwrap_or_default()));
            }
            declared.insert(name.value.to_owned(), value);
        }
    }
    declared
}

fn looks_secret(name: &str) -> bool {
    let upper = name.to_uppercase();
    ["SECRET", "PASSWORD", "PASSWD", "TOKEN", "API_KEY", "APIKEY", "PRIVATE_KEY", "CREDENTIAL"]
        .iter()
        .any(|w| upper.contains(w))
}

/// A file that is a list or a text: keys with a `-` in front, or without their `:`.
fn no_map(doc: &Document, root: NodeId) -> Diagnostic {
    const EXPECTED: &str = "expected a map with `gateway` or `services` in a route file";
    let (found, help) = match &doc.node(root).kind {
        Kind::Seq(_) => {
            (", found a list", "remove the `- ` in front of each key, and write a `:` after it: `services:`")
        }
        Kind::Scalar(_) => (
            ", found text",
            "begin the file with a key and a `:`, such as `services:`; or move the file out of the folder",
        ),
        _ => ("", "begin the file with a key such as `services:`"),
    };
    codes::UNKNOWN_FILE_KIND.at(doc.span(root), format!("{EXPECTED}{found}")).help(help)
}

fn unknown_kind(doc: &Document, out: &mut Diagnostics) {
    let Some(root) = doc.root else { return };
    let first = doc.map(root).and_then(|m| m.first()).map(|e| e.key);
    let Some(key) = first.filter(|k| doc.scalar(*k).is_some()) else {
        // A file that is broken before its first key has a syntax error already.
        if !matches!(doc.node(root).kind, Kind::Bad) && !out.iter().any(|d| d.primary.span.file == doc.file) {
            out.push(no_map(doc, root));
        }
        return;
    };
    let text = doc.scalar(key).map_or("", |s| &s.text);
    let finding = codes::UNKNOWN_FILE_KIND.at(
        doc.span(key),
        format!("unknown key `{text}`: a route file begins with `gateway`, `services` or `defaults`"),
    );
    out.push(match gwc_syntax::suggest::nearest(text, ["gateway", "services", "defaults"]) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None => finding.help(
            "begin `gateway.yaml` with `gateway: NAME`, and a file of services with `services`; a test must be named `NAME.test.yaml`",
        ),
    });
}
