//! `gwc check --render`: a program named `krakend` on the search path renders the template.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use gwc_tests::process::{Run, Tool};
use gwc_tests::suite::Suite;

const TEMPLATE: &str = r#"{
  "version": 3,
  "endpoints": [
    {{ range $i, $path := .urls.list }}
    { "endpoint": "{{ $path }}", "input_query_strings": ["*"],
      "headers_to_pass": ["Accept"],
      "backend": [ { "url_pattern": "/x", "host": ["http://a.svc"] } ] }
    {{ end }}
  ],
  "extra_config": { "securty/cors": { "allow_origins": ["https://a.example"] } }
}
"#;

const RENDERED: &str = r#"{
  "version": 3,
  "endpoints": [

    { "endpoint": "/orders", "input_query_strings": ["*"],
      "headers_to_pass": ["Accept"],
      "backend": [ { "url_pattern": "/x", "host": ["http://a.svc"] } ] }

  ],
  "extra_config": { "securty/cors": { "allow_origins": ["https://a.example"] } }
}
"#;

/// The tests.
pub(crate) fn each(suite: &mut Suite) {
    suite.test("render::findings_are_at_lines_of_the_template", findings_are_at_lines_of_the_template);
    suite.test("render::what_krakend_prints_is_told", what_krakend_prints_is_told);
    suite.test("render::without_krakend_it_says_what_to_do", without_krakend_it_says_what_to_do);
}

/// Runs `gwc` beside a stand-in for KrakenD: a script that notes its settings and ends as it is told.
fn check(script: Option<&str>) -> (Run, String) {
    let place = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = place.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        fs::write(path, text).expect("a file can be written");
    };
    write("krakend.tmpl", TEMPLATE);
    write("settings/urls.json", r#"{ "list": ["/orders"] }"#);
    write("rendered.json", RENDERED);
    let programs = place.path().join("bin");
    fs::create_dir(&programs).expect("it can be made");
    if let Some(script) = script {
        program(&programs.join("krakend"), script);
    }
    let path = programs.to_str().expect("text");
    let run = Tool::new(env!("CARGO_BIN_EXE_gwc-under-test"), place.path()).env("PATH", path).run(&[
        "check",
        "krakend.tmpl",
        "--render",
        "--format",
        "concise",
    ]);
    (run, fs::read_to_string(place.path().join("seen")).unwrap_or_default())
}

fn program(path: &Path, script: &str) {
    fs::write(path, format!("#!/bin/sh\n{script}\n")).expect("a file can be written");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("it can be made executable");
}

fn findings_are_at_lines_of_the_template() {
    let (run, seen) = check(Some(
        "echo \"$1 $2 $3 $FC_ENABLE $FC_SETTINGS\" > seen\nwhile IFS= read -r line; do echo \"$line\"; done < rendered.json > \"$FC_OUT\"\nexit 1",
    ));
    assert_eq!((run.code, seen.trim()), (Some(1), "check -c krakend.tmpl 1 ./settings"), "{run:?}");
    for line in [
        "krakend.tmpl:6:7: error[GW701 unread-key]",
        "krakend.tmpl:10:21: error[GW702 unread-component]",
        // No line of the template is the same as the one that it wrote.
        "krakend.tmpl (rendered):5:19: warning[GW301 route-without-limit]",
    ] {
        assert!(run.stdout.contains(line), "{line}: {}", run.stdout);
    }
}

fn what_krakend_prints_is_told() {
    let (run, _) = check(Some("echo 'ERROR parsing the configuration file: map has no entry' >&2; exit 1"));
    assert_eq!(run.code, Some(3), "{run:?}");
    let expected = "gwc: cannot render `krakend.tmpl`: `krakend check` printed: ERROR parsing the configuration file: map has no entry";
    assert!(run.stderr.contains(expected), "{}", run.stderr);
}

fn without_krakend_it_says_what_to_do() {
    let (run, _) = check(None);
    assert_eq!(run.code, Some(3), "{run:?}");
    assert!(
        run.stderr.contains("`krakend` cannot be run: ") && run.stderr.contains("put it on the search path"),
        "{}",
        run.stderr
    );
}
