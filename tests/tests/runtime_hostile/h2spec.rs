//! HTTP/2 as the cases of h2spec see it, built from `tests/oracles/h2spec`. What fails is in `tests/hostile/h2spec.txt`,
//! with the reason.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use gwc_tests::golden;

use crate::upstream::Setup;

/// Runs all cases, and holds those that fail to the list.
#[allow(clippy::print_stdout, reason = "the figures are what the test is read for")]
pub(crate) fn cases_pass_or_are_explained(go: &Path) {
    let setup = Setup::patient();
    let lines = run(go, setup.served.address);
    let with = |result: &str| -> Vec<&str> {
        lines.iter().filter_map(|line| line.strip_prefix(result)?.strip_prefix(' ')).collect()
    };
    let (passed, failed, skipped) = (with("passed"), with("failed"), with("skipped"));
    println!("h2spec: {} passed, {} failed, {} skipped", passed.len(), failed.len(), skipped.len());
    assert!(skipped.is_empty(), "{skipped:?}");
    let explained = explained();
    let number = |line: &str| line.split(' ').next().expect("a number").to_owned();
    let failed: BTreeMap<String, &str> = failed.into_iter().map(|line| (number(line), line)).collect();
    let unexplained: Vec<_> = failed.iter().filter(|(number, _)| !explained.contains_key(*number)).collect();
    assert!(unexplained.is_empty(), "{unexplained:#?}");
    let stale: Vec<_> = explained.keys().filter(|number| !failed.contains_key(*number)).collect();
    assert!(stale.is_empty(), "these cases of the list pass: {stale:?}");
    assert!(passed.len() > 100, "{lines:#?}");
}

/// The cases that fail, with the reason.
fn explained() -> BTreeMap<String, String> {
    let file = golden::repository().join("tests/hostile/h2spec.txt");
    let text = std::fs::read_to_string(file).expect("a list");
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| line.split_once(": ").expect("`NUMBER: REASON`"))
        .map(|(number, reason)| (number.to_owned(), reason.to_owned()))
        .collect()
}

fn run(go: &Path, address: std::net::SocketAddr) -> Vec<String> {
    let place = tempfile::tempdir().expect("a folder");
    let binary = place.path().join("h2spec");
    let built = Command::new(go)
        .args(["build", "-o"])
        .args([binary.as_path(), Path::new(".")])
        .current_dir(golden::repository().join("tests/oracles/h2spec"))
        .output()
        .expect("go runs");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let run = Command::new(&binary)
        .args([address.ip().to_string(), address.port().to_string()])
        .output()
        .expect("it runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8_lossy(&run.stdout).lines().map(str::to_owned).collect()
}
