//! KrakenD configurations into the [`model`](crate::model): JSON and YAML files, also inside a ConfigMap.
//!
//! It accepts what KrakenD CE accepts (weak typing, struct keys in any case, both spellings of component names)
//! and takes its decisions: defaults, the arithmetic of limits, what a missing key means. What KrakenD refuses is
//! reported; as long as it can be decoded, there is a model all the same, so that the rest is judged too.
//!
//! Nothing is lost: `extra` holds each `extra_config`, and `rest` every key as it was written, with a placeholder
//! where the model holds the value (see `rest.rs`). [`crate::emit::krakend_verbatim`] puts it together again.
//!
//! Which components KrakenD reads where, and whether it would start, is told by [`crate::krakend`]. What keeps a
//! file from being read is reported here under the same rules, so whoever asks both throws one of the two away.

mod config_map;
mod detect;
mod gateway;
mod endpoint;
mod auth;
mod limit;
mod path;
mod rest;
mod upstream;

use crate::diagnostic::Diagnostics;
use crate::krakend::config::Service;
use crate::krakend::decode;
use crate::krakend::judge;
use crate::krakend::value::{Format, Tree};
use crate::lint::configuration::refused::{
    CRASHING_CONFIG, REFUSED_CONFIG, UNDECODABLE_VALUE, UNREADABLE_CONFIG,
};
use crate::model::Gateway;
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::{Document, json, yaml};

pub use config_map::{Inner, config_in_document, config_in_map, config_map};
pub use detect::{Kind, detect};

/// Deepest nesting of values in a configuration. KrakenD has no such limit; no real file comes near.
pub const MAX_DEPTH: usize = 128;

/// Reads the KrakenD configuration in a file; YAML by its extension (`.yaml`, `.yml`), else JSON, as KrakenD does.
///
/// Nothing when it is not even decoded; what is wrong is in `out`.
pub fn krakend(sources: &SourceMap, file: FileId, out: &mut Diagnostics) -> Option<Gateway> {
    let path = &sources.file(file).path;
    let document = match is_yaml(path) {
        true => read_yaml(sources, file, out)?,
        false => read_json(file, sources.file(file).text.as_bytes(), out)?,
    };
    let format = if is_yaml(path) { Format::Yaml } else { Format::Json };
    document_of(path, &document, format, out)
}

pub(crate) fn is_yaml(path: &str) -> bool {
    path.ends_with(".yaml") || path.ends_with(".yml")
}

fn read_yaml(sources: &SourceMap, file: FileId, out: &mut Diagnostics) -> Option<Document> {
    let mut found = Diagnostics::default();
    let document = yaml::parse(sources, file, &mut found);
    let broken = found.has_errors();
    out.extend(found);
    (!broken).then_some(document)
}

fn read_json(file: FileId, bytes: &[u8], out: &mut Diagnostics) -> Option<Document> {
    match json::parse(file, bytes) {
        Ok(document) => Some(document),
        Err(error) => {
            out.push(
                UNREADABLE_CONFIG
                    .at(error.span(file, bytes), error.message)
                    .help("JSON has no comments, no trailing commas and no single quotes"),
            );
            None
        }
    }
}

/// Reads the configuration in a document that was parsed already. `name` is what KrakenD would call the file.
pub fn document_of(
    name: &str,
    document: &Document,
    format: Format,
    out: &mut Diagnostics,
) -> Option<Gateway> {
    let tree = Tree { doc: document, format };
    let start = Span::file_start(document.file);
    if rest::depth(document) > MAX_DEPTH {
        let message = format!("the configuration is nested deeper than {MAX_DEPTH} levels");
        out.push(UNREADABLE_CONFIG.at(start, message).help("flatten it"));
        return None;
    }
    let (service, errors) = decode::decode::<Service>(tree, document.root);
    if let Err(refusal) = judge::load(tree, document.root) {
        let rule = match (refusal.crash, errors.is_empty()) {
            (true, _) => &CRASHING_CONFIG,
            (false, false) => &UNDECODABLE_VALUE,
            (false, true) => &REFUSED_CONFIG,
        };
        let (place, others) = match refusal.nodes.split_first() {
            Some((first, others)) => (document.span(*first), others),
            None => (start, [].as_slice()),
        };
        let mut finding = rule
            .at(place, format!("KrakenD refuses this: {}", refusal.message.trim_end()))
            .help("correct it; KrakenD reports only the first such problem of a file");
        for node in others.iter().filter(|n| document.span(**n) != place) {
            finding = finding.related(document.span(*node), "it is about this too");
        }
        out.push(finding);
        if refusal.crash {
            return None;
        }
    }
    let root = document.root.filter(|root| document.map(*root).is_some())?;
    errors.is_empty().then(|| gateway::read(name, tree, root, &service))
}
