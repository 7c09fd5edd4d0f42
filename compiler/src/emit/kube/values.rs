//! Every value of the manifests. This is all that templates see.

mod config;
mod egress;
mod monitor;
mod network;
mod pairs;
mod pods;
mod scale;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::kube::{
    AdminPaths, ConfigMode, PRE_STOP, SELECTOR, Workload, admin_port, config_mode, grace, longest, namespace,
};
use crate::model::{Deploy, Gateway};
use gwc_syntax::value::Target;

use config::Config;
use egress::Destination;
use monitor::Monitor;
use network::{HttpRoute, Ingress, Port, Service};
use pairs::pairs;
use pods::{Env, EnvFrom, Resources, Toleration, Volume};
use scale::{Autoscale, Disruption};

/// The values of templates, documented in `templates/README.md`.
#[derive(Debug, Serialize)]
pub(super) struct Values<'a> {
    /// The gateway's name.
    pub gateway: &'a str,
    /// Name of the Deployment, the Service and what belongs to them.
    pub name: &'a str,
    pub namespace: String,
    /// Labels of every object.
    pub labels: BTreeMap<&'a str, &'a str>,
    /// Labels that select the pods.
    pub selector: BTreeMap<&'a str, &'a str>,
    /// Annotations of the pods.
    pub annotations: BTreeMap<&'a str, String>,
    pub image: String,
    pub image_pull_secrets: Vec<&'a str>,
    /// The number of pods, unless an autoscaler sets it.
    pub replicas: Option<u32>,
    pub autoscale: Option<Autoscale>,
    pub disruption: Option<Disruption>,
    /// `zone`, `node` or `none`; both are preferred if not set.
    pub spread: Option<&'a str>,
    /// Labels of nodes with their allowed values.
    pub affinity: BTreeMap<&'a str, &'a [String]>,
    pub tolerations: Vec<Toleration<'a>>,
    pub priority_class: Option<&'a str>,
    pub command: &'a str,
    pub args: Vec<String>,
    /// The port that the gateway listens on.
    pub port: u16,
    /// The ports of the other listeners.
    pub more_ports: Vec<Port>,
    pub service: Service<'a>,
    /// The name of the port and the paths of probes.
    pub probes: Probes,
    /// The port of the admin listener, where there is one.
    pub admin_port: Option<u16>,
    /// Whether a folder to write to is wanted.
    pub scratch: bool,
    pub resources: Resources<'a>,
    pub env: Vec<Env<'a>>,
    pub env_from: Vec<EnvFrom<'a>>,
    pub volumes: Vec<Volume<'a>>,
    pub config: Config<'a>,
    /// What the pods may connect to, where that is limited.
    pub egress: Option<Vec<Destination>>,
    /// What a ServiceMonitor finds the metrics by.
    pub monitor: Option<Monitor<'a>>,
    /// Seconds before SIGTERM.
    pub pre_stop: u64,
    /// Seconds until the pod is killed.
    pub grace: u64,
    pub ingress: Option<Ingress<'a>>,
    pub httproute: Option<HttpRoute<'a>>,
    pub create_namespace: bool,
    pub sync_waves: bool,
}

/// What probes request.
#[derive(Debug, Serialize)]
pub(super) struct Probes {
    /// `http`, or `admin`.
    pub port: &'static str,
    pub ready: &'static str,
    pub live: &'static str,
}

/// The values of the templates for a gateway.
pub(super) fn values<'a>(
    gateway: &'a Gateway,
    name: &'a str,
    workload: &'a Workload,
    payload: &'a [u8],
) -> Values<'a> {
    static UNSET: std::sync::LazyLock<Deploy> = std::sync::LazyLock::new(Deploy::default);
    let deploy = gateway.deploy.as_ref().unwrap_or(&UNSET);
    let selector = BTreeMap::from([(SELECTOR[0], name), (SELECTOR[1], instance(gateway))]);
    let port = gateway.listen.value.port;
    let mode = config_mode(gateway);
    let config = config::of(name, workload, payload, mode);
    let spread = deploy.spread.as_ref().map(|spread| spread.value.as_str());
    let labels = labels(gateway, deploy, &selector);
    let admin_port = workload.admin.map(|_| admin_port(gateway));
    Values {
        gateway: &gateway.name.value,
        name,
        namespace: namespace(gateway),
        annotations: monitor::annotations(deploy, admin_port),
        monitor: monitor::monitor(deploy, name, &labels, &selector, admin_port),
        labels,
        selector,
        image: config::image(deploy, workload, mode, &config.checksum),
        image_pull_secrets: deploy.image_pull_secrets.iter().map(|s| s.value.as_str()).collect(),
        replicas: deploy.autoscale.is_none().then(|| deploy.least_replicas()),
        autoscale: deploy.autoscale.as_ref().map(scale::autoscale),
        disruption: scale::disruption(deploy),
        spread,
        affinity: deploy.affinity.iter().map(|(label, values)| (label.value.as_str(), &**values)).collect(),
        tolerations: deploy.tolerations.iter().map(pods::toleration).collect(),
        priority_class: deploy.priority_class.as_ref().map(|class| class.value.as_str()),
        command: workload.command,
        args: args(gateway, workload, mode),
        port,
        more_ports: network::more_ports(gateway),
        service: network::service(deploy, port),
        probes: probes(workload),
        admin_port,
        scratch: workload.scratch,
        resources: pods::resources(&deploy.requests, &deploy.limits),
        env: deploy.env.iter().map(|(name, value)| pods::env(&name.value, value)).collect(),
        env_from: deploy.env_from.iter().map(pods::env_from).collect(),
        volumes: pods::volumes(gateway, deploy, workload.target == Target::Gwr),
        config,
        egress: deploy.egress.as_ref().map(|_| egress::destinations(gateway)),
        pre_stop: PRE_STOP,
        grace: grace(longest(gateway)),
        ingress: network::ingress(gateway, deploy),
        httproute: network::httproute(gateway, deploy),
        create_namespace: deploy.create_namespace,
        sync_waves: deploy.sync_waves,
    }
}

/// A program with an admin listener is probed there: the public port shows nothing that clients need not see.
fn probes(workload: &Workload) -> Probes {
    match workload.admin {
        Some(AdminPaths { ready, live }) => Probes { port: "admin", ready, live },
        None => Probes { port: "http", ready: workload.health_path, live: workload.health_path },
    }
}

/// The program's arguments. Only `gwr` has arguments for the drain timeout, the admin listener and a watch of its artifact.
fn args(gateway: &Gateway, workload: &Workload, mode: ConfigMode) -> Vec<String> {
    let mut args = workload.args.clone();
    if workload.target == Target::Gwr {
        args.extend(["--drain-timeout".to_owned(), longest(gateway).drain.to_string()]);
        if gateway.operations.admin.is_none() {
            args.extend(["--admin".to_owned(), format!("[::]:{}", admin_port(gateway))]);
        }
        if mode == ConfigMode::Reload {
            args.push("--watch".to_owned());
        }
    }
    args
}

/// The standard labels, then the author's, then those of the selector, which cannot be overridden.
fn labels<'a>(
    gateway: &'a Gateway,
    deploy: &'a Deploy,
    selector: &BTreeMap<&'a str, &'a str>,
) -> BTreeMap<&'a str, &'a str> {
    let mut labels = BTreeMap::from([
        ("app.kubernetes.io/component", "gateway"),
        ("app.kubernetes.io/part-of", instance(gateway)),
        ("app.kubernetes.io/managed-by", "gwc"),
    ]);
    labels.extend(pairs(&deploy.labels));
    labels.extend(selector);
    labels
}

/// The gateway's name as the value of a label, which ends in a letter or digit.
fn instance(gateway: &Gateway) -> &str {
    gateway.name.value.trim_end_matches(['-', '_', '.'])
}
