//! How Prometheus finds the metrics of the admin listener.

use std::collections::BTreeMap;

use serde::Serialize;

use super::pairs::pairs;
use crate::model::Deploy;

/// The path of the metrics, on the admin port.
const METRICS: &str = "/metrics";
/// The label that tells the Service of the metrics from the one of the gateway.
const COMPONENT: (&str, &str) = ("app.kubernetes.io/component", "metrics");
/// What follows the name of the gateway in the name of that Service.
const SUFFIX: &str = "-metrics";
/// Longest name of a Service.
const LONGEST: usize = 63;

/// A ServiceMonitor of the Prometheus Operator, and the Service that it selects. The Service of the gateway may be public,
/// so the admin port is not one of its ports.
#[derive(Debug, Serialize)]
pub(in crate::emit::kube) struct Monitor<'a> {
    /// The Service.
    pub service: String,
    /// The labels of the Service.
    pub labels: BTreeMap<&'a str, &'a str>,
    /// The labels that select it.
    pub selector: BTreeMap<&'a str, &'a str>,
    pub path: &'static str,
}

/// What is set for `monitor: servicemonitor`. A program without an admin listener has no metrics there, which a rule
/// reports.
pub(super) fn monitor<'a>(
    deploy: &Deploy,
    name: &str,
    labels: &BTreeMap<&'a str, &'a str>,
    selector: &BTreeMap<&'a str, &'a str>,
    admin: Option<u16>,
) -> Option<Monitor<'a>> {
    if !is_set(deploy, "servicemonitor") || admin.is_none() {
        return None;
    }
    let with = |labels: &BTreeMap<&'a str, &'a str>| {
        labels.iter().map(|(key, value)| (*key, *value)).chain([COMPONENT]).collect()
    };
    Some(Monitor { service: service(name), labels: with(labels), selector: with(selector), path: METRICS })
}

/// The annotations of the pods. Those that the author sets count.
pub(super) fn annotations(deploy: &Deploy, admin: Option<u16>) -> BTreeMap<&str, String> {
    let mut annotations = BTreeMap::new();
    if let (true, Some(port)) = (is_set(deploy, "annotations"), admin) {
        annotations.insert("prometheus.io/scrape", "true".to_owned());
        annotations.insert("prometheus.io/port", port.to_string());
        annotations.insert("prometheus.io/path", METRICS.to_owned());
    }
    annotations.extend(pairs(&deploy.annotations).into_iter().map(|(key, value)| (key, value.to_owned())));
    annotations
}

fn is_set(deploy: &Deploy, monitor: &str) -> bool {
    deploy.monitor.as_ref().is_some_and(|set| set.value == monitor)
}

/// The name of the gateway, as much of it as fits.
fn service(name: &str) -> String {
    let room: String = name.chars().take(LONGEST - SUFFIX.len()).collect();
    format!("{}{SUFFIX}", room.trim_end_matches('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut() {
        assert_eq!(service("shop"), "shop-metrics");
        let long = format!("{}-{}", "a".repeat(54), "b".repeat(8));
        assert_eq!(service(&long), format!("{}-metrics", "a".repeat(54)));
        assert!(service(&"a".repeat(63)).len() <= LONGEST);
    }
}
