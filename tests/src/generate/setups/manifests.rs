//! A configuration in a ConfigMap, with the Deployment, the Service and the Ingress of its pods.

use serde_json::json;

use super::base::{count, gateway, reads, validator};
use super::pods::Manifests;
use super::setup::Setup;

pub(super) fn setup(number: usize) -> Setup {
    let tokens =
        |at: usize| if at.is_multiple_of(2) { json!({ "auth/validator": validator() }) } else { json!({}) };
    let config = gateway(number, (0..count(number)).map(|at| reads(number, at, tokens(at))).collect());
    let port = 8000 + (number % 7) as u16;
    let path = "/etc/krakend/krakend.json";
    let manifests = Manifests {
        image: "krakend:2.13.8".to_owned(),
        command: match number % 2 {
            0 => format!("args: [\"run\", \"-c\", \"{path}\"]"),
            _ => format!("command: [\"/bin/sh\", \"-c\"]\n          args: [\"exec krakend run -c {path}\"]"),
        },
        mount: "/etc/krakend".to_owned(),
        container_port: port,
        probe: "/__health".to_owned(),
        target_port: port,
        ingress_port: 80,
        annotations: "{ nginx.ingress.kubernetes.io/proxy-body-size: 8m }".to_owned(),
    };
    Setup { manifests: Some(manifests), ..Setup::of(config) }
}
