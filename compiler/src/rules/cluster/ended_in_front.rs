use super::rewrite_to_root::gateway_backends;
use crate::kube::NGINX;
use crate::topology::manifests::{Manifest, selects};
use crate::topology::{GatewaySummary, Topology};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;
use gwc_syntax::value::parse_duration;

declare_rule! {
    /// An Ingress or HTTPRoute ends requests while the gateway still waits for the upstream.
    ///
    /// ## What it does
    /// Compares the timeouts of a proxy in front of the gateway with those of the endpoints of the gateway:
    /// - for an Ingress of the class `nginx`, the annotations `proxy-read-timeout` and `proxy-send-timeout` (60 s if
    ///   not set). nginx ends a request when no data flows for this time. Both must be as long as an endpoint may be
    ///   silent.
    /// - for an HTTPRoute, `request` and `backendRequest` under `timeouts`. Both must be as long as a request may take.
    ///
    /// Also reports an Ingress of the class `nginx` that buffers responses if an endpoint streams events.
    ///
    /// ## Why is this bad?
    /// The client gets `504` from the proxy, or a response that breaks off, while the gateway and the upstream still
    /// work on the request. In the example, a report that the upstream computes for 90 s never reaches the client.
    /// nginx also holds back buffered events: the client gets them in large pieces, or at the end of the stream.
    ///
    /// ## Example
    /// The Ingress has no timeout, so nginx uses 60 s. The gateway allows 110 s:
    /// ```yaml,bad,folder,file=gateway.yml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: gw }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: gw } }
    ///     spec:
    ///       containers:
    ///         - { name: gw, image: "krakend:2.13.8", args: [run, -c, /etc/krakend/krakend.json] }
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: gw }
    /// spec: { selector: { app: gw }, ports: [{ port: 80, targetPort: 8080 }] }
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: { name: gw }
    /// spec:
    ///   ingressClassName: nginx
    ///   rules:
    ///     - { host: api.example.com, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: gw, port: { number: 80 } } } }] } }
    /// # file: krakend.json
    /// { "version": 3, "port": 8080, "timeout": "110s", "endpoints": [
    ///   { "endpoint": "/bills", "backend": [{ "url_pattern": "/bills", "host": ["http://commerce:8001"] }] } ] }
    /// ```
    ///
    /// ## Use instead
    /// Let the proxy wait longer than the gateway: set both annotations, here to 115 s. The client then gets the
    /// response of the gateway in every case. For an endpoint that streams events, also set
    /// `nginx.ingress.kubernetes.io/proxy-buffering: "off"`.
    /// ```yaml,good,folder,file=gateway.yml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: gw }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: gw } }
    ///     spec:
    ///       containers:
    ///         - { name: gw, image: "krakend:2.13.8", args: [run, -c, /etc/krakend/krakend.json] }
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: gw }
    /// spec: { selector: { app: gw }, ports: [{ port: 80, targetPort: 8080 }] }
    /// ---
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata:
    ///   name: gw
    ///   annotations: { nginx.ingress.kubernetes.io/proxy-read-timeout: "115", nginx.ingress.kubernetes.io/proxy-send-timeout: "115" }
    /// spec:
    ///   ingressClassName: nginx
    ///   rules:
    ///     - { host: api.example.com, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: gw, port: { number: 80 } } } }] } }
    /// # file: krakend.json
    /// { "version": 3, "port": 8080, "timeout": "110s", "endpoints": [
    ///   { "endpoint": "/bills", "backend": [{ "url_pattern": "/bills", "host": ["http://commerce:8001"] }] } ] }
    /// ```
    ///
    /// ## When to ignore
    /// The ConfigMap of the controller sets longer timeouts for every Ingress.
    ///
    /// ## References
    /// - ingress-nginx: Annotations, custom timeouts
    /// - Gateway API: HTTPRouteTimeouts
    pub(crate) ENDED_IN_FRONT { code: "GW643", name: "ended-in-front", category: Reliability, severity: Warning, since: "0.1.0", inputs: [Manifests] }
}

const PREFIX: &str = "nginx.ingress.kubernetes.io/";
/// Seconds of silence after which nginx ends a request, where nothing else is set.
const DEFAULT: u64 = 60;

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    let mut seen = Vec::new();
    for (service, ingress, _) in gateway_backends(topology) {
        let Some(summary) = summary(topology, service).filter(|_| is_nginx(ingress)) else { continue };
        if !seen.contains(&ingress.name.span) {
            seen.push(ingress.name.span);
            check_ingress(ingress, summary, out);
        }
    }
    for route in topology.manifests.iter().filter(|manifest| manifest.kind == "HTTPRoute") {
        check_route(topology, route, out);
    }
}

/// The summary of the gateway whose pods a Service selects.
fn summary(topology: &Topology<'_>, service: &Manifest) -> Option<GatewaySummary> {
    let selected = topology.containers().into_iter().filter(|container| selects(service, container.manifest));
    selected.filter_map(|container| topology.summary_of(container)).next()
}

fn is_nginx(ingress: &Manifest) -> bool {
    let old = ["metadata", "annotations", "kubernetes.io/ingress.class"];
    let class = ["spec", "ingressClassName"];
    [&class[..], &old]
        .iter()
        .any(|path| ingress.text_at(ingress.root, path).is_some_and(|class| class.value == NGINX))
}

fn check_ingress(ingress: &Manifest, summary: GatewaySummary, out: &mut Diagnostics) {
    let annotation =
        |name: &str| ingress.text_at(ingress.root, &["metadata", "annotations", &format!("{PREFIX}{name}")]);
    let silence = summary.longest.silence;
    for name in ["proxy-read-timeout", "proxy-send-timeout"] {
        let set = annotation(name);
        let seconds =
            set.as_ref().map_or(Some(DEFAULT), |text| text.value.trim_end_matches('s').parse().ok());
        let Some(seconds) = seconds.filter(|seconds| *seconds < silence) else { continue };
        let message = format!(
            "`{name}` of nginx ends a request after {seconds} s of silence, but the gateway allows {silence} s"
        );
        let place = set.map_or(ingress.name.span, |text| text.span);
        let finding = ENDED_IN_FRONT.at(place, message).related(summary.place, "the gateway");
        out.push(finding.help(format!("set the annotations `{PREFIX}proxy-read-timeout` and `{PREFIX}proxy-send-timeout` to `\"{}\"` or more", silence + 5)));
    }
    let buffering = annotation("proxy-buffering");
    if summary.events && buffering.as_ref().is_none_or(|text| text.value != "off") {
        let place = buffering.map_or(ingress.name.span, |text| text.span);
        let finding = ENDED_IN_FRONT.at(place, "nginx buffers responses, but the gateway streams events");
        let finding = finding.related(summary.place, "the gateway");
        out.push(finding.help(format!("set the annotation `{PREFIX}proxy-buffering` to `\"off\"`")));
    }
}

fn check_route(topology: &Topology<'_>, route: &Manifest, out: &mut Diagnostics) {
    for rule in route.items(route.root, &["spec", "rules"]) {
        let names = route.items(*rule, &["backendRefs"]).iter();
        let names: Vec<Spanned<String>> =
            names.filter_map(|backend| route.text_at(*backend, &["name"])).collect();
        let is_backend = |service: &&Manifest| {
            service.kind == "Service"
                && service.near(route)
                && names.iter().any(|name| name.value == service.name.value)
        };
        let services = topology.manifests.iter().filter(is_backend);
        let Some(summary) = services.filter_map(|service| summary(topology, service)).next() else {
            continue;
        };
        for key in ["request", "backendRequest"] {
            let Some(set) = route.text_at(*rule, &["timeouts", key]) else { continue };
            out.extend(too_short(&set, summary).map(|(message, help)| {
                ENDED_IN_FRONT.at(set.span, message).related(summary.place, "the gateway").help(help)
            }));
        }
    }
}

/// What is wrong with a timeout of an HTTPRoute, and what to do. `0s` is no limit.
fn too_short(set: &Spanned<String>, summary: GatewaySummary) -> Option<(String, String)> {
    let seconds = parse_duration(&set.value).ok()?.nanos / 1_000_000_000;
    let (longest, instead) = match summary.longest.request {
        _ if seconds == 0 => return None,
        Some(longest) if seconds >= longest => return None,
        Some(longest) => (format!("{longest} s"), format!("{}s", longest + 5)),
        None => ("any time".to_owned(), "0s".to_owned()),
    };
    let message =
        format!("the HTTPRoute ends requests after `{}`, but the gateway allows {longest}", set.value);
    Some((message, format!("set this timeout to `{instead}`")))
}
