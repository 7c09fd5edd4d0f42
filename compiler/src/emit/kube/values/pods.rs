//! What is in the pods.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::model::{self, Amounts, Deploy, EnvValue, Gateway, Holder, SECRETS};
use gwc_syntax::source::Spanned;
use gwc_syntax::value::parse_quantity;

/// Default CPU and memory of a pod: request and limit.
const CPU: (&str, &str) = ("100m", "1");
const MEMORY: (&str, &str) = ("128Mi", "512Mi");

/// Resource requests and limits of a pod.
#[derive(Debug, Serialize)]
pub(in crate::emit::kube) struct Resources<'a> {
    pub requests: Amount<'a>,
    pub limits: Amount<'a>,
}

#[derive(Debug, Serialize)]
pub(in crate::emit::kube) struct Amount<'a> {
    pub cpu: &'a str,
    pub memory: &'a str,
}

/// A variable of the environment: text, or a key of a Secret.
#[derive(Debug, Serialize)]
pub(in crate::emit::kube) struct Env<'a> {
    pub name: &'a str,
    pub text: Option<&'a str>,
    pub secret: Option<SecretKey<'a>>,
}

#[derive(Debug, Serialize)]
pub(in crate::emit::kube) struct SecretKey<'a> {
    pub name: &'a str,
    pub key: &'a str,
    pub optional: bool,
}

/// A Secret or a ConfigMap whose keys become variables.
#[derive(Debug, Serialize)]
pub(in crate::emit::kube) struct EnvFrom<'a> {
    pub secret: Option<&'a str>,
    pub config_map: Option<&'a str>,
    pub prefix: Option<&'a str>,
    pub optional: bool,
}

/// A Secret or a ConfigMap that is mounted; `name` is that of the volume.
#[derive(Debug, Serialize)]
pub(in crate::emit::kube) struct Volume<'a> {
    pub name: String,
    pub secret: Option<&'a str>,
    pub config_map: Option<&'a str>,
    pub mount: String,
    pub optional: bool,
}

/// A toleration, as Kubernetes has it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::emit::kube) struct Toleration<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<&'a str>,
    pub operator: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub toleration_seconds: Option<i64>,
}

pub(super) fn toleration(toleration: &model::Toleration) -> Toleration<'_> {
    Toleration {
        key: toleration.key.as_deref(),
        operator: &toleration.operator,
        value: toleration.value.as_deref(),
        effect: toleration.effect.as_deref(),
        toleration_seconds: toleration.seconds,
    }
}

pub(super) fn env<'a>(name: &'a str, value: &'a EnvValue) -> Env<'a> {
    match value {
        EnvValue::Text(text) => Env { name, text: Some(&text.value), secret: None },
        EnvValue::Secret { name: secret, key, optional } => Env {
            name,
            text: None,
            secret: Some(SecretKey { name: &secret.value, key: &key.value, optional: *optional }),
        },
    }
}

pub(super) fn env_from(source: &model::EnvFrom) -> EnvFrom<'_> {
    let (secret, config_map) = names(&source.holder);
    EnvFrom { secret, config_map, prefix: source.prefix.as_deref(), optional: source.optional }
}

/// The volumes of the file, and the Secrets that `gwr` reads, each with a name of its kind and of what it holds; a number where that is mounted again.
pub(super) fn volumes<'a>(gateway: &'a Gateway, deploy: &'a Deploy, reads_secrets: bool) -> Vec<Volume<'a>> {
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    let mut volume =
        |(secret, config_map): (Option<&'a str>, Option<&'a str>), mount: String, optional: bool| {
            let kind = if secret.is_some() { "secret" } else { "map" };
            let base: String = format!("{kind}-{}", secret.or(config_map).unwrap_or_default())
                .replace('.', "-")
                .chars()
                .take(LONGEST)
                .collect();
            let count = used.entry(base.clone()).or_default();
            *count += 1;
            let name = if *count == 1 { base } else { format!("{base}-{count}") };
            let name = name.trim_end_matches('-').to_owned();
            Volume { name, secret, config_map, mount, optional }
        };
    let mut volumes: Vec<Volume<'a>> = Vec::new();
    for model::Volume { holder, mount, optional } in &deploy.volumes {
        volumes.push(volume(names(holder), mount.value.clone(), *optional));
    }
    let secrets: BTreeSet<&str> = gateway.secret_refs().into_iter().map(|(name, _)| name).collect();
    for secret in secrets.into_iter().filter(|_| reads_secrets) {
        volumes.push(volume((Some(secret), None), format!("{SECRETS}/{secret}"), false));
    }
    volumes
}

/// The name of a volume has 63 characters at most; a number of up to four digits follows.
const LONGEST: usize = 58;

fn names(holder: &Holder) -> (Option<&str>, Option<&str>) {
    match holder {
        Holder::Secret(name) => (Some(&name.value), None),
        Holder::ConfigMap(name) => (None, Some(&name.value)),
    }
}

pub(super) fn resources<'a>(requests: &'a Amounts, limits: &'a Amounts) -> Resources<'a> {
    let (cpu, cpu_limit) = amount(&requests.cpu, &limits.cpu, CPU);
    let (memory, memory_limit) = amount(&requests.memory, &limits.memory, MEMORY);
    Resources { requests: Amount { cpu, memory }, limits: Amount { cpu: cpu_limit, memory: memory_limit } }
}

/// Request and limit of one resource. A request must not exceed the limit, so a default is adjusted to the value that
/// the author sets.
fn amount<'a>(
    request: &'a Option<Spanned<String>>,
    limit: &'a Option<Spanned<String>>,
    default: (&'a str, &'a str),
) -> (&'a str, &'a str) {
    let as_text = |text: &'a Option<Spanned<String>>| text.as_ref().map(|t| t.value.as_str());
    let least = |a: &'a str, b: &'a str| if parse_quantity(b) < parse_quantity(a) { b } else { a };
    let most = |a: &'a str, b: &'a str| if parse_quantity(b) > parse_quantity(a) { b } else { a };
    match (as_text(request), as_text(limit)) {
        (Some(request), Some(limit)) => (request, limit),
        (Some(request), None) => (request, most(default.1, request)),
        (None, Some(limit)) => (least(default.0, limit), limit),
        (None, None) => default,
    }
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
