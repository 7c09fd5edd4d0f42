//! Hosts such as `orders.shop`, whose last label is a top-level domain: where manifests of the run have such a Service or
//! Namespace, they are names of the cluster.

use std::collections::HashSet;

use super::compiled::Compiled;
use crate::compilation::Compilation;
use crate::rules::{CLEARTEXT_UPSTREAM, OUTSIDE_UPSTREAM};
use crate::topology::manifests::Manifest;
use gwc_syntax::diagnostic::{Hidden, Reason};
use gwc_syntax::source::Span;
use gwc_syntax::value::UpstreamUrl;

/// Hides what is found about such a host as one outside of the cluster.
pub(super) fn settle(compiled: &mut Compiled) {
    let cluster = Cluster::of(&compiled.manifests);
    let built = compiled.gateways.iter_mut().map(|(_, compilation)| compilation);
    for compilation in built.chain(compiled.configurations.iter_mut().map(|(compilation, _)| compilation)) {
        hide(compilation, &cluster);
    }
}

fn hide(compilation: &mut Compilation, cluster: &Cluster<'_>) {
    let Some(gateway) = &compilation.gateway else { return };
    let urls = gateway.upstreams.iter().flat_map(|upstream| &upstream.urls);
    let inside: HashSet<Span> = urls.filter(|url| cluster.has(&url.value)).map(|url| url.span).collect();
    let about = [&CLEARTEXT_UPSTREAM, &OUTSIDE_UPSTREAM];
    let settled = compilation
        .diagnostics
        .split_off(|finding| !about.contains(&finding.rule) || !inside.contains(&finding.primary.span));
    compilation.hidden.extend(Hidden::all(Reason::Consequence, settled));
}

/// The names of a cluster, as far as manifests have them.
struct Cluster<'a> {
    namespaces: HashSet<&'a str>,
    /// Services of which no namespace is known.
    services: HashSet<&'a str>,
}

impl<'a> Cluster<'a> {
    fn of(manifests: &'a [Manifest]) -> Self {
        let named = manifests.iter().filter(|manifest| manifest.kind == "Namespace");
        let used = manifests.iter().map(|manifest| &*manifest.namespace).filter(|name| !name.is_empty());
        let services = manifests.iter().filter(|m| m.kind == "Service" && m.namespace.is_empty());
        Self {
            namespaces: named.map(|manifest| &*manifest.name.value).chain(used).collect(),
            services: services.map(|manifest| &*manifest.name.value).collect(),
        }
    }

    /// Whether a host is a service and its namespace here.
    fn has(&self, url: &UpstreamUrl) -> bool {
        let host = url.host.trim_end_matches('.').to_ascii_lowercase();
        let Some((service, namespace)) = host.split_once('.') else { return false };
        url.may_be_service() && (self.namespaces.contains(namespace) || self.services.contains(service))
    }
}
