use std::collections::BTreeSet;
use std::sync::Arc;

use gwc_artifact::Network;

use crate::lint::Context;
use crate::model::{AddressRule, Endpoint, Gateway};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;

declare_rule! {
    /// `ip` has a network in `allow` that `deny` rejects, or no client address can reach an endpoint.
    ///
    /// ## What it does
    /// With `allow`, `ip` accepts only client addresses of these networks. It always rejects addresses of `deny`.
    /// Reports a network in `allow` that is part of a network in `deny` of the same `ip`. Also reports an endpoint that
    /// accepts no address: the gateway, the service and the path can each set `ip`, and a client address must satisfy
    /// all of them.
    ///
    /// ## Why is this bad?
    /// `deny` has precedence over `allow`. In the example, `10.0.0.0/8` includes `10.9.0.0/16`, so a partner in this
    /// network gets `403` for each request. An endpoint that accepts no address returns `403` to everybody.
    ///
    /// ## Example
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services:
    ///   billing:
    ///     at: /billing
    ///     upstream: commerce
    ///     methods: GET
    ///     auth: public
    ///     timeout: 5s
    ///     ip: { allow: [192.168.0.0/16, 10.9.0.0/16], deny: [10.0.0.0/8] }
    /// ```
    ///
    /// ## Use instead
    /// Remove the network from one of the two lists.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services:
    ///   billing:
    ///     at: /billing
    ///     upstream: commerce
    ///     methods: GET
    ///     auth: public
    ///     timeout: 5s
    ///     ip: { allow: [192.168.0.0/16, 10.9.0.0/16] }
    /// ```
    pub(crate) ADDRESS_NEVER_ADMITTED { code: "GW278", name: "address-never-admitted", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let rules = gateway.ip.iter().chain(gateway.endpoints.iter().flat_map(|endpoint| &endpoint.ip));
    let mut seen = BTreeSet::new();
    for rule in rules.filter(|rule| seen.insert(rule.span)) {
        denied(rule, out);
    }
    let mut reported = BTreeSet::new();
    for endpoint in &gateway.endpoints {
        let rules = rules_of(gateway, endpoint);
        if let Some(last) = rules.last().filter(|_| admits_nobody(&rules)) {
            unreachable(endpoint, last, &rules, &mut reported, out);
        }
    }
}

/// Networks of `allow` that `deny` of the same rule includes.
fn denied(rule: &AddressRule, out: &mut Diagnostics) {
    for allowed in &rule.allow {
        if let Some(by) = rule.deny.iter().find(|denied| denied.value.includes(&allowed.value)) {
            let message =
                format!("`{}` is in `allow`, but `deny` includes it and has precedence", allowed.value);
            let finding = ADDRESS_NEVER_ADMITTED.at(allowed.span, message).label("this network is denied");
            out.push(finding.related(by.span, "denied here").help("remove it from one of the two lists"));
        }
    }
}

fn unreachable(
    endpoint: &Endpoint,
    last: &AddressRule,
    rules: &[&AddressRule],
    reported: &mut BTreeSet<gwc_syntax::source::Span>,
    out: &mut Diagnostics,
) {
    let all_denied =
        |rule: &&AddressRule| !rule.allow.is_empty() && rule.allow.iter().all(|a| includes(&rule.deny, a));
    if rules.iter().any(all_denied) || !reported.insert(last.span) {
        return;
    }
    let message = format!(
        "no client address can reach `{}`: no address is admitted by every `ip` that applies",
        endpoint.key()
    );
    let mut finding = ADDRESS_NEVER_ADMITTED.at(last.span, message).route(endpoint.key());
    for other in rules.iter().filter(|rule| rule.span != last.span) {
        finding = finding.related(other.span, "this `ip` applies as well");
    }
    out.push(finding.help(
        "the gateway, the service and the path can each set `ip`: allow a network that all of them admit",
    ));
}

fn includes(networks: &[Spanned<Network>], network: &Spanned<Network>) -> bool {
    networks.iter().any(|other| other.value.includes(&network.value))
}

fn rules_of<'a>(gateway: &'a Gateway, endpoint: &'a Endpoint) -> Vec<&'a AddressRule> {
    gateway.ip.iter().chain(&endpoint.ip).map(Arc::as_ref).collect()
}

/// Whether no address passes all rules. Two networks are disjoint, or one includes the other: the addresses in both are
/// those of the smaller one.
fn admits_nobody(rules: &[&AddressRule]) -> bool {
    let everything = ["0.0.0.0/0", "::/0"].map(Network::parse).into_iter().flatten();
    let mut admitted: Vec<Network> = everything.collect();
    for rule in rules.iter().filter(|rule| !rule.allow.is_empty()) {
        let both = |one: &Network| {
            let one = *one;
            rule.allow.iter().filter_map(move |other| match () {
                () if one.includes(&other.value) => Some(other.value),
                () if other.value.includes(&one) => Some(one),
                () => None,
            })
        };
        admitted = admitted.iter().flat_map(both).collect();
    }
    // Halves of a network that are denied one by one deny it as a whole.
    let denied = Network::aggregated(rules.iter().flat_map(|rule| &rule.deny).map(|denied| denied.value));
    admitted.iter().all(|network| denied.iter().any(|denied| denied.includes(network)))
}
