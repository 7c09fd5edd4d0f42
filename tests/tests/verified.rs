//! A build proves that what it writes decides what the route files declare. An output with one edit is refused.

use gwc::settings::Settings;
use gwc::{Compilation, emit, load, verify};
use gwc_syntax::diagnostic::{Diagnostics, Severity};
use gwc_syntax::source::SourceMap;
use gwc_syntax::value::Target;
use gwc_tests::golden;
use gwc_tests::process::Tool;
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
    let mut compilation = gwc::compile_gateway(&sources, &files.expect("a gateway"), &Settings::default());
    // `gateway.yaml` accepts, with a reason, that KrakenD CE checks no balance, and no origin and limit of a key.
    compilation.diagnostics.retain(|finding| !["GW763", "GW774"].contains(&finding.rule.code));
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

/// A gateway whose paths overlap in more ways than can be looked at, and its outputs.
fn overlapping() -> (Compilation, Vec<(Target, Vec<u8>)>) {
    let mut state = 7_u64;
    let mut path = || {
        let mut texts: Vec<usize> = Vec::new();
        while texts.len() < 6 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            texts.push((state >> 33) as usize % 20);
            texts.sort_unstable();
            texts.dedup();
        }
        let segment = |at: usize| if texts.contains(&at) { format!("/l{at}") } else { format!("/{{p{at}}}") };
        (0..20).map(segment).collect::<String>()
    };
    let mut text = String::from(
        "gateway: big\ntargets: [gwr, krakend-ce]\nupstreams: { a: \"http://a.shop.svc.cluster.local:80\" }\n\
         rate_limits: { r: { total: 10/s } }\nrate_limit: r\nservices:\n  a:\n    at: /\n    upstream: a\n    \
         auth: public\n    timeout: 5s\n    paths:\n",
    );
    for _ in 0..150 {
        text += &format!("      \"{}\": GET\n", path());
    }
    let mut sources = SourceMap::default();
    let file = sources.add("gateway.yaml", text.as_str());
    let files = load::GatewayFiles { routes: vec![file], ..load::GatewayFiles::default() };
    let mut compilation = gwc::compile_gateway(&sources, &files, &Settings::default());
    // What rules find is not asked here.
    compilation.diagnostics.retain(|finding| finding.severity != Severity::Error);
    let outputs =
        emit::outputs(compilation.checked().expect("no errors"), &sources, &emit::Options::default());
    let outputs = outputs.expect("outputs");
    let find = |target: Target| {
        let path = format!("big/{}", emit::file_name(target));
        let output = outputs.iter().find(|output| output.path == path).expect("an output");
        (target, output.bytes.clone())
    };
    let outputs = [Target::Gwr, CE].map(find).to_vec();
    (compilation, outputs)
}

#[test]
fn no_gateway_is_too_large_to_be_verified() {
    let (compilation, outputs) = overlapping();
    let proof = verified(&compilation, &outputs).expect("all forms agree");
    let compared: Vec<bool> = proof.outputs.iter().map(|form| form.overlap.is_none()).collect();
    // The router of KrakenD is another one than that of gwr, so its choice would have to be looked at.
    assert_eq!(compared, [true, false]);
    let mut edited = outputs;
    let mut config: Value = serde_json::from_slice(&edited[1].1).expect("JSON");
    config["endpoints"][70]["backend"][0]["url_pattern"] = "/other".into();
    edited[1].1 = serde_json::to_vec(&config).expect("JSON");
    let found = verified(&compilation, &edited).expect_err("another path");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("upstream-path-changed"), "{found:?}");
}

/// The certificate is what its schema states, and its digests are those of the files.
#[test]
fn a_certificate_states_what_was_proved() {
    let place = tempfile::tempdir().expect("a folder");
    let routes = golden::repository().join("routes/hanzo");
    let (out, file) = (place.path().join("dist"), place.path().join("certificate.json"));
    let run = Tool::new(env!("CARGO_BIN_EXE_gwc-under-test"), place.path());
    let arguments = ["build", routes.to_str().expect("a path"), "-o", "dist", "--fail-on", "error"];
    let run = run.run(&[&arguments[..], &["--certificate", "certificate.json"]].concat());
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    let text = std::fs::read_to_string(file).expect("a certificate");
    let certificate: Value = serde_json::from_str(&text).expect("JSON");
    let schema = verify::certificate::certificate_schema();
    jsonschema::meta::validate(&schema).expect("the schema is a schema");
    let validator = jsonschema::validator_for(&schema).expect("the schema compiles");
    validator.validate(&certificate).unwrap_or_else(|error| panic!("{error} at {}", error.instance_path()));
    let outputs = certificate["gateways"][0]["outputs"].as_array().expect("outputs");
    assert_eq!(outputs.len(), 3, "{text}");
    for output in outputs {
        let bytes = std::fs::read(out.join(output["path"].as_str().expect("a path"))).expect("an output");
        assert_eq!(output["blake3"], Value::from(blake3::hash(&bytes).to_hex().to_string()), "{output}");
        let is_artifact = output["target"] == "gwr";
        assert!(
            !is_artifact || output["declared"] == serde_json::json!([]),
            "gwr declares nothing: {output}"
        );
    }
    let read = certificate["read"].as_array().expect("files");
    assert!(
        read.iter().any(|file| file["path"].as_str().is_some_and(|path| path.ends_with("services.yaml"))),
        "{text}"
    );
}
