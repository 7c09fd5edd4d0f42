//! `/endpoints`: what the gateway serves at the moment, without anything that is secret.

use gwc_artifact::{Backend, Credential, Endpoint, EndpointPolicy, Respond, SplitTarget, Stream};
use serde_json::{Value, json};

use super::upstreams;
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
        "upstreams": upstreams::list(&gateway.upstreams),
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
            Credential::Optional(auths) => {
                json!({ "optional": auths.iter().map(ToString::to_string).collect::<Vec<_>>() })
            }
        },
        "limited": !endpoint.rate_limit.is_none(),
        "backend": match &endpoint.backend {
            Backend::Upstream { upstream, .. } => reached(upstream, endpoint),
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

/// The upstream, and those that get some of its requests.
fn reached(own: &str, endpoint: &Endpoint) -> Value {
    let split = endpoint.policies.iter().find_map(|policy| match policy {
        EndpointPolicy::Split(targets) => Some(targets),
        _ => None,
    });
    let target = |target: &SplitTarget| json!({ "upstream": target.upstream, "gets": target.by.to_string() });
    match split {
        Some(targets) => json!({ "upstream": own, "split": targets.iter().map(target).collect::<Vec<_>>() }),
        None => json!({ "upstream": own }),
    }
}

/// `METHOD path`, as metrics name an endpoint.
fn name(endpoint: &Endpoint) -> String {
    format!("{} {}", endpoint.method, endpoint.path)
}
