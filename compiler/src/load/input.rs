//! The inputs at a path of the command line, by the content of the files.

use std::io::{self, Read as _};
use std::path::Path;

use super::config_map::{config_in_map, no_config};
use super::configuration::Configuration;
use super::disk::{too_large, unreadable};
use super::file::{File, Input};
use super::folders::{self, Folders, GatewayFiles};
use super::kind::{Kind, Tree, format_of};
use super::search::Search;
use crate::codes;
use gwc_krakend::value::Format;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::{FileId, SourceMap, Span};
use gwc_syntax::tree::json;

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
    Some(Configuration::in_map(sources, &map, inner, tree))
}

/// Standard input on the command line.
pub const STDIN: &str = "-";

/// Standard input, by its content. It is not a file: it cannot be edited, and no files are next to it.
fn standard_input(sources: &mut SourceMap, out: &mut Diagnostics) -> Option<Input> {
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(SourceMap::MAX_FILE_BYTES + 1).read_to_end(&mut bytes);
    let large = bytes.len() as u64 > SourceMap::MAX_FILE_BYTES;
    let read = read.and(if large { Err(too_large()) } else { Ok(()) });
    if let Err(error) = read {
        unreadable(Path::new(STDIN), &error, sources, out);
        return None;
    }
    standard_text(bytes, sources, out)
}

fn standard_text(bytes: Vec<u8>, sources: &mut SourceMap, out: &mut Diagnostics) -> Option<Input> {
    let is_empty = bytes.trim_ascii().is_empty();
    let name = if is_json(&bytes) { "stdin.json" } else { "stdin.yaml" };
    match view(name, bytes, sources) {
        file if file.tree.kind() == Kind::Routes => {
            let (message, help) = match is_empty {
                true => ("standard input is empty", "pipe a configuration or manifests into the command"),
                false => (
                    "cannot check a route file from standard input: it is checked with all files of its gateway",
                    "name the folder of the gateway instead of `-`",
                ),
            };
            out.push(codes::UNKNOWN_FILE_KIND.at(Span::file_start(file.id), message).help(help));
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
