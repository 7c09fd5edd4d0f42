//! `gwc diff` as a command: sides of every kind, exit codes, approvals, and git's driver.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use base64::Engine as _;
use gwc_tests::process::Run;
use serde_json::{Value, json};

use super::gwc;

/// A configuration with a validator on one of two endpoints, after an edit.
fn configuration(edit: impl FnOnce(&mut Value)) -> String {
    let endpoint = |path: &str| {
        json!({
            "endpoint": path, "output_encoding": "no-op",
            "backend": [{ "host": ["http://bills:8080"], "url_pattern": path, "encoding": "no-op" }],
        })
    };
    let mut value =
        json!({ "version": 3, "timeout": "3s", "endpoints": [endpoint("/bills"), endpoint("/plans")] });
    value["endpoints"][0]["extra_config"] = json!({ "auth/validator": {
        "alg": "RS256", "jwk_url": "https://id.example.com/jwks", "cache": true, "issuer": "https://id.example.com",
    } });
    edit(&mut value);
    serde_json::to_string_pretty(&value).expect("JSON")
}

fn open(value: &mut Value) {
    value["endpoints"][0]["extra_config"] = json!({});
}

fn without_plans(value: &mut Value) {
    value["endpoints"].as_array_mut().expect("a list").pop();
}

fn slow(value: &mut Value) {
    value["timeout"] = json!("9s");
}

fn map(key: &str, text: &str) -> Value {
    json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "gateway-config" }, "data": { key: text } })
}

/// A folder with these files.
fn place(files: &[(&str, &str)]) -> tempfile::TempDir {
    let place = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = place.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }
    place
}

fn diff(folder: &Path, arguments: &[&str]) -> Run {
    gwc(folder).run(&[&["diff"], arguments].concat())
}

/// As [`diff`], with a text on standard input.
fn piped(folder: &Path, arguments: &[&str], input: &str) -> Option<i32> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gwc-under-test"))
        .arg("diff")
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("gwc runs");
    std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), input.as_bytes()).expect("it reads");
    child.wait().expect("it ends").code()
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=a", "-c", "user.email=a@example.com"])
        .args(arguments)
        .output()
        .expect("git runs");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// However a configuration is packed, it is the same; an edit of it is seen through each of the packings.
#[test]
fn every_packing_of_a_configuration_is_a_side() {
    let file = configuration(|_| {});
    let list = json!({ "apiVersion": "v1", "kind": "List", "items": [
        { "apiVersion": "v1", "kind": "Service", "metadata": { "name": "gateway" } }, map("gateway.json", &file),
    ] });
    let compact: Value = serde_json::from_str(&file).expect("JSON");
    let block: String = file.lines().map(|line| format!("    {line}\n")).collect();
    let yaml = format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: a }}\ndata:\n  krakend.json: |\n{block}"
    );
    let place = place(&[
        ("krakend.json", &file),
        ("compact.json", &compact.to_string()),
        ("map.json", &map("krakend.json", &file).to_string()),
        ("other.json", &map("settings", &file).to_string()),
        ("map.yaml", &yaml),
        ("list.json", &list.to_string()),
        ("folder/krakend.json", &file),
        ("open.json", &configuration(open)),
    ]);
    for side in ["compact.json", "map.json", "map.yaml", "list.json", "folder"] {
        let same = diff(place.path(), &["krakend.json", side, "--exit-code"]);
        assert_eq!(same.code, Some(0), "{side}: {}{}", same.stdout, same.stderr);
        assert!(same.stdout.contains("no change ("), "{side}: {}", same.stdout);
        let changed = diff(place.path(), &[side, "open.json", "--exit-code"]);
        assert_eq!(changed.code, Some(12), "{side}: {}{}", changed.stdout, changed.stderr);
    }
    let keyed = diff(place.path(), &["krakend.json", "other.json", "--key", "settings", "--exit-code"]);
    assert_eq!(keyed.code, Some(0), "{}{}", keyed.stdout, keyed.stderr);
    for input in [file, yaml, list.to_string(), map("krakend.json", &configuration(|_| {})).to_string()] {
        assert_eq!(piped(place.path(), &["-", "krakend.json", "--exit-code"], &input), Some(0), "{input}");
        assert_eq!(piped(place.path(), &["-", "open.json", "--exit-code"], &input), Some(12), "{input}");
    }
}

#[test]
fn an_artifact_is_a_side_alone_and_in_a_config_map() {
    let routes = "gateway: shop\ntargets: [gwr]\nupstreams: { a: \"http://a:80\" }\nauth: { iam: { jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any } } }\nservices: { a: { at: /a, upstream: a, methods: GET, auth: iam, timeout: 5s } }\n";
    let place = place(&[
        ("shop/gateway.yaml", routes),
        ("open/gateway.yaml", &routes.replace("auth: iam", "auth: public")),
    ]);
    let build = gwc(place.path()).run(&["build", "shop", "-o", "dist", "--fail-on", "error"]);
    assert_eq!(build.code, Some(0), "{}", build.stdout);
    let artifact = fs::read(place.path().join("dist/shop/gateway.gwa")).expect("an artifact");
    let text = base64::engine::general_purpose::STANDARD.encode(&artifact);
    let mut map = map("a", "");
    map["binaryData"] = json!({ "gateway.gwa": text });
    fs::write(place.path().join("map.json"), map.to_string()).expect("a file can be written");
    for side in ["dist/shop/gateway.gwa", "map.json"] {
        let same = diff(place.path(), &[side, "shop", "--exit-code"]);
        assert_eq!(same.code, Some(0), "{side}: {}{}", same.stdout, same.stderr);
        assert_eq!(diff(place.path(), &[side, "open", "--exit-code"]).code, Some(12), "{side}");
    }
    fs::write(place.path().join("broken.gwa"), &artifact[..artifact.len() - 9])
        .expect("a file can be written");
    let broken = diff(place.path(), &["broken.gwa", "shop"]);
    assert_eq!(broken.code, Some(1), "{}", broken.stderr);
    assert!(broken.stderr.contains("cannot read `broken.gwa`"), "{}", broken.stderr);
}

#[test]
fn exit_codes_follow_the_flags() {
    type Edit = fn(&mut Value);
    let edits: [(&str, Edit, i32); 4] =
        [("same", |_| {}, 0), ("slow", slow, 10), ("without_plans", without_plans, 11), ("open", open, 12)];
    let place = place(&[("base.json", &configuration(|_| {}))]);
    for (name, edit, code) in edits {
        fs::write(place.path().join("new.json"), configuration(edit)).expect("a file can be written");
        let run = |flags: &[&str]| {
            let run = diff(place.path(), &[&["base.json", "new.json"], flags].concat());
            assert_eq!(run.stderr, "", "{name}");
            run.code.unwrap_or(-1)
        };
        assert_eq!(run(&[]), 0, "{name}: a comparison that works succeeds");
        assert_eq!(run(&["--exit-code"]), code, "{name}");
        assert_eq!(run(&["--fail-on", "any"]), code, "{name}");
        assert_eq!(run(&["--fail-on", "breaking"]), if code >= 11 { code } else { 0 }, "{name}");
        assert_eq!(run(&["--fail-on", "exposure"]), if code == 12 { code } else { 0 }, "{name}");
    }
}

/// What is both worse for clients and more open is reported as more open.
#[test]
fn widened_exposure_is_worse_than_broken_clients() {
    let both = configuration(|value| {
        open(value);
        without_plans(value);
    });
    let place = place(&[("base.json", &configuration(|_| {})), ("new.json", &both)]);
    assert_eq!(diff(place.path(), &["base.json", "new.json", "--exit-code"]).code, Some(12));
}

#[test]
fn what_cannot_be_read_and_wrong_command_lines_differ() {
    let place = place(&[("a.json", &configuration(|_| {})), ("broken.json", "{\"version\": 3,")]);
    for unreadable in [["a.json", "nowhere.json"], ["broken.json", "a.json"]] {
        let run = diff(place.path(), &unreadable);
        assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""), "{unreadable:?}: {}", run.stderr);
        assert!(run.stderr.contains("error[GW"), "{}", run.stderr);
    }
    fs::write(
        place.path().join("service.json"),
        r#"{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"}}"#,
    )
    .expect("a file can be written");
    let empty = diff(place.path(), &["service.json", "a.json", "--exit-code"]);
    assert_eq!(empty.code, Some(1), "{}", empty.stdout);
    assert!(empty.stderr.contains("service.json contains no gateway"), "{}", empty.stderr);
    let wrong: [&[&str]; 7] = [
        &[],
        &["a.json"],
        &["a.json", "a.json", "a.json"],
        &["a.json", "a.json", "--against", "a.json"],
        &["-", "-"],
        &["--live", "a.json"],
        &["--against", "git:", "a.json"],
    ];
    for arguments in wrong {
        let run = diff(place.path(), arguments);
        assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "{arguments:?}: {}", run.stderr);
    }
}

/// Whatever a comparison finds, and in whatever format: a report that nobody can read is no result. `/dev/full` is a disk
/// without space.
#[test]
#[cfg(target_os = "linux")]
fn changes_that_cannot_be_written_exit_with_3() {
    let place = place(&[("a.json", &configuration(|_| {})), ("b.json", &configuration(open))]);
    let pairs = [["a.json", "a.json"], ["a.json", "b.json"]];
    let git = ["a.json", "a.json", "1", "100644", "b.json", "2", "100644", "--driver", "git"];
    let formats = ["human", "json", "markdown"].map(|format| ["--exit-code", "--format", format]);
    let compared = pairs.iter().flat_map(|pair| formats.iter().map(move |flags| [&pair[..], flags].concat()));
    for arguments in compared.chain([git.to_vec()]) {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("a full device");
        let output = Command::new(env!("CARGO_BIN_EXE_gwc-under-test"))
            .arg("diff")
            .args(&arguments)
            .current_dir(place.path())
            .stdout(full)
            .output()
            .expect("gwc runs");
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(3), "{arguments:?}: {told}");
        assert!(told.starts_with("gwc: ") && told.contains("No space left on device"), "{told}");
    }
}

#[test]
fn a_commit_is_a_side() {
    let place = place(&[("gateway/krakend.json", &configuration(|_| {}))]);
    git(place.path(), &["init", "-q", "-b", "main"]);
    git(place.path(), &["add", "-A"]);
    git(place.path(), &["commit", "-q", "-m", "one"]);
    fs::write(place.path().join("gateway/krakend.json"), configuration(open)).expect("a file can be written");
    for arguments in [
        &["--against", "git:main", "gateway"][..],
        &["--against", "git:main", "gateway/krakend.json"],
        &["git:main:gateway/krakend.json", "gateway/krakend.json"],
        &["git:main", "gateway"],
    ] {
        let run = diff(place.path(), &[arguments, &["--exit-code"]].concat());
        assert_eq!(run.code, Some(12), "{arguments:?}: {}{}", run.stdout, run.stderr);
        assert!(
            run.stdout.contains("gateway/krakend.json:"),
            "both states have the path of today: {}",
            run.stdout
        );
    }
    let unknown = diff(place.path(), &["git:mian", "gateway"]);
    assert_eq!(unknown.code, Some(1), "{}", unknown.stderr);
    assert!(unknown.stderr.contains("`git branch --all`"), "{}", unknown.stderr);
    let new = diff(place.path(), &["git:main:elsewhere", "gateway", "--exit-code"]);
    assert_eq!(new.code, Some(12), "a commit without the path has no gateway: {}", new.stdout);
}

/// Fingerprint, person, reason and day: the change is shown, and fails nothing until the day.
#[test]
fn an_approved_change_fails_nothing_until_it_expires() {
    let place = place(&[("base.json", &configuration(|_| {})), ("new.json", &configuration(open))]);
    let arguments = ["base.json", "new.json", "--exit-code"];
    let json = diff(place.path(), &[&arguments[..], &["--format", "json"]].concat());
    let report: Value = serde_json::from_str(&json.stdout).expect("JSON");
    let changes = report["gateways"][0]["changes"].as_array().expect("changes");
    let approve = |until: &str| -> String {
        let one = |change: &Value| {
            let fingerprint = &change["fingerprint"];
            format!(
                "[[approve]]\nchange = {fingerprint}\nreason = \"open on purpose\"\nby = \"Ada\"\nuntil = {until}\n"
            )
        };
        changes.iter().map(one).collect()
    };
    let settings = place.path().join("gwc.toml");
    fs::write(&settings, approve("2999-01-01")).expect("a file can be written");
    let approved = diff(place.path(), &arguments);
    assert_eq!(approved.code, Some(10), "{}{}", approved.stdout, approved.stderr);
    assert!(
        approved.stdout.contains("approved by Ada until 2999-01-01: open on purpose"),
        "{}",
        approved.stdout
    );
    fs::write(&settings, approve("2020-01-01")).expect("a file can be written");
    let expired = diff(place.path(), &arguments);
    assert_eq!(expired.code, Some(12), "{}", expired.stdout);
    assert!(expired.stdout.contains("by Ada expired on 2020-01-01"), "{}", expired.stdout);
    fs::write(
        &settings,
        "[[approve]]\nchange = \"00000000000000ff\"\nreason = \"a\"\nby = \"b\"\nuntil = 2999-01-01\n",
    )
    .expect("a file can be written");
    let unused = diff(place.path(), &arguments);
    assert!(unused.stdout.contains("matches no change; remove this `[[approve]]`"), "{}", unused.stdout);
    fs::write(&settings, "[[approve]]\nchange = \"00000000000000ff\"\n").expect("a file can be written");
    assert_eq!(diff(place.path(), &arguments).code, Some(1), "an approval without a person is an error");
}

#[test]
fn no_format_prints_a_secret() {
    let with = |secret: &str| {
        configuration(|value| {
            value["endpoints"][0]["backend"][0]["extra_config"] = json!({ "auth/client-credentials": {
                "client_id": "shop", "client_secret": secret, "token_url": "https://id.example.com/token",
            } });
            value["endpoints"][1]["backend"][0]["extra_config"] = json!({ "modifier/martian": {
                "header.Modifier": { "scope": ["request"], "name": "Authorization", "value": format!("Bearer {secret}{secret}") },
            } });
        })
    };
    let place = place(&[("base.json", &with("Zk3vN9qLr7Tw2Xy8")), ("new.json", &with("Qm4vN9qLr7Tw2Xy9"))]);
    for format in ["human", "json", "markdown", "github", "gitlab", "sarif"] {
        let run = diff(place.path(), &["base.json", "new.json", "--full", "--exit-code", "--format", format]);
        assert_eq!(run.code.filter(|code| *code >= 10), run.code, "a secret is compared: {}", run.stderr);
        for secret in ["Zk3vN9qLr7Tw2Xy8", "Qm4vN9qLr7Tw2Xy9"] {
            assert!(!run.stdout.contains(secret) && !run.stderr.contains(secret), "{format}: {}", run.stdout);
        }
    }
}

/// `git diff` itself, with the driver set up as the page describes.
#[test]
fn git_shows_changes_with_the_driver() {
    let place = place(&[
        ("gateway.json", &configuration(|_| {})),
        ("notes.txt", "one\n"),
        ("routes/gateway.yaml", "gateway: a\n"),
        (".gitattributes", "* diff=gwc\n"),
    ]);
    git(place.path(), &["init", "-q", "-b", "main"]);
    git(place.path(), &["add", "-A"]);
    git(place.path(), &["commit", "-q", "-m", "one"]);
    let command = format!("{} diff --driver=git", env!("CARGO_BIN_EXE_gwc-under-test"));
    git(place.path(), &["config", "diff.gwc.command", &command]);
    assert_eq!(git(place.path(), &["diff"]), "", "nothing changed");
    for (name, text) in [
        ("gateway.json", configuration(open)),
        ("notes.txt", "two\n".to_owned()),
        ("routes/gateway.yaml", "gateway: b\n".to_owned()),
    ] {
        fs::write(place.path().join(name), text).expect("a file can be written");
    }
    fs::write(place.path().join("broken.json"), "{\"version\": 3,").expect("a file can be written");
    git(place.path(), &["add", "--intent-to-add", "broken.json"]);
    let shown = git(place.path(), &["diff"]);
    for part in [
        "gwc diff gateway.json\n",
        "credential-removed",
        "-one\n+two\n",
        "-gateway: a\n+gateway: b\n",
        "run `gwc diff --against git:HEAD FOLDER`",
        "+{\"version\": 3,",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let moved = git(place.path(), &["mv", "gateway.json", "moved.json"]);
    assert_eq!(moved, "");
    assert!(
        git(place.path(), &["diff", "HEAD", "-M"]).contains("credential-removed"),
        "a rename is a change too"
    );
}
