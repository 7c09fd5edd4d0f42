//! From a build to a cluster and back, by the real `kubectl` against the server of the tests: what is applied is what was
//! built, `gwc diff --live` sees no change in it, and who edits the cluster is named.

use std::fs;
use std::path::Path;

use gwc_tests::golden;
use serde_json::{Value, json};

use super::kubectl::{Cluster, done};

/// Builds a folder of routes into `dist`.
fn build(cluster: &Cluster, routes: &Path) {
    let routes = routes.to_str().expect("a path");
    let built = cluster.gwc().run(&["build", routes, "-o", "dist", "--fail-on", "error"]);
    assert_eq!(built.code, Some(0), "{}{}", built.stdout, built.stderr);
}

fn apply(cluster: &Cluster, kubectl: &Path, gateway: &str) {
    let folder = format!("dist/{gateway}");
    done(&cluster.tool(kubectl).run(&["apply", "--server-side", "-k", &folder]));
}

/// The objects of the manifests of a gateway.
fn manifests(cluster: &Cluster, gateway: &str) -> Vec<Value> {
    let folder = cluster.folder.path().join("dist").join(gateway).join("k8s");
    let files = fs::read_dir(folder).expect("it was built").map(|entry| entry.expect("readable").path());
    let read = |path| fs::read_to_string(path).expect("a manifest");
    files.map(|path| serde_saphyr::from_str(&read(path)).expect("YAML")).collect()
}

/// An object of the server, without what the server sets.
fn stored(cluster: &Cluster, object: &Value) -> Value {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (kind, metadata) = (text(&object["kind"]), &object["metadata"]);
    let found = cluster.server.object(&kind, &text(&metadata["namespace"]), &text(&metadata["name"]));
    let mut found = found.unwrap_or_else(|| panic!("no {kind} {}", metadata["name"]));
    found.as_object_mut().expect("a map").shift_remove("status");
    let metadata = found["metadata"].as_object_mut().expect("a map");
    for own in ["uid", "creationTimestamp", "resourceVersion", "managedFields"] {
        metadata.shift_remove(own);
    }
    if kind == "Deployment" {
        metadata.shift_remove("annotations").expect("the revision");
    }
    found
}

pub(crate) fn what_is_applied_is_what_was_built_and_nothing_changes(kubectl: &Path) {
    let routes = golden::repository().join("routes");
    let cluster = Cluster::new();
    build(&cluster, &routes);
    for name in ["hanzo", "lux"] {
        apply(&cluster, kubectl, name);
        let built = manifests(&cluster, name);
        assert!(built.len() >= 6, "{name}: {}", built.len());
        for object in built {
            assert_eq!(stored(&cluster, &object), object, "{name}");
        }
        let folder = routes.join(name);
        let live = cluster.gwc().run(&["diff", "--live", folder.to_str().expect("a path"), "--exit-code"]);
        assert_eq!(live.code, Some(0), "{name}: {}{}", live.stdout, live.stderr);
        assert!(live.stdout.contains("no change ("), "{name}: {}", live.stdout);
        assert!(!live.stdout.contains("edited in the cluster"), "{name}: {}", live.stdout);
        let again = cluster.tool(kubectl).run(&["diff", "--server-side", "-k", &format!("dist/{name}")]);
        assert_eq!(again.code, Some(0), "{name}: {}{}", again.stdout, again.stderr);
    }
}

/// An immutable ConfigMap cannot be edited: an edit mounts another one, and its author is named.
pub(crate) fn a_map_that_is_mounted_by_hand_is_named_with_its_field_manager(kubectl: &Path) {
    let routes = golden::repository().join("routes");
    let cluster = Cluster::new();
    build(&cluster, &routes);
    for name in ["hanzo", "lux"] {
        apply(&cluster, kubectl, name);
        let objects = manifests(&cluster, name);
        let of = |kind: &str| objects.iter().find(|object| object["kind"] == kind).expect(kind);
        let (map, deployment) = (of("ConfigMap"), of("Deployment"));
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let namespace = text(&map["metadata"]["namespace"]);
        let key = map["data"].as_object().and_then(|data| data.keys().next()).expect("a key").clone();
        let mut config: Value = serde_json::from_str(&text(&map["data"][&key])).expect("JSON");
        config["endpoints"][0]["timeout"] = json!("1ms");
        let edit = json!({ "data": { &key: config.to_string() } }).to_string();
        let patch = |kind: &str, name: &Value, patch: &str| {
            let place = ["patch", kind, name.as_str().expect("a name"), "-n", &namespace];
            let how = ["--type=merge", "--field-manager=somebody", "-p", patch];
            cluster.tool(kubectl).run(&[&place[..], &how].concat())
        };
        let refused = patch("configmap", &map["metadata"]["name"], &edit);
        assert_eq!(refused.code, Some(1), "{name}: {}", refused.stdout);
        assert!(refused.stderr.contains("field is immutable"), "{name}: {}", refused.stderr);

        let by_hand = json!({
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": { "name": "by-hand", "namespace": namespace },
            "data": { &key: config.to_string() },
        });
        fs::write(cluster.folder.path().join("by-hand.json"), by_hand.to_string()).expect("a file");
        done(&cluster.tool(kubectl).run(&["apply", "--server-side", "-f", "by-hand.json"]));
        let mut volumes = deployment["spec"]["template"]["spec"]["volumes"].clone();
        volumes[0]["configMap"]["name"] = json!("by-hand");
        let edit = json!({ "spec": { "template": { "spec": { "volumes": volumes } } } }).to_string();
        done(&patch("deployment", &deployment["metadata"]["name"], &edit));

        let folder = routes.join(name);
        let live = cluster.gwc().run(&["diff", "--live", folder.to_str().expect("a path"), "--exit-code"]);
        assert!(matches!(live.code, Some(10..=12)), "{name}: {}{}", live.stdout, live.stderr);
        assert!(live.stdout.contains("GW847 timeout-raised"), "{name}: {}", live.stdout);
        let deployment = deployment["metadata"]["name"].as_str().expect("a name");
        let told = format!(
            "the volumes of the Deployment {namespace}/{deployment} were edited in the cluster by `somebody`"
        );
        assert!(live.stdout.contains(&told), "{name}: {}", live.stdout);
    }
}

/// A ConfigMap that is changed in place can be edited in place; its format of the artifact is in its name.
pub(crate) fn an_edited_artifact_is_named_with_its_field_manager(kubectl: &Path) {
    let cluster = Cluster::new();
    let write = |timeout: &str| {
        let folder = cluster.folder.path().join("shop");
        fs::create_dir_all(&folder).expect("a folder");
        let text = format!(
            "gateway: shop\ntargets: [gwr]\nupstreams: {{ carts: \"http://carts:80\" }}\n\
             services: {{ carts: {{ at: /carts, upstream: carts, methods: GET, auth: public, timeout: {timeout} }} }}\n\
             deploy: {{ runs: gwr, image: \"registry.example.com/gwr:0.1.0\", config: reload }}\n"
        );
        fs::write(folder.join("gateway.yaml"), text).expect("a file");
        build(&cluster, &folder);
    };
    write("9s");
    let map = |cluster: &Cluster| {
        let objects = manifests(cluster, "shop");
        objects.into_iter().find(|object| object["kind"] == "ConfigMap").expect("a ConfigMap")
    };
    let edited = map(&cluster)["binaryData"].clone();
    write("3s");
    apply(&cluster, kubectl, "shop");
    let name = format!("shop-config-v{}", gwc_artifact::FORMAT);
    assert_eq!(map(&cluster)["metadata"]["name"], json!(name));
    let patch = json!({ "binaryData": edited }).to_string();
    let edit =
        ["patch", "configmap", &name, "-n", "shop", "--type=merge", "--field-manager=somebody", "-p", &patch];
    done(&cluster.tool(kubectl).run(&edit));
    let live = cluster.gwc().run(&["diff", "--live", "shop"]);
    let told =
        format!("the configuration in the ConfigMap shop/{name} was edited in the cluster by `somebody`");
    assert!(done(&live).contains(&told), "{}", live.stdout);
    assert!(live.stdout.contains("GW849 timeout-lowered"), "{}", live.stdout);
}
