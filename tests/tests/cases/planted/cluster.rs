//! Manifests that do not fit each other, or the configuration in the ConfigMap beside them.

use gwc_tests::generate::setups::{Manifests, Setup};
use serde_json::json;

use super::fault::{Fault, fault};

pub(super) const FAULTS: &[Fault] = &[
    fault("image_without_tag", "GW605", "manifests", |s, _| of(s).image = "krakend".to_owned()),
    fault("image_latest", "GW605", "manifests", |s, _| of(s).image = "krakend:latest".to_owned()),
    fault("ingress_port", "GW611", "manifests", |s, _| of(s).ingress_port = 8080),
    fault("target_port", "GW611", "manifests", |s, _| of(s).target_port = 9090),
    fault("port_in_a_shell", "GW611", "manifests", |s, _| {
        let command = "command: [\"sh\", \"-c\", \"krakend run -c /etc/krakend/krakend.json -p 9191\"]";
        of(s).command = command.to_owned();
    }),
    fault("file_in_a_shell", "GW613", "manifests", |s, _| {
        let command = "command: [\"/bin/bash\", \"-ec\", \"exec krakend run -c /etc/krakend/gateway.json\"]";
        of(s).command = command.to_owned();
    }),
    fault("mount_elsewhere", "GW613", "manifests", |s, _| of(s).mount = "/etc/gateway".to_owned()),
    fault("probe_path", "GW610", "manifests", |s, _| of(s).probe = "/healthz".to_owned()),
    fault("rewrite_to_root", "GW640", "manifests", |s, _| {
        of(s).annotations = "{ nginx.ingress.kubernetes.io/rewrite-target: / }".to_owned();
    }),
    fault("debug_in_a_pod", "GW614", "manifests", |s, _| {
        of(s).command = "args: [\"run\", \"-d\", \"-c\", \"/etc/krakend/krakend.json\"]".to_owned();
    }),
    fault("key_in_a_config_map", "GW701", "manifests", |s, at| {
        s.backend(at)["blacklist"] = json!(["iban"]);
    }),
    fault("validator_in_a_config_map", "GW250", "manifests", |s, at| {
        let validator = json!({ "alg": "RS256", "issuer": "https://kc.example.com/realms/shop", "audience": ["shop"], "cache": true });
        s.endpoint(at)["extra_config"]["auth/validator"] = validator;
    }),
];

fn of(setup: &mut Setup) -> &mut Manifests {
    setup.manifests.as_mut().expect("the style has manifests")
}
