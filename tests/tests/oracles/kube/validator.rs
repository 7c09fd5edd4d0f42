//! Kubernetes' own strict decoding, defaulting and validation: `../shared/tools/k8s-judge`, built once into `target/`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use gwc_tests::golden;

/// The validator, which needs the Go toolchain.
pub(crate) fn build(shared: &Path) -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        // `go build` looks whether anything has changed itself; the folder outlives the test.
        let target = std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| golden::repository().join("target"), PathBuf::from);
        let validator = target.join("k8s-judge").join("k8s-judge");
        let mut build = Command::new("go");
        build.args(["build", "-buildvcs=false", "-o"]).arg(&validator).arg(".");
        let output = build.current_dir(shared.join("tools/k8s-judge")).output().expect("go starts");
        assert!(output.status.success(), "k8s-judge: {}", String::from_utf8_lossy(&output.stderr));
        validator
    })
}

/// The last line of its verdict, or all of it when there are problems.
pub(crate) fn validate(validator: &Path, folder: &Path) -> String {
    let output = Command::new(validator).arg(folder).output().expect("the validator runs");
    let text = String::from_utf8_lossy(&output.stdout).trim_end().to_owned();
    match output.status.success() {
        true => text.lines().last().unwrap_or_default().to_owned(),
        false => text,
    }
}
