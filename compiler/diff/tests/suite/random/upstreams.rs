//! Random upstreams.

use std::time::Duration;

use gwc_artifact::{
    Balancing, CertificateFiles, Ejection, HealthCheck, HostHeader, Resolution, Retries, Scheme, Upstream,
    UpstreamHttp, UpstreamOptions, UpstreamTls,
};

use super::{Random, traffic};
use crate::build;

/// A host outside of the cluster.
const OUTSIDE: &str = "third.example";

/// Changes an upstream.
pub(super) fn edit(upstream: &mut Upstream, random: &mut Random) {
    match random.below(6) {
        0 => {
            let mut hosts = random.some(&["a.svc", "c.svc", OUTSIDE]);
            if hosts.is_empty() {
                hosts.push("d.svc");
            }
            upstream.external = hosts.contains(&OUTSIDE);
            upstream.hosts = hosts.into_iter().flat_map(|host| build::upstream("", host).hosts).collect();
        }
        1 => upstream.hosts[0].scheme = random.of(&[Scheme::Http, Scheme::Https]),
        2 => upstream.accepts_keys = random.one_in(2),
        3 => upstream.in_flight = random.of(&[None, Some(5), Some(9)]),
        _ => {
            let mut options = UpstreamOptions::clone(&upstream.options);
            edit_options(&mut options, random);
            upstream.options = options.into();
        }
    }
}

fn edit_options(options: &mut UpstreamOptions, random: &mut Random) {
    let seconds = |random: &mut Random| Duration::from_secs(random.of(&[5, 10]));
    match random.below(9) {
        0 => options.http = random.of(&[UpstreamHttp::One, UpstreamHttp::Two]),
        1 => {
            let name = HostHeader::Name("shop.internal".to_owned());
            options.host = random.of(&[HostHeader::Upstream, HostHeader::Client, name]);
        }
        2 => options.tls = any_tls(random),
        3 => options.balancing = random.of(&[Balancing::RoundRobin, Balancing::LeastRequests]),
        4 => {
            let eject = Ejection { after: random.of(&[1, 3]), time: seconds(random) };
            options.eject = random.of(&[None, Some(eject)]);
        }
        6 => options.resolution = random.of(&[Resolution::Name, Resolution::EachAddress]),
        7 => {
            let (every, timeout) = (seconds(random), Duration::from_secs(1));
            let health = HealthCheck { path: random.of(&["/healthz", "/ready"]).to_owned(), every, timeout };
            options.health = random.of(&[None, Some(health)]);
        }
        5 => options.breaker = random.one_in(2).then(|| traffic::any_breaker(random)),
        _ => {
            let retries = Retries { attempts: random.of(&[1, 3]), budget: random.of(&[0, 20]) };
            options.retries = random.of(&[None, Some(retries)]);
        }
    }
}

/// Sets what an upstream must prove, and what it is shown.
pub(super) fn set_tls(upstream: &mut Upstream, random: &mut Random) {
    let mut options = UpstreamOptions::clone(&upstream.options);
    options.tls = any_tls(random);
    upstream.options = options.into();
}

fn any_tls(random: &mut Random) -> UpstreamTls {
    let files =
        CertificateFiles { certificate: "/tls/gateway.pem".to_owned(), key: "/tls/gateway.key".to_owned() };
    UpstreamTls {
        ca: random.of(&[None, Some("/tls/ca.pem"), Some("/tls/other.pem")]).map(str::to_owned),
        certificate: random.of(&[None, Some(files)]),
        server_name: random.of(&[None, Some("shop.internal")]).map(str::to_owned),
    }
}
