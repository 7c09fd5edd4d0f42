//! Values of a gateway that decide nothing about a request.

use super::manifests;
use super::prepared::idle;
use crate::model::{Deploy, EnvValue, Gateway, Source};
use gwc_diff::Idle;

const PODS: &str = "it decides how pods run";

/// What the model has beside what requests meet.
pub(super) fn leaves(gateway: &Gateway) -> Vec<Idle> {
    let mut leaves = Vec::new();
    if let Some(title) = &gateway.title {
        leaves.push(idle("title", title, "a name for people"));
    }
    if gateway.source == Source::Routes {
        for target in &gateway.targets {
            let name = format!("targets: {}", target.value);
            leaves.push(idle(name, "built", "it decides which files a build writes"));
        }
    }
    for service in &gateway.services {
        let name = format!("service {}", service.name.value);
        leaves.push(idle(name, "named", "a name for people"));
    }
    leaves.extend(gateway.deploy.iter().flat_map(deploy));
    leaves
}

fn deploy(deploy: &Deploy) -> Vec<Idle> {
    let Deploy {
        // Where it is written.
        span: _,
        runs,
        name,
        namespace,
        image,
        replicas,
        requests,
        limits,
        ingress,
        env,
        image_pull_secrets,
        labels,
        annotations,
        httproute,
        autoscale,
        disruption,
        spread,
        affinity,
        egress,
        monitor,
        service,
        volumes,
        env_from,
        priority_class,
        tolerations,
        config,
        config_only,
        create_namespace,
        sync_waves,
    } = deploy;
    let mut leaves = Vec::new();
    let mut add = |leaf: String, text: String| leaves.push(idle(format!("deploy.{leaf}"), text, PODS));
    for (leaf, text) in [
        ("runs", runs),
        ("name", name),
        ("namespace", namespace),
        ("image", image),
        ("requests.cpu", &requests.cpu),
        ("requests.memory", &requests.memory),
        ("limits.cpu", &limits.cpu),
        ("limits.memory", &limits.memory),
        ("spread", spread),
        ("egress", egress),
        ("monitor", monitor),
        ("priority_class", priority_class),
        ("config", config),
    ] {
        text.iter().for_each(|text| add(leaf.to_owned(), text.value.clone()));
    }
    replicas.iter().for_each(|replicas| add("replicas".to_owned(), replicas.value.to_string()));
    for (name, value) in env {
        // A value may be a secret.
        let text = match value {
            EnvValue::Text(text) => blake3::hash(text.value.as_bytes()).to_string(),
            EnvValue::Secret { name, key, optional } => format!("{} {} {optional}", name.value, key.value),
        };
        add(format!("env.{}", name.value), text);
    }
    for (leaf, is_set) in
        [("config_only", config_only), ("create_namespace", create_namespace), ("sync_waves", sync_waves)]
    {
        add(leaf.to_owned(), is_set.to_string());
    }
    for (leaf, text) in [
        ("httproute", httproute.as_ref().map(manifests::http_route)),
        ("autoscale", autoscale.as_ref().map(manifests::autoscale)),
        ("disruption", disruption.as_ref().map(|budget| manifests::disruption(&budget.value))),
        ("service", Some(manifests::service(service))),
    ] {
        text.into_iter().for_each(|text| add(leaf.to_owned(), text));
    }
    affinity.iter().for_each(|(label, values)| add(format!("affinity.{}", label.value), values.join(" ")));
    for (number, volume) in volumes.iter().enumerate() {
        add(format!("volumes.{number}"), manifests::volume(volume));
    }
    for (number, source) in env_from.iter().enumerate() {
        add(format!("env_from.{number}"), manifests::env_from(source));
    }
    for (number, toleration) in tolerations.iter().enumerate() {
        add(format!("tolerations.{number}"), manifests::toleration(toleration));
    }
    let secrets: Vec<&str> = image_pull_secrets.iter().map(|secret| secret.value.as_str()).collect();
    add("image_pull_secrets".to_owned(), secrets.join(" "));
    labels.iter().for_each(|(name, value)| add(format!("labels.{}", name.value), value.clone()));
    annotations.iter().for_each(|(name, value)| add(format!("annotations.{}", name.value), value.clone()));
    if let Some(ingress) = ingress {
        let text = |of: &Option<gwc_syntax::source::Spanned<String>>| {
            of.as_ref().map_or(String::new(), |text| text.value.clone())
        };
        add("ingress.class".to_owned(), text(&ingress.class));
        add("ingress.tls_secret".to_owned(), text(&ingress.tls_secret));
        for (name, value) in &ingress.annotations {
            add(format!("ingress.annotations.{}", name.value), value.clone());
        }
    }
    leaves
}
