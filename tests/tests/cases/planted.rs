//! Generated configurations in the styles that people write, 200 of them, each with one planted fault: the fault is the
//! first or the last finding on the screen. Without it there is no error, and at most one warning for five endpoints.

use std::fs;
use std::path::Path;

use gwc::load::Configuration;
use gwc::{import, read, verify};
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::SourceMap;
use gwc_tests::generate::shop::{config, validator};
use gwc_tests::krakend_data;
use gwc_tests::process::Tool;
use gwc_tests::suite::Suite;
use serde_json::{Value, json};

/// How many configurations are generated.
const COUNT: usize = 200;

/// The two tests.
pub(crate) fn each(suite: &mut Suite) {
    suite.test("planted::without_a_fault_there_is_little_to_read", without_a_fault_there_is_little_to_read);
    suite.test("planted::each_imports_as_data", each_imports_as_data);
    suite.test("planted::the_fault_is_first_or_last_on_the_screen", the_fault_is_first_or_last_on_the_screen);
}

/// A fault: the code of its finding, and what it changes.
type Fault = (&'static str, fn(&mut Value));

const FAULTS: [Fault; 20] = [
    ("GW701", |c| rename(&mut c["endpoints"][0], "input_headers", "headers_to_pass")),
    ("GW701", |c| c["endpoints"][0]["backend"][0]["blacklist"] = json!(["iban"])),
    ("GW702", |c| c["endpoints"][0]["extra_config"]["auth/validatr"] = validator()),
    ("GW250", |c| remove(&mut c["endpoints"][0]["extra_config"]["auth/validator"], "jwk_url")),
    ("GW250", |c| {
        c["endpoints"][0]["extra_config"]["auth/validator"]["roles_key"] = json!("realm_access.roles")
    }),
    ("GW258", |c| cel(c, "req_headers['Authorization'] == 'x'")),
    ("GW280", |c| cel(c, "req_headers['X-Absent'][0] == 'x'")),
    ("GW281", |c| cel(c, "timestamp(now).getHours() < 18")),
    ("GW478", |c| lua(c, "local r = request.load()")),
    ("GW478", |c| lua(c, "local c = = 1")),
    ("GW471", |c| collection(c, "deny")),
    ("GW470", |c| c["endpoints"][0]["output_encoding"] = json!("json-collection")),
    ("GW472", |c| martian(c, "{JWT.sub}")),
    ("GW473", |c| graphql(c, "mutation")),
    ("GW713", |c| graphql(c, "querry")),
    ("GW474", |c| remove(c, "plugin")),
    ("GW476", |c| c["async_agent"][0]["extra_config"] = json!({})),
    ("GW477", |c| twice(c)),
    ("GW053", |c| c["endpoints"][0]["backend"][0]["host"] = json!(["https://api.retail.svc/v2"])),
    ("GW713", |c| c["extra_config"]["telemetry/logging"]["level"] = json!("WARN")),
];

fn rename(map: &mut Value, old: &str, new: &str) {
    let value = map[old].take();
    remove(map, old);
    map[new] = value;
}

fn remove(map: &mut Value, key: &str) {
    map.as_object_mut().expect("a map").remove(key);
}

fn cel(config: &mut Value, expression: &str) {
    config["endpoints"][0]["extra_config"]["validation/cel"] = json!([{ "check_expr": expression }]);
}

fn lua(config: &mut Value, code: &str) {
    config["endpoints"][0]["extra_config"]["modifier/lua-endpoint"] = json!({ "pre": code });
}

fn collection(config: &mut Value, filter: &str) {
    let backend = &mut config["endpoints"][0]["backend"][0];
    backend["is_collection"] = json!(true);
    backend[filter] = json!(["password_hash"]);
}

fn martian(config: &mut Value, value: &str) {
    config["endpoints"][0]["backend"][0]["extra_config"]["modifier/martian"] =
        json!({ "header.Modifier": { "scope": ["request"], "name": "X-User", "value": value } });
}

fn graphql(config: &mut Value, kind: &str) {
    config["endpoints"][0]["backend"][0]["method"] = json!("POST");
    config["endpoints"][0]["backend"][0]["extra_config"]["backend/graphql"] = json!({
        "type": kind, "query": "mutation M($id: ID!) { rate(id: $id) { id } }", "variables": { "id": "{id}" }
    });
}

fn twice(config: &mut Value) {
    config["endpoints"][0]["method"] = json!("POST");
    config["endpoints"][0]["concurrent_calls"] = json!(3);
}

/// The codes of the errors and warnings on the screen, from top to bottom, and the number of warnings.
fn screen(place: &Path, config: &Value) -> (Vec<String>, usize, bool) {
    let text = serde_json::to_string_pretty(config).expect("JSON");
    fs::write(place.join("krakend.json"), text).expect("a file can be written");
    let run = Tool::new(env!("CARGO_BIN_EXE_gwc-under-test"), place).run(&["check", "krakend.json"]);
    let of = |line: &str, word: &str| {
        let (_, rest) = line.split_once(&format!("{word}["))?;
        Some(rest[..5].to_owned())
    };
    let lines = run.stdout.lines().filter(|line| !line.starts_with(' '));
    let codes = lines.filter_map(|line| of(line, "error").or_else(|| of(line, "warning")));
    let last = run.stdout.lines().last().unwrap_or_default().to_owned();
    let count = |word: &str| {
        let before = last.split(word).next().unwrap_or_default().trim_end();
        before.rsplit(' ').next().and_then(|number| number.parse::<usize>().ok()).unwrap_or(0)
    };
    (codes.collect(), count(" warning"), count(" error") > 0)
}

fn without_a_fault_there_is_little_to_read() {
    let place = tempfile::tempdir().expect("a folder");
    for number in 0..COUNT {
        let config = config(number);
        let endpoints = config["endpoints"].as_array().map_or(0, Vec::len);
        let (codes, warnings, errors) = screen(place.path(), &config);
        assert!(!errors, "{number}: {codes:?}");
        assert!(
            warnings * 5 <= endpoints,
            "{number}: {warnings} warnings for {endpoints} endpoints: {codes:?}"
        );
    }
}

/// Each with its fault is imported, and a build writes the same data.
fn each_imports_as_data() {
    for number in 0..COUNT {
        let (code, plant) = FAULTS[number % FAULTS.len()];
        let mut config = config(number / FAULTS.len() * 3 + number % 3);
        plant(&mut config);
        let mut sources = SourceMap::default();
        let file = sources.add("krakend.json", config.to_string());
        let configuration = Configuration::of_source(&sources, file);
        let Some(gateway) = read::krakend(configuration, &mut Diagnostics::default()) else {
            panic!("{number} {code}: KrakenD decodes it");
        };
        let imported = import::import(&gateway, "shop", "krakend.json");
        let proof =
            verify::prove(&gateway, &imported.files).unwrap_or_else(|e| panic!("{number} {code}: {e:#?}"));
        let built: Value = serde_json::from_slice(&proof.json).expect("JSON");
        let differences =
            krakend_data::differences(&krakend_data::canonical(&config), &krakend_data::canonical(&built));
        assert!(differences.is_empty(), "{number} {code}: {differences:#?}");
    }
}

fn the_fault_is_first_or_last_on_the_screen() {
    let place = tempfile::tempdir().expect("a folder");
    let mut missed: Vec<String> = Vec::new();
    for number in 0..COUNT {
        let (code, plant) = FAULTS[number % FAULTS.len()];
        let mut config = config(number / FAULTS.len() * 3 + number % 3);
        plant(&mut config);
        if code == "GW250" && number % FAULTS.len() == 4 {
            remove(&mut config["endpoints"][0]["extra_config"]["auth/validator"], "roles_key_is_nested");
        }
        let (codes, ..) = screen(place.path(), &config);
        let ends = [codes.first(), codes.last()];
        if !ends.iter().flatten().any(|found| *found == code) {
            missed.push(format!("{number} {code}: {codes:?}"));
        }
    }
    assert!(missed.len() * 20 <= COUNT, "{} of {COUNT}\n{}", missed.len(), missed.join("\n"));
}
