use crate::lint::Context;
use crate::model::Amounts;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;
use gwc_syntax::value::parse_quantity;

declare_rule! {
    /// A pod asks for more than its limit, or for so little memory that a unit must be missing.
    ///
    /// ## Why is this bad?
    /// Kubernetes refuses the Deployment in the first case; in the second it kills each pod as it starts. `m` means
    /// thousandths: `128m` of memory is an eighth of a byte.
    ///
    /// ## Example
    /// ```yaml,bad
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo, resources: { requests: { cpu: "2" }, limits: { cpu: 500m, memory: 128m } } }
    /// ```
    ///
    /// ## Use instead
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
                    .at(request.span, format!("`{}` of {what} is more than the limit", request.value))
                    .related(limit.span, "the limit")
                    .help("ask for less, or raise the limit"),
            );
        }
    }
    for memory in [&deploy.requests.memory, &deploy.limits.memory].into_iter().flatten() {
        // Less than a mebibyte is a unit that was forgotten or mistaken; `m` means thousandths.
        if parse_quantity(&memory.value).is_ok_and(|thousandths| thousandths < 1000 << 20) {
            out.push(
                IMPOSSIBLE_RESOURCES
                    .at(memory.span, format!("no gateway runs in `{}` of memory", memory.value))
                    .help("memory is in bytes: say `128Mi`; `m` means thousandths of a byte"),
            );
        }
    }
}
