//! What an edit by hand of the manifests is reported as: by a rule about what it breaks, and as an edit.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use gwc::cli::session::{Inputs, Session};
use gwc::cli::{Exit, Io};
use gwc_syntax::value::Date;
use gwc_tests::golden;
use serde_json::{Value, json};

const PROGRAMS: [&str; 3] = ["hanzo", "krakend-ce", "gwr"];

/// An edit of one manifest.
struct Edit {
    file: String,
    at: Vec<String>,
    value: Value,
    code: String,
    runs: Vec<String>,
}

fn edits() -> Vec<Edit> {
    let text =
        fs::read_to_string(golden::repository().join("tests/manifests/edits.yaml")).expect("the edits");
    let listed: Vec<Value> = serde_saphyr::from_str(&text).expect("YAML");
    let edit = |edit: Value| {
        let text = |key: &str| edit[key].as_str().expect(key).to_owned();
        let runs =
            edit["runs"].as_array().map(|runs| runs.iter().map(|run| run.as_str().expect("text").to_owned()));
        Edit {
            file: format!("{}.yaml", text("file")),
            at: path(&text("at")),
            value: edit["value"].clone(),
            code: text("code"),
            runs: runs.map_or_else(|| PROGRAMS.map(str::to_owned).to_vec(), Iterator::collect),
        }
    };
    listed.into_iter().map(edit).collect()
}

fn path(text: &str) -> Vec<String> {
    if let Some(annotation) = text.strip_prefix("annotations.") {
        return ["metadata", "annotations", annotation].map(str::to_owned).to_vec();
    }
    let text = text.replace("container.", "spec.template.spec.containers.0.");
    text.split('.').map(str::to_owned).collect()
}

/// A gateway with an ordinary endpoint, and for `gwr` a stream of events.
fn gateway(runs: &str, timeout: &str, deploy: &str) -> String {
    let events = match runs {
        "gwr" => {
            "  events: { at: /events, upstream: carts, methods: GET, auth: public, stream: sse, timeout: { idle: 80s, total: 85s } }\n"
        }
        _ => "",
    };
    format!(
        "gateway: shop\nhosts: [api.example.com]\nlisten: 8080\ntargets: [{runs}]\n\
         upstreams: {{ carts: \"http://carts.shop.svc.cluster.local:80\" }}\n\
         deploy: {{ runs: {runs}, image: \"registry.example.com/{}:1.0.0\", {deploy} }}\n\
         services:\n  carts: {{ at: /carts, upstream: carts, methods: GET POST, auth: public, timeout: {timeout} }}\n{events}",
        match runs {
            "hanzo" => "hanzoai/gateway",
            "krakend-ce" => "krakend",
            _ => "gwr",
        },
    )
}

const INGRESS: &str = "ingress: { class: nginx }";

/// What a build of the text wrote.
fn build(text: &str) -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a folder");
    let routes = place.path().join("routes");
    fs::create_dir(&routes).expect("a folder");
    fs::write(routes.join("gateway.yaml"), text).expect("it can be written");
    let arguments = ["gwc", "build", "routes", "--fail-on=error", "--out", "dist"];
    let absolute = |word: &str| match word {
        "routes" | "dist" => place.path().join(word).into_os_string(),
        word => word.into(),
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let exit = gwc::cli::run(arguments.map(absolute).to_vec(), &mut io(&mut out, &mut err));
    let told = || format!("{}{}", String::from_utf8_lossy(&out), String::from_utf8_lossy(&err));
    assert_eq!(exit, Exit::Clean, "{}\n{text}", told());
    place
}

fn io<'a>(out: &'a mut Vec<u8>, err: &'a mut Vec<u8>) -> Io<'a> {
    let today = Date::parse("2026-11-21").expect("a day");
    Io { out, err, colours: false, width: None, environment: BTreeMap::new(), today }
}

/// What `gwc check dist` finds: codes, each with the name of its file.
fn check(place: &Path) -> BTreeSet<(String, String)> {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let session = Session::new(&Inputs::one(&place.join("dist"), None), &io(&mut out, &mut err));
    let found = session.findings.iter().map(|finding| {
        let file = &session.sources.file(finding.primary.span.file).path;
        (finding.rule.code.to_owned(), file.rsplit('/').next().unwrap_or_default().to_owned())
    });
    found.collect()
}

fn read(path: &Path) -> Value {
    serde_saphyr::from_str(&fs::read_to_string(path).expect("a manifest")).expect("YAML")
}

/// Puts a value into a manifest, or takes one out.
fn put(object: &mut Value, at: &[String], value: &Value) {
    let (last, above) = at.split_last().expect("a path");
    let mut parent = object;
    for key in above {
        parent = match key.parse::<usize>() {
            Ok(index) if parent.is_array() => &mut parent[index],
            _ => &mut parent[key.as_str()],
        };
    }
    match (parent, last.parse::<usize>(), value) {
        (Value::Array(items), Ok(index), value) => items[index] = value.clone(),
        (Value::Object(map), _, Value::Null) => {
            assert!(map.shift_remove(last).is_some(), "{at:?} is not there")
        }
        (Value::Object(map), _, value) => _ = map.insert(last.clone(), value.clone()),
        _ => panic!("{at:?} leads nowhere"),
    }
}

pub(crate) fn each_edit_is_reported_by_the_rule_about_what_it_breaks() {
    let edits = edits();
    for runs in PROGRAMS {
        let place = build(&gateway(runs, "90s", INGRESS));
        // Without the list of the build, as in a repository that the manifests were copied to.
        fs::remove_file(place.path().join("dist/shop/.gwc")).expect("the list");
        let before = check(place.path());
        for edit in edits.iter().filter(|edit| edit.runs.iter().any(|run| run == runs)) {
            let file = place.path().join("dist/shop/k8s").join(&edit.file);
            let text = fs::read_to_string(&file).expect("a manifest");
            let mut object = read(&file);
            put(&mut object, &edit.at, &edit.value);
            fs::write(&file, object.to_string()).expect("it can be written");
            let after = check(place.path());
            fs::write(&file, text).expect("it can be written");
            let what = format!("{runs}: {} {:?} {}", edit.file, edit.at, edit.value);
            assert!(before.iter().all(|(code, _)| *code != edit.code), "{what}: {} before", edit.code);
            assert!(after.iter().any(|(code, _)| *code == edit.code), "{what}: {:?}", &after - &before);
        }
    }
}

/// Every value of every file below `k8s/` and of the configuration, edited one after the other.
pub(crate) fn each_edited_value_is_reported_as_an_edit() {
    for runs in ["krakend-ce", "gwr"] {
        let place = build(&gateway(runs, "90s", INGRESS));
        assert!(check(place.path()).iter().all(|(code, _)| code != "GW641"));
        let folder = place.path().join("dist/shop/k8s");
        let mut count = 0;
        for file in fs::read_dir(&folder).expect("it was built").map(|entry| entry.expect("readable").path())
        {
            let name = file.file_name().expect("a name").to_string_lossy().into_owned();
            let (text, object) = (fs::read_to_string(&file).expect("a manifest"), read(&file));
            let mut places = Vec::new();
            scalars(&object, &mut Vec::new(), &mut places);
            for at in
                places.iter().filter(|at| at.last().is_none_or(|last| last != "kind" && last != "apiVersion"))
            {
                let mut edited = object.clone();
                put(&mut edited, at, &json!("edited"));
                fs::write(&file, edited.to_string()).expect("it can be written");
                assert!(check(place.path()).contains(&("GW641".to_owned(), name.clone())), "{name} {at:?}");
                count += 1;
            }
            fs::write(&file, text).expect("it can be written");
        }
        assert!(count > 100, "{runs}: {count}");
        fs::remove_file(folder.join("networkpolicy.yaml")).expect("it was built");
        assert!(check(place.path()).contains(&("GW641".to_owned(), "networkpolicy.yaml".to_owned())));
    }
}

fn scalars(value: &Value, at: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    let mut below = |key: String, value: &Value| {
        at.push(key);
        scalars(value, at, found);
        at.pop();
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| below(key.clone(), value)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(key, value)| below(key.to_string(), value))
        }
        _ => found.push(at.clone()),
    }
}

/// The manifests follow from the timeouts of the endpoints, whatever these are; fewer seconds are reported.
pub(crate) fn waits_follow_from_the_endpoints_and_shorter_ones_are_reported() {
    for (timeout, drain, silence) in
        [(5, 30, 5), (31, 31, 31), (75, 75, 75), (119, 119, 119), (300, 120, 300)]
    {
        for runs in ["hanzo", "krakend-ce", "gwr"] {
            let (drain, silence) = match runs {
                "gwr" => (drain.max(85), silence.max(85)),
                _ => (drain, silence),
            };
            let place = build(&gateway(runs, &format!("{timeout}s"), INGRESS));
            fs::remove_file(place.path().join("dist/shop/.gwc")).expect("the list");
            let file = |name: &str| place.path().join("dist/shop/k8s").join(name);
            let (mut deployment, mut ingress) = (read(&file("deployment.yaml")), read(&file("ingress.yaml")));
            let pod = &deployment["spec"]["template"]["spec"];
            assert_eq!(pod["terminationGracePeriodSeconds"], json!(drain + 10), "{runs} {timeout}");
            if runs == "gwr" {
                assert_eq!(pod["containers"][0]["args"][2], json!(drain.to_string()));
            }
            let annotations = ingress["metadata"]["annotations"].clone();
            for key in ["proxy-read-timeout", "proxy-send-timeout"] {
                let key = format!("nginx.ingress.kubernetes.io/{key}");
                assert_eq!(annotations[&key], json!((silence + 5).to_string()), "{runs} {timeout}");
                ingress["metadata"]["annotations"][&key] = json!((silence - 1).to_string());
            }
            let codes = |place: &Path| -> BTreeSet<String> {
                check(place).into_iter().map(|(code, _)| code).collect()
            };
            let before = codes(place.path());
            deployment["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] = json!(drain + 4);
            for (name, object) in [("deployment.yaml", &deployment), ("ingress.yaml", &ingress)] {
                fs::write(file(name), object.to_string()).expect("it can be written");
            }
            let new: Vec<String> = (&codes(place.path()) - &before).into_iter().collect();
            assert_eq!(new, ["GW642", "GW643"], "{runs} {timeout}");
        }
    }
}

/// The same for an HTTPRoute, whose timeout is that of a whole request.
pub(crate) fn a_shorter_timeout_of_an_http_route_is_reported() {
    let place = build(&gateway("gwr", "90s", "httproute: { parent: public }"));
    let file = place.path().join("dist/shop/k8s/httproute.yaml");
    let mut route = read(&file);
    assert_eq!(route["spec"]["rules"][0]["timeouts"]["request"], "95s");
    assert!(check(place.path()).iter().all(|(code, _)| code != "GW643"));
    for (key, timeout) in [("request", "1m29s"), ("backendRequest", "30s")] {
        route["spec"]["rules"][0]["timeouts"] = json!({ key: timeout });
        fs::write(&file, route.to_string()).expect("it can be written");
        assert!(check(place.path()).iter().any(|(code, _)| code == "GW643"), "{key}");
    }
    route["spec"]["rules"][0]["timeouts"] = json!({ "request": "0s" });
    fs::write(&file, route.to_string()).expect("it can be written");
    assert!(check(place.path()).iter().all(|(code, _)| code != "GW643"), "0s is no limit");
}
