//! The Gateway resource of HIP-412: what it means, what is refused and by whom, and the way back.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use gwc_tests::process::Tool;
use gwc_tests::{folder, golden};
use serde_json::{Value, json};

/// An edit of the example, and parts of the messages that refuse it.
struct Broken {
    name: String,
    from: String,
    to: String,
    gwc: String,
    cluster: String,
}

fn gwc(folder: &Path) -> Tool {
    Tool::new(env!("CARGO_BIN_EXE_gwc-under-test"), folder)
}

fn file(name: &str) -> PathBuf {
    golden::repository().join("tests/resource").join(name)
}

fn example() -> String {
    fs::read_to_string(file("hip-412.yaml")).expect("the example")
}

fn broken() -> Vec<(Broken, String)> {
    let text = fs::read_to_string(file("broken.yaml")).expect("the edits");
    let edits: Vec<Value> = serde_saphyr::from_str(&text).expect("edits");
    let apply = |edit: Value| {
        let text = |key: &str| edit[key].as_str().expect(key).to_owned();
        let [name, from, to, gwc, cluster] = ["name", "from", "to", "gwc", "cluster"].map(text);
        let edit = Broken { name, from, to, gwc, cluster };
        let example = example();
        assert!(example.contains(&edit.from), "{}", edit.name);
        let edited = example.replacen(&edit.from, &edit.to, 1);
        (edit, edited)
    };
    edits.into_iter().map(apply).collect()
}

/// Builds a file or a folder; the files below its one gateway.
fn build(place: &Path, input: &str) -> BTreeMap<String, String> {
    let out = tempfile::tempdir().expect("a folder");
    let run = gwc(place).run(&["build", input, "--fail-on=error", "-o", out.path().to_str().expect("text")]);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    let files = folder::read(out.path()).into_iter();
    files.map(|(name, bytes)| (name, String::from_utf8_lossy(&bytes).into_owned())).collect()
}

fn build_text(text: &str) -> BTreeMap<String, String> {
    let place = tempfile::tempdir().expect("a folder");
    fs::write(place.path().join("cr.yaml"), text).expect("it can be written");
    build(place.path(), "cr.yaml")
}

fn endpoints(files: &BTreeMap<String, String>) -> Vec<Value> {
    let config: Value = serde_json::from_str(&files["gateway/gateway.json"]).expect("JSON");
    config["endpoints"].as_array().expect("endpoints").clone()
}

fn of<'a>(endpoints: &'a [Value], method: &str, path: &str) -> &'a Value {
    let is = |e: &&Value| e["method"] == method && e["endpoint"] == path;
    endpoints.iter().find(is).unwrap_or_else(|| panic!("no {method} {path}"))
}

pub(crate) fn the_example_is_what_its_twin_in_route_files_is() {
    let mut resource = build_text(&example());
    let mut twin = build(&golden::repository(), "tests/resource/twin");
    // It holds where values are written.
    for files in [&mut resource, &mut twin] {
        assert!(files.remove("gateway/gateway.map.json").is_some());
        assert!(files.remove("gateway/.gwc").is_some(), "the digests, of the map too");
    }
    assert_eq!(resource, twin);
}

/// What an operator of this resource got wrong, each a property of what is built.
pub(crate) fn nothing_of_a_route_is_ignored() {
    let text = example()
        .replace("methods: [POST]", "methods: [POST, PUT]\n      stripPrefix: true")
        .replace("      methods: [GET]\n", "")
        .replace("http://cloud-api.hanzo.svc:80", "cloud-api.hanzo.svc:8000")
        .replace("every: 1m", "every: 90s\n      clientMaxRate: 7");
    let found = endpoints(&build_text(&text));
    for method in ["POST", "PUT"] {
        let root = of(&found, method, "/v1/chat");
        let below = of(&found, method, "/v1/chat/{path}");
        assert_eq!(root["backend"][0]["url_pattern"], "/", "stripPrefix strips");
        assert_eq!(below["backend"][0]["url_pattern"], "/{path}", "a prefix is no exact path");
        assert_eq!(root["backend"][0]["host"], json!(["http://chat.hanzo.svc:80"]), "one scheme");
        let limit = &root["extra_config"]["qos/ratelimit/router"];
        assert_eq!((&limit["max_rate"], &limit["client_max_rate"]), (&json!(100), &json!(7)));
        assert_eq!((&limit["every"], &limit["strategy"]), (&json!("90s"), &json!("ip")));
        assert_eq!(root["extra_config"]["auth/validator"]["alg"], "RS256");
        assert!(root["extra_config"]["auth/validator"].get("audience").is_none(), "any audience");
        let headers = root["input_headers"].as_array().expect("headers");
        assert!(headers.contains(&json!("Authorization")), "{headers:?}");
        assert_eq!(
            (&root["output_encoding"], &root["backend"][0]["encoding"]),
            (&json!("no-op"), &json!("no-op"))
        );
    }
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
        let endpoint = of(&found, method, "/v1/models");
        assert_eq!(endpoint["backend"][0]["host"], json!(["http://cloud-api.hanzo.svc:8000"]));
        assert!(endpoint["extra_config"].get("auth/validator").is_none());
    }
}

pub(crate) fn a_route_without_a_policy_is_public_with_a_warning() {
    let place = tempfile::tempdir().expect("a folder");
    fs::write(place.path().join("cr.yaml"), example()).expect("it can be written");
    let run = gwc(place.path()).run(&["check", "cr.yaml", "--format", "concise"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stdout.contains("cr.yaml:17:15"), "{}", run.stdout);
    assert!(run.stdout.contains("route `/v1/models` has no `authPolicy`"), "{}", run.stdout);
    let stated = example()
        .replace("methods: [GET]", "methods: [GET]\n      authPolicy: open")
        .replace("  authPolicies:\n", "  authPolicies:\n    - name: open\n      type: none\n");
    fs::write(place.path().join("cr.yaml"), stated).expect("it can be written");
    let run = gwc(place.path()).run(&["check", "cr.yaml", "--format", "concise"]);
    assert!(!run.stdout.contains("GW660"), "{}", run.stdout);
}

pub(crate) fn broken_resources_are_refused_with_what_is_wrong() {
    let edits = broken();
    assert!(edits.len() >= 40, "{}", edits.len());
    let place = tempfile::tempdir().expect("a folder");
    for (edit, text) in edits {
        fs::write(place.path().join("cr.yaml"), text).expect("it can be written");
        let run = gwc(place.path()).run(&["check", "cr.yaml", "--format", "concise", "--show", "error"]);
        assert_eq!(run.code, Some(1), "{}: {}", edit.name, run.stdout);
        assert!(
            run.stdout.contains("error") && run.stdout.contains(&edit.gwc),
            "{}: {}\n{}",
            edit.name,
            edit.gwc,
            run.stdout
        );
    }
}

/// The resource that is made of a gateway means the same gateway; what it lacks is named, and fails the command.
pub(crate) fn the_way_back_is_the_same_gateway_or_names_what_is_lost() {
    let place = tempfile::tempdir().expect("a folder");
    let run = gwc(&golden::repository()).run(&["build", "tests/resource/twin", "--emit", "cr"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{}", run.stdout);
    fs::write(place.path().join("cr.yaml"), &run.stdout).expect("it can be written");
    let again = build(place.path(), "cr.yaml");
    let first = build_text(&example());
    for name in ["gateway/gateway.json", "gateway/k8s/deployment.yaml", "gateway/k8s/configmap.yaml"] {
        assert_eq!(again[name], first[name], "{name}");
    }
    let lost = gwc(&golden::repository()).run(&["build", "routes/lux", "--emit", "cr"]);
    assert_eq!(lost.code, Some(1));
    for loss in ["`hosts` without an Ingress", "public-endpoint-added", "upstream-path-changed"] {
        assert!(lost.stderr.contains(&format!("does not express: {loss}")), "{loss}: {}", lost.stderr);
    }
}

/// The code of the API server, built once.
fn api_server() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
        let target = target.unwrap_or_else(|| golden::repository().join("target"));
        let program = target.join("crd-judge");
        let mut build = Command::new("go");
        build.args(["build", "-buildvcs=false", "-o"]).arg(&program).arg(".");
        let output =
            build.current_dir(golden::repository().join("tests/go/crd")).output().expect("go starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        program
    })
}

/// The errors of a line of its output.
fn errors(line: &str) -> Vec<String> {
    let judged: Value = serde_json::from_str(line).expect("a line of JSON");
    let errors = judged["errors"].as_array().expect("a list").iter();
    errors.map(|error| error.as_str().expect("text").to_owned()).collect()
}

pub(crate) fn the_api_server_accepts_the_definition_and_refuses_what_gwc_refuses(_: &Path) {
    let place = tempfile::tempdir().expect("a folder");
    let mut arguments =
        vec![golden::repository().join("schemas/gateways.hanzo.ai.yaml"), file("hip-412.yaml")];
    let edits = broken();
    for (number, (_, text)) in edits.iter().enumerate() {
        let path = place.path().join(format!("{number}.yaml"));
        fs::write(&path, text).expect("it can be written");
        arguments.push(path);
    }
    let output = Command::new(api_server()).args(&arguments).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let judged: Vec<Vec<String>> = String::from_utf8_lossy(&output.stdout).lines().map(errors).collect();
    assert_eq!(judged.len(), edits.len() + 2);
    for (what, judged) in ["definition", "example"].iter().zip(&judged) {
        assert!(judged.is_empty(), "{what}: {:?}", judged);
    }
    for ((edit, _), judged) in edits.iter().zip(&judged[2..]) {
        let found = judged.iter().any(|error| error.contains(&edit.cluster));
        assert!(found, "{}: {} in {:?}", edit.name, edit.cluster, judged);
    }
}
