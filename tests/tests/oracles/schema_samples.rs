//! The official schema's own samples: our validator decides as theirs does, and a configuration that is valid by age
//! or on purpose has no errors under `--compat`.

use std::collections::BTreeMap;
use std::path::Path;

use gwc_tests::golden;
use serde_json::Value;

/// Whole configurations that the schema of 2.13 decides differently than the schema they were written for, and why.
const DECIDED_DIFFERENTLY: &[(&str, &str)] = &[];

/// `(version/name, description, data, whether it is valid)` of every sample that is a whole configuration.
fn samples(shared: &Path) -> Vec<(String, Value, bool)> {
    let folder = shared.join("conformance/krakend-schema/test");
    let mut found = Vec::new();
    for version in ["v2.10", "v2.11", "v2.12"] {
        let mut names: Vec<_> =
            std::fs::read_dir(folder.join(version)).unwrap().map(|e| e.unwrap().path()).collect();
        names.sort();
        for path in names.iter().filter(|p| p.extension().is_some_and(|e| e == "json")) {
            let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
            if !file["target"].as_str().unwrap_or_default().ends_with("/krakend.json") {
                continue;
            }
            for (index, test) in file["tests"].as_array().unwrap().iter().enumerate() {
                let name = format!("{version}/{}#{index}", path.file_stem().unwrap().to_string_lossy());
                found.push((name, test["data"].clone(), test["valid"].as_bool().unwrap()));
            }
        }
    }
    found
}

pub(crate) fn the_validator_decides_as_the_official_one(shared: &Path) {
    let schema = std::fs::read(shared.join("conformance/krakend-schema/v2.13.krakend.json")).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_slice(&schema).unwrap()).unwrap();
    let samples = samples(shared);
    assert!(samples.len() >= 6, "{} samples", samples.len());
    let mut different = Vec::new();
    for (name, data, valid) in &samples {
        if validator.is_valid(data) != *valid {
            let why: Vec<String> = validator.iter_errors(data).take(3).map(|e| e.to_string()).collect();
            different.push((name.as_str(), why.join("; ")));
        }
    }
    println!("{} of {} samples are decided alike", samples.len() - different.len(), samples.len());
    let names: Vec<&str> = different.iter().map(|(name, _)| *name).collect();
    let listed: Vec<&str> = DECIDED_DIFFERENTLY.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, listed, "{different:#?}");
}

pub(crate) fn valid_samples_have_no_errors_under_compat(shared: &Path) {
    let scratch = tempfile::tempdir().unwrap();
    let mut warnings: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for (name, data, _) in samples(shared).into_iter().filter(|(.., valid)| *valid) {
        std::fs::write(scratch.path().join("krakend.json"), serde_json::to_vec_pretty(&data).unwrap())
            .unwrap();
        let run = std::process::Command::new(env!("CARGO_BIN_EXE_gwc-under-test"))
            .args(["check", "krakend.json", "--compat", "--format", "json"])
            .current_dir(scratch.path())
            .output()
            .unwrap();
        let report: Value = serde_json::from_slice(&run.stdout).unwrap();
        let counts = warnings.entry(name.clone()).or_default();
        for finding in report["findings"].as_array().unwrap() {
            let severity = finding["severity"].as_str().unwrap();
            assert_ne!(severity, "error", "{name}: {}", finding["message"]);
            *counts.entry(format!("{severity} {}", finding["code"].as_str().unwrap())).or_default() += 1;
        }
    }
    let table: String = warnings
        .iter()
        .flat_map(|(name, counts)| counts.iter().map(move |(what, count)| format!("{name} {what} {count}\n")))
        .collect();
    golden::text("schema-samples", &table);
}
