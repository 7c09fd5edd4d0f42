//! A small Kubernetes API server on loopback, for tests that run the real `kubectl`.
//!
//! It has what `kubectl get`, `apply`, `apply --server-side`, `diff`, `patch`, `delete` and `rollout` call: discovery,
//! OpenAPI v3, objects in memory, dry runs, and server-side apply with `metadata.managedFields` and its conflicts. Every write
//! is an owner of the fields that it sets, as in Kubernetes. A Deployment has ReplicaSets with revisions, and is rolled out at
//! once.
//!
//! What differs: nothing is validated but the limits that are listed in `objects.rs`, lists are owned and replaced as a whole
//! (Kubernetes merges some by a key), there is no other controller, a watch never has an event, and no credential is wanted.

mod apply;
mod controller;
mod discovery;
mod fields;
mod http;
mod objects;
mod protobuf;
mod resource;

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::net::Upstream;
use http::{Answer, Request};
use objects::Objects;
use resource::{Place, RESOURCES};

/// A running server; it stops when it is dropped.
pub struct ApiServer {
    objects: Arc<Mutex<Objects>>,
    requests: Arc<Mutex<Vec<String>>>,
    upstream: Upstream,
}

impl ApiServer {
    /// A server without objects.
    pub fn start() -> Self {
        let (objects, requests) = (Arc::<Mutex<Objects>>::default(), Arc::<Mutex<Vec<String>>>::default());
        let (served, seen) = (Arc::clone(&objects), Arc::clone(&requests));
        let upstream = Upstream::start(move |connection| {
            while let Some(request) = Request::read(connection) {
                seen.lock().expect("no panic").push(format!("{} {}", request.method, request.target));
                answer(&request, &served).send(connection);
            }
        });
        Self { objects, requests, upstream }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.upstream.address
    }

    /// Method and target of every request so far, in the order in which they were read.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("no panic").clone()
    }

    /// A stored object, with its managed fields.
    pub fn object(&self, kind: &str, namespace: &str, name: &str) -> Option<Value> {
        let resource = RESOURCES.iter().find(|resource| resource.kind == kind)?;
        let place = Place { resource, namespace: namespace.to_owned(), name: name.to_owned() };
        self.objects.lock().expect("no panic").get(&place).cloned()
    }

    /// Writes a configuration for `kubectl` to a folder, and returns its path: the contexts `test` (current; namespace
    /// `default`) and `other` (namespace `hanzo`).
    ///
    /// # Panics
    /// When the file cannot be written.
    pub fn kubeconfig(&self, folder: &Path) -> PathBuf {
        let context = |name: &str, namespace: &str| json!({ "name": name, "context": { "cluster": "fake", "user": "nobody", "namespace": namespace } });
        let config = json!({
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{ "name": "fake", "cluster": { "server": format!("http://{}", self.address()) } }],
            "users": [{ "name": "nobody", "user": {} }],
            "contexts": [context("test", "default"), context("other", "hanzo")],
            "current-context": "test",
        });
        let path = folder.join("kubeconfig.json");
        fs::write(&path, config.to_string()).expect("the file can be written");
        path
    }
}

fn answer(request: &Request, objects: &Mutex<Objects>) -> Answer {
    if let Some(found) = discovery::answer(request) {
        return Answer::ok(&found);
    }
    let Some(place) = resource::place(&request.path) else { return Answer::not_found() };
    objects.lock().expect("no panic").answer(request, &place)
}
