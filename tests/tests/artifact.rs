//! The artifacts of the gateways under `routes/`: what was decided is what they say, and damage to them is seen.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use gwc::cli::{self, Exit, Io};
use gwc_artifact::{Artifact, Method, Miss};
use gwc_syntax::value::Date;
use gwc_syntax::value::{parse_duration, parse_rate};
use serde_json::{Value, json};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Runs a command line and gives what it printed.
fn gwc(arguments: &[&str]) -> (Exit, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let today = Date::from_unix_seconds(1_800_000_000);
    let mut io =
        Io { out: &mut out, err: &mut err, colours: false, width: None, today, environment: BTreeMap::new() };
    let exit = cli::run(["gwc"].iter().chain(arguments), &mut io);
    (exit, String::from_utf8_lossy(&out).into_owned(), String::from_utf8_lossy(&err).into_owned())
}

/// Builds all gateways; gives the folder, and each gateway's name, number of endpoints and artifact.
fn build() -> (tempfile::TempDir, Vec<(&'static str, usize, PathBuf)>) {
    let folder = tempfile::tempdir().unwrap();
    let dist = folder.path().join("dist");
    let routes = root().join("routes");
    let (exit, out, err) =
        gwc(&["build", routes.to_str().unwrap(), "-o", dist.to_str().unwrap(), "--fail-on", "error"]);
    assert_eq!(exit, Exit::Clean, "{out}{err}");
    let artifact = |name: &str| dist.join(name).join("gateway.gwa");
    let built = vec![("hanzo", 133, artifact("hanzo")), ("lux", 14, artifact("lux"))];
    (folder, built)
}

fn inspect(file: &Path) -> Value {
    let (exit, out, err) = gwc(&["inspect", "--format", "json", file.to_str().unwrap()]);
    assert_eq!(exit, Exit::Clean, "{err}");
    serde_json::from_str(&out).unwrap()
}

/// The model as `build --emit model` prints it, by gateway.
fn models() -> BTreeMap<String, Value> {
    let (exit, out, err) = gwc(&["build", root().join("routes").to_str().unwrap(), "--emit", "model"]);
    assert_eq!(exit, Exit::Clean, "{err}");
    let models: Vec<Value> = serde_json::from_str(&out).unwrap();
    models.into_iter().map(|model| (model["name"].as_str().unwrap().to_owned(), model)).collect()
}

/// An endpoint of the model in the words of `inspect`.
fn decisions(model: &Value, endpoint: &Value) -> Value {
    let credential = &endpoint["credential"]["value"];
    let forward = &endpoint["forward"];
    let credentials = &forward["credentials"]["value"];
    let checks: Vec<&Value> = credential.as_array().into_iter().flatten().collect();
    let auths = model["auth"].as_array().unwrap().iter().filter(|auth| checks.contains(&&auth["name"]));
    let mut minted: Vec<&str> = auths
        .flat_map(|auth| auth["mints"].as_array().unwrap())
        .filter_map(|mint| mint["header"].as_str())
        .filter(|_| *credentials == json!(true))
        .collect();
    minted.sort_unstable();
    minted.dedup();
    let action = &endpoint["action"];
    assert!(endpoint["require"].is_null(), "no endpoint of the two gateways requires claims of its own");
    json!({
        "id": endpoint["id"],
        "method": endpoint["method"],
        "path": endpoint["path"],
        "hosts": [],
        "require": [],
        "credential": credential,
        "rate_limit": limit(&endpoint["limit"]["value"]),
        "forward": {
            "headers": sorted(&forward["headers"]["value"]),
            "query": sorted(&forward["query"]["value"]),
            "credentials": credentials,
            "minted": minted,
        },
        "backend": match action[0].is_null() {
            true => json!({ "respond": action["respond"] }),
            false => json!({
                "upstream": action[0]["upstream"]["value"],
                "method": null,
                "path": action[0]["path"]["value"],
            }),
        },
        "timeouts_ns": {
            "connect": nanoseconds(&endpoint["timeouts"]["value"]["connect"]),
            "first_byte": nanoseconds(&endpoint["timeouts"]["value"]["first_byte"]),
            "idle": nanoseconds(&endpoint["timeouts"]["value"]["idle"]),
            "total": nanoseconds(&endpoint["timeouts"]["value"]["total"]),
        },
        "stream": endpoint["stream"]["value"],
    })
}

fn nanoseconds(duration: &Value) -> Option<u64> {
    duration.as_str().map(|text| parse_duration(text).unwrap().nanos)
}

fn limit(limit: &Value) -> Value {
    let bucket = |bucket: &Value| {
        let rate = parse_rate(bucket["rate"].as_str().unwrap()).unwrap();
        json!({ "count": rate.count, "period_ns": rate.period_ns, "burst": bucket["burst"], "sliding": false })
    };
    json!({
        "total": limit.get("total").filter(|total| !total.is_null()).map(bucket),
        "per_client": limit.get("client").filter(|client| !client.is_null()).map(|client| json!({
            "key": client["key"],
            "limit": bucket(&client["bucket"]),
        })),
    })
}

fn sorted(names: &Value) -> Value {
    let mut names = names.clone();
    if let Some(names) = names.as_array_mut() {
        names.sort_by_key(|name| name.as_str().unwrap_or_default().to_owned());
    }
    names
}

fn by_id(endpoints: impl Iterator<Item = Value>) -> BTreeMap<String, Value> {
    endpoints.map(|endpoint| (endpoint["id"].as_str().unwrap().to_owned(), endpoint)).collect()
}

#[test]
fn an_artifact_says_what_the_model_decided() {
    let (_folder, built) = build();
    let models = models();
    for (name, count, file) in built {
        let (model, artifact) = (&models[name], inspect(&file)["gateway"].clone());
        let decided =
            model["endpoints"].as_array().unwrap().iter().map(|endpoint| decisions(model, endpoint));
        let (decided, encoded) =
            (by_id(decided), by_id(artifact["endpoints"].as_array().unwrap().iter().cloned()));
        assert_eq!(decided.len(), count);
        assert_eq!(decided.keys().collect::<Vec<_>>(), encoded.keys().collect::<Vec<_>>());
        for (id, endpoint) in &decided {
            assert_eq!(*endpoint, encoded[id], "{} {}", endpoint["method"], endpoint["path"]);
        }
        assert_eq!(artifact["rate_limit"], limit(&model["limit"]));
        assert_eq!(artifact["hosts"], sorted(&model["hosts"]));
        assert_eq!(artifact["strict_hosts"], model["strict_hosts"]);
        assert_eq!(artifact["listeners"], model["listen"]);
        let names = |list: &Value| list.as_array().unwrap().iter().map(|item| item["name"].clone()).collect();
        let (written, read): (Vec<Value>, Vec<Value>) =
            (names(&model["upstreams"]), names(&artifact["upstreams"]));
        assert_eq!(sorted(&json!(written)), json!(read));
    }
}

#[test]
fn every_endpoint_is_found_under_its_path() {
    let (_folder, built) = build();
    for (_, count, file) in built {
        let artifact = Artifact::open(std::fs::read(file).unwrap()).unwrap();
        let endpoints = &artifact.gateway().endpoints;
        assert_eq!(endpoints.len(), count);
        for (i, endpoint) in endpoints.iter().enumerate() {
            let path = endpoint.path.to_string().replace(['{', '}'], "~");
            for tail in ["~", "~/~", "~/~/~/~/~"] {
                let path = path.replace('*', tail);
                let found = artifact.find(endpoint.method, &path);
                assert_eq!(found.map(|found| found.endpoint), Ok(i), "{path}");
            }
        }
        assert_eq!(artifact.find(Method::Get, "/no-such-service/x"), Err(Miss::NotFound));
    }
}

#[test]
fn the_same_routes_make_the_same_artifact() {
    let ((_one, first), (_other, second)) = (build(), build());
    for ((name, _, one), (_, _, other)) in first.iter().zip(&second) {
        assert!(std::fs::read(one).unwrap() == std::fs::read(other).unwrap(), "{name}");
    }
}

#[test]
fn every_flipped_bit_and_every_truncation_is_refused() {
    let (_folder, built) = build();
    std::thread::scope(|scope| {
        for (name, _, file) in &built {
            scope.spawn(move || {
                let mut bytes = std::fs::read(file).unwrap();
                for bit in 0..bytes.len() * 8 {
                    bytes[bit / 8] ^= 1 << (bit % 8);
                    assert!(Artifact::open(bytes.as_slice()).is_err(), "{name}: bit {bit}");
                    bytes[bit / 8] ^= 1 << (bit % 8);
                }
                for length in 0..bytes.len() {
                    assert!(Artifact::open(&bytes[..length]).is_err(), "{name}: {length} bytes");
                }
            });
        }
    });
}

#[test]
fn inspect_refuses_what_is_no_artifact() {
    let (folder, built) = build();
    let (_, _, artifact) = &built[0];
    let mut bytes = std::fs::read(artifact).unwrap();
    let file = folder.path().join("damaged.gwa");
    for (at, value, reason) in [
        (4, 9, "wrote format 9, and this version reads format 2"),
        (400, 0xff, "damaged"),
        (0, b'x', "not a gateway artifact"),
    ] {
        let before = std::mem::replace(&mut bytes[at], value);
        std::fs::write(&file, &bytes).unwrap();
        bytes[at] = before;
        let (exit, out, err) = gwc(&["inspect", file.to_str().unwrap()]);
        assert_eq!((exit, out.as_str()), (Exit::Findings, ""));
        assert!(err.contains(reason), "{err}");
    }
    let (exit, _, err) = gwc(&["inspect", folder.path().join("nowhere.gwa").to_str().unwrap()]);
    assert_eq!(exit, Exit::Findings);
    assert!(err.contains("nowhere.gwa"), "{err}");
}

#[test]
fn inspect_shows_header_sections_and_routes() {
    let (_folder, built) = build();
    let (exit, out, _) = gwc(&["inspect", built[0].2.to_str().unwrap()]);
    assert_eq!(exit, Exit::Clean);
    for line in [
        "gateway   hanzo",
        "format    2",
        "written   by gwc",
        "semantics gwr",
        "SECTION",
        "labels",
        "ID",
        "GET     /bot/ws",
    ] {
        assert!(out.lines().any(|shown| shown.contains(line)), "{line}\n{out}");
    }
    assert_eq!(out.lines().filter(|line| line.contains("total ") && line.len() > 60).count(), 133);
}
