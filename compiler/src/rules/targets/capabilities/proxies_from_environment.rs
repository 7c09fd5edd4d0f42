//! `trusted_proxies` for the target `hanzo`, which reads them from its environment.

use std::collections::BTreeSet;

use gwc_artifact::Network;

use crate::model::{EnvValue, Gateway};
use crate::rules::targets::check::{Check, Find, Subject};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

/// The variable of the Hanzo gateway.
const VARIABLE: &str = "GATEWAY_TRUSTED_PROXIES";

declare_rule! {
    /// The Hanzo gateway reads the trusted proxies from its environment, not from its configuration.
    ///
    /// ## What it does
    /// Reports `trusted_proxies`, unless `deploy.env` sets `GATEWAY_TRUSTED_PROXIES` to the same networks or takes it
    /// from a Secret.
    ///
    /// The rule applies if `targets` in `gateway.yaml` lists `hanzo` (the Hanzo gateway, built on KrakenD). A gateway
    /// without `targets` has all targets.
    ///
    /// ## Why is this bad?
    /// The Hanzo gateway has no key for trusted proxies in its configuration. Without the variable it trusts every
    /// private network. A pod of the cluster can then call the gateway with an `X-Forwarded-For` of its choice, and
    /// rate limits and logs use this address as that of the client.
    ///
    /// ## Example
    /// The proxies in front of the gateway have addresses in `10.0.0.0/16`:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo]
    /// trusted_proxies: [10.0.0.0/16]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// ```
    ///
    /// ## Use instead
    /// Set the variable to the same networks under `deploy: { env: ... }`, as here.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [hanzo]
    /// trusted_proxies: [10.0.0.0/16]
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s } }
    /// deploy: { runs: hanzo, env: { GATEWAY_TRUSTED_PROXIES: 10.0.0.0/16 } }
    /// ```
    ///
    /// ## When to ignore
    /// The variable is set by other manifests than those of `gwc`.
    pub(crate) PROXIES_FROM_ENVIRONMENT { code: "GW745", name: "proxies-from-environment", category: Security, severity: Loss, since: "0.1.0", inputs: [RouteFiles] }
}

pub(super) static CHECK: Check = Check {
    rule: &PROXIES_FROM_ENVIRONMENT,
    does: "the trusted proxies are read from `GATEWAY_TRUSTED_PROXIES`",
    find: Find::Places(find),
};

fn find(subject: &Subject<'_>) -> Vec<Diagnostic> {
    let gateway = subject.gateway;
    let Some(first) = gateway.trusted_proxies.first().filter(|_| !is_in_environment(gateway)) else {
        return Vec::new();
    };
    let message =
        format!("`trusted_proxies` has no effect in {}, which reads `{VARIABLE}` instead", subject.names());
    let networks: Vec<String> =
        gateway.trusted_proxies.iter().map(|network| network.value.to_string()).collect();
    let help = format!("set `{VARIABLE}: {}` under `deploy: {{ env: ... }}`", quoted(&networks.join(",")));
    vec![PROXIES_FROM_ENVIRONMENT.at(first.span, message).help(help)]
}

/// Text with a comma or a colon as YAML writes it in a map between braces.
fn quoted(text: &str) -> String {
    if text.contains([',', ':']) { format!("\"{text}\"") } else { text.to_owned() }
}

/// Whether the variable has these networks, or is kept in a Secret.
fn is_in_environment(gateway: &Gateway) -> bool {
    let mut env = gateway.deploy.iter().flat_map(|deploy| &deploy.env);
    let Some((_, value)) = env.find(|(name, _)| name.value == VARIABLE) else { return false };
    let EnvValue::Text(text) = value else { return true };
    let parsed = text.value.split(',').map(|item| Network::parse(item.trim()).ok());
    parsed.collect::<Option<BTreeSet<Network>>>()
        == Some(gateway.trusted_proxies.iter().map(|network| network.value).collect())
}
