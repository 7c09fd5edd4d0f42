//! The pages about clusters are walked, with the real `kubectl` and `make` against the server of the tests.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use gwc_tests::golden;
use gwc_tests::guide::{self, Printed, git};

use super::kubectl::Cluster;

/// A folder with the `Makefile`, and a cluster; `gwc` and `kubectl` are on the search path.
fn place(cluster: &Cluster, kubectl: &Path) {
    let folder = cluster.folder.path();
    fs::copy(golden::repository().join("Makefile"), folder.join("Makefile")).expect("the file");
    fs::create_dir(folder.join("bin")).expect("a folder");
    for (program, name) in [(Path::new(env!("CARGO_BIN_EXE_gwc-under-test")), "gwc"), (kubectl, "kubectl")] {
        symlink(program, folder.join("bin").join(name)).expect("a link");
    }
}

/// Runs a command as a reader does: what it prints, and its exit code.
fn run(cluster: &Cluster, words: &[&str]) -> (String, Option<i32>) {
    let folder = cluster.folder.path();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([folder.join("bin")].into_iter().chain(std::env::split_paths(&path)));
    let output = Command::new("sh")
        .args(["-c", "exec \"$@\" 2>&1", "sh"])
        .args(words)
        .current_dir(folder)
        .env("PATH", path.expect("a search path"))
        .env("KUBECONFIG", folder.join("kubeconfig.json"))
        .env("HOME", folder)
        .env_remove("MAKEFLAGS")
        .env_remove("MAKELEVEL")
        .output()
        .expect("a shell runs");
    (String::from_utf8(output.stdout).expect("text"), output.status.code())
}

pub(crate) fn the_guide_to_kubernetes_works_as_written(kubectl: &Path) {
    let cluster = Cluster::new();
    place(&cluster, kubectl);
    guide::walk("docs/kubernetes.md", cluster.folder.path(), 9, &|words| match words.first() {
        Some(&("gwc" | "kubectl" | "make" | "sh")) => {
            let (text, code) = run(&cluster, words);
            Printed { text, code }
        }
        Some(&"git") => git(&words[1..], cluster.folder.path()),
        _ => panic!("a command is `gwc`, `kubectl` or `make`: {words:?}"),
    });
}

/// README promises four commands to a running gateway, and one that goes back.
pub(crate) fn four_commands_lead_to_a_cluster_and_one_goes_back(kubectl: &Path) {
    let cluster = Cluster::new();
    place(&cluster, kubectl);
    let readme = fs::read_to_string(golden::repository().join("README.md")).expect("the page");
    let section =
        readme.split("## Deploy it").nth(1).expect("the section").split("\n## ").next().expect("text");
    let block = section.split("```sh\n").nth(1).expect("a block").split("```").next().expect("its end");
    let commands: Vec<Vec<&str>> = block.lines().map(|line| line.split(' ').collect()).collect();
    assert_eq!(commands.len(), 4, "{block}");
    let must_work = |words: &[&str]| {
        let (printed, code) = run(&cluster, words);
        assert_eq!(code, Some(0), "{words:?}: {printed}");
        printed
    };
    commands.iter().for_each(|words| drop(must_work(words)));
    must_work(&["kubectl", "rollout", "status", "deployment/shop", "-n", "shop"]);
    let same = must_work(&["gwc", "diff", "--live", "shop", "--exit-code"]);
    assert!(same.contains("no change ("), "{same}");

    let back =
        section.split('`').find(|text| text.starts_with("kubectl rollout undo")).expect("the way back");
    let back: Vec<&str> = back.split(' ').collect();
    let file = cluster.folder.path().join("shop/gateway.yaml");
    let first = fs::read_to_string(&file).expect("a route file");
    fs::write(&file, first.replace("timeout: 30s", "timeout: 20s")).expect("it can be written");
    commands
        .iter()
        .filter(|words| words[1] == "build" || words[1] == "apply")
        .for_each(|words| drop(must_work(words)));
    must_work(&back);
    fs::write(&file, first).expect("it can be written");
    let same = must_work(&["gwc", "diff", "--live", "shop", "--exit-code"]);
    assert!(same.contains("no change ("), "what ran first runs again: {same}");
}

/// `make deploy` with the real `kubectl`: pods that never get ready are replaced by what ran before.
pub(crate) fn pods_that_do_not_get_ready_are_rolled_back(kubectl: &Path) {
    let cluster = Cluster::new();
    place(&cluster, kubectl);
    let write = |tag: &str, timeout: &str| {
        let text = format!(
            "gateway: shop\ntargets: [gwr]\nupstreams: {{ carts: \"http://carts:80\" }}\n\
             services: {{ carts: {{ at: /carts, upstream: carts, methods: GET, auth: public, timeout: {timeout} }} }}\n\
             deploy: {{ runs: gwr, image: \"registry.example.com/gwr:{tag}\", create_namespace: true }}\n"
        );
        fs::create_dir_all(cluster.folder.path().join("routes/shop")).expect("a folder");
        fs::write(cluster.folder.path().join("routes/shop/gateway.yaml"), text).expect("a file");
    };
    let deploy = || run(&cluster, &["make", "deploy", "GATEWAY=shop"]);
    write("0.1.0", "9s");
    let (first, code) = deploy();
    assert_eq!(code, Some(0), "{first}");
    assert!(first.contains("first deployment: nothing to compare with"), "{first}");
    write("never-ready", "19s");
    let (second, code) = deploy();
    assert_eq!(code, Some(2), "{second}");
    assert!(second.contains("GW847 timeout-raised") && second.contains("rolling back"), "{second}");
    let deployment = cluster.server.object("Deployment", "shop", "shop").expect("the Deployment");
    let image = &deployment["spec"]["template"]["spec"]["containers"][0]["image"];
    assert_eq!(image, "registry.example.com/gwr:0.1.0");
    write("0.1.0", "9s");
    let (same, code) = run(&cluster, &["gwc", "diff", "--live", "routes/shop", "--exit-code"]);
    assert_eq!(code, Some(0), "{same}");
}
