//! `modifier/martian`: the headers that an endpoint and the gateway set and remove (krakend-martian v2.3).

use serde_json::{Value, json};

use crate::model::{Endpoint, Gateway};
use gwc_artifact::{EndpointPolicy, HeaderEdit};

/// The component.
pub(crate) const MARTIAN: &str = "modifier/martian";

/// The modifiers of a backend; nothing where no header is changed.
pub(super) fn block(gateway: &Gateway, endpoint: &Endpoint) -> Option<Value> {
    let mut modifiers: Vec<Value> = Vec::new();
    let of_gateway = gateway.response_headers.iter().flat_map(|edits| &edits.value);
    modifiers.extend(of_gateway.map(|edit| modifier("response", edit)));
    for policy in &endpoint.policies {
        match &policy.value {
            EndpointPolicy::RequestHeaders(edits) => {
                modifiers.extend(edits.iter().map(|e| modifier("request", e)))
            }
            EndpointPolicy::ResponseHeaders(edits) => {
                modifiers.extend(edits.iter().map(|e| modifier("response", e)))
            }
            _ => {}
        }
    }
    if modifiers.len() < 2 {
        return modifiers.pop();
    }
    Some(json!({
        "fifo.Group": { "scope": ["request", "response"], "aggregateErrors": true, "modifiers": modifiers },
    }))
}

fn modifier(scope: &str, edit: &HeaderEdit) -> Value {
    let name = canonical(edit.name());
    match edit {
        HeaderEdit::Set { value, .. } => {
            json!({ "header.Modifier": { "scope": [scope], "name": name, "value": value } })
        }
        HeaderEdit::Remove(_) => json!({ "header.Blacklist": { "scope": [scope], "names": [name] } }),
    }
}

/// A header as Go writes it: `X-Frame-Options` (net/textproto, `CanonicalMIMEHeaderKey`).
pub(super) fn canonical(name: &str) -> String {
    let part = |part: &str| {
        let (first, rest) = part.split_at(part.chars().next().map_or(0, char::len_utf8));
        first.to_ascii_uppercase() + rest
    };
    name.split('-').map(part).collect::<Vec<_>>().join("-")
}
