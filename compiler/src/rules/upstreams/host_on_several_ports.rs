use std::collections::BTreeMap;

use crate::lint::Context;
use crate::model::{Endpoint, Stream, Upstream, UpstreamId};
use crate::topology::Topology;
use crate::topology::hosts::backend_url;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::{Span, Spanned};
use gwc_syntax::value::UpstreamUrl;

declare_rule! {
    /// One host is called on different ports.
    ///
    /// ## What it does
    /// Reports two upstreams with the same host and different ports; in a KrakenD configuration, two `host` lists. An
    /// upstream that only WebSocket endpoints use is not checked. Also reports a host with several ports in host
    /// tables: files such as `ingress.json`, with which a proxy in front of the gateway maps hosts to backends.
    ///
    /// ## Why is this bad?
    /// Most services listen on one port. If a service moves to another port and one entry is not changed, nothing
    /// accepts a connection there: every request that uses this entry fails.
    ///
    /// ## Example
    /// Both upstreams have the same host:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams:
    ///   base:   http://base.shop.svc.cluster.local:8080
    ///   base-2: http://base.shop.svc.cluster.local:8090
    /// services:
    ///   one: { at: /one, upstream: base, methods: GET, auth: public, timeout: 5s }
    ///   two: { at: /two, upstream: base-2, methods: GET, auth: public, timeout: 5s }
    /// ```
    ///
    /// ## Use instead
    /// Use one upstream with the port that the service listens on.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// upstreams:
    ///   base: http://base.shop.svc.cluster.local:8080
    /// services:
    ///   one: { at: /one, upstream: base, methods: GET, auth: public, timeout: 5s }
    ///   two: { at: /two, upstream: base, methods: GET, auth: public, timeout: 5s }
    /// ```
    ///
    /// ## When to ignore
    /// The service listens on both ports, such as one for its API and one for administration.
    pub(crate) HOST_ON_SEVERAL_PORTS { code: "GW405", name: "host-on-several-ports", category: Correctness, severity: Warning, since: "0.1.0", inputs: [RouteFiles, Krakend, HostTables] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let sockets = only_sockets(context.gateway.endpoints.iter(), context.gateway.upstreams.len());
    let mut hosts: BTreeMap<&str, (&Spanned<UpstreamUrl>, &Upstream)> = BTreeMap::new();
    let place = |list: &str, upstream: &Upstream| match context.is_raw() {
        true => list.to_owned(),
        false => format!("upstream `{}`", upstream.name.value),
    };
    let ordinary = context.gateway.upstreams.iter().zip(sockets).filter(|(_, socket)| !socket);
    for (upstream, url) in
        ordinary.flat_map(|(upstream, _)| upstream.urls.iter().map(move |url| (upstream, url)))
    {
        let (first, other) = *hosts.entry(&url.value.host).or_insert((url, upstream));
        let (old, new) = (first.value.port, url.value.port);
        if old != new {
            out.push(
                HOST_ON_SEVERAL_PORTS
                    .at(
                        url.span,
                        format!(
                            "host `{}` has port {} in {}, but port {} in {}: one of the two is probably outdated",
                            url.value.host,
                            url.value.port,
                            place("this `host` list", upstream),
                            first.value.port,
                            place("another `host` list", other)
                        ),
                    )
                    .label(format!("port {new}"))
                    .related(first.span, format!("port {old}"))
                    .help(match context.is_raw() {
                        true => "write the port that the service listens on in both `host` lists",
                        false => "use one upstream with the port that the service listens on",
                    }),
            );
        }
    }
}

/// The backends of host tables.
pub(crate) fn check_topology(topology: &Topology<'_>, out: &mut Diagnostics) {
    let mut ports: BTreeMap<String, BTreeMap<u16, Span>> = BTreeMap::new();
    for backend in topology.host_tables().flat_map(|table| table.backends()) {
        let Ok(url) = backend_url(&backend.value) else { continue };
        ports.entry(url.host).or_default().entry(url.port).or_insert(backend.span);
    }
    for (host, ports) in ports.into_iter().filter(|(_, ports)| ports.len() > 1) {
        let list: Vec<String> = ports.keys().map(u16::to_string).collect();
        let mut places: Vec<Span> = ports.into_values().collect();
        places.sort();
        let message = format!(
            "host `{host}` has several ports in the files that map hosts to backends: {}",
            list.join(", ")
        );
        let finding = HOST_ON_SEVERAL_PORTS.at(places[0], message);
        let finding = finding.help("write the port that the service listens on in each of these places");
        out.push(places[1..].iter().fold(finding, |finding, place| finding.related(*place, "other port")));
    }
}

/// For each upstream, whether only WebSocket endpoints use it.
fn only_sockets<'a>(endpoints: impl Iterator<Item = &'a Endpoint>, count: usize) -> Vec<bool> {
    let (mut sockets, mut others) = (vec![false; count], vec![false; count]);
    for endpoint in endpoints {
        for backend in endpoint.backends() {
            let UpstreamId(id) = backend.upstream.value;
            let list = if endpoint.stream.value == Stream::WebSocket { &mut sockets } else { &mut others };
            list[id as usize] = true;
        }
    }
    sockets.into_iter().zip(others).map(|(socket, other)| socket && !other).collect()
}
