//! Which input a path of the command line is, by what its files hold.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::{display, find_folders, read_bytes, unreadable};
use crate::codes;
use crate::read;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::source::{FileId, SourceMap, Span};

/// What a path of the command line is.
#[derive(Debug)]
pub enum Input {
    /// A folder with gateways.
    Routes(PathBuf),
    /// A KrakenD configuration, and its bytes: they need not be UTF-8.
    Krakend(FileId, Vec<u8>),
    /// Kubernetes manifests; a ConfigMap among them may hold a configuration.
    Manifests(FileId),
    /// A host table.
    Hosts(FileId),
}

/// Reads what a path names. A route file stands for the gateway it belongs to; a folder without gateways for the
/// configurations, host tables and manifests at or below it.
pub fn inputs(path: &Path, sources: &mut SourceMap, out: &mut Diagnostics) -> Vec<Input> {
    if path == Path::new(STDIN) {
        return standard_input(sources, out).into_iter().collect();
    }
    if path.is_file() {
        return file_input(path, sources, out).into_iter().collect();
    }
    let mut folders = Vec::new();
    let here = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    // What can not be read is reported when the gateways are.
    find_folders(here, 0, &mut folders, &mut SourceMap::default(), &mut Diagnostics::default());
    let mut found = Vec::new();
    if folders.is_empty() {
        find_files(here, 0, sources, &mut found);
    }
    match found.is_empty() {
        true => vec![Input::Routes(path.to_owned())],
        false => found,
    }
}

/// What stands for standard input on the command line.
pub const STDIN: &str = "-";

/// Standard input by what it holds. It is no file: nothing can be edited there, and it has no files beside it.
fn standard_input(sources: &mut SourceMap, out: &mut Diagnostics) -> Option<Input> {
    let mut bytes = Vec::new();
    let mut limited = std::io::stdin().lock().take(SourceMap::MAX_FILE_BYTES + 1);
    let read = limited.read_to_end(&mut bytes);
    let too_large = bytes.len() as u64 > SourceMap::MAX_FILE_BYTES;
    if let Err(error) =
        read.and(if too_large { Err(io::Error::other("it is larger than 64 MiB")) } else { Ok(()) })
    {
        unreadable(Path::new(STDIN), &error, sources, out);
        return None;
    }
    let text = gwc_syntax::tree::json::display_text(&bytes);
    let is_json = text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[', '"']);
    let shown = if is_json { "stdin.json" } else { "stdin.yaml" };
    let kind = read::detect(shown, &text);
    let file = sources.add_view(shown, text);
    match kind {
        read::Kind::Krakend => Some(Input::Krakend(file, bytes)),
        read::Kind::ConfigMap | read::Kind::Manifest => Some(Input::Manifests(file)),
        read::Kind::Hosts => Some(Input::Hosts(file)),
        read::Kind::Routes => {
            let message = "route files are checked as a gateway, with all files of its folder";
            out.push(
                codes::UNKNOWN_FILE_KIND
                    .at(Span::file_start(file), message)
                    .help("name the folder instead of `-`"),
            );
            None
        }
        read::Kind::Unknown if is_json && !is_object(sources.file(file).text.as_ref()) => {
            Some(Input::Krakend(file, bytes))
        }
        read::Kind::Unknown => {
            out.push(unknown(file, "standard input"));
            None
        }
    }
}

/// JSON whose root is no object: KrakenD refuses it, and says why.
fn is_object(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with('{')
}

fn unknown(file: FileId, what: &str) -> Diagnostic {
    let message = format!(
        "{what} is neither a route file, nor a KrakenD configuration, nor a host table, nor a manifest"
    );
    let finding = codes::UNKNOWN_FILE_KIND.at(Span::file_start(file), message);
    finding.help("name a folder with a `gateway.yaml`, a `krakend.json`, or a ConfigMap")
}

fn file_input(path: &Path, sources: &mut SourceMap, out: &mut Diagnostics) -> Option<Input> {
    let bytes = match read_bytes(path, sources) {
        Ok(bytes) => bytes,
        Err(error) => {
            unreadable(path, &error, sources, out);
            return None;
        }
    };
    let shown = display(path);
    let text = gwc_syntax::tree::json::display_text(&bytes);
    match read::detect(&shown, &text) {
        read::Kind::Krakend => Some(Input::Krakend(add(sources, shown, text, &bytes), bytes)),
        read::Kind::ConfigMap | read::Kind::Manifest => {
            Some(Input::Manifests(add(sources, shown, text, &bytes)))
        }
        read::Kind::Hosts => Some(Input::Hosts(add(sources, shown, text, &bytes))),
        read::Kind::Routes => Some(Input::Routes(path.parent().map_or_else(PathBuf::new, Path::to_owned))),
        read::Kind::Unknown if shown.ends_with(".json") && !is_object(&text) => {
            Some(Input::Krakend(add(sources, shown, text, &bytes), bytes))
        }
        read::Kind::Unknown => {
            let file = sources.add(shown.clone(), text);
            let mut finding = unknown(file, &format!("`{shown}`"));
            if shown.ends_with(".toml") {
                finding.message = format!("`{shown}` is TOML, which is not read");
            }
            out.push(finding);
            None
        }
    }
}

/// Bytes that are no UTF-8 are shown as text that they are not: nothing can be edited there.
fn add(sources: &mut SourceMap, shown: String, text: String, bytes: &[u8]) -> FileId {
    match text.as_bytes() == bytes {
        true => sources.add(shown, text),
        false => sources.add_view(shown, text),
    }
}

/// How deep a folder without gateways is searched for other files.
const MAX_FILE_DEPTH: usize = 4;

/// Configurations, host tables and manifests at or below a folder, in the order of their paths. Other files are none
/// of ours, and so are those that can not be read.
fn find_files(folder: &Path, depth: usize, sources: &mut SourceMap, found: &mut Vec<Input>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let visible = |e: &fs::DirEntry| !e.file_name().to_string_lossy().starts_with('.');
    let mut entries: Vec<_> = entries.filter_map(Result::ok).filter(visible).collect();
    entries.sort_by_key(fs::DirEntry::path);
    for entry in entries {
        let path = entry.path();
        if entry.file_type().is_ok_and(|t| t.is_dir()) {
            if depth < MAX_FILE_DEPTH {
                find_files(&path, depth + 1, sources, found);
            }
            continue;
        }
        let extension = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
        if !matches!(extension.as_deref(), Some("json" | "yaml" | "yml")) {
            continue;
        }
        let Ok(bytes) = read_bytes(&path, sources) else { continue };
        let (shown, text) = (display(&path), gwc_syntax::tree::json::display_text(&bytes));
        match read::detect(&shown, &text) {
            // A `version` alone is in many files.
            read::Kind::Krakend if text.contains("endpoints") || text.contains("async_agent") => {
                found.push(Input::Krakend(add(sources, shown, text, &bytes), bytes));
            }
            read::Kind::ConfigMap | read::Kind::Manifest => {
                found.push(Input::Manifests(add(sources, shown, text, &bytes)));
            }
            read::Kind::Hosts => found.push(Input::Hosts(add(sources, shown, text, &bytes))),
            _ => {}
        }
    }
}
