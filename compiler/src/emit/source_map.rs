//! `gateway.map.json`: from an endpoint of any output back to the lines that made it.
//!
//! Endpoints have the same index in every JSON output and the same id in the artifact and in access logs.

use serde_json::{Value, json};

use crate::Checked;
use crate::source::SourceMap;

/// The file's bytes.
pub(super) fn render(checked: Checked<'_>, sources: &SourceMap) -> Vec<u8> {
    let gateway = checked.gateway();
    let at = |id| super::model::origin(gateway, id, sources);
    let endpoints: Vec<Value> = gateway
        .endpoints
        .iter()
        .enumerate()
        .map(|(index, e)| {
            json!({
                "id": format!("{:016x}", e.id),
                "endpoint": e.key(),
                "pointer": format!("/endpoints/{index}"),
                "written": at(e.origin),
                "credential": at(e.credential.origin),
                "limit": e.limit.map(|l| at(l.origin)),
                "headers": at(e.forward.headers.origin),
                "query": at(e.forward.query.origin),
                "timeouts": at(e.timeouts.origin),
                "stream": at(e.stream.origin),
                "upstream": e.backend().map(|b| at(b.upstream.origin)),
                "rewrite": e.backend().map(|b| at(b.path.origin)),
            })
        })
        .collect();
    let map = json!({ "version": 1, "gateway": gateway.name.value, "endpoints": endpoints });
    let mut bytes = serde_json::to_vec_pretty(&map).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
