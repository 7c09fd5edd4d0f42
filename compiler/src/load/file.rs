//! A file that was read and parsed, and what it is as an input.

use std::io;
use std::path::Path;

use super::configuration::Configuration;
use super::disk::{display, read_bytes};
use super::folders::GatewayFiles;
use super::kind::{Kind, Tree, format_of};
use super::list;
use crate::codes;
use gwc_krakend::value::Format;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::source::{FileId, SourceMap, Span};
use gwc_syntax::tree::{Document, json};

/// What a path of the command line is.
#[derive(Debug)]
pub enum Input {
    /// The files of a gateway.
    Routes(GatewayFiles),
    /// A KrakenD configuration.
    Krakend(Configuration),
    /// Kubernetes manifests, an object each; a ConfigMap among them may hold a configuration.
    Manifests {
        /// The objects.
        documents: Vec<Document>,
        /// Whether the command line names the file.
        named: bool,
    },
    /// A host table.
    Hosts(Document),
}

impl Input {
    /// The same, found in a folder.
    pub(super) fn found(self) -> Self {
        match self {
            Self::Manifests { documents, .. } => Self::Manifests { documents, named: false },
            other => other,
        }
    }

    /// The same, with what lies beside the file of a configuration.
    pub(super) fn on_disk(self, path: &Path) -> Self {
        match self {
            Self::Krakend(configuration) => Self::Krakend(configuration.on_disk(path)),
            other => other,
        }
    }
}

/// A file that was read and parsed.
pub(super) struct File {
    pub(super) id: FileId,
    format: Format,
    bytes: Vec<u8>,
    pub(super) tree: Tree,
}

impl File {
    pub(super) fn read(path: &Path, sources: &mut SourceMap) -> io::Result<Self> {
        let bytes = read_bytes(path, sources)?;
        let (name, text) = (display(path), json::display_text(&bytes));
        let format = format_of(&name);
        // Bytes that are not UTF-8 are shown as replacement text, which cannot be edited.
        let id = match text.as_bytes() == bytes {
            true => sources.add(name, text),
            false => sources.add_view(name, text),
        };
        Ok(Self::parse(id, format, bytes, sources))
    }

    pub(super) fn parse(id: FileId, format: Format, bytes: Vec<u8>, sources: &SourceMap) -> Self {
        let tree = Tree::parse(sources, id, format, &bytes);
        Self { id, format, bytes, tree }
    }

    /// The file as an input; reports a named file of an unknown kind. JSON that is not an object is read as a KrakenD
    /// configuration, which KrakenD rejects with a reason.
    pub(super) fn any_input(self, what: &str, sources: &SourceMap, out: &mut Diagnostics) -> Option<Input> {
        let source = sources.file(self.id);
        let is_object = source.text.trim_start_matches('\u{feff}').trim_start().starts_with('{');
        match self.tree.kind() {
            Kind::Unknown if source.path.ends_with(".json") && !is_object => {
                self.into_input(Kind::Krakend, sources, out)
            }
            Kind::Unknown => {
                out.push(unknown(self.id, what));
                None
            }
            kind => self.into_input(kind, sources, out),
        }
    }

    /// The file as an input of its kind, if it is one by itself.
    pub(super) fn into_input(self, kind: Kind, sources: &SourceMap, out: &mut Diagnostics) -> Option<Input> {
        let Self { id, format, bytes, tree } = self;
        let name = &sources.file(id).path;
        match kind {
            Kind::Krakend => Some(Input::Krakend(Configuration::of(sources, id, name, format, bytes, tree))),
            Kind::ConfigMap | Kind::Manifest => {
                Some(Input::Manifests { documents: list::items(tree.documents(out)), named: true })
            }
            Kind::Hosts => {
                let (document, found) = tree.document(sources, id);
                out.extend(found);
                document.ok().map(Input::Hosts)
            }
            Kind::Resource => {
                let resource =
                    GatewayFiles { routes: vec![id], is_resource: true, ..GatewayFiles::default() };
                Some(Input::Routes(resource))
            }
            Kind::Routes | Kind::Unknown => None,
        }
    }
}

fn unknown(file: FileId, what: &str) -> Diagnostic {
    let message = format!("{what} is not a route file, a KrakenD configuration, a host table or a manifest");
    let finding = codes::UNKNOWN_FILE_KIND.at(Span::file_start(file), message);
    finding.help(
        "name a folder that contains a `gateway.yaml`, or a KrakenD configuration, host table or manifest",
    )
}
