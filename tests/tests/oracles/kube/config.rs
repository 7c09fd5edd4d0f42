//! How pods receive the configuration: an immutable ConfigMap for each content, one that is watched, a layer of an image.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::build::{Built, build, gateway};

fn with(runs: &str, rest: &str) -> String {
    gateway(&format!("targets: [{runs}]\ndeploy: {{ runs: {runs}, {rest} }}\n"))
}

fn changed(text: &str) -> String {
    text.replace("timeout: 30s", "timeout: 31s")
}

fn map_of(built: &Built) -> &str {
    built.only("ConfigMap")["metadata"]["name"].as_str().expect("a name")
}

pub(crate) fn a_change_of_the_configuration_rolls_out_and_nothing_else_does() {
    for runs in ["hanzo", "krakend-ce", "gwr"] {
        let text = with(runs, "replicas: 2");
        let first = build(&text);
        let scaled = build(&with(runs, "replicas: 3"));
        assert_eq!((first.checksum(), map_of(&first)), (scaled.checksum(), map_of(&scaled)), "{runs}");
        let changed = build(&changed(&text));
        assert_ne!(first.checksum(), changed.checksum(), "{runs}");
        assert_ne!(map_of(&first), map_of(&changed), "{runs}: a ConfigMap has a name for each content");
        assert_eq!(first.only("ConfigMap")["immutable"], true, "{runs}");
    }
}

pub(crate) fn a_watched_configuration_changes_in_place() {
    let text = with("gwr", "config: reload, config_only: true");
    let (first, changed) = (build(&text), build(&text.replace("methods: GET POST", "methods: GET")));
    assert_eq!(map_of(&first), format!("shop-config-v{}", gwc_artifact::FORMAT));
    assert_eq!(
        first.manifests["deployment.yaml"], changed.manifests["deployment.yaml"],
        "no pod is replaced"
    );
    assert_ne!(first.manifests["configmap.yaml"], changed.manifests["configmap.yaml"]);
    assert_eq!(first.only("ConfigMap").get("immutable"), None);
    let args = &first.only("Deployment")["spec"]["template"]["spec"]["containers"][0]["args"];
    assert!(args.as_array().is_some_and(|args| args.contains(&json!("--watch"))), "{args}");
    assert!(first.files.contains_key("config/configmap.yaml"));
    assert!(!first.files.contains_key("config/patch.yaml"), "nothing in the Deployment changes");
}

pub(crate) fn an_image_holds_the_configuration_and_has_a_tag_for_it() {
    let text = with("hanzo", "config: image, image: 'registry.example.com/shop:1.0.0'");
    let (first, changed) = (build(&text), build(&changed(&text)));
    assert!(!first.manifests.contains_key("configmap.yaml"));
    let image = |built: &Built| {
        let pod = &built.only("Deployment")["spec"]["template"]["spec"];
        pod["containers"][0]["image"].as_str().expect("an image").to_owned()
    };
    let of_first = image(&first);
    assert_eq!(of_first, format!("registry.example.com/shop:1.0.0-{}", &first.checksum()[..10]));
    assert_ne!(of_first, image(&changed));
    let dockerfile = &first.files["image/Dockerfile"];
    for line in [
        "ARG BASE=ghcr.io/hanzoai/gateway:v2.14.10",
        "FROM ${BASE}",
        "COPY --chmod=0444 gateway.json /etc/gateway/gateway.json",
    ] {
        assert!(dockerfile.lines().any(|written| written == line), "{line} in:\n{dockerfile}");
    }
    assert!(dockerfile.contains(&format!("docker build -t {of_first} .")), "{dockerfile}");
    let written: Value = serde_json::from_str(&first.files["image/gateway.json"]).expect("JSON");
    assert_eq!(written, first.json("gateway.json"));
}

/// A patch of the Deployment changes what the new manifest changes, and never the image.
pub(crate) fn the_configuration_alone_is_a_map_and_a_patch(kubectl: &Path) {
    let text = with("krakend-ce", "config_only: true");
    let (first, changed) = (build(&text), build(&changed(&text)));
    assert_eq!(changed.files["config/configmap.yaml"], changed.manifests["configmap.yaml"]);
    let patch: Value = serde_saphyr::from_str(&changed.files["config/patch.yaml"]).expect("YAML");
    assert!(!changed.files["config/patch.yaml"].contains("image"), "{patch}");
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    fs::write(path("deployment.yaml"), &first.manifests["deployment.yaml"]).expect("it can be written");
    fs::write(path("patch.yaml"), &changed.files["config/patch.yaml"]).expect("it can be written");
    let patched = Command::new(kubectl)
        .args(["patch", "--local", "-o", "json", "-f"])
        .arg(path("deployment.yaml"))
        .arg("--patch-file")
        .arg(path("patch.yaml"))
        .output()
        .expect("kubectl runs");
    assert!(patched.status.success(), "{}", String::from_utf8_lossy(&patched.stderr));
    let patched: Value = serde_json::from_slice(&patched.stdout).expect("JSON");
    assert_eq!(patched["spec"], changed.only("Deployment")["spec"]);
}
