//! The files that other people's pipelines load: `action.yml` and `.pre-commit-hooks.yaml`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::SourceMap;
use gwc_syntax::tree::{Document, NodeId, yaml};
use gwc_tests::golden;

fn read(name: &str) -> Document {
    let text = fs::read_to_string(golden::repository().join(name)).expect(name);
    let mut sources = SourceMap::default();
    let file = sources.add(name, text);
    let mut problems = Diagnostics::default();
    let document = yaml::parse(&sources, file, &mut problems);
    assert!(problems.is_empty(), "{name}: {:?}", problems.iter().next());
    document
}

fn text(document: &Document, map: NodeId, key: &str) -> String {
    let value = document.get(map, key).unwrap_or_else(|| panic!("no {key}"));
    document.scalar(value).unwrap_or_else(|| panic!("{key} is no scalar")).text.to_string()
}

/// The steps of `action.yml`.
fn steps(document: &Document) -> Vec<NodeId> {
    let root = document.root.expect("it holds something");
    let runs = document.get(root, "runs").expect("runs");
    document.seq(document.get(runs, "steps").expect("steps")).expect("a list").to_vec()
}

#[test]
fn no_input_is_part_of_a_command() {
    let action = read("action.yml");
    let scripts = steps(&action).into_iter().filter(|step| action.get(*step, "run").is_some());
    let scripts: Vec<String> = scripts.map(|step| text(&action, step, "run")).collect();
    assert!(scripts.len() >= 4 && scripts.iter().all(|script| !script.contains("${{")), "{scripts:?}");
}

/// A program that writes its arguments to the file `arguments`, one a line, and then runs `body`.
fn fake(folder: &Path, name: &str, body: &str) -> PathBuf {
    let log = folder.join("arguments");
    let program = folder.join(name);
    let text = format!("#!/bin/bash\nprintf '%s\\n' \"$@\" >> '{}'\n{body}\n", log.display());
    fs::write(&program, text).expect("the folder can be written");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("the file is ours");
    program
}

/// Runs the script of the check with a `gwc` that writes its arguments down.
fn run(folder: &Path, environment: &[(&str, &str)]) -> (Output, Vec<String>) {
    run_step("Check", folder, environment)
}

fn run_step(step: &str, folder: &Path, environment: &[(&str, &str)]) -> (Output, Vec<String>) {
    let action = read("action.yml");
    let named = |one: &NodeId| text(&action, *one, "name") == step;
    let step = steps(&action).into_iter().find(named).expect("a step");
    let log = folder.join("arguments");
    let gwc = fake(folder, "fake gwc", "echo \"<!-- gwc diff -->\"\nexit \"${FAKE_EXIT:-0}\"");
    let mut command = Command::new("bash");
    command.args(["-c", &text(&action, step, "run")]).current_dir(folder).env("GWC_BINARY", &gwc);
    command.env("RUNNER_TEMP", folder);
    let empty =
        ["GWC_PATHS", "GWC_AGAINST", "GWC_FAIL_ON", "GWC_SARIF", "GWC_COMMENT", "GWC_PULL", "GWC_DIST"];
    for name in empty {
        command.env(name, "");
    }
    let output = command.envs(environment.iter().copied()).output().expect("bash runs");
    let arguments = fs::read_to_string(&log).unwrap_or_default();
    (output, arguments.lines().map(str::to_string).collect())
}

#[test]
fn hostile_inputs_stay_arguments() {
    let folder = tempfile::tempdir().expect("a folder");
    let hostile = "$(touch pwned) `touch pwned`; touch pwned 'x\" --fix";
    let inputs = [("GWC_PATHS", hostile), ("GWC_AGAINST", hostile), ("GWC_FAIL_ON", hostile)];
    let (output, arguments) = run(folder.path(), &inputs);
    assert!(output.status.success(), "{output:?}");
    let against = format!("--against=git:{hostile}");
    let fail_on = format!("--fail-on={hostile}");
    assert_eq!(arguments, ["check", "--format=github", &fail_on, &against, "--", hostile]);
    assert!(!folder.path().join("pwned").exists());
}

#[test]
fn inputs_become_options() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("old.json"), "{}").expect("the folder can be written");
    let inputs =
        [("GWC_PATHS", "routes/\n\nkrakend.json\n"), ("GWC_AGAINST", "old.json"), ("GWC_SARIF", "out.sarif")];
    let (output, arguments) = run(folder.path(), &inputs);
    assert!(output.status.success(), "{output:?}");
    let both = ["--against=old.json", "--", "routes/", "krakend.json"];
    let sarif = ["check", "--format=sarif", "--fail-on=never"];
    assert_eq!(arguments, [sarif.as_slice(), &both, &["check", "--format=github"], &both].concat());
    assert!(folder.path().join("out.sarif").exists());
}

#[test]
fn the_exit_code_of_the_check_is_that_of_the_step() {
    let folder = tempfile::tempdir().expect("a folder");
    let (output, _) = run(folder.path(), &[("GWC_PATHS", "routes/"), ("FAKE_EXIT", "1")]);
    assert_eq!(output.status.code(), Some(1));
}

/// The outputs are built after the check, and attached as they are.
#[test]
fn the_outputs_are_built_and_attached() {
    let folder = tempfile::tempdir().expect("a folder");
    let hostile = "$(touch pwned) --force";
    let inputs = [("GWC_PATHS", "routes/\n\nmore/"), ("GWC_DIST", hostile)];
    let (output, arguments) = run_step("Build", folder.path(), &inputs);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(
        arguments,
        ["build", &format!("--out={hostile}"), "--fail-on=error", "--", "routes/", "more/"]
    );
    assert!(!folder.path().join("pwned").exists());
    let action = read("action.yml");
    let names: Vec<String> = steps(&action).into_iter().map(|step| text(&action, step, "name")).collect();
    assert_eq!(names, ["Build gwc", "Diff", "Check", "Build", "Attach"]);
    let attach = steps(&action).pop().expect("a step");
    let with = action.get(attach, "with").expect("inputs");
    assert!(text(&action, attach, "uses").starts_with("actions/upload-artifact@"));
    assert_eq!(text(&action, with, "path"), "${{ inputs.dist }}");
}

/// The template of GitLab does the same: check, build, diff, and the outputs attached.
#[test]
fn the_template_of_gitlab_checks_compares_and_attaches() {
    let template = read(".gitlab/gwc.yml");
    let root = template.root.expect("it holds something");
    let job = |name: &str| template.get(root, name).unwrap_or_else(|| panic!("no job {name}"));
    let script = |name: &str| -> String {
        let lines = template.seq(template.get(job(name), "script").expect("a script")).expect("a list");
        lines.iter().map(|line| template.scalar(*line).expect("text").text.to_string() + "\n").collect()
    };
    for (name, command) in [
        ("gwc:check", "gwc check \"$GWC_ROUTES\" --format gitlab"),
        ("gwc:build", "gwc build \"$GWC_ROUTES\" -o dist --fail-on error"),
        ("gwc:diff", "gwc diff --against \"git:$CI_MERGE_REQUEST_DIFF_BASE_SHA\""),
    ] {
        assert!(script(name).contains(command), "{name}: {}", script(name));
    }
    assert!(script("gwc:diff").contains("/merge_requests/$CI_MERGE_REQUEST_IID/notes"));
    let artifacts = template.get(job("gwc:build"), "artifacts").expect("artifacts");
    let paths = template.seq(template.get(artifacts, "paths").expect("paths")).expect("a list");
    assert_eq!(&*template.scalar(paths[0]).expect("text").text, "dist/");
}

/// The comment of GitLab is sent with what GitLab sets, and only where there is a token.
#[test]
fn a_comment_in_gitlab_needs_a_token() {
    let template = read(".gitlab/gwc.yml");
    let job = template.get(template.root.expect("it holds something"), "gwc:diff").expect("the job");
    let lines = template.seq(template.get(job, "script").expect("a script")).expect("a list");
    let send = template.scalar(*lines.last().expect("a line")).expect("text").text.to_string();
    for (token, calls) in [("", 0), ("secret", 1)] {
        let folder = tempfile::tempdir().expect("a folder");
        let bin = folder.path().join("bin");
        fs::create_dir(&bin).expect("a folder");
        fs::rename(fake(folder.path(), "curl", ""), bin.join("curl")).expect("the same disk");
        let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
        let output = Command::new("bash")
            .args(["-c", &send])
            .current_dir(folder.path())
            .envs([("PATH", path.as_str()), ("GWC_TOKEN", token), ("CI_API_V4_URL", "https://gitlab/api/v4")])
            .envs([("CI_PROJECT_ID", "7"), ("CI_MERGE_REQUEST_IID", "3")])
            .output()
            .expect("bash runs");
        assert!(output.status.success(), "{output:?}");
        let arguments = fs::read_to_string(folder.path().join("arguments")).unwrap_or_default();
        assert_eq!(
            arguments.matches("https://gitlab/api/v4/projects/7/merge_requests/3/notes").count(),
            calls
        );
        assert_eq!(arguments.matches("body@gwc-diff.md").count(), calls, "{arguments}");
    }
}

/// The text goes to the job summary, and to one comment that is written anew on the next run.
#[test]
fn a_change_is_commented_once() {
    for (known, method) in [("", "POST"), ("17", "PATCH")] {
        let folder = tempfile::tempdir().expect("a folder");
        let bin = folder.path().join("bin");
        fs::create_dir(&bin).expect("a folder");
        fs::rename(fake(folder.path(), "gh", &format!("echo '{known}'")), bin.join("gh"))
            .expect("the same disk");
        let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
        let summary = folder.path().join("summary");
        let inputs = [
            ("GWC_PATHS", "routes/\nkrakend.json"),
            ("GWC_AGAINST", "origin/main"),
            ("GWC_COMMENT", "true"),
            ("GWC_PULL", "7"),
            ("GWC_REPOSITORY", "a/b"),
            ("PATH", &path),
            ("GITHUB_STEP_SUMMARY", summary.to_str().expect("a path")),
        ];
        let (output, arguments) = run_step("Diff", folder.path(), &inputs);
        assert!(output.status.success(), "{output:?}");
        let diff = ["diff", "--format=markdown", "--against=git:origin/main", "--"];
        assert_eq!(arguments[..10], [&diff[..], &["routes/"], &diff, &["krakend.json"]].concat());
        let target =
            if known.is_empty() { "repos/a/b/issues/7/comments" } else { "repos/a/b/issues/comments/17" };
        let body = format!("body=@{}", folder.path().join("gwc-diff.md").display());
        let written = ["api", "--silent", "--method", method, target, "--field", &body];
        assert_eq!(arguments[arguments.len() - 7..], written, "{arguments:?}");
        let text = fs::read_to_string(summary).expect("the summary");
        assert_eq!(text.matches("<!-- gwc diff -->").count(), 2, "one text for each path");
    }
}

#[test]
fn a_change_is_not_commented_unless_that_is_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let hostile = "$(touch pwned) `touch pwned`; 'x\" --full";
    let inputs = [("GWC_PATHS", hostile), ("GWC_AGAINST", hostile), ("GWC_PULL", "7"), ("FAKE_EXIT", "1")];
    let (output, arguments) = run_step("Diff", folder.path(), &inputs);
    assert!(output.status.success(), "the check fails, not the comment: {output:?}");
    assert_eq!(arguments, ["diff", "--format=markdown", &format!("--against=git:{hostile}"), "--", hostile]);
    assert!(!folder.path().join("pwned").exists());
}

#[test]
fn hooks_have_what_pre_commit_demands() {
    let hooks = read(".pre-commit-hooks.yaml");
    let list = hooks.seq(hooks.root.expect("it holds something")).expect("a list").to_vec();
    assert_eq!(list.len(), 2);
    for hook in list {
        for key in ["id", "name", "entry", "language", "files"] {
            assert!(!text(&hooks, hook, key).is_empty(), "{key}");
        }
        assert!(text(&hooks, hook, "entry").starts_with("gwc check"));
        assert_eq!(text(&hooks, hook, "pass_filenames"), "false");
    }
}
