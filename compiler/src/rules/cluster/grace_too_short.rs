use crate::topology::Topology;
use crate::topology::manifests::Container;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Span;
use gwc_syntax::value::Target;

declare_rule! {
    /// Kubernetes kills a pod before its open requests can end.
    ///
    /// ## What it does
    /// Compares `terminationGracePeriodSeconds` (30 if not set) with the time that a pod needs to end: the seconds of
    /// `preStop.sleep`, and then the time for open requests. The time for open requests is the timeout of the slowest
    /// endpoint. The rule takes at least 30 s, as `gwr` does, and at most 120 s, because streams may last for hours.
    ///
    /// `gwr`, the runtime of this project, ends open requests after `--drain-timeout`, if this option is set. The rule
    /// also reports a `--drain-timeout` that is shorter than the time for open requests.
    ///
    /// ## Why is this bad?
    /// Each rollout, each scale-down and each drain of a node ends pods. When the grace period is over, the kubelet
    /// kills the program. In the example, a request for `/bills` may take 60 s, but the program is killed after 30 s:
    /// the client sees a reset connection. Proxies do not repeat a `POST` after that, because the upstream may have
    /// executed it already.
    ///
    /// ## Example
    /// The grace period is 30 s, but `gateway.json` sets a timeout of 60 s:
    /// ```yaml,bad,folder,file=deployment.yaml,target=hanzo
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: gateway }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: gateway } }
    ///     spec:
    ///       enableServiceLinks: false
    ///       terminationGracePeriodSeconds: 30
    ///       containers:
    ///         - name: gateway
    ///           image: ghcr.io/hanzoai/gateway:v2.14.10
    ///           command: [/usr/bin/gateway, run, -c, /etc/gateway/gateway.json]
    ///           readinessProbe: { httpGet: { path: /healthz, port: 8080 } }
    ///           lifecycle: { preStop: { sleep: { seconds: 5 } } }
    /// # file: gateway.json
    /// { "version": 3, "port": 8080, "timeout": "60s", "endpoints": [
    ///   { "endpoint": "/bills", "backend": [{ "url_pattern": "/bills", "host": ["http://commerce:8001"] }], "extra_config": { "auth/public": false } } ] }
    /// ```
    ///
    /// ## Use instead
    /// Set the grace period to the seconds of `preStop`, plus the timeout of the slowest endpoint, plus a few seconds:
    /// here 5 + 60 + 5.
    /// ```yaml,good,folder,file=deployment.yaml,target=hanzo
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: gateway }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: gateway } }
    ///     spec:
    ///       enableServiceLinks: false
    ///       terminationGracePeriodSeconds: 70
    ///       containers:
    ///         - name: gateway
    ///           image: ghcr.io/hanzoai/gateway:v2.14.10
    ///           command: [/usr/bin/gateway, run, -c, /etc/gateway/gateway.json]
    ///           readinessProbe: { httpGet: { path: /healthz, port: 8080 } }
    ///           lifecycle: { preStop: { sleep: { seconds: 5 } } }
    /// # file: gateway.json
    /// { "version": 3, "port": 8080, "timeout": "60s", "endpoints": [
    ///   { "endpoint": "/bills", "backend": [{ "url_pattern": "/bills", "host": ["http://commerce:8001"] }], "extra_config": { "auth/public": false } } ] }
    /// ```
    ///
    /// ## When to ignore
    /// Slow requests can be repeated without harm, and clients do that.
    ///
    /// ## References
    /// - Kubernetes: Pod Lifecycle, termination of Pods
    pub(crate) GRACE_TOO_SHORT { code: "GW642", name: "grace-too-short", category: Reliability, severity: Warning, since: "0.1.0", inputs: [Manifests] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for container in topology.containers() {
        let Some(program) = container.program() else { continue };
        let summary = topology.summary_of(container);
        let slowest = summary.map(|summary| summary.longest.drain);
        let drain = match program.target {
            Target::Gwr => drain(container, slowest, out),
            _ => slowest,
        };
        let Some((drain, before)) = drain.zip(container.pre_stop()) else { continue };
        let (grace, place) = container.grace();
        if grace >= before + drain {
            continue;
        }
        let message = format!(
            "the pod is killed after {grace} s, but ending it takes {before} s of `preStop` and then up to {drain} s for open requests"
        );
        let place = place.unwrap_or_else(|| name(container));
        let mut finding = GRACE_TOO_SHORT.at(place, message);
        if let Some(summary) = summary {
            finding = finding.related(summary.place, "the gateway");
        }
        let least = before + drain + 5;
        out.push(finding.help(format!("set `terminationGracePeriodSeconds: {least}`")));
    }
}

/// The seconds that `gwr` waits for requests under way: those of `--drain-timeout`, else those of the slowest endpoint.
/// Fewer than that one needs are reported.
fn drain(container: Container<'_>, slowest: Option<u64>, out: &mut Diagnostics) -> Option<u64> {
    let Some(option) = container.option("--drain-timeout") else { return slowest };
    let set: u64 = option.value.parse().ok()?;
    if let Some(slowest) = slowest.filter(|slowest| set < *slowest) {
        let message = format!("`gwr` ends requests {set} s after SIGTERM, but they may take {slowest} s");
        let finding = GRACE_TOO_SHORT.at(option.span, message);
        out.push(finding.help(format!("set `--drain-timeout` to `{slowest}`, or remove it")));
    }
    Some(set)
}

fn name(container: Container<'_>) -> Span {
    let name = container.manifest.text_at(container.node, &["name"]);
    name.map_or_else(|| container.manifest.doc.span(container.node), |name| name.span)
}
