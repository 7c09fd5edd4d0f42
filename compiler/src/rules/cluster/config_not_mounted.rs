use crate::kube::Workload;
use crate::topology::Topology;
use crate::topology::manifests::{Container, Manifest, Mount};
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::{Diagnostic, Diagnostics};
use gwc_syntax::source::Spanned;

declare_rule! {
    /// The container reads a file that its ConfigMap does not provide.
    ///
    /// ## What it does
    /// A ConfigMap provides one file for each of its keys, in the folder at which the container mounts it
    /// (`mountPath`). Reports a container that reads its configuration from a path which the mounted ConfigMaps do not
    /// provide. This path is the value of `-c`, or for `gwr` the path of its configuration file in the command. Without
    /// a command, it is the default path of the image. The path in the variable `GATEWAY_ROUTES_FILE`, which names a
    /// file that maps hosts to backends, is checked in the same way.
    ///
    /// Also reports a container that mounts a ConfigMap which is not among the manifests, if another ConfigMap with a
    /// configuration is not mounted by any container.
    ///
    /// ## Why is this bad?
    /// The container does not find its configuration and exits at start. If the image contains a file at that path, the
    /// container serves this other configuration instead, and reports no error.
    ///
    /// ## Example
    /// The container reads `gateway.json`, but the last line provides `krakend.json`:
    /// ```yaml,bad,folder,file=deployment.yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: gateway }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: gateway } }
    ///     spec:
    ///       enableServiceLinks: false
    ///       containers:
    ///         - name: gateway
    ///           image: ghcr.io/hanzoai/gateway:v2.14.10
    ///           command: [/usr/bin/gateway, run, -c, /etc/gateway/gateway.json]
    ///           readinessProbe: { httpGet: { path: /healthz, port: 8080 } }
    ///           volumeMounts: [{ name: config, mountPath: /etc/gateway }]
    ///       volumes: [{ name: config, configMap: { name: gateway-config } }]
    /// ---
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: { name: gateway-config }
    /// data:
    ///   krakend.json: '{ "version": 3, "port": 8080, "endpoints": [] }'
    /// ```
    ///
    /// ## Use instead
    /// Give the key of the ConfigMap the file name that the container reads.
    /// ```yaml,good,folder,file=deployment.yaml
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: gateway }
    /// spec:
    ///   template:
    ///     metadata: { labels: { app: gateway } }
    ///     spec:
    ///       enableServiceLinks: false
    ///       containers:
    ///         - name: gateway
    ///           image: ghcr.io/hanzoai/gateway:v2.14.10
    ///           command: [/usr/bin/gateway, run, -c, /etc/gateway/gateway.json]
    ///           readinessProbe: { httpGet: { path: /healthz, port: 8080 } }
    ///           volumeMounts: [{ name: config, mountPath: /etc/gateway }]
    ///       volumes: [{ name: config, configMap: { name: gateway-config } }]
    /// ---
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: { name: gateway-config }
    /// data:
    ///   gateway.json: '{ "version": 3, "port": 8080, "endpoints": [] }'
    /// ```
    pub(crate) CONFIG_NOT_MOUNTED { code: "GW613", name: "config-not-mounted", category: Correctness, severity: Error, since: "0.1.0", inputs: [Manifests] }
}

pub(crate) fn check(topology: &Topology<'_>, out: &mut Diagnostics) {
    for container in topology.containers() {
        let Some(program) = container.program() else { continue };
        let mounts = container.mounts();
        let default = || {
            let image = container.image().filter(|_| container.command_line().is_empty())?;
            Some(Spanned::new(Workload::of(program.target).path(), image.span))
        };
        if let Some(path) = container.config().or_else(default) {
            check_path(topology, container, &mounts, &path, true, out);
        }
        if let Some(path) = container.variable("GATEWAY_ROUTES_FILE") {
            check_path(topology, container, &mounts, &path, false, out);
        }
    }
}

/// `is_config`: the file is the configuration itself, not the host table.
fn check_path(
    topology: &Topology<'_>,
    container: Container<'_>,
    mounts: &[Mount],
    path: &Spanned<String>,
    is_config: bool,
    out: &mut Diagnostics,
) {
    let map_of = |mount: &Mount| {
        let mut maps =
            topology.manifests.iter().filter(|m| m.kind == "ConfigMap" && m.near(container.manifest));
        maps.find(|map| map.name.value == mount.map.value)
    };
    if is_config {
        out.extend(unmounted(topology, container, mounts, path));
    }
    let known: Vec<(&Mount, Vec<String>)> =
        mounts.iter().filter_map(|mount| Some((mount, files(mount, map_of(mount)?)))).collect();
    if known.iter().any(|(_, files)| files.contains(&path.value)) {
        return;
    }
    // The nearest mount above the path decides: a ConfigMap without the file, or a volume of unknown content.
    let is_above = |mount: &str| path.value.starts_with(&format!("{}/", mount.trim_end_matches('/')));
    let mounted = container.mounted();
    let nearest = mounted.iter().filter(|mount| is_above(mount)).max_by_key(|mount| mount.len());
    let holds_config = |mount: &Mount| {
        let served = topology.served.iter().filter_map(|served| served.from);
        let mut maps = served.chain(topology.artifacts.iter().map(|artifact| &artifact.from));
        maps.any(|from| from.map == mount.map.value)
    };
    let lacking = known.iter().find(|(mount, _)| match nearest {
        Some(nearest) => mount.path.value == *nearest,
        None => is_config && holds_config(mount),
    });
    let Some((mount, provided)) = lacking else { return };
    let help = match provided.as_slice() {
        [file] => format!("set the path to `{file}`, or rename the key of the ConfigMap"),
        _ => "set the path to one of the files, or rename a key of the ConfigMap".to_owned(),
    };
    let list: Vec<String> = provided.iter().take(4).map(|file| format!("`{file}`")).collect();
    let list = if list.is_empty() { "no file".to_owned() } else { list.join(", ") };
    out.push(
        CONFIG_NOT_MOUNTED
            .at(path.span, format!("the container reads `{}`, but the ConfigMap provides {list}", path.value))
            .related(mount.path.span, format!("`{}` is mounted here", mount.map.value))
            .help(help),
    );
}

/// A container that mounts an unknown ConfigMap above its configuration, while no container mounts one that is known and
/// holds a configuration.
fn unmounted(
    topology: &Topology<'_>,
    container: Container<'_>,
    mounts: &[Mount],
    path: &Spanned<String>,
) -> Option<Diagnostic> {
    let named = |name: &str| {
        let mut maps =
            topology.manifests.iter().filter(|m| m.kind == "ConfigMap" && m.near(container.manifest));
        maps.find(|map| map.name.value == name)
    };
    let is_above =
        |mount: &&Mount| path.value.starts_with(&format!("{}/", mount.path.value.trim_end_matches('/')));
    let mount = mounts.iter().find(is_above).filter(|mount| named(&mount.map.value).is_none())?;
    let mounted: Vec<String> =
        topology.containers().iter().flat_map(Container::mounts).map(|mount| mount.map.value).collect();
    let served = topology.served.iter().filter_map(|served| served.from);
    let mut holders = served.chain(topology.artifacts.iter().map(|artifact| &artifact.from));
    let other = named(&holders.find(|from| !mounted.contains(&from.map))?.map)?;
    let (missing, there) = (&mount.map.value, &other.name.value);
    let message = format!(
        "no manifest defines the ConfigMap `{missing}`, and no container mounts `{there}`, which has a configuration"
    );
    let finding = CONFIG_NOT_MOUNTED.at(mount.map.span, message).related(other.name.span, "not mounted");
    Some(finding.help(format!("mount `{there}` instead")))
}

/// The files that a mount of a ConfigMap provides.
fn files(mount: &Mount, map: &Manifest) -> Vec<String> {
    let folder = mount.path.value.trim_end_matches('/');
    if mount.sub_path.is_some() {
        return vec![folder.to_owned()];
    }
    let data = ["data", "binaryData"].into_iter().filter_map(|kind| map.doc.map(map.at(&[kind])?)).flatten();
    let keys = data.filter_map(|entry| map.text(entry.key)).map(|key| key.value);
    let names: Vec<String> = match mount.items.is_empty() {
        true => keys.collect(),
        false => mount.items.iter().map(|(_, name)| name.clone()).collect(),
    };
    names.iter().map(|name| format!("{folder}/{name}")).collect()
}
