//! Folders of route files.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::disk::{display, file, unreadable};
use crate::codes;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::source::{FileId, SourceMap, Span};
use gwc_syntax::value::Target;

/// The files of one gateway.
#[derive(Debug, Clone, Default)]
pub struct GatewayFiles {
    /// The folder, as it is shown.
    pub folder: String,
    /// Route files, by name; `gateway.yaml` among them.
    pub routes: Vec<FileId>,
    /// The overlay of the chosen environment.
    pub overlay: Option<FileId>,
    /// `endpoints.lock`.
    pub lock: Option<FileId>,
    /// Whether it is a Gateway resource: one file, which has no folder, no overlay and no lock.
    pub is_resource: bool,
    /// Whether a file could not be read.
    pub incomplete: bool,
    /// The only target to check the gateway for, without other targets and manifests.
    pub only: Option<Target>,
    /// Values that the environment gives to variables.
    pub environment: BTreeMap<String, String>,
}

/// What makes a folder a gateway.
pub const GATEWAY_FILE: &str = "gateway.yaml";

/// The lock file of a gateway.
pub const LOCK_FILE: &str = "endpoints.lock";

/// Reads every gateway at or below a path. Reports what cannot be read, and returns the rest.
pub fn gateways(
    path: &Path,
    environment: Option<&str>,
    sources: &mut SourceMap,
    out: &mut Diagnostics,
) -> Vec<GatewayFiles> {
    Folders::below(path).read(path, environment, sources, out)
}

/// Folders with a `gateway.yaml`, at or below a path. Hidden folders and links to folders are left out.
#[derive(Debug, Default)]
pub(super) struct Folders {
    found: Vec<PathBuf>,
    unreadable: Vec<(PathBuf, io::Error)>,
}

/// How deep folders are searched.
const MAX_DEPTH: usize = 16;

impl Folders {
    pub(super) fn below(path: &Path) -> Self {
        let mut folders = Self::default();
        folders.search(here(path), 0);
        folders.found.sort();
        folders
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    fn search(&mut self, path: &Path, depth: usize) {
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => return self.unreadable.push((path.to_owned(), error)),
        };
        if path.join(GATEWAY_FILE).is_file() {
            return self.found.push(path.to_owned());
        }
        let is_hidden = |e: &fs::DirEntry| e.file_name().to_string_lossy().starts_with('.');
        let entries = entries.filter_map(Result::ok).filter(|entry| !is_hidden(entry));
        let folders = entries.filter(|entry| entry.file_type().is_ok_and(|t| t.is_dir()));
        let mut below: Vec<PathBuf> = folders.map(|entry| entry.path()).collect();
        below.sort();
        if depth < MAX_DEPTH {
            below.iter().for_each(|folder| self.search(folder, depth + 1));
        }
    }

    /// Reports what could not be searched.
    pub(super) fn report(&mut self, sources: &mut SourceMap, out: &mut Diagnostics) {
        self.unreadable.drain(..).for_each(|(path, error)| unreadable(&path, &error, sources, out));
    }

    /// Reads the gateways; reports a `path` without one.
    pub(super) fn read(
        mut self,
        path: &Path,
        environment: Option<&str>,
        sources: &mut SourceMap,
        out: &mut Diagnostics,
    ) -> Vec<GatewayFiles> {
        if self.found.is_empty() && self.unreadable.is_empty() {
            out.push(no_gateway(&display(here(path)), sources));
        }
        self.report(sources, out);
        self.found.iter().map(|folder| read_folder(folder, environment, sources, out)).collect()
    }
}

fn no_gateway(path: &str, sources: &mut SourceMap) -> Diagnostic {
    let file = sources.add(path, "");
    codes::NO_GATEWAY
        .at(Span::file_start(file), format!("no file `{GATEWAY_FILE}` in `{path}` or its subfolders"))
        .help("pass the folder that contains `gateway.yaml`, or create a gateway with `gwc init FOLDER`")
}

/// The working folder, where a path names nothing.
pub(super) fn here(path: &Path) -> &Path {
    if path.as_os_str().is_empty() { Path::new(".") } else { path }
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
    // A dangling link exists too.
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
            .at(Span::file_start(id), format!("environment `{environment}` has no overlay: there is no file `overlays/{environment}.yaml`"))
            .help(match names.is_empty() {
                true => format!("correct `--env`, or create this file next to `{GATEWAY_FILE}`"),
                false => gwc_syntax::suggest::help(environment, names.iter().map(String::as_str), "overlays"),
            }),
    );
    None
}
