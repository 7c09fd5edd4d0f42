//! The search of a folder without gateways: only what is unmistakably a configuration, a host table or a manifest.

use std::fs;
use std::path::Path;

use super::built;
use super::disk::display;
use super::file::{File, Input};
use super::kind::Kind;
use super::nearby_files::render_command;
use crate::codes;
use crate::settings::Settings;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::source::{SourceMap, Span};

/// How deep a folder is searched.
const MAX_DEPTH: usize = 4;

/// What a search finds, in the order of the paths.
#[derive(Default)]
pub(super) struct Search {
    pub(super) found: Vec<Input>,
    pub(super) unrendered: Unrendered,
}

/// Templates, which are no configurations before they are rendered: the command for each.
#[derive(Default)]
pub(super) struct Unrendered {
    commands: Vec<(String, String)>,
}

impl Unrendered {
    pub(super) fn is_empty(&self) -> bool {
        self.commands.is_empty()
    }

    /// One finding for all of them.
    pub(super) fn finding(&self, folder: &Path, sources: &mut SourceMap) -> Option<Diagnostic> {
        let (path, command) = self.commands.first()?;
        let others = match self.commands.len() - 1 {
            0 => String::new(),
            count => format!(" and {count} more"),
        };
        let message = format!(
            "template `{path}`{others} was not checked: `gwc` checks only what a template renders to"
        );
        let file = sources.add(display(folder), "");
        Some(codes::NOT_RENDERED.at(Span::file_start(file), message).help(format!("run `{command}`")))
    }
}

/// The command that renders a template and checks the result.
fn render_and_check(path: &Path) -> String {
    format!("{} && gwc check out.json", render_command(path))
}

impl Search {
    /// Searches a folder. Skips other files, hidden ones, and files that cannot be read.
    pub(super) fn folder(
        &mut self,
        folder: &Path,
        depth: usize,
        sources: &mut SourceMap,
        out: &mut Diagnostics,
    ) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        let visible = |e: &fs::DirEntry| !e.file_name().to_string_lossy().starts_with('.');
        let mut entries: Vec<_> = entries.filter_map(Result::ok).filter(visible).collect();
        entries.sort_by_key(fs::DirEntry::path);
        let is_chart = folder.join("Chart.yaml").is_file();
        if is_chart {
            let path = display(folder);
            self.unrendered.commands.push((path.clone(), format!("helm template {path} | gwc check -")));
        }
        for entry in entries {
            let path = entry.path();
            if entry.file_type().is_ok_and(|t| t.is_dir()) {
                let of_chart =
                    is_chart && ["templates", "charts"].contains(&&*entry.file_name().to_string_lossy());
                if depth < MAX_DEPTH && !of_chart {
                    self.folder(&path, depth + 1, sources, out);
                }
            } else {
                self.file(&path, sources, out);
            }
        }
        built::check(folder, sources, out);
    }

    fn file(&mut self, path: &Path, sources: &mut SourceMap, out: &mut Diagnostics) {
        let extension = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
        match extension.as_deref() {
            Some("toml") if path.file_name().is_some_and(|name| name == Settings::FILE) => {}
            Some("json" | "yaml" | "yml" | "toml") => self.candidate(path, sources, out),
            Some("tmpl") => self.template(path, sources),
            _ => {}
        }
    }

    /// A template of a whole configuration; those of parts have no `version`.
    fn template(&mut self, path: &Path, sources: &mut SourceMap) {
        let Ok(file) = File::read(path, sources) else { return };
        let text = sources.file(file.id).text.to_string();
        sources.forget(file.id);
        if text.contains("\"version\"") && text.contains("{{") && text.contains("endpoints") {
            self.unrendered.commands.push((display(path), render_and_check(path)));
        }
    }

    /// A file that is an input, if its text leaves no doubt: settings have `endpoints` too, but no `version`.
    fn candidate(&mut self, path: &Path, sources: &mut SourceMap, out: &mut Diagnostics) {
        let Ok(file) = File::read(path, sources) else { return };
        let (id, kind) = (file.id, file.tree.kind());
        let text = sources.file(id).text.to_string();
        let endpoints = text.contains("endpoints") || text.contains("async_agent");
        let doubtful = kind == Kind::Krakend && !(endpoints && file.tree.may_have_version(&text));
        let is_template = kind == Kind::Krakend && file.tree.is_broken() && text.contains("{{");
        if is_template && !doubtful {
            self.unrendered.commands.push((display(path), render_and_check(path)));
        }
        let input = if doubtful || is_template { None } else { file.into_input(kind, sources, out) };
        match input {
            Some(input) => self.found.push(input.found().on_disk(path)),
            None => sources.forget(id),
        }
    }
}
