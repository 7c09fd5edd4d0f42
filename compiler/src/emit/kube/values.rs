//! Every value of the manifests. This is all that templates see.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::kube::{AdminPaths, SELECTOR, Workload, admin_port, namespace};
use crate::model::{Amounts, Deploy, EnvValue, Gateway};
use gwc_syntax::source::Spanned;
use gwc_syntax::value::{Duration, Target, parse_quantity};

/// Seconds between the removal of a pod from its Service and SIGTERM: the two race otherwise (kubernetes #43576).
const PRE_STOP: u64 = 5;
/// Seconds for what is left to do once all requests have ended.
const MARGIN: u64 = 5;
/// Bounds, in seconds, of the drain timeout: streams may last for hours.
const DRAIN: (u64, u64) = (30, 120);
/// Default CPU and memory of a pod: request and limit.
const CPU: (&str, &str) = ("100m", "1");
const MEMORY: (&str, &str) = ("128Mi", "512Mi");

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
    pub annotations: BTreeMap<&'a str, &'a str>,
    pub image: &'a str,
    pub image_pull_secrets: Vec<&'a str>,
    pub replicas: u32,
    pub command: &'a str,
    pub args: Vec<String>,
    /// The port that the gateway listens on.
    pub port: u16,
    /// The port of the Service: never one that means TLS to clients.
    pub service_port: u16,
    /// The name of the port and the paths of probes.
    pub probes: Probes,
    /// The port of the admin listener, where there is one.
    pub admin_port: Option<u16>,
    /// Whether a folder to write to is wanted.
    pub scratch: bool,
    pub resources: Resources<'a>,
    pub env: Vec<Env<'a>>,
    pub config: Config<'a>,
    /// Seconds before SIGTERM.
    pub pre_stop: u64,
    /// Seconds until the pod is killed.
    pub grace: u64,
    pub ingress: Option<Ingress<'a>>,
}

/// What probes request.
#[derive(Debug, Serialize)]
pub(super) struct Probes {
    /// `http`, or `admin`.
    pub port: &'static str,
    pub ready: &'static str,
    pub live: &'static str,
}

/// The ConfigMap.
#[derive(Debug, Serialize)]
pub(super) struct Config<'a> {
    pub name: String,
    pub key: &'a str,
    pub mount: &'a str,
    /// The content, when it is text.
    pub text: Option<&'a str>,
    /// The content in base64, when it is not.
    pub base64: Option<serde_json::Value>,
    /// Whether it is never changed: its name then has a part of its checksum.
    pub immutable: bool,
    /// BLAKE3 of the content.
    pub checksum: String,
}

/// Resource requests and limits of a pod.
#[derive(Debug, Serialize)]
pub(super) struct Resources<'a> {
    pub requests: Amount<'a>,
    pub limits: Amount<'a>,
}

#[derive(Debug, Serialize)]
pub(super) struct Amount<'a> {
    pub cpu: &'a str,
    pub memory: &'a str,
}

/// A variable of the environment: text, or a key of a Secret.
#[derive(Debug, Serialize)]
pub(super) struct Env<'a> {
    pub name: &'a str,
    pub text: Option<&'a str>,
    pub secret: Option<SecretKey<'a>>,
}

#[derive(Debug, Serialize)]
pub(super) struct SecretKey<'a> {
    pub name: &'a str,
    pub key: &'a str,
    pub optional: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct Ingress<'a> {
    pub class: Option<&'a str>,
    pub tls_secret: Option<&'a str>,
    pub annotations: BTreeMap<&'a str, &'a str>,
    pub hosts: Vec<String>,
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
    let as_text = |text: &'a Option<Spanned<String>>| text.as_ref().map(|t| t.value.as_str());
    Values {
        gateway: &gateway.name.value,
        name,
        namespace: namespace(gateway),
        labels: labels(gateway, deploy, &selector),
        selector,
        annotations: pairs(&deploy.annotations),
        image: as_text(&deploy.image).unwrap_or(&workload.image),
        image_pull_secrets: deploy.image_pull_secrets.iter().map(|s| s.value.as_str()).collect(),
        replicas: deploy.replicas.as_ref().map_or(2, |r| r.value),
        command: workload.command,
        args: args(gateway, workload),
        port,
        service_port: if port == 443 { 80 } else { port },
        probes: probes(workload),
        admin_port: workload.admin.map(|_| admin_port(gateway)),
        scratch: workload.scratch,
        resources: resources(&deploy.requests, &deploy.limits),
        env: deploy.env.iter().map(|(name, value)| env(&name.value, value)).collect(),
        config: config(name, workload, payload),
        pre_stop: PRE_STOP,
        grace: PRE_STOP + drain(gateway) + MARGIN,
        ingress: deploy.ingress.as_ref().filter(|_| !gateway.hosts.is_empty()).map(|ingress| Ingress {
            class: as_text(&ingress.class),
            tls_secret: as_text(&ingress.tls_secret),
            annotations: pairs(&ingress.annotations),
            hosts: gateway.hosts.iter().map(|h| h.value.to_ascii_lowercase()).collect(),
        }),
    }
}

/// A program with an admin listener is probed there: the public port shows nothing that clients need not see.
fn probes(workload: &Workload) -> Probes {
    match workload.admin {
        Some(AdminPaths { ready, live }) => Probes { port: "admin", ready, live },
        None => Probes { port: "http", ready: workload.health_path, live: workload.health_path },
    }
}

/// The program's arguments. Only `gwr` has an argument for the drain timeout.
fn args(gateway: &Gateway, workload: &Workload) -> Vec<String> {
    let mut args = workload.args.clone();
    if workload.target == Target::Gwr {
        args.extend(["--drain-timeout".to_owned(), drain(gateway).to_string()]);
        if gateway.operations.admin.is_none() {
            args.extend(["--admin".to_owned(), format!("[::]:{}", admin_port(gateway))]);
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

fn pairs(written: &[(Spanned<String>, String)]) -> BTreeMap<&str, &str> {
    written.iter().map(|(key, value)| (key.value.as_str(), value.as_str())).collect()
}

fn resources<'a>(requests: &'a Amounts, limits: &'a Amounts) -> Resources<'a> {
    let (cpu, cpu_limit) = amount(&requests.cpu, &limits.cpu, CPU);
    let (memory, memory_limit) = amount(&requests.memory, &limits.memory, MEMORY);
    Resources { requests: Amount { cpu, memory }, limits: Amount { cpu: cpu_limit, memory: memory_limit } }
}

/// Request and limit of one resource. A request must not exceed the limit, so a default is adjusted to the value that
/// the author sets.
fn amount<'a>(
    request: &'a Option<Spanned<String>>,
    limit: &'a Option<Spanned<String>>,
    unsaid: (&'a str, &'a str),
) -> (&'a str, &'a str) {
    let as_text = |text: &'a Option<Spanned<String>>| text.as_ref().map(|t| t.value.as_str());
    let least = |a: &'a str, b: &'a str| if parse_quantity(b) < parse_quantity(a) { b } else { a };
    let most = |a: &'a str, b: &'a str| if parse_quantity(b) > parse_quantity(a) { b } else { a };
    match (as_text(request), as_text(limit)) {
        (Some(request), Some(limit)) => (request, limit),
        (Some(request), None) => (request, most(unsaid.1, request)),
        (None, Some(limit)) => (least(unsaid.0, limit), limit),
        (None, None) => unsaid,
    }
}

fn env<'a>(name: &'a str, value: &'a EnvValue) -> Env<'a> {
    match value {
        EnvValue::Text(text) => Env { name, text: Some(&text.value), secret: None },
        EnvValue::Secret { name: secret, key, optional } => Env {
            name,
            text: None,
            secret: Some(SecretKey { name: &secret.value, key: &key.value, optional: *optional }),
        },
    }
}

/// Text changes in place under a name that people know; the artifact gets a name of its own for each content, so
/// that old pods keep what they were started with and a roll-back finds it.
fn config<'a>(name: &str, workload: &Workload, payload: &'a [u8]) -> Config<'a> {
    let checksum = blake3::hash(payload).to_hex().to_string();
    let text = std::str::from_utf8(payload).ok().filter(|_| workload.key.ends_with(".json"));
    let immutable = text.is_none();
    Config {
        name: if immutable { format!("{name}-config-{}", &checksum[..10]) } else { format!("{name}-config") },
        key: workload.key,
        mount: workload.mount,
        base64: text.is_none().then(|| gwc_manifest::base64(payload)),
        text,
        immutable,
        checksum,
    }
}

/// Seconds that requests under way get to end: as long as the slowest of them may take, within bounds.
fn drain(gateway: &Gateway) -> u64 {
    let seconds = |d: Duration| d.nanos.div_ceil(1_000_000_000);
    let slowest = gateway.endpoints.iter().map(|e| e.timeouts.value.total.map_or(DRAIN.1, seconds)).max();
    slowest.unwrap_or(DRAIN.0).clamp(DRAIN.0, DRAIN.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use gwc_syntax::source::{FileId, Span};

    #[test]
    fn nobody_asks_for_more_than_the_limit() {
        let say = |text: &str| {
            (!text.is_empty()).then(|| Spanned::new(text.to_owned(), Span::file_start(FileId(0))))
        };
        for (request, limit, expected) in [
            ("", "", ("100m", "1")),
            ("50m", "", ("50m", "1")),
            ("2", "", ("2", "2")),
            ("", "50m", ("50m", "50m")),
            ("", "4", ("100m", "4")),
            ("3", "4", ("3", "4")),
        ] {
            assert_eq!(amount(&say(request), &say(limit), CPU), expected, "{request:?} {limit:?}");
        }
    }
}
