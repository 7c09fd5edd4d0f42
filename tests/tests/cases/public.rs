//! Inputs in the styles of public setups, with the mistakes that people made in them. Each folder below `tests/public/`
//! is a case: what `gwc` prints about it is in `snapshots/public/`. `command` in the folder is the command line, if it is
//! not `check .`.

use std::fs;

use gwc_tests::process::Tool;
use gwc_tests::suite::Suite;
use gwc_tests::{folder, golden};

/// A test for each case.
pub(crate) fn each(suite: &mut Suite) {
    let names = folder::names(&golden::repository().join("tests/public"));
    for name in &names {
        let case = name.clone();
        suite.test(format!("public::{name}"), move || {
            golden::text(&format!("public/{case}"), &printed(&case));
        });
    }
    suite.test("public::every_snapshot_has_a_case", move || {
        golden::no_snapshots_but("public", names.iter().map(String::as_str));
    });
    suite.test("public::help_and_fix_do_not_repeat_each_other", help_and_fix_do_not_repeat_each_other);
    suite.test(
        "public::a_large_file_with_one_error_fits_on_a_screen",
        a_large_file_with_one_error_fits_on_a_screen,
    );
}

/// A help that has all that its fix writes needs no second sentence.
fn help_and_fix_do_not_repeat_each_other() {
    let folder = golden::repository().join("snapshots/public");
    for file in fs::read_dir(folder).expect("a folder").map(|file| file.expect("a file").path()) {
        let text = fs::read_to_string(&file).expect("a text");
        for line in text.lines().filter(|line| line.contains("help: ")) {
            let Some((help, fix)) = line.split_once("; fix: ") else { continue };
            let title = fix.split(" (applied by").next().unwrap_or(fix);
            let written: Vec<&str> =
                title.split('`').skip(1).step_by(2).map(|text| text.trim_matches('"')).collect();
            let repeated =
                help.contains(title) || !written.is_empty() && written.iter().all(|text| help.contains(text));
            assert!(!repeated, "{}: {line}", file.display());
        }
    }
}

/// 140 endpoints with many equal warnings and one error: the screen is short, and its end names the error's place.
fn a_large_file_with_one_error_fits_on_a_screen() {
    let endpoint = |at: usize| {
        let denied = if at == 77 { "\"blacklist\": [\"iban\"], " } else { "" };
        let token =
            "\"auth/validator\": { \"alg\": \"RS256\", \"jwk_url\": \"https://id.example.com/certs\" }";
        let extra = if at.is_multiple_of(2) { token } else { "" };
        format!(
            "{{ \"endpoint\": \"/e{at}\", \"method\": \"POST\", \"input_headers\": [\"Connection\", \"X-Org-Id\"], \
             \"extra_config\": {{ {extra} }}, \"backend\": [{{ {denied}\"host\": [\"http://s{at}.example.com\"], \
             \"url_pattern\": \"/x\" }}] }}"
        )
    };
    let endpoints: Vec<String> = (0..140).map(endpoint).collect();
    let text = format!("{{ \"version\": 3, \"endpoints\": [\n{}\n] }}\n", endpoints.join(",\n"));
    let place = tempfile::tempdir().expect("a folder");
    fs::write(place.path().join("krakend.json"), text).expect("a file can be written");
    let run = Tool::new(env!("CARGO_BIN_EXE_gwc-under-test"), place.path()).run(&["check", "krakend.json"]);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert!(lines.len() <= 60, "{} lines\n{}", lines.len(), run.stdout);
    assert!(run.stdout.contains("GW701"), "{}", run.stdout);
    let end = &lines[lines.len().saturating_sub(3)..];
    assert!(end.iter().any(|line| line.starts_with("errors at krakend.json:79:")), "{}", run.stdout);
}

/// The output of a case without what differs from run to run.
fn printed(name: &str) -> String {
    let place = tempfile::tempdir().expect("a folder");
    folder::copy(&golden::repository().join("tests/public").join(name), place.path());
    let command = fs::read_to_string(place.path().join("command")).unwrap_or_else(|_| "check .".to_owned());
    let arguments: Vec<&str> = command.split_whitespace().collect();
    let run = Tool::new(env!("CARGO_BIN_EXE_gwc-under-test"), place.path()).named(name).run(&arguments);
    let lines = run.stdout.lines().chain(run.stderr.lines());
    let kept: Vec<&str> = lines.map(without_time).collect();
    format!("$ gwc {}\nexit {}\n{}\n", command.trim(), run.code.unwrap_or(-1), kept.join("\n"))
}

/// The last line of a run ends with how long it took.
fn without_time(line: &str) -> &str {
    match line.rsplit_once(" - ") {
        Some((before, time)) if line.starts_with("checked ") && time.ends_with(" ms") => before,
        _ => line,
    }
}
