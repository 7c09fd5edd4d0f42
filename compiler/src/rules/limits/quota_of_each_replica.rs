use crate::kube::workload;
use crate::lint::Context;
use crate::model::StoreKind;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::Target;

declare_rule! {
    /// Each of several replicas counts the quotas in a file of its own.
    ///
    /// ## What it does
    /// Reports `store: { file: ... }` with `quotas`, if `deploy` runs `gwr`, the runtime of this project, with more
    /// than one replica. Without `replicas`, there are 2.
    ///
    /// ## Why is this bad?
    /// Each replica has its own file. With `count: 1000/day` and 3 replicas, a client has up to 3,000 requests per day.
    /// The number of remaining requests in the header `RateLimit` changes with the replica that answers.
    ///
    /// ## Example
    /// 3 replicas count in files of their own:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// store: { file: /var/lib/gwr/quotas }
    /// quotas: { free: { per: { claim: owner }, count: 1000/day } }
    /// auth:
    ///   iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: gwr, replicas: 3 }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, timeout: 5s, quota: free } }
    /// ```
    ///
    /// ## Use instead
    /// Use a store that the replicas share, here a Redis server. `on_error` sets what happens to rate limits while the
    /// server is not available: with `local`, each replica counts for itself.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// store: { redis: { url: "redis://redis:6379/0" }, on_error: local }
    /// quotas: { free: { per: { claim: owner }, count: 1000/day } }
    /// auth:
    ///   iam: { jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: gwr, replicas: 3 }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: iam, timeout: 5s, quota: free } }
    /// ```
    ///
    /// ## When to ignore
    /// Only one replica receives requests, and the others wait until it fails.
    pub(crate) QUOTA_OF_EACH_REPLICA { code: "GW321", name: "quota-of-each-replica", category: Reliability, severity: Warning, since: "0.1.0", inputs: [RouteFiles] }
}

/// The number of pods if it is not set.
const DEFAULT_REPLICAS: u32 = 2;

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let (Some(store), Some(deploy)) = (&gateway.store, &gateway.deploy) else { return };
    let runs_gwr = workload(gateway).is_some_and(|workload| workload.target == Target::Gwr);
    let StoreKind::File(file) = &store.kind else { return };
    let replicas = deploy.replicas.as_ref().map_or(DEFAULT_REPLICAS, |replicas| replicas.value);
    if !runs_gwr || replicas < 2 || gateway.quotas.is_empty() {
        return;
    }
    let message = format!(
        "each of the {replicas} replicas counts quotas in a file of its own, so a caller gets up to {replicas} times the quota"
    );
    let mut finding = QUOTA_OF_EACH_REPLICA.at(file.span, message);
    if let Some(replicas) = &deploy.replicas {
        finding = finding.related(replicas.span, "replicas set here");
    }
    out.push(finding.help("set `store: { redis: { url: \"redis://redis:6379/0\" }, on_error: local }`, or set `replicas: 1` under `deploy`"));
}
