use crate::kube::{ConfigMode, config_mode, workload};
use crate::lint::Context;
use crate::model::{Gateway, Holder, Scheme};
use gwc_artifact::KeySource;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::{Span, Spanned};

declare_rule! {
    /// The file of API keys is in a ConfigMap.
    ///
    /// ## What it does
    /// Reports `verify: { file: ... }` of an API key if the file is below a folder where a ConfigMap is mounted: one of
    /// `deploy.volumes`, or the ConfigMap with the gateway's own configuration.
    ///
    /// ## Why is this bad?
    /// Everyone with read access to ConfigMaps in the namespace sees the owners and roles of all keys. Everyone with
    /// write access can add a key. Access to Secrets is granted separately, and Secrets can be encrypted at rest.
    ///
    /// ## Example
    /// The ConfigMap `keys` is mounted at `/keys`, the folder of the key file:
    /// ```yaml,bad,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// auth: { own: { api_key: { prefixes: [ak_], verify: { file: /keys/keys.jsonl } } } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: own, timeout: 5s } }
    /// deploy: { runs: gwr, volumes: [{ config_map: keys, mount: /keys }] }
    /// ```
    ///
    /// ## Use instead
    /// Keep the file in a Secret.
    /// ```yaml,good,bare,file=gateway.yaml
    /// gateway: example
    /// targets: [gwr]
    /// auth: { own: { api_key: { prefixes: [ak_], verify: { file: /keys/keys.jsonl } } } }
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// services: { billing: { at: /billing, upstream: commerce, methods: GET, auth: own, timeout: 5s } }
    /// deploy: { runs: gwr, volumes: [{ secret: keys, mount: /keys }] }
    /// ```
    ///
    /// ## When to ignore
    /// Only the gateway's own service account can read ConfigMaps of the namespace.
    pub(crate) KEYS_IN_CONFIG_MAP { code: "GW232", name: "keys-in-config-map", category: Security, severity: Warning, since: "0.1.0", inputs: [RouteFiles] }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    for auth in &context.gateway.auths {
        let Scheme::ApiKey(key) = &auth.scheme else { continue };
        let Some(Spanned { value: KeySource::File(file), span }) = &key.records else { continue };
        let Some((folder, place)) = config_map_of(context.gateway, file) else { continue };
        let message =
            format!("the file of API keys `{file}` is in the ConfigMap that is mounted at `{folder}`");
        let mut finding = KEYS_IN_CONFIG_MAP.at(*span, message);
        if let Some(place) = place {
            finding = finding.related(place, "mounted here");
        }
        out.push(finding.help("keep the file in a Secret instead, and mount it with `secret: NAME` under `deploy: { volumes: ... }`"));
    }
}

/// The folder of the ConfigMap that has the file, and where it is declared.
fn config_map_of<'g>(gateway: &'g Gateway, file: &str) -> Option<(&'g str, Option<Span>)> {
    let deploy = gateway.deploy.as_ref()?;
    let is_in = |folder: &str| file.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    let volumes = deploy.volumes.iter().filter(|volume| matches!(volume.holder, Holder::ConfigMap(_)));
    let mut mounts = volumes.map(|volume| (volume.mount.value.as_str(), Some(volume.mount.span)));
    let own = workload(gateway).filter(|_| config_mode(gateway) != ConfigMode::Image);
    let own = own.map(|workload| (workload.mount, None));
    mounts.find(|(folder, _)| is_in(folder)).or(own.filter(|(folder, _)| is_in(folder)))
}
