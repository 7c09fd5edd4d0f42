//! What `promtool` finds in the metrics of a gateway and in the shipped alert rules: nothing. The programs are those of
//! Prometheus, built from `tests/oracles/promcheck`.

use std::path::Path;
use std::process::Command;

use gwc_tests::golden;
use gwc_tests::net::{GatewayBuilder, Served, Upstream, Wire};

/// The lines that the program prints.
fn promcheck(go: &Path, what: &str, file: &Path) -> Vec<String> {
    let place = tempfile::tempdir().expect("a folder");
    let binary = place.path().join("promcheck");
    let built = Command::new(go)
        .args(["build", "-o"])
        .args([binary.as_path(), Path::new(".")])
        .current_dir(golden::repository().join("tests/oracles/promcheck"))
        .output()
        .expect("go runs");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let checked = Command::new(&binary).arg(what).arg(file).output().expect("it runs");
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    String::from_utf8_lossy(&checked.stdout).lines().map(str::to_owned).collect()
}

pub(crate) fn promtool_accepts_the_metrics(go: &Path) {
    let upstream = Upstream::text("ok");
    let gateway =
        GatewayBuilder::new().upstream("u", upstream.address).route("GET /a/{id}", "u", "/").build();
    let served = Served::with_admin(&gateway);
    let statuses = ["/a/1", "/none"].map(|path| Wire::connect(served.address).get(path).status);
    assert_eq!(statuses, [200, 404]);
    served.expect_metric("gwr_request_duration_seconds_count{endpoint=\"GET /a/{id}\"}", 1.0);
    let place = tempfile::tempdir().expect("a folder");
    let file = place.path().join("metrics");
    std::fs::write(&file, served.admin("/metrics").body).expect("a file");
    assert_eq!(promcheck(go, "metrics", &file), [] as [&str; 0]);
}

pub(crate) fn promtool_accepts_the_rules(go: &Path) {
    let lines = promcheck(go, "rules", &golden::repository().join("docs/operations/alerts.yaml"));
    let problems: Vec<&String> = lines.iter().filter(|line| line.starts_with("problem")).collect();
    assert!(problems.is_empty(), "{problems:?}");
    assert!(lines.iter().any(|line| line == "metric gwr_requests_total"), "{lines:?}");
}
