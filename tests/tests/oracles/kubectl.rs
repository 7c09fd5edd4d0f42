//! The real `kubectl` against the server of the tests: what other tests may rely on.

use std::fs;
use std::path::Path;

use gwc_tests::kubernetes::ApiServer;
use gwc_tests::process::{Run, Tool};
use serde_json::{Value, json};

/// A cluster with nothing in it, and a folder to run `kubectl` in.
struct Cluster {
    server: ApiServer,
    folder: tempfile::TempDir,
}

impl Cluster {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let server = ApiServer::start();
        server.kubeconfig(folder.path());
        Self { server, folder }
    }

    fn tool(&self, kubectl: &Path) -> Tool {
        let config = self.folder.path().join("kubeconfig.json");
        let home = self.folder.path().to_str().expect("a path");
        Tool::new(kubectl, self.folder.path()).env("KUBECONFIG", &config.to_string_lossy()).env("HOME", home)
    }

    /// Writes the ConfigMap with this text to `map.yaml`.
    fn map(&self, text: &str) {
        let map = json!({
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": { "name": "gateway-config", "namespace": "hanzo" },
            "data": { "gateway.json": text },
        });
        fs::write(self.folder.path().join("map.yaml"), map.to_string()).expect("a file can be written");
    }
}

fn done(run: &Run) -> &str {
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    &run.stdout
}

pub(crate) fn it_applies_reads_and_deletes(kubectl: &Path) {
    let cluster = Cluster::new();
    cluster.map("one");
    done(&cluster.tool(kubectl).run(&["apply", "--server-side", "-f", "map.yaml"]));
    let get = ["get", "configmap", "gateway-config", "-n", "hanzo", "-o"];
    let text = cluster.tool(kubectl).run(&[&get[..], &["yaml"]].concat());
    assert!(done(&text).contains("gateway.json: one"), "{}", text.stdout);
    let shown = cluster.tool(kubectl).run(&[&get[..], &["json", "--show-managed-fields"]].concat());
    let object: Value = serde_json::from_str(done(&shown)).expect("JSON");
    let entry = &object["metadata"]["managedFields"][0];
    assert_eq!((&entry["manager"], &entry["operation"]), (&json!("kubectl"), &json!("Apply")));
    assert_eq!(entry["fieldsV1"], json!({ "f:data": { "f:gateway.json": {} } }));
    let list = cluster.tool(kubectl).run(&["get", "configmaps", "-n", "hanzo", "-o", "name"]);
    assert_eq!(done(&list), "configmap/gateway-config\n");
    done(&cluster.tool(kubectl).run(&[
        "delete",
        "configmap",
        "gateway-config",
        "-n",
        "hanzo",
        "--wait=false",
    ]));
    assert_eq!(cluster.server.object("ConfigMap", "hanzo", "gateway-config"), None);
}

pub(crate) fn an_edit_in_the_cluster_conflicts_with_an_apply(kubectl: &Path) {
    let cluster = Cluster::new();
    cluster.map("one");
    let apply = ["apply", "--server-side", "-f", "map.yaml"];
    done(&cluster.tool(kubectl).run(&apply));
    let patch = ["patch", "configmap", "gateway-config", "-n", "hanzo", "--field-manager=somebody"];
    let edit = ["--type=merge", "-p", r#"{"data":{"gateway.json":"two"}}"#];
    done(&cluster.tool(kubectl).run(&[&patch[..], &edit[..]].concat()));
    cluster.map("three");
    let refused = cluster.tool(kubectl).run(&apply);
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("conflict with \"somebody\": .data.gateway.json"), "{}", refused.stderr);
    done(&cluster.tool(kubectl).run(&[&apply[..], &["--force-conflicts"]].concat()));
    let object = cluster.server.object("ConfigMap", "hanzo", "gateway-config").expect("the object");
    assert_eq!(object["data"]["gateway.json"], "three");
}

pub(crate) fn a_dry_run_changes_nothing_and_diff_shows_it(kubectl: &Path) {
    let cluster = Cluster::new();
    cluster.map("one");
    done(&cluster.tool(kubectl).run(&["apply", "--server-side", "-f", "map.yaml"]));
    let diff = ["diff", "--server-side", "-f", "map.yaml"];
    assert_eq!(cluster.tool(kubectl).run(&diff).code, Some(0), "nothing changes");
    cluster.map("two");
    let run = cluster.tool(kubectl).run(&diff);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(run.stdout.contains("-  gateway.json: one\n+  gateway.json: two"), "{}", run.stdout);
    let object = cluster.server.object("ConfigMap", "hanzo", "gateway-config").expect("the object");
    assert_eq!(object["data"]["gateway.json"], "one");
}

/// All that `gwc build` writes can be applied, again without a change.
pub(crate) fn what_is_built_can_be_applied(kubectl: &Path) {
    let cluster = Cluster::new();
    let manifests = gwc_tests::golden::repository().join("snapshots/kube/hanzo");
    let apply = ["apply", "--server-side", "-f", manifests.to_str().expect("a path")];
    let first = cluster.tool(kubectl).run(&apply);
    assert!(done(&first).contains("deployment.apps/gateway serverside-applied"), "{}", first.stdout);
    let diff = cluster.tool(kubectl).run(&["diff", "--server-side", "-f", apply[3]]);
    assert_eq!(diff.code, Some(0), "{}{}", diff.stdout, diff.stderr);
}
