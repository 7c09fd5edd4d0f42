use crate::kube::workload;
use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// `deploy` runs something that the gateway is not lowered to.
    ///
    /// ## Why is this bad?
    /// There is no configuration that the pods could be given.
    ///
    /// ## Example
    /// ```yaml,bad
    /// gateway: shop
    /// targets: [gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: krakend-ce }
    /// ```
    ///
    /// ## Use instead
    /// ```yaml,good
    /// gateway: shop
    /// targets: [krakend-ce@2.13, gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: krakend-ce }
    /// ```
    pub(crate) RUNS_WITHOUT_TARGET { code: "GW603", name: "runs-without-target", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles], suppressible: false }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let Some(deploy) = gateway.deploy.as_ref().filter(|_| workload(gateway).is_none()) else { return };
    // A word that names no target at all has been refused by the grammar.
    let known = crate::grammar::format::RUNS.words;
    let Some(said) = deploy.runs.as_ref().filter(|r| known.contains(&r.value.as_str())) else { return };
    let mut names: Vec<&str> = gateway.targets.iter().map(|t| t.value.name()).collect();
    names.dedup();
    let names: Vec<String> = names.iter().map(|n| format!("`{n}`")).collect();
    out.push(
        RUNS_WITHOUT_TARGET
            .at(said.span, format!("`{}` is not among the targets of this gateway", said.value))
            .help(format!("add it to `targets`, or run one of them: {}", names.join(", "))),
    );
}
