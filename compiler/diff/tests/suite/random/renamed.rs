//! The same gateway, written in another way.

use gwc_artifact::{
    Backend, ClientKey, Credential, Endpoint, EndpointPolicy, Gateway, RateLimit, Segment, Set,
};

use super::Random;

/// The same gateway with its endpoints in another order, and with other names for checks, upstreams and parameters.
pub(crate) fn renamed(gateway: &Gateway, random: &mut Random) -> Gateway {
    let mut other = gateway.clone();
    other.name = "other".to_owned();
    for _ in 0..other.endpoints.len() {
        let (one, two) = (random.below(other.endpoints.len()), random.below(other.endpoints.len()));
        other.endpoints.swap(one, two);
    }
    // Two that exchange their names have both of them on each side.
    let exchanges = random.one_in(2);
    let name = |name: &str| match (exchanges, name) {
        (true, "a") => "b".to_owned(),
        (true, "b") => "a".to_owned(),
        (true, "iam") => "other".to_owned(),
        (true, "other") => "iam".to_owned(),
        _ => format!("{name}-renamed"),
    };
    other.auth.iter_mut().for_each(|auth| auth.name = name(&auth.name));
    other.upstreams.iter_mut().for_each(|upstream| upstream.name = name(&upstream.name));
    for endpoint in &mut other.endpoints {
        if let Credential::AnyOf(names) | Credential::Optional(names) = &mut endpoint.credential {
            names.iter_mut().for_each(|one| *one = name(one).into());
        }
        if let Backend::Upstream { upstream, .. } = &mut endpoint.backend {
            *upstream = name(upstream).into();
        }
        let policies = endpoint.policies.iter().cloned().map(|policy| match policy {
            EndpointPolicy::Split(mut targets) => {
                targets.iter_mut().for_each(|target| target.upstream = name(&target.upstream));
                EndpointPolicy::Split(targets)
            }
            policy => policy,
        });
        endpoint.policies = policies.collect::<Set<_>>().into();
        for segment in &mut endpoint.path.segments {
            if let Segment::Param(param) = segment {
                *param = name(param).into();
            }
        }
        let mut limit = RateLimit::clone(&endpoint.rate_limit);
        if let Some(per_client) = &mut limit.per_client
            && let ClientKey::Param(param) = &mut per_client.key
        {
            *param = name(param);
        }
        endpoint.rate_limit = limit.into();
        endpoint.id = Endpoint::stable_id(endpoint.method, &endpoint.path);
    }
    other
}
