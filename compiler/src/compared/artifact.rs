//! Artifacts, which `gwr` runs.

use super::components;
use super::prepared::{Prepared, part};
use gwc_artifact as artifact;
use gwc_diff::{Part, Places, Rest, Routing, Side};
use gwc_syntax::value::Target;

/// The side of an artifact. It has no authored places.
pub fn of_artifact(gateway: &artifact::Gateway) -> Prepared {
    let mut gateway = gateway.clone();
    let parts = other_policies(&mut gateway);
    let side = Side {
        routing: Routing::Gwr,
        endpoints: gateway.endpoints.iter().map(|_| Rest::default()).collect(),
        auth: vec![None; gateway.auth.len()],
        upstreams: vec![None; gateway.upstreams.len()],
        quotas: vec![None; gateway.quotas.len()],
        balances: vec![None; gateway.balances.len()],
        gateway,
        parts,
        places: Places::default(),
        idle: Vec::new(),
    };
    Prepared { side, spans: Vec::new(), target: Target::Gwr }
}

/// Takes out the policies of which only the name is known: each is a part of the gateway, without its values.
pub(super) fn other_policies(gateway: &mut artifact::Gateway) -> Vec<Part> {
    let policies: Vec<artifact::OtherPolicy> = std::mem::take(&mut gateway.other_policies).into();
    let one = |policy: artifact::OtherPolicy| {
        let name = policy.name.strip_prefix("krakend:").unwrap_or(&policy.name).to_owned();
        let role = components::role(&name, &serde_json::Value::Null);
        part(name, (format!("{:?}", policy.scope), false), role, None)
    };
    policies.into_iter().map(one).collect()
}
