//! A KrakenD configuration that was parsed.

use super::config_map::{Inner, built_for};
use super::kind::{Tree, format_of};
use super::nearby_files::NearbyFiles;
use gwc_krakend::simulate::Parsed;
use gwc_krakend::value::Format;
use gwc_syntax::source::{FileId, SourceMap};
use gwc_syntax::tree::Document;
use std::path::Path;

/// A KrakenD configuration: a file of its own, or one inside a ConfigMap.
#[derive(Debug)]
pub struct Configuration {
    /// The source that its spans point into.
    pub file: FileId,
    /// Its name for KrakenD.
    pub name: String,
    /// Its bytes: they need not be UTF-8.
    pub bytes: Vec<u8>,
    /// How it is written.
    pub format: Format,
    /// Its tree.
    pub parsed: Parsed,
    /// What is known of the files around it.
    pub nearby: Box<NearbyFiles>,
}

impl Configuration {
    /// Parses a configuration that is a source already.
    pub fn parse(sources: &SourceMap, file: FileId, name: &str, format: Format, bytes: &[u8]) -> Self {
        let tree = Tree::parse(sources, file, format, bytes);
        Self::of(sources, file, name, format, bytes.to_vec(), tree)
    }

    /// Parses a whole source, in the language of its file extension.
    pub fn of_source(sources: &SourceMap, file: FileId) -> Self {
        let source = sources.file(file);
        Self::parse(sources, file, &source.path, format_of(&source.path), source.text.as_bytes())
    }

    /// Parses the configuration of a ConfigMap.
    pub fn in_map(sources: &SourceMap, map: &Document, inner: Inner, tree: Tree) -> Self {
        let target = built_for(map, &inner.name);
        let read = Self::of(sources, inner.file, &inner.name, inner.format, inner.text.into_bytes(), tree);
        Self { nearby: Box::new(NearbyFiles { target, ..NearbyFiles::default() }), ..read }
    }

    /// The same with what lies beside its file.
    pub(super) fn on_disk(mut self, path: &Path) -> Self {
        let text = String::from_utf8_lossy(&self.bytes);
        let document = self.parsed.unreadable().is_none().then_some(&self.parsed.document);
        self.nearby = Box::new(NearbyFiles::of(path, &text, document));
        self
    }

    pub(super) fn of(
        sources: &SourceMap,
        file: FileId,
        name: &str,
        format: Format,
        bytes: Vec<u8>,
        tree: Tree,
    ) -> Self {
        let parsed = match tree.document(sources, file) {
            (Ok(document), found) if format == Format::Yaml => {
                Parsed::yaml(sources, &bytes, document, &found)
            }
            (parsed, _) => Parsed::json(file, &bytes, parsed),
        };
        Self { file, name: name.to_owned(), bytes, format, parsed, nearby: Box::default() }
    }
}
