//! The configuration inside a Kubernetes ConfigMap.
//!
//! The lines of a block scalar are the lines of the configuration, except for indentation, which JSON ignores: spans
//! then point into the ConfigMap itself. Otherwise the text becomes a file of its own, `FILE#data.KEY`.

use super::kind::format_of;
use super::nearby_files::HANZO_FILE;
use crate::codes;
use gwc_krakend::value::Format;
use gwc_syntax::diagnostic::{Diagnostic, Severity};
use gwc_syntax::source::{FileId, SourceMap, Span};
use gwc_syntax::tree::{Document, NodeId, Style};
use gwc_syntax::value::Target;

/// Keys that are tried first without `--key`.
const USUAL_KEYS: [&str; 2] = ["gateway.json", "krakend.json"];

/// A configuration that was found in a ConfigMap.
#[derive(Debug)]
pub struct Inner {
    /// The file that its spans point into.
    pub file: FileId,
    /// The key it was found under: what KrakenD would call the file.
    pub name: String,
    /// Its text, with spaces in front if spans point into the ConfigMap.
    pub text: String,
    /// How it is written.
    pub format: Format,
}

impl Inner {
    /// Whether it is meant for KrakenD: by its key, or because it speaks of endpoints or agents, also where it cannot be
    /// parsed. Most ConfigMaps with JSON are of other programs.
    pub fn is_for_krakend(&self) -> bool {
        let text = self.text.to_ascii_lowercase();
        USUAL_KEYS.contains(&&*self.name)
            || text.contains("\"endpoints\"")
            || text.contains("\"async_agent\"")
    }
}

/// Finds the configuration in a ConfigMap: that of `key`, else `gateway.json`, `krakend.json`, or the only `*.json`. If it
/// is not a part of the file as it is, it becomes a source of its own.
pub fn config_in_map(sources: &mut SourceMap, map: &Document, key: Option<&str>) -> Option<Inner> {
    let path = sources.file(map.file).path.clone();
    let (name, node) = find(map, key)?;
    let format = format_of(&name);
    let text = map.scalar(node).map(|scalar| scalar.text.to_string())?;
    let (file, text) = match in_place(sources, map, node) {
        Some(masked) if format == Format::Json => (map.file, masked),
        _ => (sources.add_view(format!("{path}#data.{name}"), text.as_str()), text),
    };
    Some(Inner { file, name, text, format })
}

/// The target that a build of route files wrote a ConfigMap for: the label names the tool, and the key is the name of the
/// output for the target.
pub(super) fn built_for(map: &Document, key: &str) -> Option<Target> {
    let below = |node: NodeId, key: &str| map.get(node, key);
    let labels = map.root.and_then(|root| below(root, "metadata")).and_then(|meta| below(meta, "labels"))?;
    let tool = map.scalar(below(labels, "app.kubernetes.io/managed-by")?)?;
    (&*tool.text == "gwc" && key == HANZO_FILE).then_some(Target::Hanzo)
}

/// The finding that a ConfigMap holds no configuration, or none under `key`.
pub fn no_config(map: &Document, key: Option<&str>) -> Diagnostic {
    let place = data(map).map_or(Span::file_start(map.file), |data| map.span(data));
    let what =
        key.map_or("no key `gateway.json` or `krakend.json`".to_owned(), |key| format!("no key `{key}`"));
    let names: Vec<String> = texts(map).iter().map(|(name, _)| format!("`{name}`")).collect();
    let has = if names.is_empty() { "no text".to_owned() } else { names.join(", ") };
    // Values of one line are the environment of some program: the map is not meant as a configuration.
    let lines = |node: NodeId| map.scalar(node).is_some_and(|scalar| scalar.text.trim_end().contains('\n'));
    let meant = key.is_some() || texts(map).iter().any(|(_, node)| lines(*node));
    let severity = if meant { Severity::Error } else { Severity::Note };
    codes::NO_CONFIG_IN_MAP
        .at(Span { end: place.start, ..place }, format!("{what} in the `data` of the ConfigMap: gwc finds no configuration"))
        .severity(severity)
        .help(format!(
            "rename the key of the configuration to `gateway.json`, or name another key with `--key NAME`; `data` contains {has}"
        ))
}

fn data(map: &Document) -> Option<NodeId> {
    map.root.and_then(|root| map.get(root, "data"))
}

/// The keys of `data` that hold text, and their values.
fn texts(map: &Document) -> Vec<(&str, NodeId)> {
    let entries = data(map).and_then(|data| map.map(data)).unwrap_or(&[]);
    let texts = entries.iter().filter(|e| map.scalar(e.value).is_some_and(|s| s.is_string()));
    texts.filter_map(|e| Some((&*map.scalar(e.key)?.text, e.value))).collect()
}

/// The key of `data` with the configuration, and its value.
fn find(map: &Document, wanted: Option<&str>) -> Option<(String, NodeId)> {
    let texts = texts(map);
    let named = |key: &str| texts.iter().find(|(name, _)| *name == key);
    let mut json = texts.iter().filter(|(name, _)| name.to_ascii_lowercase().ends_with(".json"));
    let found = match wanted {
        Some(key) => named(key),
        None => USUAL_KEYS.iter().find_map(|key| named(key)).or(match (json.next(), json.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        }),
    };
    found.map(|(name, node)| ((*name).to_owned(), *node))
}

/// The file with spaces for everything but the text of a block scalar, if that is the text.
fn in_place(sources: &SourceMap, document: &Document, node: NodeId) -> Option<String> {
    let node = document.follow(node);
    let scalar = document.scalar(node).filter(|scalar| scalar.style == Style::Block)?;
    let span = document.span(node);
    let text = &*sources.file(document.file).text;
    let (start, end) = (span.start as usize, span.end as usize);
    // A header (`|-`) that is part of the scalar ends with its line.
    let header = text.get(start..end)?.starts_with(['|', '>']);
    let body = if header { start + text.get(start..end)?.find('\n')? } else { start };
    let inside = text.get(body..end)?;
    let letters = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    if letters(inside) != letters(&scalar.text) {
        return None;
    }
    let blank =
        |text: &str| -> String { text.bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }).collect() };
    Some(format!("{}{inside}{}", blank(&text[..body]), blank(&text[end..])))
}
