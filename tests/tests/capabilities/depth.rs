//! `depth`: a wildcard is a path for each number of segments in KrakenD's JSON, and one endpoint everywhere else.

use std::fs;

use serde_json::Value;

use super::{Run, folder, gwc};

const GATEWAY: &str = r#"
gateway: shop
targets: [hanzo, krakend-ce, gwr]
upstreams: { shop: "http://shop.svc.cluster.local:80" }
rate_limits: { some: { total: 100/s, per_ip: 10/s } }
defaults: { upstream: shop, auth: public, rate_limit: some, timeout: 5s }
deploy: { runs: hanzo }
services:
  deep: { at: [/deep, /v1/deep], rewrite_prefix: /x, methods: GET, depth: 3 }
  named:
    at: /named
    depth: 2
    paths:
      /{path}/*: POST
      /{id}/x: POST
      "/{a}/{b}/{A}": PUT
      "/c/{PATH}/*": PUT
  one: { at: /one, paths: { /**: { GET: { depth: 1 } } } }
"#;

/// Also a missing lock is a finding.
const LOCK: &str = "GET /deep/* public shop
PUT /named/c/{PATH}/* public shop
PUT /named/{a}/{b}/{A} public shop
POST /named/{id}/x public shop
POST /named/{path}/* public shop
GET /one public shop
GET /one/* public shop
GET /v1/deep/* public shop
";

struct Built {
    run: Run,
    place: tempfile::TempDir,
}

fn build(gateway: &str) -> Built {
    let place = folder(&[("in/gateway.yaml", gateway)]);
    let out = place.path().join("dist");
    let run = gwc(&["build", "-o", out.to_str().expect("text")], &place.path().join("in"));
    assert!(run.errors.is_empty(), "{:?}", run.findings);
    Built { run, place }
}

impl Built {
    fn json(&self, file: &str) -> Value {
        let path = self.place.path().join("dist/shop").join(file);
        serde_json::from_slice(&fs::read(path).expect("an output")).expect("JSON")
    }

    /// Method, path and upstream path of each endpoint of a JSON output.
    fn paths(&self, file: &str) -> Vec<String> {
        let json = self.json(file);
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let path = |e: &Value| {
            let pattern = &e["backend"][0]["url_pattern"];
            format!("{} {} -> {}", text(&e["method"]), text(&e["endpoint"]), text(pattern))
        };
        json["endpoints"].as_array().expect("a list").iter().map(path).collect()
    }
}

/// Names are of one parameter in a path, whatever their case: KrakenD capitalises them.
#[test]
fn a_wildcard_is_a_path_for_each_number_of_segments() {
    let built = build(GATEWAY);
    let paths = built.paths("krakend.json");
    let expected = [
        "GET /deep/{path} -> /x/{path}",
        "GET /deep/{path}/{path2} -> /x/{path}/{path2}",
        "GET /deep/{path}/{path2}/{path3} -> /x/{path}/{path2}/{path3}",
        "PUT /named/c/{PATH}/{path2} -> /named/c/{PATH}/{path2}",
        "PUT /named/c/{PATH}/{path2}/{path3} -> /named/c/{PATH}/{path2}/{path3}",
        "PUT /named/{a}/{b}/{A2} -> /named/{a}/{b}/{A2}",
        "POST /named/{a}/x -> /named/{a}/x",
        "POST /named/{a}/{b} -> /named/{a}/{b}",
        "POST /named/{a}/{b}/{A2} -> /named/{a}/{b}/{A2}",
        "GET /one -> /one",
        "GET /one/{path} -> /one/{path}",
        "GET /v1/deep/{path} -> /x/{path}",
        "GET /v1/deep/{path}/{path2} -> /x/{path}/{path2}",
        "GET /v1/deep/{path}/{path2}/{path3} -> /x/{path}/{path2}/{path3}",
    ];
    let mut sorted = paths.clone();
    sorted.sort_by_key(|path| expected.iter().position(|e| e == path));
    assert_eq!(sorted, expected);
    assert_eq!(built.paths("gateway.json"), paths);
}

#[test]
fn the_artifact_and_the_lock_have_one_endpoint() {
    let with = build(GATEWAY);
    let plain = GATEWAY.replace("depth: 3", "depth: 1").replace("depth: 2", "depth: 1");
    let without = build(&plain);
    let artifact =
        |built: &Built| fs::read(built.place.path().join("dist/shop/gateway.gwa")).expect("an artifact");
    assert_eq!(artifact(&with), artifact(&without));
    for gateway in [GATEWAY, &plain] {
        let place = folder(&[("gateway.yaml", gateway), ("endpoints.lock", LOCK)]);
        let about_lock = |finding: &&String| finding.contains("lock");
        assert_eq!(gwc(&["check"], place.path()).findings.iter().find(about_lock), None);
    }
}

/// Each path of the JSON leads back to the endpoint that it is a part of.
#[test]
fn the_source_map_has_every_path() {
    let built = build(GATEWAY);
    let (map, config) = (built.json("gateway.map.json"), built.json("krakend.json"));
    let entries = map["endpoints"].as_array().expect("a list");
    assert_eq!(entries.len(), config["endpoints"].as_array().expect("a list").len());
    for entry in entries {
        let endpoint = config.pointer(entry["pointer"].as_str().expect("text")).expect("an endpoint");
        let key = entry["endpoint"].as_str().expect("text");
        let (method, path) = key.split_once(' ').expect("a method");
        assert_eq!(endpoint["method"], method);
        let literals = |path: &str| -> Vec<String> {
            path.split('/').filter(|s| !s.contains(['{', '*'])).map(str::to_owned).collect()
        };
        assert_eq!(literals(endpoint["endpoint"].as_str().expect("text")), literals(path));
    }
}

/// A `depth` states where the paths end: the rest is a loss, also for the target that runs.
#[test]
fn what_is_deeper_is_a_loss() {
    let built = build(GATEWAY);
    let found: Vec<(&str, &str)> = built
        .run
        .json
        .iter()
        .filter(|f| f["code"] == "GW720")
        .map(|f| (f["severity"].as_str().expect("text"), f["message"].as_str().expect("text")))
        .collect();
    assert!(found.iter().all(|(severity, _)| *severity == "loss"), "{found:?}");
    assert!(
        found.iter().any(|(_, message)| message.contains(
            "in targets `hanzo` and `krakend-ce@2.13.8`: `/*` matches up to 3 segments, with a separate rate limit"
        )),
        "{found:?}"
    );
    // Without it, a path of two segments is the example.
    let plain = GATEWAY.replace(", depth: 3", "");
    let warned =
        build(&plain).run.findings.into_iter().any(|f| f.starts_with("GW720 `GET /deep/a/b` returns `404`"));
    assert!(warned);
}
