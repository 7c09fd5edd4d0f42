//! `make deploy`, with programs in place of `gwc` and `kubectl` that write their arguments down.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use gwc_tests::golden;

/// How the two programs end.
#[derive(Default, Clone, Copy)]
struct Ends {
    /// `gwc diff`.
    diff: i32,
    /// `kubectl rollout status`.
    rollout: i32,
    /// Whether the cluster has the Deployment.
    is_new: bool,
}

/// The exit code of a goal, and the calls in their order.
fn make(goal: &str, ends: Ends, more: &[&str]) -> (Option<i32>, Vec<String>) {
    let place = tempfile::tempdir().expect("a folder");
    let path = |name: &str| place.path().join(name);
    let manifest = golden::repository().join("snapshots/kube/hanzo/deployment.yaml");
    fs::create_dir_all(path("dist/hanzo/k8s")).expect("a folder");
    fs::copy(manifest, path("dist/hanzo/k8s/deployment.yaml")).expect("a manifest");
    fs::copy(golden::repository().join("Makefile"), path("Makefile")).expect("the file");
    let log = path("log");
    let program = |name: &str, cases: String| {
        let text =
            format!("#!/bin/sh\necho \"{name} $*\" >> '{}'\ncase \"$*\" in\n{cases}\nesac\n", log.display());
        fs::write(path(name), text).expect("it can be written");
        fs::set_permissions(path(name), fs::Permissions::from_mode(0o755)).expect("the file is ours");
    };
    let found = if ends.is_new { "" } else { "echo deployment.apps/gateway" };
    program("gwc", format!("diff*) exit {};;", ends.diff));
    program("kubectl", format!("\"rollout status\"*) exit {};;\nget*) {found} ;;", ends.rollout));
    let tool = |name: &str, path: &Path| format!("{name}={}", path.display());
    let run = Command::new("make")
        .args([goal, "GATEWAY=hanzo", &tool("GWC", &path("gwc")), &tool("KUBECTL", &path("kubectl"))])
        .args(more)
        .current_dir(place.path())
        .output()
        .expect("make runs");
    let calls = fs::read_to_string(log).unwrap_or_default();
    (run.status.code(), calls.lines().map(str::to_owned).collect())
}

const BUILD: &str = "gwc build routes -o dist --fail-on error";
const DIFF: &str = "gwc diff --live --exit-code routes/hanzo";
const APPLY: &str = "kubectl apply --server-side -k dist/hanzo";
const WAIT: &str = "kubectl rollout status deployment/gateway -n hanzo --timeout 5m";
const BACK: &str = "kubectl rollout undo deployment/gateway -n hanzo";

#[test]
fn a_change_is_shown_applied_and_awaited() {
    for diff in [0, 10] {
        let (code, calls) = make("deploy", Ends { diff, ..Ends::default() }, &[]);
        assert_eq!((code, calls), (Some(0), [BUILD, DIFF, APPLY, WAIT].map(str::to_owned).to_vec()));
    }
}

#[test]
fn what_breaks_clients_or_widens_exposure_needs_an_approval() {
    for diff in [11, 12] {
        let ends = Ends { diff, ..Ends::default() };
        let (code, calls) = make("deploy", ends, &[]);
        assert_eq!((code, calls), (Some(2), [BUILD, DIFF].map(str::to_owned).to_vec()));
        let (code, calls) = make("deploy", ends, &["APPROVE=exposure"]);
        assert_eq!((code, calls), (Some(0), [BUILD, DIFF, APPLY, WAIT].map(str::to_owned).to_vec()));
    }
}

#[test]
fn pods_that_do_not_get_ready_are_rolled_back() {
    let (code, calls) = make("deploy", Ends { diff: 10, rollout: 1, ..Ends::default() }, &[]);
    assert_eq!((code, calls), (Some(2), [BUILD, DIFF, APPLY, WAIT, BACK].map(str::to_owned).to_vec()));
}

#[test]
fn a_comparison_that_fails_stops_unless_nothing_is_deployed_yet() {
    let (code, calls) = make("deploy", Ends { diff: 1, ..Ends::default() }, &[]);
    assert_eq!(
        (code, calls.last().map(String::as_str).unwrap_or_default().starts_with("kubectl get")),
        (Some(2), true)
    );
    let (code, calls) = make("deploy", Ends { diff: 1, is_new: true, ..Ends::default() }, &[]);
    assert_eq!((code, calls.last().map(String::as_str)), (Some(0), Some(WAIT)));
}
