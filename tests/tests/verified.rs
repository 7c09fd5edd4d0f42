//! A build proves that what it writes decides what the route files declare. An output with one edit is refused.

use gwc::settings::Settings;
use gwc::{Compilation, emit, load, verify};
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::SourceMap;
use gwc_syntax::value::Target;
use gwc_tests::golden;
use serde_json::Value;

const CE: Target = Target::KrakendCe { minor: 13, patch: 8 };

/// The gateway `hanzo` of this repository, and its outputs for each target.
fn built() -> (Compilation, Vec<(Target, Vec<u8>)>) {
    let mut sources = SourceMap::default();
    let folder = golden::repository().join("routes/hanzo");
    let inputs = load::inputs(&folder, None, &mut sources, &mut Diagnostics::default());
    let files = inputs.into_iter().find_map(|input| match input {
        load::Input::Routes(files) => Some(files),
        _ => None,
    });
    let compilation = gwc::compile_gateway(&sources, &files.expect("a gateway"), &Settings::default());
    let checked = compilation.checked().expect("no errors");
    let outputs = emit::outputs(checked, &sources, &emit::Options::default()).expect("outputs");
    let find = |target: Target| {
        let path = format!("hanzo/{}", emit::file_name(target));
        let output = outputs.iter().find(|output| output.path == path).expect("an output");
        (target, output.bytes.clone())
    };
    let all = [Target::Hanzo, CE, Target::Gwr].map(find).to_vec();
    (compilation, all)
}

fn verified(
    compilation: &Compilation,
    outputs: &[(Target, Vec<u8>)],
) -> Result<verify::Verified, Vec<String>> {
    let gateway = compilation.gateway.as_ref().expect("a gateway");
    let outputs: Vec<(Target, &[u8])> = outputs.iter().map(|(target, bytes)| (*target, &**bytes)).collect();
    verify::verify(gateway, &outputs)
}

#[test]
fn what_a_build_writes_is_what_was_declared() {
    let (compilation, outputs) = built();
    let proof = verified(&compilation, &outputs).expect("all forms agree");
    assert_eq!(proof.forms, 4);
    assert!(proof.classes > 1000, "{proof:?}");
}

/// The endpoint of a JSON output that the edits change: it requires a token.
fn gated(config: &mut Value) -> &mut Value {
    let endpoints = config["endpoints"].as_array_mut().expect("endpoints");
    let is_gated = |endpoint: &&mut Value| endpoint["extra_config"]["auth/validator"].is_object();
    endpoints.iter_mut().find(is_gated).expect("a gated endpoint")
}

#[test]
fn an_output_that_decides_otherwise_is_refused() {
    let (compilation, outputs) = built();
    type Edit = fn(&mut Value);
    let edits: [(&str, Edit); 8] = [
        ("credential-removed", |config| {
            gated(config)["extra_config"].as_object_mut().expect("a map").remove("auth/validator");
        }),
        ("issuer-changed", |config| {
            gated(config)["extra_config"]["auth/validator"]["issuer"] = "https://other.example".into();
        }),
        ("key-set-changed", |config| {
            gated(config)["extra_config"]["auth/validator"]["jwk_url"] = "https://other.example/jwks".into();
        }),
        ("upstream-outside-cluster", |config| {
            gated(config)["backend"][0]["host"] = serde_json::json!(["https://other.example"]);
        }),
        ("upstream-path-changed", |config| gated(config)["backend"][0]["url_pattern"] = "/other".into()),
        ("public-endpoint-added", |config| {
            let mut twin = gated(config).clone();
            twin["endpoint"] = "/other".into();
            twin["extra_config"] = serde_json::json!({});
            config["endpoints"].as_array_mut().expect("endpoints").push(twin);
        }),
        ("limit-raised", |config| {
            gated(config)["extra_config"]["qos/ratelimit/router"]["client_max_rate"] = 1_000_000.into();
        }),
        ("query-forward-narrowed", |config| gated(config)["input_query_strings"] = serde_json::json!([])),
    ];
    for (name, edit) in edits {
        for target in [Target::Hanzo, CE] {
            let mut edited = outputs.clone();
            let (_, bytes) = edited.iter_mut().find(|(of, _)| *of == target).expect("an output");
            let mut config: Value = serde_json::from_slice(bytes).expect("JSON");
            edit(&mut config);
            *bytes = serde_json::to_vec(&config).expect("JSON");
            let found = verified(&compilation, &edited).expect_err(name);
            assert!(found.iter().any(|line| line.contains(name)), "{name} in {target}: {found:?}");
        }
    }
}

#[test]
fn an_artifact_with_any_edit_is_refused() {
    let (compilation, outputs) = built();
    let (_, bytes) = outputs.iter().find(|(target, _)| *target == Target::Gwr).expect("an artifact");
    let artifact = gwc_artifact::Artifact::open(bytes.clone()).expect("an artifact");
    let mut gateway = (**artifact.gateway()).clone();
    gateway.endpoints[0].timeouts.total = Some(std::time::Duration::from_secs(7));
    let edited = gwc_artifact::encode(&gateway).expect("an artifact");
    let found = verified(&compilation, &[(Target::Gwr, edited)]).expect_err("another timeout");
    assert!(found.iter().all(|line| line.contains("timeout-")), "{found:?}");
}
