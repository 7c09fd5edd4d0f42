use crate::kube::{ConfigMode, config_mode, workload};
use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::Target;

declare_rule! {
    /// `config: reload` is set for a program that reads its configuration only at start.
    ///
    /// ## What it does
    /// Reports `config: reload` under `deploy` unless the pods run `gwr`, the runtime of this project.
    ///
    /// ## Why is this bad?
    /// With `config: reload`, a change of the configuration changes the ConfigMap in place, and the pods are not
    /// replaced. Only `gwr` watches the file. KrakenD and the Hanzo gateway (`hanzo`), which is built on KrakenD, serve
    /// the old configuration until they restart. A pod that restarts serves the new configuration, while the others
    /// serve the old one: a new endpoint returns `200` from this pod and `404` from the others.
    ///
    /// ## Example
    /// The pods run the Hanzo gateway, which does not watch its configuration:
    /// ```yaml,bad
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo, config: reload }
    /// ```
    ///
    /// ## Use instead
    /// Set `config: hashed`, the default: each change is a new ConfigMap and replaces the pods. Or run `gwr`.
    /// ```yaml,good
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo, config: hashed }
    /// ```
    pub(crate) RELOAD_WITHOUT_WATCH { code: "GW652", name: "reload-without-watch", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles], suppressible: false }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let Some(mode) = gateway.deploy.as_ref().and_then(|deploy| deploy.config.as_ref()) else { return };
    let Some(workload) = workload(gateway) else { return };
    if config_mode(gateway) == ConfigMode::Reload && workload.target != Target::Gwr {
        let message = format!(
            "`config: reload` has no effect: `{}` reads its configuration only at start",
            workload.target.name()
        );
        let finding = RELOAD_WITHOUT_WATCH.at(mode.span, message);
        out.push(finding.help(
            "set `config: hashed`, which replaces the pods when the configuration changes, or `runs: gwr`",
        ));
    }
}
