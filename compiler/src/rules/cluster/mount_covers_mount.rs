use crate::kube::{ConfigMode, config_mode, workload};
use crate::lint::Context;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::Spanned;

declare_rule! {
    /// A volume is mounted at, above or below another mount of the container.
    ///
    /// ## What it does
    /// Compares the `mount` folders of `volumes` under `deploy` with each other, with the folder of the configuration,
    /// and with `/tmp`, where KrakenD may write. Reports two folders if they are equal, or if one contains the other.
    ///
    /// ## Why is this bad?
    /// A mount hides what the folder contained. In the example, the Secret hides the configuration, and the program
    /// exits at start. If two mounts have the same folder, Kubernetes rejects the Deployment.
    ///
    /// ## Example
    /// The Secret `keys` is mounted at the folder of the configuration:
    /// ```yaml,bad
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo, volumes: [{ secret: keys, mount: /etc/gateway }] }
    /// ```
    ///
    /// ## Use instead
    /// Mount the Secret at a folder of its own, here `/keys`.
    /// ```yaml,good
    /// gateway: shop
    /// upstreams: { commerce: "http://commerce.shop.svc.cluster.local:8001" }
    /// deploy: { runs: hanzo, volumes: [{ secret: keys, mount: /keys }] }
    /// ```
    pub(crate) MOUNT_COVERS_MOUNT { code: "GW651", name: "mount-covers-mount", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles], suppressible: false }
}

pub(crate) fn check(context: &Context<'_>, out: &mut Diagnostics) {
    let gateway = context.gateway;
    let (Some(deploy), Some(workload)) = (&gateway.deploy, workload(gateway)) else { return };
    let mut taken: Vec<(&str, Option<&Spanned<String>>)> = Vec::new();
    if config_mode(gateway) != ConfigMode::Image {
        taken.push((workload.mount, None));
    }
    if workload.scratch {
        taken.push(("/tmp", None));
    }
    for mount in deploy.volumes.iter().map(|volume| &volume.mount) {
        if let Some((folder, other)) = taken.iter().find(|(folder, _)| covers(folder, &mount.value)) {
            let message = match other {
                Some(_) => {
                    format!("mount `{}` overlaps `{folder}`, the mount of another volume", mount.value)
                }
                None => {
                    format!(
                        "mount `{}` overlaps `{folder}`, a folder that the gateway itself uses",
                        mount.value
                    )
                }
            };
            let finding = MOUNT_COVERS_MOUNT.at(mount.span, message);
            let finding = match other {
                Some(other) => finding.related(other.span, "other mount"),
                None => finding,
            };
            out.push(finding.help("mount the volume at a folder of its own, such as `/keys`"));
        }
        taken.push((&mount.value, Some(mount)));
    }
}

/// Whether one folder is the other, or contains it.
fn covers(one: &str, other: &str) -> bool {
    let inside =
        |outer: &str, inner: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
    one == other || inside(one, other) || inside(other, one)
}
