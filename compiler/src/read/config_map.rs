//! The configuration inside a Kubernetes ConfigMap.
//!
//! In a block scalar the text stands in the file line by line, with white space in front that means nothing to
//! JSON: then spans point into the ConfigMap itself. Else the text becomes a file of its own, `FILE#data.KEY`.

use super::{decoded, is_yaml, read_json, read_yaml};
use crate::codes;
use crate::model::Gateway;
use gwc_krakend::judge::{Input, LATEST};
use gwc_krakend::value::Format;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::{FileId, SourceMap, Span};
use gwc_syntax::tree::{Document, NodeId, Style};

/// Keys that are tried first when none is named.
const USUAL_KEYS: [&str; 2] = ["gateway.json", "krakend.json"];

/// A configuration that was found in a ConfigMap.
#[derive(Debug)]
pub struct Inner {
    /// The file that its spans point into.
    pub file: FileId,
    /// The key it was found under: what KrakenD would call the file.
    pub name: String,
    /// Its text, with blanks in front where it stands inside the ConfigMap.
    pub text: String,
    /// How it is written.
    pub format: Format,
}

/// Reads the configuration in a ConfigMap into the model.
pub fn config_map(
    sources: &mut SourceMap,
    file: FileId,
    key: Option<&str>,
    out: &mut Diagnostics,
) -> Option<Gateway> {
    let inner = config_in_map(sources, file, key, out)?;
    let document = match inner.format {
        Format::Json => read_json(inner.file, inner.text.as_bytes(), out)?,
        Format::Yaml => read_yaml(sources, inner.file, out)?,
    };
    let Inner { file, name, text, format } = &inner;
    let input = Input { name, bytes: text.as_bytes(), format: *format, file: *file, release: LATEST };
    decoded(input, document, out)
}

/// Finds the configuration in a ConfigMap: that of `key`, else `gateway.json`, `krakend.json`, or the only
/// `*.json` there is.
pub fn config_in_map(
    sources: &mut SourceMap,
    file: FileId,
    key: Option<&str>,
    out: &mut Diagnostics,
) -> Option<Inner> {
    let document = match is_yaml(&sources.file(file).path) {
        true => read_yaml(sources, file, out)?,
        false => read_json(file, sources.file(file).text.as_bytes(), out)?,
    };
    config_in_document(sources, &document, key, out)
}

/// As [`config_in_map`], for a ConfigMap that is one of several documents of a file.
pub fn config_in_document(
    sources: &mut SourceMap,
    document: &Document,
    key: Option<&str>,
    out: &mut Diagnostics,
) -> Option<Inner> {
    let path = sources.file(document.file).path.clone();
    let (name, node) = find(document, key, out)?;
    let format = if is_yaml(&name) { Format::Yaml } else { Format::Json };
    let text = document.scalar(node).map(|scalar| scalar.text.to_string())?;
    let (file, text) = match in_place(sources, document, node) {
        Some(masked) if format == Format::Json => (document.file, masked),
        _ => (sources.add_view(format!("{path}#data.{name}"), text.as_str()), text),
    };
    Some(Inner { file, name, text, format })
}

/// The key of `data` with the configuration, and its value.
fn find(document: &Document, wanted: Option<&str>, out: &mut Diagnostics) -> Option<(String, NodeId)> {
    let data = document.root.and_then(|root| document.get(root, "data"));
    let entries = data.and_then(|data| document.map(data)).unwrap_or(&[]);
    let named: Vec<(&str, NodeId)> = entries
        .iter()
        .filter(|e| document.scalar(e.value).is_some_and(|s| s.is_string()))
        .filter_map(|e| Some((&*document.scalar(e.key)?.text, e.value)))
        .collect();
    let find = |key: &str| named.iter().find(|(name, _)| *name == key);
    let is_json = |name: &str| name.to_ascii_lowercase().ends_with(".json");
    let json: Vec<_> = named.iter().filter(|(name, _)| is_json(name)).collect();
    let found = match wanted {
        Some(key) => find(key),
        None => USUAL_KEYS.iter().find_map(|key| find(key)).or(match json.as_slice() {
            [only] => Some(*only),
            _ => None,
        }),
    };
    if let Some((name, node)) = found {
        return Some(((*name).to_owned(), *node));
    }
    let place = data.map_or(Span::file_start(document.file), |data| document.span(data));
    let what = wanted.map_or("no configuration is in".to_owned(), |key| format!("no key `{key}` is in"));
    let names: Vec<String> = named.iter().map(|(name, _)| format!("`{name}`")).collect();
    let has = if names.is_empty() { "no text at all".to_owned() } else { names.join(", ") };
    out.push(
        codes::NO_CONFIG_IN_MAP
            .at(
                Span::new(place.file, place.start as usize, place.start as usize),
                format!("{what} the ConfigMap's `data`"),
            )
            .help(format!("name the key with the configuration; `data` has {has}")),
    );
    None
}

/// The file with blanks for everything but the text of a block scalar, if that is the text.
fn in_place(sources: &SourceMap, document: &Document, node: NodeId) -> Option<String> {
    let node = document.follow(node);
    let scalar = document.scalar(node).filter(|scalar| scalar.style == Style::Block)?;
    let span = document.span(node);
    let text = &*sources.file(document.file).text;
    let (start, end) = (span.start as usize, span.end as usize);
    // A header (`|-`) that counts as part of the scalar ends with its line.
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
