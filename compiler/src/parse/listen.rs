//! `listen`: one listener, or a list.

use super::fields::{Fields, text};
use super::upstream;
use crate::codes;
use crate::model::Listen;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;
use gwc_syntax::tree::NodeId;
use gwc_syntax::value::parse_listen;

/// Reads `listen`; nothing where it is not set, or in error.
pub(super) fn read(fields: &Fields<'_>, out: &mut Diagnostics) -> Vec<Spanned<Listen>> {
    let Some(entry) = fields.get("listen").filter(|entry| !fields.is_fault(entry.value)) else {
        return Vec::new();
    };
    let one = [entry.value];
    let items = fields.doc.seq(entry.value).unwrap_or(&one);
    if items.is_empty() {
        let finding = codes::BAD_VALUE.at(fields.doc.span(entry.value), "the list of `listen` is empty");
        out.push(finding.help("list at least one port, or remove `listen`"));
    }
    let mut listeners: Vec<Spanned<Listen>> = Vec::new();
    for item in items {
        let Some(listener) = listener(fields, *item, out) else { continue };
        match listeners.iter().find(|known| known.value.collides_with(&listener.value)) {
            None => listeners.push(listener),
            Some(first) => {
                let finding =
                    codes::CONFLICTING_KEYS.at(listener.span, collision(&first.value, &listener.value));
                out.push(finding.related(first.span, "first listed here").help("remove one of them"));
            }
        }
    }
    listeners
}

/// What is wrong with two listeners of one port.
fn collision(first: &Listen, second: &Listen) -> String {
    let port = second.port;
    match (first.address.filter(|a| !a.is_unspecified()), second.address.filter(|a| !a.is_unspecified())) {
        (None, Some(address)) => format!(
            "the listener on `{address}` uses port `{port}`, on which the gateway already listens at all addresses"
        ),
        (Some(address), None) => format!(
            "this listener uses port `{port}` at all addresses, and the gateway already listens on it at `{address}`"
        ),
        _ => format!("port `{port}` is listed twice in `listen`"),
    }
}

/// One listener: a port, an address and a port, or a map.
fn listener(fields: &Fields<'_>, item: NodeId, out: &mut Diagnostics) -> Option<Spanned<Listen>> {
    let map = fields.doc.map(item).map(|_| fields.below(item));
    let written = map.as_ref().map_or_else(|| text(fields.doc, item), |map| map.text("address"))?;
    let (address, port) = parse_listen(&written.value).ok()?;
    let proxy_protocol = map.as_ref().and_then(|map| map.bool("proxy_protocol")).unwrap_or(false);
    if proxy_protocol && fields.get("trusted_proxies").is_none() {
        let span = map.as_ref().and_then(|map| map.key_span("proxy_protocol")).unwrap_or(written.span);
        let message = "`proxy_protocol` requires `trusted_proxies`: without trusted networks, `gwr` closes every connection";
        out.push(
            codes::MISSING_KEY
                .at(span, message)
                .help("list the networks of the load balancer at the top level of `gateway.yaml`: `trusted_proxies: [10.0.0.0/8]`"),
        );
    }
    let tls = map.as_ref().and_then(|map| upstream::listener(map, out));
    Some(Spanned::new(Listen { address, port, proxy_protocol, tls }, written.span))
}
