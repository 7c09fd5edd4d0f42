use crate::lint::Context;
use crate::model::Amounts;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;
use gwc_syntax::value::parse_quantity;

declare_rule! {
    /// A pod requests more than its limit, or less than 1 MiB of memory.
    ///
    /// ## What it does
    /// Checks `resources` under `deploy`. Reports a request of `cpu` or `memory` that exceeds the limit, and a request
    /// or limit of `memory` below 1 MiB.
    ///
    /// ## Why is this bad?
    /// Kubernetes rejects a Deployment with a request above its limit. With too little memory it kills each pod at
    /// start: `m` means thousandths, so `128m` of memory is an eighth of a byte, not 128 MB.
    ///
    /// ## Example
    /// 2 CPUs are more than `500m`, and `128m` of memory is less than a byte:
    /// ```yaml,bad
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo, resources: { requests: { cpu: "2" }, limits: { cpu: 500m, memory: 128m } } }
    /// ```
    ///
    /// ## Use instead
    /// Request no more than the limit, and set memory with `Mi` or `Gi`.
    /// ```yaml,good
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo, resources: { requests: { cpu: 100m }, limits: { cpu: 500m, memory: 128Mi } } }
    /// ```
    pub(crate) IMPOSSIBLE_RESOURCES { code: "GW606", name: "impossible-resources", category: Reliability, severity: Error, since: "0.1.0", inputs: [RouteFiles] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let Some(deploy) = &context.gateway.deploy else { return };
    let pairs = |of: fn(&Amounts) -> &Option<Spanned<String>>| (of(&deploy.requests), of(&deploy.limits));
    for (what, (request, limit)) in [("cpu", pairs(|a| &a.cpu)), ("memory", pairs(|a| &a.memory))] {
        if let (Some(request), Some(limit)) = (request, limit)
            && parse_quantity(&request.value) > parse_quantity(&limit.value)
        {
            out.push(
                IMPOSSIBLE_RESOURCES
                    .at(
                        request.span,
                        format!("the {what} request `{}` exceeds the limit `{}`", request.value, limit.value),
                    )
                    .related(limit.span, "limit")
                    .help("lower the request, or raise the limit"),
            );
        }
    }
    for memory in [&deploy.requests.memory, &deploy.limits.memory].into_iter().flatten() {
        // Below a mebibyte, a unit is missing or wrong; `m` means thousandths.
        if parse_quantity(&memory.value).is_ok_and(|thousandths| thousandths < 1000 << 20) {
            out.push(
                IMPOSSIBLE_RESOURCES
                    .at(
                        memory.span,
                        format!("memory `{}` is less than 1 MiB: the pod is killed at start", memory.value),
                    )
                    .help("set bytes with a unit, such as `128Mi`; `m` means thousandths of a byte"),
            );
        }
    }
}
