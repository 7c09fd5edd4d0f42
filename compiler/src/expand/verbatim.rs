//! Endpoints in KrakenD's own words, as KrakenD reads them.

use serde_json::{Map, Value};

use crate::codes;
use crate::model::Gateway;
use crate::read;
use gwc_krakend::go;
use gwc_krakend::simulate::{Input, LATEST, Simulation};
use gwc_krakend::value::Format;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::{FileId, Spanned};

/// A file that no source has.
const NOWHERE: FileId = FileId(u32::MAX);

/// Reads them. An item that is not even an endpoint is reported, and left out.
pub(super) fn read(gateway: &mut Gateway, out: &mut Diagnostics) {
    gateway.verbatim.endpoints.retain(|item| is_endpoint(item, out));
    if gateway.verbatim.endpoints.is_empty() {
        return;
    }
    let (bytes, ends) = configuration(gateway);
    let (name, format, release) = ("krakend.json", Format::Json, LATEST);
    let simulation = Simulation::of(Input { name, bytes: &bytes, format, file: NOWHERE, release });
    // What KrakenD refuses is reported when the outputs are checked.
    let Some(read) = read::gateway(&simulation) else { return };
    let item = |start: u32| ends.partition_point(|end| *end <= start as usize);
    gateway.verbatim.items = read.endpoints.iter().map(|e| item(read.span(e.origin).start)).collect();
    gateway.verbatim.read = Some(Box::new(read));
}

fn is_endpoint(item: &Spanned<Value>, out: &mut Diagnostics) -> bool {
    let mut entries = item.value.as_object().into_iter().flatten();
    let has_path = entries.any(|(key, value)| go::equal_fold(key, "endpoint") && value.is_string());
    if !has_path {
        let message = "expected an endpoint of KrakenD with `endpoint` and `backend`; `endpoint` is missing or is not text";
        out.push(
            codes::BAD_VALUE
                .at(item.span, message)
                .help("copy the endpoint from the KrakenD configuration as it is"),
        );
    }
    has_path
}

/// The configuration that holds nothing but these endpoints, and where each of them ends.
fn configuration(gateway: &Gateway) -> (Vec<u8>, Vec<usize>) {
    let verbatim = &gateway.verbatim;
    let mut root = Map::from_iter([("version".to_owned(), 3.into())]);
    root.extend(verbatim.root.entries.iter().map(|(name, value)| (name.value.clone(), value.clone())));
    let extra = gateway.extra.entries.iter().map(|(name, value)| (name.value.clone(), value.clone()));
    root.insert("extra_config".to_owned(), Value::Object(extra.collect()));
    root.shift_remove("endpoints");
    let mut text = Value::Object(root).to_string();
    text.truncate(text.len() - 1);
    text.push_str(",\"endpoints\":[");
    let mut ends = Vec::new();
    for (at, item) in verbatim.endpoints.iter().enumerate() {
        text.push_str(if at > 0 { "," } else { "" });
        text.push_str(&item.value.to_string());
        ends.push(text.len());
    }
    text.push_str("]}");
    (text.into_bytes(), ends)
}
