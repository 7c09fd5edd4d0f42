//! What a command line does at its edges: pipes, standard input, the folder one is in, names and help.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use gwc::render::Format;
use serde_json::{Value, json};

use super::{gwc, with_routes};

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gwc-under-test"));
    command.current_dir(folder).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

pub(super) fn with_input(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = command(folder, arguments).stdin(Stdio::piped()).spawn().expect("gwc runs");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("gwc reads all");
    child.wait_with_output().expect("gwc ends")
}

fn configuration(endpoints: usize) -> String {
    let endpoint = |number: usize| json!({ "endpoint": format!("/v1/things-{number}"), "backend": [{ "host": ["http://things:8080"], "url_pattern": "/" }] });
    json!({ "version": 3, "endpoints": (0..endpoints).map(endpoint).collect::<Vec<_>>() }).to_string()
}

const YAML: &str = "version: 3
endpoints:
  - { endpoint: /a, backend: [{ host: [\"http://a:80\"], url_pattern: / }] }
";

/// `gwc check | head`: the reader has read enough, which is no failure.
#[test]
fn a_closed_pipe_ends_a_run_quietly() {
    let place = tempfile::tempdir().expect("a folder");
    fs::write(place.path().join("krakend.json"), configuration(300)).expect("a file");
    for (arguments, code) in [
        (vec!["check", "krakend.json", "--format", "json"], 1),
        (vec!["check", "krakend.json", "--full", "--show", "note"], 1),
        (vec!["rules", "--format", "json"], 0),
        (vec!["schema", "gateway"], 0),
    ] {
        let mut child = command(place.path(), &arguments).spawn().expect("gwc runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("gwc ends");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), &*stderr), (Some(code), ""), "{arguments:?}");
    }
}

#[test]
fn standard_input_is_checked() {
    let place = tempfile::tempdir().expect("a folder");
    for (input, code, expected) in [
        (configuration(1), 1, "stdin.json:1:"),
        (YAML.to_owned(), 1, "stdin.yaml:3:"),
        ("services: {}\n".to_owned(), 1, "name the folder of the gateway instead of `-`"),
        ("a: 1\n".to_owned(), 1, "standard input is not a route file"),
        (String::new(), 1, "at stdin.yaml"),
    ] {
        let output = with_input(place.path(), &["check", "-", "--show", "note"], &input);
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains(expected), "{input}: {text}{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(code), "{text}");
    }
    let output = with_input(place.path(), &["check", "-", "--fix"], &configuration(1));
    assert_eq!(output.status.code(), Some(2), "there is nothing to edit");
    assert_eq!(fs::read_dir(place.path()).expect("a folder").count(), 0, "nothing was written");
}

#[test]
fn inside_a_gateway_that_gateway_is_meant() {
    let place = with_routes();
    let inside = place.path().join("routes/lux");
    let run = gwc(&inside).run(&["build", "--out", "../../dist"]);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    assert!(place.path().join("dist/lux/gateway.json").is_file());
    assert!(!place.path().join("dist/hanzo").exists());
}

/// Outputs are read as what they are: the source map is none of them.
#[test]
fn a_build_can_be_checked() {
    let place = with_routes();
    assert_eq!(gwc(place.path()).run(&["build", "routes"]).code, Some(0));
    let run = gwc(place.path()).run(&["check", "dist", "--format", "json"]);
    assert!(!run.stdout.contains("gateway.map.json"), "{}", run.stdout);
    let report: Value = serde_json::from_str(&run.stdout).expect("a report");
    assert_eq!(
        report["verdicts"].as_array().map(Vec::len),
        Some(6),
        "two files and a ConfigMap for each gateway"
    );
}

#[test]
fn help_lists_every_format() {
    let place = tempfile::tempdir().expect("a folder");
    let help = gwc(place.path()).run(&["check", "--help"]).stdout;
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    let formats = help.split("[possible values: ").nth(1).and_then(|rest| rest.split(']').next());
    let formats = formats.expect("a list of formats");
    for format in Format::ALL {
        assert!(formats.contains(format.as_str()), "{} is not in {formats}", format.as_str());
    }
    let refused = gwc(place.path()).run(&["check", "--format", "concis"]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.stderr.contains("'concise'"), "{}", refused.stderr);
}

#[test]
fn schemas_are_printed_and_written_as_the_help_has_it() {
    let place = tempfile::tempdir().expect("a folder");
    let run = |arguments: &[&str]| gwc(place.path()).run(arguments);
    let all: Value = serde_json::from_str(&run(&["schema"]).stdout).expect("one object");
    for name in ["gateway", "services", "diagnostics"] {
        let one: Value = serde_json::from_str(&run(&["schema", name]).stdout).expect("a schema");
        assert_eq!(all[name], one, "{name}");
    }
    assert_eq!(run(&["schema", "services", "--out", "one"]).code, Some(0));
    assert_eq!(gwc_tests::folder::names(&place.path().join("one")), ["services.schema.json"]);
}

#[test]
fn explain_knows_rules_and_keys() {
    let place = tempfile::tempdir().expect("a folder");
    let run = |name: &str| gwc(place.path()).run(&["explain", name]);
    assert_eq!(run("timeout").stdout, gwc(place.path()).run(&["explain", "key", "timeout"]).stdout);
    assert!(run("timeout").stdout.contains("`timeout`"));
    for (name, meant) in [("timout", "`timeout`"), ("duplicate-endpont", "`duplicate-endpoint`")] {
        let run = run(name);
        assert_eq!(run.code, Some(2));
        assert!(run.stderr.contains(&format!("did you mean {meant}?")), "{}", run.stderr);
    }
    for (option, has) in [
        ("max_rate", "`qos/ratelimit/router` in `extra_config` on an endpoint"),
        ("max_rate", "in route files: `total` of a rate limit"),
        ("alg", "in route files: `algorithms` of a jwt"),
        ("strategy", "`strategy` of `proxy`"),
    ] {
        let run = run(option);
        assert!(run.code == Some(0) && run.stdout.contains(has), "{option}: {}", run.stdout);
    }
    assert!(!run("GW999").stderr.contains("did you mean"), "a wrong code is near to many");
}

/// The help of an unknown key in one of these maps names the command.
#[test]
fn explain_lists_the_keys_of_the_large_maps() {
    let place = tempfile::tempdir().expect("a folder");
    for (name, has) in [
        ("gateway", "keys of `gateway.yaml`: `gateway`, `title`"),
        ("upstreams", "keys of an upstream: `url`"),
        ("profiles", "keys of a profile: `auth`"),
        ("defaults", "keys of the defaults: `profile`"),
        ("services", "keys of a service: `at`"),
        ("paths", "keys of an endpoint: `upstream`"),
        ("deploy", "keys of a deploy: `runs`"),
    ] {
        let run = gwc(place.path()).run(&["explain", name]);
        assert!(run.code == Some(0) && run.stdout.contains(has), "{name}: {}", run.stdout);
    }
}

#[test]
fn a_gateway_is_called_what_it_can_be_called() {
    let place = tempfile::tempdir().expect("a folder");
    let refused = gwc(place.path()).run(&["init", "my shop"]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.stderr.contains("`my shop`") && refused.stderr.contains("--name"), "{}", refused.stderr);
    assert!(!place.path().join("my shop").exists());
    assert_eq!(gwc(place.path()).run(&["init", "my shop", "--name", "shop"]).code, Some(0));
    let written = fs::read_to_string(place.path().join("my shop/gateway.yaml")).expect("a gateway");
    assert!(written.contains("gateway: shop\n"), "{written}");
    let here = place.path().join("bank");
    fs::create_dir(&here).expect("a folder");
    assert_eq!(gwc(&here).run(&["init", "."]).code, Some(0));
    let written = fs::read_to_string(here.join("gateway.yaml")).expect("a gateway");
    assert!(written.contains("gateway: bank\n"), "{written}");
}

/// KrakenD refuses a root that is no object, and so does gwc, with a verdict as for any configuration.
#[test]
fn a_root_that_is_no_object_has_a_verdict() {
    let place = tempfile::tempdir().expect("a folder");
    for text in ["[1]", "\"a\"", "null", "3"] {
        fs::write(place.path().join("krakend.json"), text).expect("a file");
        let run = gwc(place.path()).run(&["check", "krakend.json", "--format", "json"]);
        let report: Value = serde_json::from_str(&run.stdout).expect("a report");
        assert_eq!(run.code, Some(1), "{text}");
        assert_eq!(report["verdicts"].as_array().map(Vec::len), Some(1), "{text}: {report:#}");
        let errors = report["findings"].as_array().into_iter().flatten().filter(|f| f["severity"] == "error");
        assert_eq!(errors.count(), 1, "{text}: {report:#}");
    }
}

/// A ConfigMap tells by its label and its key what wrote it, and for which program.
#[test]
fn a_config_map_of_a_build_is_judged_as_what_it_was_written_for() {
    let place = with_routes();
    gwc(place.path()).run(&["build", "routes/hanzo", "-o", "dist", "--fail-on", "error"]);
    let checked = |path: &str| gwc(place.path()).run(&["check", path, "--format", "concise"]).stdout;
    let own = checked("dist/hanzo/k8s/configmap.yaml");
    assert!(own.contains("checked 1 file") && !own.contains("GW703") && !own.contains("GW714"), "{own}");
    let text = fs::read_to_string(place.path().join("dist/hanzo/k8s/configmap.yaml")).expect("a ConfigMap");
    let of_others = text.replace("app.kubernetes.io/managed-by: gwc", "app.kubernetes.io/managed-by: helm");
    fs::write(place.path().join("map.yaml"), of_others).expect("a file");
    let others = checked("map.yaml");
    assert!(others.contains("GW703") || others.contains("GW714"), "{others}");
}

/// The Hanzo gateway reads components that KrakenD does not, and a build writes a file for each of the two.
#[test]
fn the_output_of_a_build_is_judged_as_what_it_was_written_for() {
    let place = with_routes();
    gwc(place.path()).run(&["build", "routes/lux", "-o", "dist", "--fail-on", "error"]);
    let built = place.path().join("dist/lux/gateway.json");
    let checked = |path: &str| gwc(place.path()).run(&["check", path, "--format", "concise"]).stdout;
    let own = checked("dist/lux/gateway.json");
    assert!(own.contains("checked 1 file") && !own.contains("GW703") && !own.contains("GW714"), "{own}");
    fs::create_dir(place.path().join("other")).expect("a folder");
    fs::copy(&built, place.path().join("other/gateway.json")).expect("a file");
    let copied = checked("other/gateway.json");
    assert!(copied.contains("GW703"), "{copied}");
    let named = gwc(place.path()).run(&[
        "check",
        "dist/lux/gateway.json",
        "--target",
        "krakend-ce",
        "--format",
        "concise",
    ]);
    assert!(named.stdout.contains("GW703"), "{}", named.stdout);
}

/// The command line of `krakend check` checks the same file as that of `gwc check`.
#[test]
fn check_accepts_the_options_of_krakend() {
    let place = tempfile::tempdir().expect("a folder");
    fs::write(place.path().join("krakend.json"), configuration(2)).expect("a file");
    let format = ["--format", "json"];
    let expected = gwc(place.path()).run(&[&["check", "krakend.json"], &format[..]].concat());
    for options in
        [&["-tlc", "krakend.json"][..], &["-t", "-n", "-ddd", "-c", "krakend.json"], &["-tl", "krakend.json"]]
    {
        let run = gwc(place.path()).run(&[&["check"], options, &format[..]].concat());
        assert_eq!(
            (run.code, run.stdout),
            (expected.code, expected.stdout.clone()),
            "{options:?}: {}",
            run.stderr
        );
    }
    let help = gwc(place.path()).run(&["check", "--help"]).stdout;
    assert!(!help.contains("-t,") && !help.contains("-c <FILE>"), "{help}");
}
