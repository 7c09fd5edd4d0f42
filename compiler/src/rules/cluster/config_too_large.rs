use crate::kube::size::MAX_DATA;
use crate::lint::ConfigMap;
use crate::rules::targets;
use crate::topology::Topology;
use crate::topology::manifests::Manifest;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::value::Target;

declare_rule! {
    /// The configuration does not fit into a ConfigMap.
    ///
    /// ## What it does
    /// Checks the ConfigMap that `gwc build` writes, and those among the manifests. Reports one with more than 1 MiB
    /// (1,048,576 bytes) of data.
    ///
    /// ## Why is this bad?
    /// The API server rejects the ConfigMap, and the pods continue with the old configuration. One line of a route file
    /// can expand to many endpoints: each prefix of a service multiplies its paths and methods.
    ///
    /// ## Example
    /// 23 prefixes with 20 paths and 5 methods are 2,300 endpoints:
    /// ```yaml,bad
    /// services:
    ///   shop:
    ///     at: [/a, /b, /c, /d, /e, /f, /g, /h, /i, /j, /k, /l, /m, /n, /o, /p, /q, /r, /s, /t, /u, /v, /w]
    ///     upstream: commerce
    ///     rewrite_prefix: /v1
    ///     paths:
    ///       { /a: &all GET POST PUT PATCH DELETE, /b: *all, /c: *all, /d: *all, /e: *all, /f: *all,
    ///         /g: *all, /h: *all, /i: *all, /j: *all, /k: *all, /l: *all, /m: *all, /n: *all, /o: *all, /p: *all,
    ///         /q: *all, /r: *all, /s: *all, /t: *all }
    /// ```
    ///
    /// ## Use instead
    /// List fewer paths: here `methods` without `paths` serves each path below the prefixes, as one endpoint for each
    /// method. If the paths are needed, set `config: image` under `deploy`, which puts the configuration into the
    /// image, or split the gateway in two.
    /// ```yaml,good
    /// services:
    ///   shop: { at: [/a, /b, /c, /d], upstream: commerce, rewrite_prefix: /v1, methods: GET POST PUT PATCH DELETE }
    /// ```
    pub(crate) CONFIG_TOO_LARGE { code: "GW601", name: "config-too-large", category: Reliability, severity: Error, since: "0.1.0", inputs: [RouteFiles, Manifests], suppressible: false }
}

/// The ConfigMap that a build would write.
pub(crate) fn check(map: &ConfigMap<'_>, out: &mut Diagnostics) {
    let (gateway, data) = (map.gateway, map.size.data);
    if data <= MAX_DATA {
        return;
    }
    let endpoints = gateway.endpoints.len();
    let message = format!(
        "the ConfigMap of {endpoints} endpoints has {data} bytes: Kubernetes rejects more than {MAX_DATA}"
    );
    let gwr_would_do = map.target != Target::Gwr && targets::takes(gateway, Target::Gwr);
    let help = match gwr_would_do {
        false => {
            "set `deploy: { config: image }`, which puts the configuration into the image; or split the gateway in two"
        }
        true => {
            "set `deploy: { config: image }`, which puts the configuration into the image; or set `runs: gwr`, whose configuration file is smaller"
        }
    };
    out.push(CONFIG_TOO_LARGE.at(gateway.name.span, message).help(help));
}

/// The ConfigMaps among manifests.
pub(crate) fn check_topology(topology: &Topology<'_>, out: &mut Diagnostics) {
    for map in topology.manifests.iter().filter(|manifest| manifest.kind == "ConfigMap") {
        let bytes = data_size(map);
        if bytes > MAX_DATA {
            let message = format!("the ConfigMap has {bytes} bytes: Kubernetes rejects more than {MAX_DATA}");
            out.push(
                CONFIG_TOO_LARGE.at(map.name.span, message).help(
                    "put the configuration into the image of the program, or split it over two gateways",
                ),
            );
        }
    }
}

/// The bytes of all values of a ConfigMap.
pub(super) fn data_size(map: &Manifest) -> usize {
    let data = map.at(&["data"]).and_then(|data| map.doc.map(data)).unwrap_or_default();
    data.iter().filter_map(|entry| map.doc.scalar(entry.value)).map(|scalar| scalar.text.len()).sum()
}
