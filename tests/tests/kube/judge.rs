//! Kubernetes' own strict decoding, defaulting and validation: `../shared/tools/k8s-judge`, built once into `target/`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use gwc_tests::golden;

/// The judge; nothing, with a message, when it can not be built here. `GWC_REQUIRE_SHARED=1` makes that a failure.
pub(crate) fn build() -> Option<PathBuf> {
    static BUILT: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    match BUILT.get_or_init(try_build) {
        Ok(path) => Some(path.clone()),
        Err(why) => {
            assert!(
                std::env::var_os("GWC_REQUIRE_SHARED").is_none_or(|v| v != "1"),
                "k8s-judge is required: {why}"
            );
            println!("skipped: {why}");
            None
        }
    }
}

fn try_build() -> Result<PathBuf, String> {
    let source = golden::repository().join("../shared/tools/k8s-judge");
    if !source.join("main.go").is_file() {
        return Err("../shared/tools/k8s-judge is absent".to_owned());
    }
    if Command::new("go").arg("version").output().is_err() {
        return Err("`go` is not installed".to_owned());
    }
    // `go build` looks whether anything has changed itself; the folder outlives the test.
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| golden::repository().join("target"), PathBuf::from);
    let judge = target.join("k8s-judge").join("k8s-judge");
    let mut build = Command::new("go");
    build.args(["build", "-buildvcs=false", "-o"]).arg(&judge).arg(".").current_dir(&source);
    let output = build.output().map_err(|error| error.to_string())?;
    match output.status.success() {
        true => Ok(judge),
        false => Err(format!("k8s-judge does not build: {}", String::from_utf8_lossy(&output.stderr))),
    }
}

/// The last line of its verdict, or all of it when there are problems.
pub(crate) fn judge(judge: &Path, folder: &Path) -> String {
    let output = Command::new(judge).arg(folder).output().expect("the judge runs");
    let text = String::from_utf8_lossy(&output.stdout).trim_end().to_owned();
    match output.status.success() {
        true => text.lines().last().unwrap_or_default().to_owned(),
        false => text,
    }
}
