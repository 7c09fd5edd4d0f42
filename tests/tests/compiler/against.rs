//! `gwc check --against git:REF`: what a change brings, in a repository of its own.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::gwc;
use gwc_tests::process::Run;

fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "protocol.file.allow=always"])
        .args(arguments)
        .output()
        .expect("git runs");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A repository with files, committed on the branch `main`.
fn repository(files: &[(&str, &str)]) -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a folder");
    git(place.path(), &["init", "-q", "-b", "main"]);
    commit(place.path(), files);
    place
}

fn commit(folder: &Path, files: &[(&str, &str)]) {
    write(folder, files);
    git(folder, &["add", "-A"]);
    git(folder, &["commit", "-q", "-m", "files"]);
}

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }
}

/// What is introduced: where and what, and how the run ended.
fn introduced(folder: &Path, path: &str, rev: &str) -> (Vec<String>, Option<i32>) {
    let run = gwc(folder).run(&["check", path, "--against", &format!("git:{rev}"), "--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{e}: {}", run.stderr));
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let findings = report["findings"].as_array().expect("findings").iter();
    let lines = findings.map(|f| format!("{} {} {}", text(f, "file"), text(f, "severity"), text(f, "code")));
    (lines.collect(), run.code)
}

/// A configuration whose endpoint has a validator and a breaker, after an edit.
fn configuration(edit: impl FnOnce(&mut Value)) -> String {
    let mut value = json!({
        "version": 3,
        "timeout": "3s",
        "endpoints": [{
            "endpoint": "/v1/bills",
            "input_headers": ["Authorization"],
            "input_query_strings": ["page"],
            "backend": [{
                "host": ["https://one.example.net"],
                "url_pattern": "/bills",
                "extra_config": { "qos/circuit-breaker": { "interval": 60, "timeout": 10, "max_errors": 5 } },
            }],
            "extra_config": {
                "auth/validator": {
                    "alg": "RS256", "jwk_url": "https://id.example.com/jwks", "cache": true,
                    "issuer": "https://id.example.com", "audience": ["bills"],
                },
                "qos/ratelimit/router": { "max_rate": 100, "capacity": 100, "client_max_rate": 10, "client_capacity": 10, "strategy": "ip" },
            },
        }],
    });
    edit(&mut value);
    serde_json::to_string_pretty(&value).expect("JSON")
}

#[test]
fn a_copy_is_blamed_and_not_the_file_it_is_a_copy_of() {
    let open = configuration(|value| value["endpoints"][0]["extra_config"] = json!({}));
    let place = repository(&[
        ("all/m.json", &open),
        ("all/z.json", &open),
        ("gwc.toml", "target = \"krakend-ce\"\n"),
    ]);
    assert_eq!(introduced(place.path(), "all", "main"), (vec![], Some(0)), "nothing changed");
    write(place.path(), &[("all/a.json", &open)]);
    let (found, code) = introduced(place.path(), "all", "main");
    assert_eq!(code, Some(1));
    assert!(!found.is_empty() && found.iter().all(|line| line.starts_with("all/a.json ")), "{found:?}");
}

/// Names that git quotes, files larger than a pipe holds, empty ones, bytes that are not UTF-8, and a submodule.
#[test]
fn every_file_of_a_commit_is_compared_and_a_submodule_is_not() {
    let open = configuration(|value| value["endpoints"][0]["extra_config"] = json!({}));
    let large = format!("{open}{}\n", " ".repeat(300_000));
    let names = ["all/a b.json", "all/straße \"x\".json", "all/deep/er/m.json"];
    let mut files: Vec<(&str, &str)> = names.iter().map(|name| (*name, &*open)).collect();
    files.extend([("all/large.json", &*large), ("all/empty.json", "")]);
    let place = repository(&files);
    fs::write(place.path().join("all/latin.yaml"), b"# caf\xe9\nversion: 3\nendpoints: []\n")
        .expect("a file");
    git(place.path(), &["add", "-A"]);
    let submodule = "160000,0123456789abcdef0123456789abcdef01234567,all/sub";
    git(place.path(), &["update-index", "--add", "--cacheinfo", submodule]);
    git(place.path(), &["commit", "-q", "-m", "submodule"]);
    assert_eq!(introduced(place.path(), "all", "main"), (vec![], Some(0)));
    assert_eq!(introduced(place.path(), names[1], "main"), (vec![], Some(0)));
    let (before, _) = introduced(place.path(), "all", "main~1");
    assert!(
        before.iter().all(|line| line.starts_with("all/latin.yaml ")) && !before.is_empty(),
        "{before:?}"
    );
}

#[test]
fn settings_above_the_inputs_hold_for_both_states() {
    let open = configuration(|value| value["endpoints"][0]["extra_config"] = json!({}));
    let settings = "[[override]]\npaths = [\"all/*\"]\nseverity = { GW301 = \"error\" }\n";
    let place = repository(&[("all/m.json", &open), ("gwc.toml", settings)]);
    assert_eq!(introduced(place.path(), "all", "HEAD"), (vec![], Some(0)));
    assert_eq!(introduced(place.path(), "all/m.json", "HEAD"), (vec![], Some(0)));
}

#[test]
fn all_of_a_new_file_is_introduced() {
    let place = repository(&[("readme", "")]);
    let open = configuration(|value| value["endpoints"][0]["extra_config"] = json!({}));
    write(place.path(), &[("new/krakend.json", &open)]);
    for path in ["new/krakend.json", "new"] {
        let (found, code) = introduced(place.path(), path, "HEAD");
        assert!(found.iter().any(|line| line.ends_with("warning GW301")), "{found:?}");
        assert_eq!(code, Some(1));
    }
    let run = gwc(place.path()).run(&["check", "nowhere", "--against", "git:HEAD"]);
    assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("no such file or folder"), "{}", run.stdout);
}

/// The advice is followed to the letter: a clone as CI makes it, of one branch and one commit.
#[test]
fn a_shallow_clone_is_told_what_helps() {
    let file = configuration(|_| {});
    let place = repository(&[("krakend.json", &file)]);
    git(place.path(), &["checkout", "-q", "-b", "change"]);
    commit(place.path(), &[("krakend.json", &file.replace("\"3s\"", "\"4s\""))]);
    let url = format!("file://{}", place.path().display());
    for rev in ["main", "origin/main", "HEAD~1"] {
        let clones = tempfile::tempdir().expect("a folder");
        git(clones.path(), &["clone", "-q", "--depth=1", "--branch=change", &url, "clone"]);
        let clone = clones.path().join("clone");
        let check =
            || -> Run { gwc(&clone).run(&["check", "krakend.json", "--against", &format!("git:{rev}")]) };
        let refused = check();
        assert_eq!(refused.code, Some(2), "{rev}: {}", refused.stdout);
        let advice = refused.stderr.split('`').find(|part| part.starts_with("git fetch"));
        let advice = advice.unwrap_or_else(|| panic!("{rev}: {}", refused.stderr));
        git(&clone, &advice.split(' ').skip(1).collect::<Vec<_>>());
        let run = check();
        assert_eq!(run.code, Some(0), "{rev} after `{advice}`: {}{}", run.stdout, run.stderr);
    }
}

#[test]
fn a_name_that_is_nowhere_is_not_to_be_fetched() {
    let place = repository(&[("krakend.json", &configuration(|_| {}))]);
    let run = gwc(place.path()).run(&["check", "krakend.json", "--against", "git:mian"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("`git branch --all`"), "{}", run.stderr);
}

/// A gateway that never had a protection gets a note; one that loses its only one fails.
#[test]
fn a_lost_protection_fails_a_change() {
    type Edit = fn(&mut Value);
    let edits: [(&str, &str, Edit); 4] = [
        ("the validator", "GW217", |endpoint| {
            _ = endpoint["extra_config"].as_object_mut().expect("a map").remove("auth/validator")
        }),
        ("the audience", "GW271", |endpoint| {
            endpoint["extra_config"]["auth/validator"]["audience"] = json!([])
        }),
        ("the breaker", "GW358", |endpoint| endpoint["backend"][0]["extra_config"] = json!({})),
        ("another host", "GW210", |endpoint| {
            endpoint["backend"][0]["host"] = json!(["https://two.example.net"])
        }),
    ];
    let place = repository(&[("krakend.json", &configuration(|_| {}))]);
    for (what, code, edit) in edits {
        let edited = configuration(|value| edit(&mut value["endpoints"][0]));
        write(place.path(), &[("krakend.json", &edited)]);
        let (found, exit) = introduced(place.path(), "krakend.json", "HEAD");
        assert!(found.iter().any(|line| line.ends_with(&format!("warning {code}"))), "{what}: {found:?}");
        assert_eq!(exit, Some(1), "{what}");
    }
}

/// Whatever the severity of the rules that see it, and also in route files: at the place of the edit, until it is approved.
#[test]
fn widened_exposure_fails_a_change() {
    let quiet = "[severity]\nGW217 = \"off\"\nGW205 = \"off\"\nGW210 = \"off\"\n";
    let place = repository(&[("krakend.json", &configuration(|_| {})), ("gwc.toml", quiet)]);
    let open = configuration(|value| value["endpoints"][0]["extra_config"] = json!({}));
    write(place.path(), &[("krakend.json", &open)]);
    let check = || {
        let arguments =
            ["check", "krakend.json", "--against", "git:HEAD", "--format", "json", "--fail-on", "error"];
        let run = gwc(place.path()).run(&arguments);
        let report: Value =
            serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{e}: {}", run.stderr));
        let all = report["findings"].as_array().expect("findings").clone();
        let exposed =
            all.into_iter().filter(|finding| finding["code"].as_str().is_some_and(|c| c >= "GW800"));
        (exposed.collect::<Vec<_>>(), run.code)
    };
    let (exposed, code) = check();
    assert_eq!(code, Some(1), "{exposed:#?}");
    let removed = exposed.iter().find(|finding| finding["code"] == "GW804").expect("the removed credential");
    assert_eq!((&removed["severity"], &removed["route"]), (&json!("error"), &json!("GET /v1/bills")));
    let line = removed["start"]["line"].as_u64().expect("a line") as usize;
    let endpoint = open.lines().take(line).any(|text| text.contains("\"endpoints\""));
    assert!(endpoint && line <= open.lines().count(), "line {line} is in the endpoint\n{open}");

    let approve = |finding: &Value| {
        let help = finding["help"].as_str().expect("a help");
        let print = help.split('"').nth(1).expect("the fingerprint is quoted");
        format!("[[approve]]\nchange = \"{print}\"\nreason = \"a\"\nby = \"b\"\nuntil = 2999-01-01\n")
    };
    let approvals: String = exposed.iter().map(approve).collect();
    write(place.path(), &[("gwc.toml", &format!("{quiet}{approvals}"))]);
    assert_eq!(check(), (vec![], Some(0)), "the advice of the help works");
}
