//! Data flows one way: crates, modules and files import each other in no circle.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use gwc_tests::imports::Crate;
use gwc_tests::{folder, golden};
use serde_json::Value;

/// The crates of the workspace, and which others each may use. Tests may use all of them.
const MAY_USE: &[(&str, &[&str])] = &[
    ("gwc-artifact-derive", &[]),
    ("gwc-artifact", &["gwc-artifact-derive"]),
    ("gwc-plan", &["gwc-artifact"]),
    ("gwc-framing", &[]),
    ("gwc-token", &["gwc-artifact"]),
    ("gwc-runtime", &["gwc-artifact", "gwc-framing", "gwc-plan", "gwc-token"]),
    ("gwc-syntax", &[]),
    ("gwc-krakend", &["gwc-syntax"]),
    ("gwc-diff", &["gwc-artifact", "gwc-krakend", "gwc-plan"]),
    ("gwc-manifest", &[]),
    (
        "gwc",
        &[
            "gwc-artifact",
            "gwc-diff",
            "gwc-krakend",
            "gwc-manifest",
            "gwc-plan",
            "gwc-runtime",
            "gwc-syntax",
            "gwc-token",
        ],
    ),
];

/// What cargo knows of the packages of the workspace.
fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(golden::repository())
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    metadata["packages"].as_array().expect("a list").clone()
}

/// The libraries of the workspace as trees of modules.
static CRATES: LazyLock<Vec<Crate>> = LazyLock::new(|| {
    let root = golden::repository();
    let library = |package: &Value| {
        let targets = package["targets"].as_array()?.iter();
        let library = targets.clone().find(|target| target["kind"][0] == "lib")?;
        let first = PathBuf::from(library["src_path"].as_str()?);
        Some(Crate::read(package["name"].as_str()?, &root, &first))
    };
    packages().iter().filter_map(library).collect()
});

#[test]
fn nothing_imports_in_a_circle() {
    let crates = &*CRATES;
    assert!(crates.len() >= 4, "only {} crates were found", crates.len());
    let cycles: String = crates.iter().flat_map(Crate::cycles).map(|cycle| cycle.to_string()).collect();
    assert!(cycles.is_empty(), "cycles:\n{cycles}");
}

#[test]
fn each_crate_uses_only_what_it_may() {
    let packages = packages();
    let own: BTreeSet<&str> = packages.iter().filter_map(|package| package["name"].as_str()).collect();
    for package in packages.iter().filter(|package| package["name"] != "gwc-tests") {
        let name = package["name"].as_str().expect("a package has a name");
        let may = MAY_USE.iter().find(|(of, _)| *of == name);
        let (_, may) = may.unwrap_or_else(|| panic!("`{name}` has no line in MAY_USE"));
        for used in package["dependencies"].as_array().expect("a list").iter().filter(|d| d["kind"].is_null())
        {
            let used = used["name"].as_str().expect("a dependency has a name");
            assert!(!own.contains(used) || may.contains(&used), "`{name}` may not use `{used}`");
        }
    }
}

/// Below `cli`, `load` reads files and `emit::write` writes them; nothing knows the time, the environment or processes.
#[test]
fn only_load_and_write_touch_the_world() {
    const TOUCHES: [&str; 7] =
        ["fs::", "std::fs", "std::env", "env::var", "SystemTime::now", "Instant::now", "process::Command"];
    for (path, bytes) in folder::read(&golden::repository().join("compiler/src")) {
        let may = path.starts_with("cli/")
            || path.starts_with("load/")
            || path.starts_with("emit/write/")
            || ["main.rs", "load.rs"].contains(&path.as_str());
        if may || !path.ends_with(".rs") || path.ends_with("tests.rs") {
            continue;
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        let touching: Vec<&str> = lines.filter(|line| TOUCHES.iter().any(|t| line.contains(t))).collect();
        assert!(touching.is_empty(), "{path}: {touching:?}");
    }
}

#[test]
fn nothing_names_the_command_line() {
    for tree in CRATES.iter().filter(|tree| tree.name == "gwc") {
        let imports = tree.imports.iter();
        let wrong: Vec<String> = imports
            .filter(|import| import.to.contains("/src/cli/") && !import.from.contains("/src/cli/"))
            .map(|import| import.to_string())
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
