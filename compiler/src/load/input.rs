//! The inputs at a path of the command line, by the content of the files.

use std::io::{self, Read as _};
use std::path::Path;

use super::config_map::{config_in_map, no_config};
use super::configuration::Configuration;
use super::disk::{display, read_bytes, unreadable};
use super::folders::{self, Folders, GatewayFiles};
use super::kind::{Kind, Tree, format_of};
use super::list;
use super::search::Search;
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

/// Reads the inputs at a path. A route file means its gateway; a folder without gateways, the configurations, host tables
/// and manifests at or below it.
pub fn inputs(
    path: &Path,
    environment: Option<&str>,
    sources: &mut SourceMap,
    out: &mut Diagnostics,
) -> Vec<Input> {
    if path == Path::new(STDIN) {
        return standard_input(sources, out).into_iter().collect();
    }
    let routes = |found: Vec<GatewayFiles>| found.into_iter().map(Input::Routes).collect();
    if path.is_file() {
        return match named(path, sources, out) {
            Some(Named::Input(input)) => vec![input],
            Some(Named::RouteFile) => {
                let folder = path.parent().unwrap_or(Path::new(""));
                routes(folders::gateways(folder, environment, sources, out))
            }
            None => Vec::new(),
        };
    }
    let mut folders = Folders::below(path);
    if folders.is_empty() {
        let mut search = Search::default();
        search.folder(folders::here(path), 0, sources, out);
        out.extend(search.unrendered.finding(folders::here(path), sources));
        if !search.found.is_empty() || !search.unrendered.is_empty() {
            folders.report(sources, out);
            return search.found;
        }
    }
    routes(folders.read(path, environment, sources, out))
}

/// Parses the one KrakenD configuration that a source is, or that the ConfigMap in it holds under `key`. What is wrong
/// with a ConfigMap is reported.
pub fn configuration(
    file: FileId,
    key: Option<&str>,
    sources: &mut SourceMap,
    out: &mut Diagnostics,
) -> Option<Configuration> {
    let source = sources.file(file).clone();
    let format = format_of(&source.path);
    let tree = Tree::parse(sources, file, format, source.text.as_bytes());
    if tree.kind() != Kind::ConfigMap {
        let bytes = source.text.as_bytes().to_vec();
        return Some(Configuration::of(sources, file, &source.path, format, bytes, tree));
    }
    let map = tree.documents(out).into_iter().next()?;
    let Some(inner) = config_in_map(sources, &map, key) else {
        out.push(no_config(&map, key));
        return None;
    };
    let tree = Tree::parse(sources, inner.file, inner.format, inner.text.as_bytes());
    Some(Configuration::in_map(sources, inner, tree))
}

/// Standard input on the command line.
pub const STDIN: &str = "-";

/// Standard input, by its content. It is not a file: it cannot be edited, and no files are next to it.
fn standard_input(sources: &mut SourceMap, out: &mut Diagnostics) -> Option<Input> {
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(SourceMap::MAX_FILE_BYTES + 1).read_to_end(&mut bytes);
    let large = bytes.len() as u64 > SourceMap::MAX_FILE_BYTES;
    let read = read.and(if large { Err(io::Error::other("larger than 64 MiB")) } else { Ok(()) });
    if let Err(error) = read {
        unreadable(Path::new(STDIN), &error, sources, out);
        return None;
    }
    standard_text(bytes, sources, out)
}

fn standard_text(bytes: Vec<u8>, sources: &mut SourceMap, out: &mut Diagnostics) -> Option<Input> {
    let name = if is_json(&bytes) { "stdin.json" } else { "stdin.yaml" };
    match view(name, bytes, sources) {
        file if file.tree.kind() == Kind::Routes => {
            let message =
                "cannot check a route file from standard input: it is checked with all files of its gateway";
            let finding = codes::UNKNOWN_FILE_KIND.at(Span::file_start(file.id), message);
            out.push(finding.help("name the folder of the gateway instead of `-`"));
            None
        }
        file => file.any_input("standard input", sources, out),
    }
}

/// Bytes that are no file, as an input of their kind; `name` is the path that is shown.
pub fn input_of_bytes(
    name: &str,
    bytes: Vec<u8>,
    sources: &mut SourceMap,
    out: &mut Diagnostics,
) -> Option<Input> {
    view(name, bytes, sources).any_input(&format!("`{name}`"), sources, out)
}

fn view(name: &str, bytes: Vec<u8>, sources: &mut SourceMap) -> File {
    let id = sources.add_view(name, json::display_text(&bytes));
    let format = if is_json(&bytes) { Format::Json } else { Format::Yaml };
    File::parse(id, format, bytes, sources)
}

/// Whether a text without a file name is JSON.
fn is_json(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes).trim_ascii_start();
    text.first().is_some_and(|first| b"{[\"".contains(first))
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

    fn parse(id: FileId, format: Format, bytes: Vec<u8>, sources: &SourceMap) -> Self {
        let tree = Tree::parse(sources, id, format, &bytes);
        Self { id, format, bytes, tree }
    }

    /// The file as an input; reports a named file of an unknown kind. JSON that is not an object is read as a KrakenD
    /// configuration, which KrakenD rejects with a reason.
    fn any_input(self, what: &str, sources: &SourceMap, out: &mut Diagnostics) -> Option<Input> {
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

/// A file that the command line names.
enum Named {
    Input(Input),
    /// It is part of a gateway, which is read as a whole.
    RouteFile,
}

fn named(path: &Path, sources: &mut SourceMap, out: &mut Diagnostics) -> Option<Named> {
    let file = match File::read(path, sources) {
        Ok(file) => file,
        Err(error) => {
            unreadable(path, &error, sources, out);
            return None;
        }
    };
    if file.tree.kind() == Kind::Routes {
        sources.forget(file.id);
        return Some(Named::RouteFile);
    }
    let what = format!("`{}`", sources.file(file.id).path);
    file.any_input(&what, sources, out).map(|input| Named::Input(input.on_disk(path)))
}

fn unknown(file: FileId, what: &str) -> Diagnostic {
    let message = format!("{what} is not a route file, a KrakenD configuration, a host table or a manifest");
    let finding = codes::UNKNOWN_FILE_KIND.at(Span::file_start(file), message);
    finding.help(
        "name a folder that contains a `gateway.yaml`, or a KrakenD configuration, host table or manifest",
    )
}
