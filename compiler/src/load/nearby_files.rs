//! The files near a configuration that decide what it means: Lua sources, the folders of a template, and
//! the list of a build.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::disk::display;
use crate::ledger::{self, Ledger};
use gwc_syntax::tree::{Document, Kind};
use gwc_syntax::value::Target;

/// The files near a configuration. None are known of one that is not a file of its own.
#[derive(Debug, Clone, Default)]
pub struct NearbyFiles {
    /// The command that renders the file, if it is a template.
    pub render: Option<String>,
    /// Files that `sources` of Lua components name, by that name: their texts, or nothing if there is no such file.
    pub sources: BTreeMap<String, Option<String>>,
    /// What a build of route files wrote the file for, or the ConfigMap that holds it.
    pub target: Option<Target>,
}

/// The name of the output for the Hanzo gateway. That for KrakenD is judged as any other.
pub(super) const HANZO_FILE: &str = "gateway.json";

/// The largest Lua source that is read, in bytes.
const LARGEST_SOURCE: u64 = 1 << 20;

impl NearbyFiles {
    /// Looks in the folder of a file, and near it. `document` is its tree, unless it cannot be parsed.
    pub(super) fn of(path: &Path, text: &str, document: Option<&Document>) -> Self {
        let folder = path.parent().unwrap_or(Path::new(""));
        let names = document.map(sources).unwrap_or_default();
        let sources = names.into_iter().map(|name| {
            let text = lua(&folder.join(&name)).or_else(|| lua(Path::new(&name)));
            (name, text)
        });
        let render = (document.is_none() && text.contains("{{")).then(|| render_command(path));
        Self { render, sources: sources.collect(), target: built_for(path) }
    }
}

/// The target of a file that the list of its folder names. Edited by hand it is still read by the same program.
fn built_for(path: &Path) -> Option<Target> {
    let is_hanzo = path.file_name()? == HANZO_FILE;
    let list = is_hanzo.then(|| fs::read_to_string(path.with_file_name(ledger::FILE)).ok())??;
    Ledger::parse(&list).lists(HANZO_FILE).then_some(Target::Hanzo)
}

fn lua(path: &Path) -> Option<String> {
    let size = fs::metadata(path).ok()?;
    (size.is_file() && size.len() <= LARGEST_SOURCE).then(|| fs::read_to_string(path).ok())?
}

/// The texts of all lists that are called `sources`.
fn sources(document: &Document) -> Vec<String> {
    let maps = document.nodes.iter().filter_map(|node| match &node.kind {
        Kind::Map(entries) => Some(entries),
        _ => None,
    });
    let named = |key| document.scalar(key).is_some_and(|key| &*key.text == "sources");
    let lists = maps.flatten().filter(|entry| named(entry.key)).filter_map(|entry| document.seq(entry.value));
    lists.flatten().filter_map(|item| Some(document.scalar(*item)?.text.to_string())).collect()
}

/// The command that renders a template of KrakenD's flexible configuration, with the folders that are beside it.
pub(super) fn render_command(path: &Path) -> String {
    let mut words = vec!["FC_ENABLE=1".to_owned()];
    let folders = template_folders(path).into_iter();
    words.extend(folders.map(|(variable, found)| format!("{variable}={}", display(&found))));
    words.push("FC_OUT=out.json".to_owned());
    words.push(format!("krakend check -c {}", display(path)));
    words.join(" ")
}

/// The folders that a template of KrakenD's flexible configuration reads, each with the variable that names it.
pub fn template_folders(path: &Path) -> Vec<(&'static str, PathBuf)> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let named = [("FC_SETTINGS", "setting"), ("FC_PARTIALS", "partial"), ("FC_TEMPLATES", "template")];
    named.into_iter().filter_map(|(variable, name)| Some((variable, folder_named(folder, name)?))).collect()
}

/// A folder whose name begins with a word, beside a file, one level below or one above. If it has no files but folders,
/// as one for each environment, the first of these.
fn folder_named(folder: &Path, word: &str) -> Option<PathBuf> {
    let above = folder.parent().map(Path::to_owned);
    let places = [vec![folder.to_owned()], folders(folder), above.into_iter().collect()].concat();
    let found = places.iter().flat_map(|place| folders(place)).find(|path| {
        path.file_name().is_some_and(|name| name.to_string_lossy().to_lowercase().starts_with(word))
    })?;
    let has_files = entries(&found).iter().any(|path| path.is_file());
    let below = folders(&found).into_iter().next().filter(|_| !has_files);
    Some(below.unwrap_or(found))
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    entries(folder).into_iter().filter(|path| path.is_dir()).collect()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let found = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
    let mut found: Vec<PathBuf> = found.collect();
    found.sort();
    found
}
