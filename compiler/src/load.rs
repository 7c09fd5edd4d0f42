//! Disk in: which files make up which gateway. With the emitters' `write`, the only place that touches files.

mod input;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::codes;
use crate::kube::TemplateFile;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::{FileId, SourceMap, Span};
use gwc_syntax::value::Target;

pub use input::{Input, STDIN, inputs};

/// The files of one gateway.
#[derive(Debug, Clone, Default)]
pub struct GatewayFiles {
    /// The folder, as people are shown it.
    pub folder: String,
    /// Route files, by name; `gateway.yaml` among them.
    pub routes: Vec<FileId>,
    /// The overlay of the environment that was asked for.
    pub overlay: Option<FileId>,
    /// `endpoints.lock`.
    pub lock: Option<FileId>,
    /// Whether a file could not be read, so that what it says is missing.
    pub incomplete: bool,
    /// The one target to judge the gateway for, which is served here: neither other targets nor manifests matter.
    pub only: Option<Target>,
    /// Values that the environment gives to variables.
    pub environment: BTreeMap<String, String>,
}

/// What makes a folder a gateway.
pub const GATEWAY_FILE: &str = "gateway.yaml";

/// Where a gateway's endpoints are written down.
pub const LOCK_FILE: &str = "endpoints.lock";

/// Reads every gateway at or below a path. What can not be read is reported; the rest is returned.
pub fn gateways(
    path: &Path,
    environment: Option<&str>,
    sources: &mut SourceMap,
    out: &mut Diagnostics,
) -> Vec<GatewayFiles> {
    let before = out.len();
    let mut folders = Vec::new();
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    find_folders(path, 0, &mut folders, sources, out);
    folders.sort();
    if folders.is_empty() && out.len() == before {
        let file = sources.add(display(path), "");
        out.push(
            codes::NO_GATEWAY
                .at(
                    Span::file_start(file),
                    format!("there is no `{GATEWAY_FILE}` in `{}` or below it", display(path)),
                )
                .help("name a folder that holds one, or start one with `gwc init`"),
        );
    }
    folders.iter().map(|folder| read_folder(folder, environment, sources, out)).collect()
}

/// Reads one file into the sources; a file that can not be read is reported.
pub fn file(path: &Path, sources: &mut SourceMap, out: &mut Diagnostics) -> Option<FileId> {
    match read_text(path, sources) {
        Ok(text) => Some(sources.add(display(path), text)),
        Err(Unreadable::Io(error)) => {
            unreadable(path, &error, sources, out);
            None
        }
        Err(Unreadable::NotUtf8(text, at)) => {
            let file = sources.add_view(display(path), text);
            out.push(
                codes::NOT_UTF8
                    .at(
                        Span::new(file, at, at + '\u{fffd}'.len_utf8()),
                        "the file is not UTF-8 from this byte on",
                    )
                    .help("save it as UTF-8"),
            );
            None
        }
    }
}

enum Unreadable {
    Io(io::Error),
    /// The text with replacement characters, and where the first of them stands.
    NotUtf8(String, usize),
}

fn read_bytes(path: &Path, sources: &SourceMap) -> io::Result<Vec<u8>> {
    if let Some(text) = sources.edited(&display(path)) {
        return Ok(text.as_bytes().to_vec());
    }
    let size = fs::metadata(path)?;
    if !size.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    if size.len() > SourceMap::MAX_FILE_BYTES {
        return Err(io::Error::other("it is larger than 64 MiB"));
    }
    fs::read(path)
}

fn read_text(path: &Path, sources: &SourceMap) -> Result<String, Unreadable> {
    let bytes = read_bytes(path, sources).map_err(Unreadable::Io)?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Unreadable::NotUtf8(String::from_utf8_lossy(error.as_bytes()).into_owned(), at)
    })
}

fn unreadable(path: &Path, error: &io::Error, sources: &mut SourceMap, out: &mut Diagnostics) {
    let file = sources.add(display(path), "");
    let reason = match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "it may not be read".to_owned(),
        io::ErrorKind::NotADirectory => "it is a file, and a folder is wanted".to_owned(),
        _ => error.to_string(),
    };
    out.push(
        codes::UNREADABLE_FILE
            .at(Span::file_start(file), format!("`{}` can not be read: {reason}", display(path)))
            .help("check the path and its permissions"),
    );
}

/// Folders with a `gateway.yaml`, at or below a path. Hidden folders and links to folders are left out.
fn find_folders(
    path: &Path,
    depth: usize,
    found: &mut Vec<PathBuf>,
    sources: &mut SourceMap,
    out: &mut Diagnostics,
) {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) => return unreadable(path, &error, sources, out),
    };
    if path.join(GATEWAY_FILE).is_file() {
        return found.push(path.to_owned());
    }
    let mut below: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .filter(|e| {
            e.file_type().is_ok_and(|t| t.is_dir()) && !e.file_name().to_string_lossy().starts_with('.')
        })
        .map(|e| e.path())
        .collect();
    below.sort();
    if depth < 16 {
        below.iter().for_each(|folder| find_folders(folder, depth + 1, found, sources, out));
    }
}

fn read_folder(
    folder: &Path,
    environment: Option<&str>,
    sources: &mut SourceMap,
    out: &mut Diagnostics,
) -> GatewayFiles {
    let mut files = GatewayFiles { folder: display(folder), ..GatewayFiles::default() };
    let mut paths: Vec<PathBuf> = match fs::read_dir(folder) {
        Ok(entries) => entries.filter_map(Result::ok).map(|e| e.path()).collect(),
        Err(error) => {
            unreadable(folder, &error, sources, out);
            return files;
        }
    };
    paths.sort();
    for path in &paths {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let is_yaml = name.ends_with(".yaml") || name.ends_with(".yml");
        let is_test = name.ends_with(".test.yaml") || name.ends_with(".test.yml");
        if is_yaml && !is_test && !name.starts_with('.') {
            let read = file(path, sources, out);
            files.incomplete |= read.is_none();
            files.routes.extend(read);
        }
    }
    let lock = folder.join(LOCK_FILE);
    // Also a link to nowhere is there.
    if fs::symlink_metadata(&lock).is_ok() {
        files.lock = file(&lock, sources, out);
        files.incomplete |= files.lock.is_none();
    }
    if let Some(environment) = environment {
        files.overlay = overlay(folder, environment, sources, out);
    }
    files
}

fn overlay(
    folder: &Path,
    environment: &str,
    sources: &mut SourceMap,
    out: &mut Diagnostics,
) -> Option<FileId> {
    let overlays = folder.join("overlays");
    let path = overlays.join(format!("{environment}.yaml"));
    if path.is_file() {
        return file(&path, sources, out);
    }
    let mut names: Vec<String> = fs::read_dir(&overlays)
        .map(|entries| {
            let name = |e: fs::DirEntry| e.file_name().to_str()?.strip_suffix(".yaml").map(str::to_owned);
            entries.filter_map(Result::ok).filter_map(name).collect()
        })
        .unwrap_or_default();
    names.sort();
    let id = sources.add(display(&path), "");
    out.push(
        codes::UNKNOWN_OVERLAY
            .at(Span::file_start(id), format!("there is no overlay for the environment `{environment}`"))
            .help(match names.is_empty() {
                true => format!("write `overlays/{environment}.yaml` beside `{GATEWAY_FILE}`"),
                false => gwc_syntax::suggest::help(environment, names.iter().map(String::as_str), "overlays"),
            }),
    );
    None
}

/// Reads a folder of templates by file name. Hidden files and Markdown are for people; everything else is a template.
///
/// # Errors
/// What can not be read, in a sentence.
pub fn templates(folder: &Path) -> Result<BTreeMap<String, TemplateFile>, String> {
    let entries = fs::read_dir(folder)
        .map_err(|error| format!("the folder of templates `{}` can not be read: {error}", display(folder)))?;
    let mut written = BTreeMap::new();
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with('.') || name.ends_with(".md") {
            continue;
        }
        let text = match read_text(&path, &SourceMap::default()) {
            Ok(text) => text,
            Err(Unreadable::Io(error)) => {
                return Err(format!("`{}` can not be read: {error}", display(&path)));
            }
            Err(Unreadable::NotUtf8(..)) => return Err(format!("`{}` is not UTF-8", display(&path))),
        };
        written.insert(name, TemplateFile { path: display(&path), text });
    }
    Ok(written)
}

/// A path as people are shown it: with forward slashes, without `./`.
pub fn display(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let text = text.strip_prefix("./").unwrap_or(&text);
    if text.is_empty() { ".".to_owned() } else { text.to_owned() }
}
