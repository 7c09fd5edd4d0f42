//! The real `kubectl` against the server of the tests: what other tests may rely on, and `gwc diff` with a cluster.

use std::fs;
use std::path::Path;

use gwc_tests::kubernetes::ApiServer;
use gwc_tests::process::{Run, Tool};
use serde_json::{Value, json};

/// A cluster with nothing in it, and a folder to run `kubectl` in.
pub(crate) struct Cluster {
    pub(crate) server: ApiServer,
    pub(crate) folder: tempfile::TempDir,
}

impl Cluster {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let server = ApiServer::start();
        server.kubeconfig(folder.path());
        Self { server, folder }
    }

    pub(crate) fn tool(&self, kubectl: &Path) -> Tool {
        let config = self.folder.path().join("kubeconfig.json");
        let home = self.folder.path().to_str().expect("a path");
        Tool::new(kubectl, self.folder.path()).env("KUBECONFIG", &config.to_string_lossy()).env("HOME", home)
    }

    /// `gwc` with the same configuration of `kubectl`.
    pub(crate) fn gwc(&self) -> Tool {
        let config = self.folder.path().join("kubeconfig.json");
        Tool::new(env!("CARGO_BIN_EXE_gwc-under-test"), self.folder.path())
            .env("KUBECONFIG", &config.to_string_lossy())
            .env("HOME", &self.folder.path().to_string_lossy())
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

pub(crate) fn done(run: &Run) -> &str {
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

/// A configuration with one endpoint, which requires a token unless it is open.
fn configuration(timeout: &str, open: bool) -> String {
    let validator = json!({ "auth/validator": {
        "alg": "RS256", "jwk_url": "https://id.example.com/jwks", "cache": true, "issuer": "https://id.example.com",
    } });
    let extra = if open { json!({}) } else { validator };
    json!({
        "version": 3,
        "endpoints": [{
            "endpoint": "/bills", "output_encoding": "no-op", "timeout": timeout, "extra_config": extra,
            "backend": [{ "host": ["http://bills:8080"], "url_pattern": "/bills", "encoding": "no-op" }],
        }],
    })
    .to_string()
}

/// What is deployed is read through the Deployment that runs it, and an edit in the cluster is a change.
pub(crate) fn live_is_the_map_that_the_deployment_mounts(kubectl: &Path) {
    let cluster = Cluster::new();
    let routes = gwc_tests::golden::repository().join("routes/hanzo");
    let routes = routes.to_str().expect("a path");
    let built = cluster.gwc().run(&["build", routes, "-o", "dist"]);
    assert_eq!(built.code, Some(0), "{}{}", built.stdout, built.stderr);
    let missing = cluster.gwc().run(&["diff", "--live", routes]);
    assert_eq!(missing.code, Some(1), "{}{}", missing.stdout, missing.stderr);
    assert!(missing.stderr.contains("NotFound"), "{}", missing.stderr);
    done(&cluster.tool(kubectl).run(&["apply", "--server-side", "-f", "dist/hanzo/k8s"]));
    for context in ["test", "other"] {
        let run = cluster.gwc().run(&["diff", "--live", "--context", context, routes, "--exit-code"]);
        assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
        assert!(run.stdout.contains("no change ("), "{}", run.stdout);
    }
    let asked = cluster.server.requests();
    assert!(asked.iter().all(|line| line.starts_with("GET ") || line.starts_with("PATCH ")), "{asked:?}");
    let elsewhere = cluster.gwc().run(&["diff", "--live", "--namespace", "nowhere", routes]);
    assert_eq!(elsewhere.code, Some(1), "{}", elsewhere.stdout);
    let context = cluster.gwc().run(&["diff", "--live", "--context", "--all", routes]);
    assert_ne!(context.code, Some(0), "a context is no option of kubectl: {}", context.stdout);
}

/// Three states: who edited the cluster, and what the repository changed.
pub(crate) fn a_base_tells_edits_of_the_cluster_from_those_of_the_repository(kubectl: &Path) {
    let cluster = Cluster::new();
    let write = |name: &str, text: &str| {
        fs::write(cluster.folder.path().join(name), text).expect("a file can be written");
    };
    write("base.json", &configuration("3s", false));
    write("new.json", &configuration("9s", false));
    cluster.map(&configuration("3s", false));
    done(&cluster.tool(kubectl).run(&["apply", "--server-side", "-f", "map.yaml"]));
    let edited = json!({ "data": { "gateway.json": configuration("3s", true) } }).to_string();
    let patch = ["patch", "configmap", "gateway-config", "-n", "hanzo", "--type=merge", "-p", &edited];
    done(&cluster.tool(kubectl).run(&[&patch[..], &["--field-manager=somebody"]].concat()));
    let live = ["diff", "--live", "--namespace", "hanzo", "--name", "gateway-config", "new.json"];
    let run = cluster.gwc().run(&[&live[..], &["--base", "base.json", "--format", "json"]].concat());
    let report: Value = serde_json::from_str(done(&run)).expect("JSON");
    let titles = |key: &str| -> Vec<String> {
        let edits = report["base"][key].as_array().expect("edits");
        edits.iter().map(|edit| edit["title"].as_str().expect("a title").to_owned()).collect()
    };
    assert_eq!(titles("only_before"), ["GW804 credential-removed"], "{report:#}");
    assert_eq!(titles("only_after"), ["GW847 timeout-raised"], "{report:#}");
    assert_eq!(report["base"]["managers"], json!(["somebody"]));
    let text = cluster.gwc().run(&[&live[..], &["--base", "base.json"]].concat());
    assert!(done(&text).contains("only in the cluster (field managers: somebody): 1"), "{}", text.stdout);
}

/// `KUBECTL_EXTERNAL_DIFF`: a gateway as requests, other objects as text, and the exit codes that `kubectl` has.
pub(crate) fn kubectl_diff_shows_requests(kubectl: &Path) {
    let cluster = Cluster::new();
    cluster.map(&configuration("3s", false));
    done(&cluster.tool(kubectl).run(&["apply", "--server-side", "-f", "map.yaml"]));
    let program = format!("{} diff --driver=kubectl", env!("CARGO_BIN_EXE_gwc-under-test"));
    let diff = |files: &[&str]| {
        let tool = cluster.tool(kubectl).env("KUBECTL_EXTERNAL_DIFF", &program);
        tool.run(&[&["diff", "--server-side"], files].concat())
    };
    let same = diff(&["-f", "map.yaml"]);
    assert_eq!((same.code, same.stdout.as_str()), (Some(0), ""), "{}", same.stderr);
    cluster.map(&configuration("3s", true));
    let service = json!({
        "apiVersion": "v1", "kind": "Service", "metadata": { "name": "gateway", "namespace": "hanzo" },
        "spec": { "ports": [{ "port": 80 }] },
    });
    fs::write(cluster.folder.path().join("service.json"), service.to_string())
        .expect("a file can be written");
    let changed = diff(&["-f", "map.yaml", "-f", "service.json"]);
    assert_eq!(changed.code, Some(1), "{}{}", changed.stdout, changed.stderr);
    for part in ["GW804 credential-removed", "+kind: Service", "+  - port: 80"] {
        assert!(changed.stdout.contains(part), "{part}: {}", changed.stdout);
    }
}
