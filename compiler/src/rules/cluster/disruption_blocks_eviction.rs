use crate::lint::Context;
use crate::model::{Deploy, Disruption};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// The disruption budget never allows an eviction.
    ///
    /// ## What it does
    /// `disruption` under `deploy` becomes a PodDisruptionBudget. Reports a `min_available` that is not smaller than
    /// the number of pods, and a `max_unavailable` of `0`. The number of pods is `replicas`, or `min` if `autoscale` is
    /// set.
    ///
    /// ## Why is this bad?
    /// `kubectl drain` and the upgrade of a node evict its pods one by one, and wait while the budget allows no eviction.
    /// With 2 pods and `min_available: 2` they wait forever: the upgrade of the cluster stops at that node.
    ///
    /// ## Example
    /// Both of the 2 pods must be available:
    /// ```yaml,bad
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo, replicas: 2, disruption: { min_available: 2 } }
    /// ```
    ///
    /// ## Use instead
    /// Allow one pod to be unavailable, or run one more, as here.
    /// ```yaml,good
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo, replicas: 3, disruption: { min_available: 2 } }
    /// ```
    ///
    /// ## When to ignore
    /// An operator removes the pods by hand when a node is drained.
    ///
    /// ## References
    /// - Kubernetes: Specifying a Disruption Budget for your Application
    pub(crate) DISRUPTION_BLOCKS_EVICTION { code: "GW650", name: "disruption-blocks-eviction", category: Reliability, severity: Warning, since: "0.1.0", inputs: [RouteFiles] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let Some(deploy) = &context.gateway.deploy else { return };
    let Some(budget) = &deploy.disruption else { return };
    let pods = deploy.least_replicas();
    let why = match &budget.value {
        Disruption::MinAvailable(amount) if allowed(amount, pods) >= pods => {
            format!("`min_available: {amount}` of {pods} pods allows no eviction")
        }
        Disruption::MaxUnavailable(amount) if matches!(amount.as_str(), "0" | "0%") => {
            format!("`max_unavailable: {amount}` allows no eviction")
        }
        _ => return,
    };
    let mut finding = DISRUPTION_BLOCKS_EVICTION.at(budget.span, why);
    if let Some(place) = place_of_pods(deploy) {
        finding = finding.related(place, "number of pods");
    }
    let help = match &budget.value {
        Disruption::MinAvailable(_) => "write `disruption: { max_unavailable: 1 }`, or run more pods",
        _ => "write `disruption: { max_unavailable: 1 }`",
    };
    out.push(finding.help(help));
}

/// A number of pods, or a percentage of them. Kubernetes rounds up, which keeps more pods.
fn allowed(amount: &str, pods: u32) -> u32 {
    match amount.strip_suffix('%') {
        Some(percent) => (pods * percent.parse::<u32>().unwrap_or(0)).div_ceil(100),
        None => amount.parse().unwrap_or(0),
    }
}

fn place_of_pods(deploy: &Deploy) -> Option<gwc_syntax::source::Span> {
    let scaled = deploy.autoscale.as_ref().map(|scale| scale.min.as_ref().map_or(scale.span, |min| min.span));
    scaled.or_else(|| deploy.replicas.as_ref().map(|replicas| replicas.span))
}
