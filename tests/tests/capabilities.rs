//! The table of capabilities: it has every key, each key has an effect, and what it tells of `gwr` is what `gwr` does.

#[path = "capabilities/advice.rs"]
mod advice;
#[path = "capabilities/depth.rs"]
mod depth;
#[path = "capabilities/deploy_runs.rs"]
mod deploy_runs;
#[path = "capabilities/effects.rs"]
mod effects;
#[path = "capabilities/explained.rs"]
mod explained;
#[path = "capabilities/reference.rs"]
mod reference;
#[path = "capabilities/runtime.rs"]
mod runtime;
#[path = "capabilities/table.rs"]
mod table;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use gwc::cli::Io;
use gwc_syntax::value::Date;
use serde_json::Value;

/// Settings that waive what `gwr` does not enforce yet.
const WAIVED: &str = "[[ignore]]\nrules = [\"GW773\", \"GW774\", \"GW739\", \"GW743\", \"GW744\", \"GW746\"]\npaths = [\"**\"]\nreason = \"a test\"\n";

/// What came of a command.
struct Run {
    /// Codes of the errors that are not suppressed.
    errors: Vec<String>,
    /// All findings, as code and message.
    findings: Vec<String>,
    /// The findings as JSON.
    json: Vec<Value>,
}

/// Runs `gwc` on a folder and reads its findings.
fn gwc(command: &[&str], folder: &Path) -> Run {
    let mut arguments: Vec<OsString> = vec!["gwc".into()];
    arguments.extend(command.iter().map(OsString::from));
    arguments.extend(["--format=json".into(), folder.into()]);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let today = Date::parse("2026-11-21").expect("a day");
    let mut io =
        Io { out: &mut out, err: &mut err, colours: false, width: None, environment: BTreeMap::new(), today };
    gwc::cli::run(arguments, &mut io);
    let report: Value = serde_json::from_slice(&out)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&err)));
    let json = report["findings"].as_array().expect("findings").clone();
    let open: Vec<&Value> = json.iter().filter(|finding| finding["suppressed"].is_null()).collect();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    Run {
        errors: open.iter().filter(|f| f["severity"] == "error").map(|f| text(&f["code"])).collect(),
        findings: open.iter().map(|f| format!("{} {}", text(&f["code"]), text(&f["message"]))).collect(),
        json,
    }
}

/// Writes files to a folder of their own.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a folder");
    gwc_tests::folder::write(place.path(), files.iter().map(|(name, text)| (*name, text.as_bytes())));
    place
}
