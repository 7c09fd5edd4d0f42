//! What the controller of Deployments does, at once: a ReplicaSet for each template, with its revision, and the status of
//! a rollout that has ended.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// An object by plural, namespace and name.
pub(super) type Key = (&'static str, String, String);

const REVISION: &str = "deployment.kubernetes.io/revision";
const HASH: &str = "pod-template-hash";
/// Pods of an image with this tag never get ready.
const NEVER_READY: &str = ":never-ready";

/// Settles a Deployment after a write.
pub(super) fn settle(objects: &mut BTreeMap<Key, Value>, key: &Key) {
    let Some(mut deployment) = objects.get(key).cloned() else { return };
    let revision = revision(objects, key, &deployment);
    deployment["metadata"]["annotations"][REVISION] = json!(revision.to_string());
    deployment["status"] = status(&deployment);
    objects.insert(key.clone(), deployment);
}

/// The revision of the template: that of its ReplicaSet, which becomes the newest one.
fn revision(objects: &mut BTreeMap<Key, Value>, key: &Key, deployment: &Value) -> u64 {
    let (_, namespace, name) = key;
    let is_owned = |object: &Value| object["metadata"]["ownerReferences"][0]["name"] == name.as_str();
    let owned =
        objects.iter().filter(|(of, object)| of.0 == "replicasets" && of.1 == *namespace && is_owned(object));
    let owned: Vec<(Key, Value)> = owned.map(|(key, object)| (key.clone(), object.clone())).collect();
    let number = |set: &Value| -> u64 {
        set["metadata"]["annotations"][REVISION].as_str().and_then(|text| text.parse().ok()).unwrap_or(0)
    };
    let newest = owned.iter().map(|(_, set)| number(set)).max().unwrap_or(0);
    let template = &deployment["spec"]["template"];
    let same = owned.iter().find(|(_, set)| without_hash(&set["spec"]["template"]) == *template);
    let (of, mut set) = match same {
        Some((_, set)) if number(set) == newest => return newest,
        Some(known) => known.clone(),
        None => replica_set(key, deployment, owned.len() + 1),
    };
    set["metadata"]["annotations"][REVISION] = json!((newest + 1).to_string());
    objects.insert(of, set);
    newest + 1
}

fn without_hash(template: &Value) -> Value {
    let mut template = template.clone();
    if let Some(labels) = template["metadata"]["labels"].as_object_mut() {
        labels.shift_remove(HASH);
    }
    template
}

fn replica_set((_, namespace, name): &Key, deployment: &Value, number: usize) -> (Key, Value) {
    let own = format!("{name}-{number}");
    let mut template = deployment["spec"]["template"].clone();
    template["metadata"]["labels"][HASH] = json!(number.to_string());
    let owner = json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "name": name, "uid": deployment["metadata"]["uid"],
        "controller": true,
    });
    let set = json!({
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {
            "name": own, "namespace": namespace, "uid": format!("00000000-0000-0000-0001-{number:012}"),
            "labels": template["metadata"]["labels"], "annotations": {}, "ownerReferences": [owner],
        },
        "spec": {
            "replicas": deployment["spec"]["replicas"].as_u64().unwrap_or(1),
            "selector": deployment["spec"]["selector"],
            "template": template,
        },
    });
    (("replicasets", namespace.clone(), own), set)
}

/// All pods are of the newest template and available, or none will ever be.
fn status(deployment: &Value) -> Value {
    let pods = deployment["spec"]["replicas"].as_u64().unwrap_or(1);
    let containers = deployment["spec"]["template"]["spec"]["containers"].as_array();
    let image =
        |container: &Value| container["image"].as_str().is_some_and(|image| image.ends_with(NEVER_READY));
    if containers.is_some_and(|containers| containers.iter().any(image)) {
        let failed =
            json!({ "type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded" });
        return json!({ "replicas": pods, "updatedReplicas": 0, "availableReplicas": 0, "conditions": [failed] });
    }
    json!({ "replicas": pods, "updatedReplicas": pods, "readyReplicas": pods, "availableReplicas": pods })
}
