use crate::kube::workload;
use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;

declare_rule! {
    /// `deploy` runs a program that is not a target of the gateway.
    ///
    /// ## What it does
    /// Reports `runs` under `deploy` if `targets` does not list it.
    ///
    /// ## Why is this bad?
    /// gwc builds no configuration for a program that `targets` does not list. The pods would run a program without a
    /// configuration.
    ///
    /// ## Example
    /// `targets` lists `gwr`, but `deploy` runs `krakend-ce`:
    /// ```yaml,bad
    /// gateway: shop
    /// targets: [gwr]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: krakend-ce }
    /// ```
    ///
    /// ## Use instead
    /// Add the program to `targets`.
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
    // The grammar reports a word that is not the name of a target.
    let known = crate::grammar::format::RUNS.words;
    let Some(set) = deploy.runs.as_ref().filter(|r| known.contains(&r.value.as_str())) else { return };
    let mut names: Vec<&str> = gateway.targets.iter().map(|t| t.value.name()).collect();
    names.dedup();
    // Targets that are all in error are not known.
    if names.is_empty() {
        return;
    }
    let names: Vec<String> = names.iter().map(|n| format!("`{n}`")).collect();
    out.push(
        RUNS_WITHOUT_TARGET
            .at(
                set.span,
                format!(
                    "`deploy` runs `{}`, which `targets` does not list, so no configuration is built for the pods",
                    set.value
                ),
            )
            .help(format!(
                "add `{}` to `targets`, or set `runs` to a listed target: {}",
                set.value,
                names.join(", ")
            )),
    );
}
