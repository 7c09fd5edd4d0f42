//! The upstream that requests reach, and how: whatever it is called.

use gwc_artifact::{
    ApiKey, AuthKind, Balancing, Breaker, CertificateFiles, Ejection, EndpointPolicy, HealthCheck,
    HostHeader, KeyCheck, Resolution, Retries, Scheme, Upstream, UpstreamHost, UpstreamHttp, UpstreamOptions,
    UpstreamTls,
};

use super::policies::{breaker_shown, in_flight};
use super::sides::{Places, Sides};
use crate::difference::{Difference, Differences, apart, list};
use crate::kind::Kind;
use crate::side::Aspect;
use crate::view::View;

pub(super) fn compare(sides: &Sides<'_, '_>, names: (&str, &str), out: &mut Differences) {
    let (Some((before, place_before)), Some((after, place_after))) =
        (sides.before.upstream(names.0), sides.after.upstream(names.1))
    else {
        return;
    };
    // The endpoint names its upstream; the upstream its hosts. The changed one of them is the place.
    let places = match names.0 == names.1 {
        true => (place_before, place_after),
        false => sides.places(Aspect::Answer),
    };
    let Upstream { name: _, hosts, accepts_keys, external, in_flight: most, options: _ } = before;
    let Upstream {
        name: _,
        hosts: hosts_after,
        accepts_keys: accepts_keys_after,
        external: external_after,
        in_flight: most_after,
        options: _,
    } = after;
    hosts_of((hosts, *external), (hosts_after, *external_after), places, out);
    in_flight((*most, *most_after), places, out);
    options((&effective(before, sides.before), &effective(after, sides.after)), places, out);
    if accepts_keys != accepts_keys_after && checks_keys(sides) {
        let shown = |checks: bool| {
            if checks { "the upstream verifies API keys" } else { "the upstream does not verify API keys" }
                .to_owned()
        };
        out.push(Kind::KeyVerifierChanged, (shown(*accepts_keys), shown(*accepts_keys_after)), places);
    }
}

/// Whether an API key goes to the upstream of an endpoint, before or after: one that is required, or that a request may have.
pub(super) fn checks_keys(sides: &Sides<'_, '_>) -> bool {
    [sides.before, sides.after]
        .into_iter()
        .flat_map(View::verified)
        .any(|check| matches!(check.kind, Some(AuthKind::ApiKey(ApiKey { verify: KeyCheck::Upstream, .. }))))
}

fn hosts_of(
    (before, was_external): (&[UpstreamHost], bool),
    (after, is_external): (&[UpstreamHost], bool),
    places: Places,
    out: &mut Differences,
) {
    if sorted(before) == sorted(after) {
        return;
    }
    let (_, new) = apart(before, after);
    let is_clear = |hosts: &[UpstreamHost]| hosts.iter().any(|host| host.scheme == Scheme::Http);
    let kind = match () {
        () if is_external && (!was_external || !new.is_empty()) && leaves(before, &new, was_external) => {
            Kind::UpstreamOutside
        }
        () if !is_clear(before) && is_clear(&new) => Kind::UpstreamCleartext,
        () => Kind::UpstreamChanged,
    };
    out.push(kind, (hosts_shown(before), hosts_shown(after)), places);
}

/// The hosts in one order, whatever that of the file.
pub(super) fn sorted(hosts: &[UpstreamHost]) -> Vec<String> {
    let mut texts: Vec<String> = hosts.iter().map(host).collect();
    texts.sort();
    texts
}

/// Whether requests go outside that did not, or to somebody else outside.
fn leaves(before: &[UpstreamHost], new: &[UpstreamHost], was_external: bool) -> bool {
    !was_external || new.iter().any(|host| !before.iter().any(|known| known.host == host.host))
}

/// The options of an upstream, without those that have no effect on requests of this endpoint.
pub(super) fn effective(upstream: &Upstream, view: &View<'_>) -> UpstreamOptions {
    let mut options = UpstreamOptions::clone(&upstream.options);
    if upstream.hosts.iter().all(|host| host.scheme == Scheme::Http) {
        options.tls = UpstreamTls::default();
    }
    if upstream.hosts.len() < 2 && options.resolution == Resolution::Name {
        options.balancing = Balancing::default();
    }
    options.retries = options.retries.filter(|retries| retries.attempts > 1 && retries.budget > 0);
    let own = view.plan.policies.iter().find_map(|policy| match policy {
        EndpointPolicy::Breaker(breaker) => Some(breaker),
        _ => None,
    });
    // That of the endpoint replaces it.
    options.breaker = own.cloned().or(options.breaker);
    options
}

fn options((before, after): (&UpstreamOptions, &UpstreamOptions), places: Places, out: &mut Differences) {
    let UpstreamOptions { http, host, tls, balancing, eject, breaker, retries, resolution, health } = before;
    let UpstreamOptions {
        http: http_after,
        host: host_after,
        tls: tls_after,
        balancing: balancing_after,
        eject: eject_after,
        breaker: breaker_after,
        retries: retries_after,
        resolution: resolution_after,
        health: health_after,
    } = after;
    if host != host_after {
        // A client that chooses the host chooses among all that the upstream serves.
        let difference = Difference::of(Kind::UpstreamChanged, (named(host), named(host_after)), places);
        out.add(difference.widening(*host_after == HostHeader::Client));
    }
    let mut differ = |kind: Kind, values: (Option<String>, Option<String>)| {
        if values.0 != values.1 {
            out.push(kind, values, places);
        }
    };
    let shown = |http: &UpstreamHttp, balancing: &Balancing| {
        let version = if *http == UpstreamHttp::Two { "HTTP/2" } else { "HTTP/1.1" };
        let choice = match balancing {
            Balancing::RoundRobin => "hosts are called in turn",
            Balancing::LeastRequests => "the host with the fewest open requests is called",
        };
        (Some(version.to_owned()), Some(choice.to_owned()))
    };
    let (one, other) = (shown(http, balancing), shown(http_after, balancing_after));
    differ(Kind::UpstreamChanged, (one.0, other.0));
    differ(Kind::UpstreamChanged, (one.1, other.1));
    differ(Kind::UpstreamChanged, (retries.as_ref().map(again), retries_after.as_ref().map(again)));
    differ(Kind::UpstreamChanged, (Some(stands_for(*resolution)), Some(stands_for(*resolution_after))));
    let kind = |is_gone: bool| if is_gone { Kind::ShieldRemoved } else { Kind::ShieldChanged };
    let shown = |breaker: &Option<Breaker>| breaker.as_ref().map(breaker_shown);
    differ(kind(breaker_after.is_none()), (shown(breaker), shown(breaker_after)));
    differ(kind(eject_after.is_none()), (eject.as_ref().map(left_out), eject_after.as_ref().map(left_out)));
    differ(kind(health_after.is_none()), (health.as_ref().map(checked), health_after.as_ref().map(checked)));
    let kind = if weakens(tls, tls_after) { Kind::UpstreamTlsWeakened } else { Kind::UpstreamChanged };
    differ(kind, (Some(trusts(tls)), Some(trusts(tls_after))));
}

/// Whether an upstream may prove less than before, or something else, or may know less of its caller.
fn weakens(before: &UpstreamTls, after: &UpstreamTls) -> bool {
    let UpstreamTls { ca, certificate, server_name } = before;
    (ca.is_some() && *ca != after.ca)
        || (certificate.is_some() && *certificate != after.certificate)
        || *server_name != after.server_name
}

fn trusts(UpstreamTls { ca, certificate, server_name }: &UpstreamTls) -> String {
    let by = ca.as_deref().map_or("the CA certificates of the system".to_owned(), |file| format!("`{file}`"));
    let name = server_name.as_deref().map_or(String::new(), |name| format!(", for the name {name}"));
    let shows = certificate.as_ref().map_or(String::new(), |CertificateFiles { certificate, key }| {
        format!(", with the client certificate `{certificate}` and key `{key}`")
    });
    format!("TLS verified by {by}{name}{shows}")
}

fn named(host: &HostHeader) -> String {
    match host {
        HostHeader::Upstream => "`Host` of the upstream".to_owned(),
        HostHeader::Client => "`Host` of the client".to_owned(),
        HostHeader::Name(name) => format!("`Host: {name}`"),
    }
}

fn again(Retries { attempts, budget }: &Retries) -> String {
    format!("retries: a request is sent {attempts} times at most, all retries add {budget}% at most")
}

fn left_out(Ejection { after, time }: &Ejection) -> String {
    format!("a host gets no requests for {time:?} after {after} failures")
}

fn host(host: &UpstreamHost) -> String {
    let UpstreamHost { scheme, host, port } = host;
    format!("{}://{host}:{port}", scheme.as_str())
}

pub(super) fn hosts_shown(hosts: &[UpstreamHost]) -> String {
    let hosts: Vec<String> = hosts.iter().map(host).collect();
    list(hosts.iter().map(String::as_str))
}

fn stands_for(resolution: Resolution) -> String {
    match resolution {
        Resolution::Name => "a host name is one host, whatever its addresses are",
        Resolution::EachAddress => "each address of a host name is a host of its own",
    }
    .to_owned()
}

fn checked(HealthCheck { path, every, timeout }: &HealthCheck) -> String {
    format!("health check `GET {path}` every {every:?}, timeout {timeout:?}")
}
