//! What runs the gateway in a pod: image, command, and where the configuration is read from.

use crate::model::Gateway;
use gwc_syntax::value::Target;

/// The program in the pods, its image, and the files it reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workload {
    /// The target that it executes.
    pub target: Target,
    /// The image when the author names none.
    pub image: String,
    /// The program. It is always set, because an image's own entry point may want root (`su-exec` in KrakenD's).
    pub command: &'static str,
    /// Its arguments, with [`Workload::path`] for the configuration.
    pub args: Vec<String>,
    /// The folder that the ConfigMap is mounted at.
    pub mount: &'static str,
    /// The key of the ConfigMap, which is the file's name.
    pub key: &'static str,
    /// The path that answers probes, built into the program.
    pub health_path: &'static str,
    /// The path of its admin listener that tells whether it is ready, and the one that tells whether it is alive; nothing
    /// for a program without one.
    pub admin: Option<AdminPaths>,
    /// Whether it may want to write below `/tmp`.
    pub scratch: bool,
}

/// Paths of an admin listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdminPaths {
    /// `200` while the program accepts requests.
    pub ready: &'static str,
    /// `200` while the program runs.
    pub live: &'static str,
}

/// The paths of the admin listener of `gwr`.
pub const ADMIN_PATHS: AdminPaths = AdminPaths { ready: "/readyz", live: "/healthz" };

/// The port of the admin listener in pods, where the gateway sets none.
const ADMIN_PORT: u16 = 9090;

/// The port of the admin listener in the pods of a gateway. Probes and scrapes use it also where the gateway does not
/// set one.
pub fn admin_port(gateway: &Gateway) -> u16 {
    let set = gateway.operations.admin.as_ref().map(|admin| admin.value.port);
    let is_public = |port: &u16| gateway.listeners().any(|listen| listen.value.port == *port);
    set.unwrap_or_else(|| (ADMIN_PORT..).find(|port| !is_public(port)).unwrap_or(ADMIN_PORT))
}

impl Workload {
    /// The file that the program reads.
    pub fn path(&self) -> String {
        format!("{}/{}", self.mount, self.key)
    }

    /// What pods of a target run.
    pub fn of(target: Target) -> Self {
        let (mount, key) = match target {
            Target::Hanzo => ("/etc/gateway", "gateway.json"),
            Target::KrakendCe { .. } => ("/etc/krakend", "krakend.json"),
            Target::Gwr => ("/etc/gateway", "gateway.gwa"),
        };
        let run = || vec!["run".to_owned(), "-c".to_owned(), format!("{mount}/{key}")];
        let (image, command, args, health_path) = match target {
            Target::Hanzo => {
                ("ghcr.io/hanzoai/gateway:v2.14.10".to_owned(), "/usr/bin/gateway", run(), "/healthz")
            }
            Target::KrakendCe { minor, patch } => {
                (krakend_image(minor, patch), "/usr/bin/krakend", run(), "/__health")
            }
            Target::Gwr => {
                let version = env!("CARGO_PKG_VERSION");
                let args = vec![format!("{mount}/{key}")];
                (format!("ghcr.io/hanzoai/gwr:{version}"), "/usr/bin/gwr", args, "/__health")
            }
        };
        // The Go programs may spool what they parse; the runtime never writes.
        let scratch = target != Target::Gwr;
        let admin = (target == Target::Gwr).then_some(ADMIN_PATHS);
        Self { target, image, command, args, mount, key, health_path, admin, scratch }
    }
}

/// KrakenD's image is an official one of Docker since 2.10; all older versions are at its first address.
fn krakend_image(minor: u8, patch: u8) -> String {
    let name = if minor < 10 { "docker.io/devopsfaith/krakend" } else { "docker.io/library/krakend" };
    format!("{name}:2.{minor}.{patch}")
}

/// What runs this gateway: `deploy.runs` where it is set, else the first of its targets in the order `hanzo`,
/// `krakend-ce` (the newest), `gwr`. Nothing when `deploy.runs` is not one of the targets, which a rule reports.
pub fn workload(gateway: &Gateway) -> Option<Workload> {
    let targets = || gateway.targets.iter().map(|t| t.value);
    let set = gateway.deploy.as_ref().and_then(|d| d.runs.as_ref()).map(|r| r.value.as_str());
    let name = set.or_else(|| targets().min().map(Target::name))?;
    targets().filter(|t| t.name() == name).max().map(Workload::of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_reads_what_is_mounted() {
        for target in [Target::Hanzo, Target::KrakendCe { minor: 13, patch: 8 }, Target::Gwr] {
            let workload = Workload::of(target);
            assert!(workload.args.contains(&workload.path()), "{workload:?}");
            assert!(!workload.args.contains(&"-d".to_owned()), "{workload:?}");
        }
    }

    #[test]
    fn images_are_pinned() {
        let image = |minor, patch| Workload::of(Target::KrakendCe { minor, patch }).image;
        assert_eq!(image(13, 8), "docker.io/library/krakend:2.13.8");
        assert_eq!(image(5, 1), "docker.io/devopsfaith/krakend:2.5.1");
        for image in [image(13, 8), Workload::of(Target::Hanzo).image, Workload::of(Target::Gwr).image] {
            assert!(!gwc_syntax::value::parse_image(&image).unwrap().is_mutable(), "{image}");
        }
    }
}
