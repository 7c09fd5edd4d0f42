//! Pairs of gateways that differ in what pages of other origins may do.

use gwc_artifact::{
    Cors, CorsHeaders, CorsMethods, EndpointPolicy, Gateway, Method, OriginPattern, Origins, Set,
};

use super::random::{self, Random};

/// A pair with one origin: what differs shows in preflights, mostly.
pub(crate) fn pair(random: &mut Random, tails: bool) -> (Gateway, Gateway) {
    let (mut before, _) = random::pair(random, tails);
    let mut after = before.clone();
    set(&mut before, &policy(random));
    set(&mut after, &policy(random));
    (before, after)
}

/// For the gateway as a whole and for each endpoint.
fn set(gateway: &mut Gateway, policy: &Cors) {
    gateway.cors = Some(policy.clone());
    for endpoint in &mut gateway.endpoints {
        let others = endpoint.policies.iter().filter(|one| !matches!(one, EndpointPolicy::Cors(_))).cloned();
        let policies: Set<EndpointPolicy> = others.chain([EndpointPolicy::Cors(policy.clone())]).collect();
        endpoint.policies = policies.into();
    }
}

fn policy(random: &mut Random) -> Cors {
    let methods: Set<Method> =
        random.some(&[Method::Post, Method::Put]).into_iter().chain([Method::Get]).collect();
    let names = random.some(&["x-a", "x-b"].map(str::to_owned));
    Cors {
        origins: Origins::List([OriginPattern::parse("https://a.example")].into_iter().collect()),
        methods: CorsMethods::List(methods),
        headers: if names.is_empty() { CorsHeaders::Any } else { CorsHeaders::List(names.into()) },
        expose: random.some(&["x-total".to_owned()]).into(),
        credentials: random.one_in(3),
        private_network: random.one_in(3),
        max_age: None,
        status: 204,
    }
}
