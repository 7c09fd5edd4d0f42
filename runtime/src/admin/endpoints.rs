//! `/endpoints`: what the gateway serves at the moment, without anything that is secret.

use gwc_artifact::{Backend, Credential, Endpoint, Respond, Stream};
use serde_json::{Value, json};

use crate::gateway::Gateway;

/// The gateway and its endpoints.
pub(super) fn list(gateway: &Gateway) -> Value {
    let artifact = gateway.artifact();
    let model = artifact.gateway();
    json!({
        "gateway": model.name,
        "format": artifact.format_version(),
        "writer": artifact.writer(),
        "digest": digest(&artifact.digest()),
        "endpoints": model.endpoints.iter().map(endpoint).collect::<Vec<_>>(),
    })
}

/// The digest of an artifact, as `gwc inspect` shows it.
pub(super) fn digest(digest: &[u8; 32]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn endpoint(endpoint: &Endpoint) -> Value {
    json!({
        "id": format!("{:016x}", endpoint.id),
        "endpoint": name(endpoint),
        "hosts": *endpoint.hosts,
        "credential": match &endpoint.credential {
            Credential::Public => json!("public"),
            Credential::AnyOf(auths) => auths.iter().map(ToString::to_string).collect(),
        },
        "limited": !endpoint.rate_limit.is_none(),
        "backend": match &endpoint.backend {
            Backend::Upstream { upstream, .. } => json!({ "upstream": upstream.to_string() }),
            Backend::Respond(Respond::Health) => json!({ "respond": "health" }),
            Backend::Respond(Respond::NotImplemented) => json!({ "respond": 501 }),
            Backend::Respond(Respond::Fixed(fixed)) => json!({ "respond": { "status": fixed.status } }),
            Backend::Respond(Respond::Redirect(to)) => json!({ "respond": { "redirect": to.status } }),
        },
        "stream": match endpoint.stream {
            Stream::None => Value::Null,
            Stream::Sse => json!("sse"),
            Stream::WebSocket => json!("websocket"),
        },
    })
}

/// `METHOD path`, as metrics name an endpoint.
fn name(endpoint: &Endpoint) -> String {
    format!("{} {}", endpoint.method, endpoint.path)
}
