//! Pairs that differ in one decision: edits at random seldom change what an endpoint of the pair depends on.

use std::time::Duration;

use gwc_artifact::{
    AuthKind, Backend, ClientKey, Credential, Endpoint, EndpointPolicy, Gateway, Issuer, Network, PerClient,
    RateLimit, Scheme, Set, Template, Timeouts,
};

use super::{Random, any_response, counting, credentials, traffic, upstreams};
use crate::build;

/// What the gateways of a pair differ in.
#[derive(Debug, Clone, Copy)]
pub(super) enum Focus {
    /// The check of a credential, by its position.
    Check(usize),
    /// The order of two checks of tokens.
    Order,
    /// What claims must hold.
    Require,
    /// A quota or a balance.
    Metered,
    /// Numbers of limits and timeouts.
    Numbers,
    /// A response of the gateway itself.
    Own,
    /// TLS to an upstream.
    Tls,
    /// What is set for the gateway as a whole.
    Whole,
}

impl Focus {
    pub(super) fn any(gateway: &Gateway, random: &mut Random) -> Focus {
        let at = random.below(gateway.auth.len());
        random.of(&[
            Focus::Check(at),
            Focus::Check(at),
            Focus::Order,
            Focus::Require,
            Focus::Metered,
            Focus::Metered,
            Focus::Numbers,
            Focus::Own,
            Focus::Tls,
            Focus::Whole,
        ])
    }

    /// Makes the first endpoint one whose decisions depend on it.
    pub(super) fn prepare(self, gateway: &mut Gateway, random: &mut Random) {
        let names = |names: &[&str]| Credential::AnyOf(names.iter().map(|name| (*name).into()).collect());
        let Some(endpoint) = gateway.endpoints.first_mut() else { return };
        let pattern = endpoint.path.clone();
        match self {
            Focus::Check(at) => {
                endpoint.credential = names(&[&gateway.auth[at].name]);
                if random.one_in(4) {
                    endpoint.credential = Credential::Optional(endpoint.credential.checks().to_vec());
                }
                (0..3).for_each(|_| credentials::edit_at(gateway, at, random));
                if let AuthKind::Jwt(jwt) = &mut gateway.auth[at].kind
                    && random.one_in(3)
                {
                    jwt.issuer = Issuer::Any;
                }
            }
            Focus::Numbers => set_numbers(endpoint, random),
            Focus::Order => {
                endpoint.credential = names(&["iam", "other"]);
                if random.one_in(4) {
                    endpoint.credential = Credential::Optional(endpoint.credential.checks().to_vec());
                }
            }
            Focus::Require => {
                endpoint.credential = names(&["iam"]);
                endpoint.require = credentials::any_requirement(random, "").into();
            }
            Focus::Metered => {
                endpoint.credential = names(&["iam"]);
                endpoint.policies = any_meters(random).into();
            }
            Focus::Own => {
                let path = Template::parse("/fixed", &pattern).expect("a template");
                endpoint.backend = Backend::Respond(any_response(path, random));
            }
            Focus::Tls => {
                let path = Template::parse("/fixed", &pattern).expect("a template");
                endpoint.backend = Backend::Upstream { upstream: "a".into(), method: None, path };
                gateway.upstreams[0].hosts = build::upstream("a", "a.svc").hosts;
                gateway.upstreams[0].hosts[0].scheme = Scheme::Https;
                upstreams::set_tls(&mut gateway.upstreams[0], random);
            }
            Focus::Whole => {
                let all = ["10.0.0.0/8", "10.1.0.0/16"].map(|name| Network::parse(name).expect("a network"));
                gateway.trusted_proxies = all.to_vec().into();
                gateway.operations.admin = Some(gwc_artifact::AdminListener { address: None, port: 9901 });
            }
        }
    }

    /// Changes it.
    pub(super) fn edit(self, gateway: &mut Gateway, random: &mut Random) {
        let Some(endpoint) = gateway.endpoints.first_mut() else { return };
        match self {
            Focus::Check(at) => (0..3).for_each(|_| credentials::edit_at(gateway, at, random)),
            Focus::Order => {
                if let Credential::AnyOf(names) | Credential::Optional(names) = &mut endpoint.credential {
                    names.reverse();
                }
                let minted = credentials::any_minted(random);
                for auth in &mut gateway.auth {
                    if let AuthKind::Jwt(jwt) = &mut auth.kind {
                        jwt.issuer = Issuer::Any;
                        jwt.headers = if random.one_in(2) { minted.clone() } else { Set::default() };
                    }
                }
            }
            Focus::Require => endpoint.require = credentials::any_requirement(random, "").into(),
            Focus::Metered => match random.below(3) {
                0 => endpoint.policies = any_meters(random).into(),
                1 => gateway.quotas.iter_mut().for_each(|quota| traffic::edit_quota(quota, random)),
                _ => gateway.balances.iter_mut().for_each(|balance| traffic::edit_balance(balance, random)),
            },
            Focus::Numbers => set_numbers(endpoint, random),
            Focus::Own => {
                let path = Template::parse("/other", &endpoint.path).expect("a template");
                endpoint.backend = Backend::Respond(any_response(path, random));
            }
            Focus::Tls => upstreams::set_tls(&mut gateway.upstreams[0], random),
            Focus::Whole if random.one_in(2) => gateway.operations.admin = None,
            Focus::Whole => counting::edit(gateway, random),
        }
    }
}

/// Sets a limit of all callers, one of each and all timeouts.
fn set_numbers(endpoint: &mut Endpoint, random: &mut Random) {
    let mut limit = || build::limit(random.of(&[1, 60]), 60, random.of(&[1, 5]));
    let (total, each) = (limit(), limit());
    let per_client = Some(PerClient { key: ClientKey::Ip, limit: each });
    endpoint.rate_limit = RateLimit { total: Some(total), per_client }.into();
    let mut seconds = || Some(Duration::from_secs(random.of(&[1, 2, 9])));
    let (total, idle, connect, first_byte) = (seconds(), seconds(), seconds(), seconds());
    endpoint.timeouts = Timeouts { total, idle, connect, first_byte }.into();
}

/// Quotas and balances of an endpoint.
fn any_meters(random: &mut Random) -> Set<EndpointPolicy> {
    let quota = EndpointPolicy::Quota(random.of(&["month", "week"]).to_owned());
    let balance = EndpointPolicy::Balance(random.of(&["money", "points"]).to_owned());
    random.some(&[quota, balance]).into()
}
