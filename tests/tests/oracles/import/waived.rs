//! Errors of the original file that KrakenD runs with: an import suppresses them, and a build writes what runs today.

use std::fs;
use std::path::Path;

use gwc::cli::Exit;
use gwc_krakend::simulate;
use gwc_krakend::value::Format;
use gwc_krakend::verdict::Check;
use serde_json::{Value, json};

use super::command::{config, endpoint, gwc, path};
use super::is_the_same_data;

/// Imports a configuration into `routes/mine` of a folder; what was printed.
fn imported(text: &str, folder: &Path) -> String {
    let file = folder.join("krakend.json");
    fs::write(&file, text).expect("written");
    let (exit, out) = gwc(&["import", path(&file), "-o", path(&folder.join("routes/mine"))]);
    assert_eq!(exit, Exit::Clean, "{out}");
    out
}

/// Builds what was imported; what was printed, and the file for KrakenD, if there is one.
fn built(folder: &Path) -> (String, Option<Vec<u8>>) {
    let (routes, dist) = (folder.join("routes"), folder.join("dist"));
    let (_, out) = gwc(&["build", path(&routes), "-o", path(&dist), "--fail-on", "error"]);
    let files = ["gateway.json", "krakend.json"].map(|name| dist.join("mine").join(name));
    (out, files.iter().find_map(|file| fs::read(file).ok()))
}

/// A validator that rejects everybody, and an endpoint that KrakenD does not serve.
fn with_errors() -> Value {
    let validator = json!({ "alg": "RS256", "jwk_url": "http://id.example/jwks", "cache": true });
    config(&[
        endpoint(
            "/down",
            &json!({ "output_encoding": "json", "extra_config": { "auth/validator": validator } }),
        ),
        endpoint("/head", &json!({ "method": "HEAD" })),
        endpoint("/ok", &json!({})),
    ])
}

pub(crate) fn errors_that_krakend_runs_with_are_waived() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = with_errors().to_string();
    let out = imported(&text, folder.path());
    let line = "note: 2 errors of the original file are waived in ";
    assert!(out.contains(line) && out.contains("correct them and delete the suppressions: GW250"), "{out}");
    let services = folder.path().join("routes/mine/services.yaml");
    let written = fs::read_to_string(&services).expect("readable");
    let comment =
        "# gwc: ignore[GW250] imported as it runs today: this validator returns `401` for every request";
    assert!(written.contains(comment), "{written}");
    let (out, json) = built(folder.path());
    is_the_same_data("with errors", &text, &json.unwrap_or_else(|| panic!("{out}")));
    assert!(!out.contains("GW901"), "each suppression is used: {out}");
    // Without its comment, the error prevents a build.
    fs::remove_dir_all(folder.path().join("dist")).expect("removed");
    let bare: Vec<&str> = written.lines().filter(|line| !line.contains("ignore[GW250]")).collect();
    fs::write(&services, bare.join("\n")).expect("written");
    let (out, json) = built(folder.path());
    assert!(json.is_none() && out.contains("GW250"), "{out}");
}

/// A suppression waives no error of the language, and none that keeps KrakenD from starting.
pub(crate) fn what_krakend_refuses_is_not_waived() {
    let folder = tempfile::tempdir().expect("a folder");
    imported(&with_errors().to_string(), folder.path());
    let services = folder.path().join("routes/mine/services.yaml");
    let written = fs::read_to_string(&services).expect("readable");
    fs::remove_file(folder.path().join("routes/mine/endpoints.lock")).expect("removed");
    let item =
        "krakend_endpoints:\n  # gwc: ignore[GW053] it is so today\n  - { endpoint: /x, backend: [] }\n";
    let service = "services:\n  # gwc: ignore[GW020] it is so today\n  odd: { at: /odd, upstrem: a }\n";
    for (key, with) in [("krakend_endpoints:\n", item), ("services:\n", service)] {
        assert!(written.contains(key), "{written}");
        fs::write(&services, written.replacen(key, with, 1)).expect("written");
        let (out, json) = built(folder.path());
        assert!(json.is_none() && out.contains("nothing was written"), "{out}");
    }
}

/// Every configuration of the corpus that KrakenD accepts, and that of KrakenD's own tests, is built as it is.
pub(crate) fn what_krakend_accepts_is_built(shared: &Path) {
    let mut files = vec![shared.join("conformance/krakend-suite/krakend.json")];
    for folder in fs::read_dir(shared.join("corpus")).expect("readable") {
        let folder = folder.expect("readable").path();
        // Beside the folders are notes.
        if !folder.is_dir() {
            continue;
        }
        let entries = fs::read_dir(folder).expect("readable");
        files.extend(entries.map(|entry| entry.expect("readable").path()));
    }
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    let mut count = 0;
    for file in files {
        let text = fs::read_to_string(&file).expect("readable");
        let accepted =
            |bytes: &[u8]| simulate::verdict("krakend.json", bytes, Format::Json).check == Check::Accept;
        if !accepted(text.as_bytes()) {
            continue;
        }
        let folder = tempfile::tempdir().expect("a folder");
        imported(&text, folder.path());
        let (out, json) = built(folder.path());
        let json = json.unwrap_or_else(|| panic!("{}: {out}", file.display()));
        is_the_same_data(&file.display().to_string(), &text, &json);
        assert!(accepted(&json), "{}", file.display());
        count += 1;
    }
    assert!(count > 6, "only {count} were accepted");
}
