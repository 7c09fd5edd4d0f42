//! kube-score, built from the Go module proxy into `target/`: what it finds is waived in a file, with a reason. It reads no
//! schemas; `k8s-judge` decides by the code of Kubernetes itself.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use gwc_tests::golden;
use serde_json::Value;

use super::build::{build, build_routes};
use super::combinations;

fn kube_score() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let program = target.unwrap_or_else(|| golden::repository().join("target")).join("kube-score");
    let mut build = Command::new("go");
    build
        .args(["build", "-buildvcs=false", "-o"])
        .arg(&program)
        .arg("github.com/zegl/kube-score/cmd/kube-score");
    let output = build.current_dir(golden::repository().join("tests/go/score")).output().expect("go starts");
    assert!(output.status.success(), "kube-score: {}", String::from_utf8_lossy(&output.stderr));
    program
}

/// What it finds in the manifests of a folder, a line each.
fn findings(program: &Path, folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("readable").path());
    let mut command = Command::new(program);
    command.args(["score", "--output-format", "ci", "--kubernetes-version", "v1.30"]).args(files);
    let output = command.output().expect("it runs");
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(text.contains("[OK]"), "{text}{}", String::from_utf8_lossy(&output.stderr));
    let found = |line: &&str| line.starts_with("[WARNING]") || line.starts_with("[CRITICAL]");
    text.lines().filter(found).map(str::to_owned).collect()
}

pub(crate) fn what_kube_score_finds_is_waived_with_a_reason(_: &Path) {
    let program = kube_score();
    let place = tempfile::tempdir().expect("a folder");
    let folder = |name: &str| place.path().join(name);
    for (name, text) in combinations::all().into_iter().enumerate() {
        build(&text).save(&folder(&format!("combination {name}")));
    }
    let routes = build_routes();
    ["hanzo", "lux"].iter().for_each(|name| _ = routes.of(name).save(&folder(name)));
    let text =
        fs::read_to_string(golden::repository().join("tests/manifests/kube-score.yaml")).expect("the file");
    let waivers: Vec<Value> = serde_saphyr::from_str(&text).expect("YAML");
    let waiver = |line: &str| {
        let covers =
            |waiver: &Value| waiver["finding"].as_str().is_some_and(|finding| line.contains(finding));
        waivers.iter().position(covers)
    };
    let mut used = BTreeSet::new();
    for entry in fs::read_dir(place.path()).expect("folders") {
        let folder = entry.expect("readable").path();
        for line in findings(&program, &folder) {
            used.insert(waiver(&line).unwrap_or_else(|| panic!("{}: {line}", folder.display())));
        }
    }
    assert_eq!(used.len(), waivers.len(), "each waiver has a finding: {used:?}");
    assert!(waivers.iter().all(|waiver| waiver["reason"].as_str().is_some_and(|reason| reason.len() > 20)));
}
