//! How Prometheus finds the metrics: a ServiceMonitor with a Service of its own, or annotations of the pods.

use serde_json::{Value, json};

use super::build::{build, gateway};

fn with(deploy: &str) -> super::build::Built {
    build(&gateway(&format!("targets: [gwr]\ndeploy: {{ runs: gwr, {deploy} }}\n")))
}

pub(crate) fn a_service_monitor_selects_a_service_of_its_own() {
    let built =
        with("monitor: servicemonitor, service: { type: LoadBalancer }, labels: { release: prometheus }");
    let services: Vec<&Value> = built.objects.iter().filter(|object| object["kind"] == "Service").collect();
    let of = |name: &str| *services.iter().find(|service| service["metadata"]["name"] == name).expect(name);
    let (public, metrics) = (of("shop"), of("shop-metrics"));
    let pods = &built.only("Deployment")["spec"]["template"];
    let admin = pods["spec"]["containers"][0]["ports"]
        .as_array()
        .and_then(|ports| ports.iter().find(|port| port["name"] == "admin"))
        .expect("an admin port");
    assert_eq!(metrics["spec"]["clusterIP"], "None");
    assert_eq!(metrics["spec"]["ports"][0]["targetPort"], "admin");
    assert_eq!(metrics["spec"]["ports"][0]["port"], admin["containerPort"]);
    assert_eq!(metrics["spec"]["selector"], public["spec"]["selector"]);
    let ports = public["spec"]["ports"].as_array().expect("ports");
    assert!(ports.iter().all(|port| port["targetPort"] != "admin"), "the public Service has no admin port");

    let monitor = built.only("ServiceMonitor");
    assert_eq!(monitor["apiVersion"], "monitoring.coreos.com/v1");
    assert_eq!(
        monitor["metadata"]["labels"]["release"], "prometheus",
        "what a Prometheus selects monitors by"
    );
    let selector = monitor["spec"]["selector"]["matchLabels"].as_object().expect("a selector");
    let selects = |service: &Value| {
        selector.iter().all(|(key, value)| service["metadata"]["labels"].get(key) == Some(value))
    };
    assert!(selects(metrics) && !selects(public), "{selector:?}");
    let endpoint = &monitor["spec"]["endpoints"][0];
    assert_eq!(endpoint["port"], metrics["spec"]["ports"][0]["name"]);
    assert_eq!(endpoint["path"], "/metrics");
    let listed = &built.files["kustomization.yaml"];
    assert!(
        listed.contains("k8s/servicemonitor.yaml") && listed.contains("k8s/metricsservice.yaml"),
        "{listed}"
    );
}

pub(crate) fn annotations_name_the_admin_port_unless_the_author_does() {
    let annotations = |built: &super::build::Built| {
        built.only("Deployment")["spec"]["template"]["metadata"]["annotations"].clone()
    };
    let of = annotations(&with("monitor: annotations"));
    for (key, value) in [("scrape", "true"), ("port", "9090"), ("path", "/metrics")] {
        assert_eq!(of[format!("prometheus.io/{key}")], json!(value));
    }
    let of =
        annotations(&with("monitor: annotations, annotations: { prometheus.io/path: /other, team: edge }"));
    assert_eq!((&of["prometheus.io/path"], &of["team"]), (&json!("/other"), &json!("edge")));
    assert_eq!(of["prometheus.io/port"], "9090");
    assert!(annotations(&with("replicas: 1")).get("prometheus.io/scrape").is_none());
}
