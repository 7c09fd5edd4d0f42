//! Any path is answered as the reference answers it, and none leads from `/public` to an upstream's `/admin`.

#![no_main]

#[path = "../../artifact/tests/suite/readings.rs"]
mod readings;
#[path = "../../artifact/tests/suite/reference.rs"]
mod reference;
#[path = "../../artifact/tests/suite/support.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod support;
#[path = "../../artifact/tests/suite/traffic.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod traffic;

use std::sync::{Arc, LazyLock};

use gwc_artifact::{Artifact, Gateway, Method, Miss, Semantics};
use libfuzzer_sys::fuzz_target;
use reference::Answer;

static GUARDED: LazyLock<(Artifact, Arc<Gateway>)> = LazyLock::new(|| {
    let endpoints = ["/public/*", "/admin/*"].map(|path| support::endpoint(Method::Get, path)).to_vec();
    let artifact = support::open(&support::gateway(endpoints));
    let gateway = Arc::clone(artifact.gateway());
    (artifact, gateway)
});

fuzz_target!(|path: &str| {
    let (artifact, gateway) = &*GUARDED;
    let expected = reference::find(&gateway.endpoints, Semantics::Gwr, Method::Get, path);
    match artifact.find(Method::Get, path) {
        Ok(found) => {
            let tail = found.params.tail().expect("both patterns have a tail");
            assert_eq!(expected, Answer::Endpoint(found.endpoint, vec![tail.to_owned()]));
            if gateway.endpoints[found.endpoint].path.to_string() == "/public/*" {
                let readings = readings::readings(&format!("/public/{tail}"));
                assert!(!readings.iter().any(|reading| reading.starts_with("/admin")), "{readings:?}");
            }
        }
        Err(Miss::NotFound) => assert_eq!(expected, Answer::NotFound),
        Err(Miss::MethodNotAllowed(methods)) => assert_eq!(expected, Answer::MethodNotAllowed(methods)),
        Err(Miss::Refused(_)) => assert_eq!(expected, Answer::Refused),
    }
});
