//! Runs the examples of rules: the code blocks of their doc comments.
//!
//! A block is one file, or several when lines such as `# file: endpoints.lock` part it. A block of YAML that brings
//! no `gateway.yaml` stands in the gateway of [`GATEWAY`]; one that brings no services is a gateway with
//! [`SERVICES`]. The fence may say more: `env=prod` lays that overlay over it, `target=NAME` chooses what runs a configuration, `file=NAME` names the first file,
//! `bare` adds nothing, `folder` is a folder without a gateway of its own that is checked as it is, `dangling` makes the first file a link that leads nowhere, `latin1` writes it in Latin-1.
//!
//! A block of JSON is a configuration of KrakenD; with `endpoint` or `backend` it is laid over that part of a small one.
//! `config-map` is a manifest that holds one.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::ops::Range;
use std::path::Path;

use gwc::catalog::{self, Catalog, Example, Messages, Verdict};
use gwc::cli::Io;
use gwc::settings::Settings;
use gwc_syntax::value::Date;
use serde_json::{Map, Value, json};

/// The gateway that examples of services stand in.
pub const GATEWAY: &str = r#"gateway: example
hosts: [api.example.com]
listen: 8080
targets: [hanzo, krakend-ce]
timeout: 30s
rate_limit: gateway
forward: { headers: [Content-Type, Accept, X-Request-ID], query: all }
upstreams:
  commerce:  http://commerce.shop.svc.cluster.local:8001
  pricing:   http://pricing.shop.svc.cluster.local:8080
  models:    http://models.ai.svc.cluster.local:8000
  catalog:   http://catalog.ai.svc.cluster.local:8000
  iam:       http://iam.shop.svc.cluster.local:8000
  cloud-api: { url: "http://cloud-api.ai.svc.cluster.local:8000", accepts_keys: true }
auth:
  iam:
    jwt: { issuer: "https://id.example.com", jwks: "https://id.example.com/jwks", algorithms: [RS256], audiences: any }
    headers: { X-User-Id: sub }
  key:
    api_key: { prefixes: [sk-] }
rate_limits:
  gateway:  { total: 5000/s, per_ip: 100/s }
  standard: { total: 5000/s, per_ip: 100/s }
profiles:
  platform: { auth: iam, rate_limit: standard, timeout: 30s }
  open:     { auth: public, rate_limit: standard, timeout: 5s }
  llm:      { auth: key, rate_limit: standard, stream: sse, timeout: { idle: 5m } }
  unstated: { rate_limit: standard, timeout: 30s }
"#;

/// The services of an example that is a gateway.
pub const SERVICES: &str =
    "services:\n  billing: { at: /billing, upstream: commerce, methods: GET, auth: public, timeout: 5s }\n";

/// What examples of services take from their file unless they say it themselves.
const DEFAULTS: &str = "defaults: { profile: platform }\n";

const CONFIG_MAP: &str = "config-map.yaml";

/// The day on which examples are judged.
const TODAY: &str = "2026-11-21";

/// A finding, as `gwc check --format json` writes it.
#[derive(Debug)]
pub struct Found {
    /// The code of its rule.
    pub code: String,
    /// Whether it is an error.
    pub error: bool,
    /// All of it in a line.
    pub line: String,
    /// What it prints without its place: the message, and what to do.
    pub printed: String,
    /// What its fix replaces, by file, and with what.
    edits: Vec<(String, Range<usize>, String)>,
}

impl Found {
    /// Whether it offers a fix.
    pub fn has_fix(&self) -> bool {
        !self.edits.is_empty()
    }
}

/// The first file of an example, with all that it leaves out.
pub fn first_file(example: &Example) -> String {
    files(example).remove(0).1
}

/// The first file of an example after the fixes of its rule; nothing where the rule offers none.
pub fn fixed(example: &Example) -> Option<String> {
    let (name, mut text) = files(example).remove(0);
    let of_rule = findings(example).into_iter().filter(|found| found.code == example.rule.code);
    let mut edits: Vec<_> =
        of_rule.flat_map(|found| found.edits).filter(|(file, ..)| file.ends_with(&name)).collect();
    edits.sort_by_key(|(_, range, _)| std::cmp::Reverse(range.start));
    edits.dedup();
    for (_, range, new) in &edits {
        text.replace_range(range.clone(), new);
    }
    (!edits.is_empty()).then_some(text)
}

/// What the bad examples of all rules print.
pub fn messages(catalog: &Catalog) -> Messages {
    let mut messages = Messages::default();
    for &rule in catalog.rules() {
        let bad = catalog::examples(rule).into_iter().find(|example| example.verdict == Verdict::Bad);
        let found = bad.map(|bad| findings(&bad)).unwrap_or_default();
        if let Some(found) = found.into_iter().find(|found| found.code == rule.code) {
            messages.set(rule, &found.printed);
        }
    }
    messages
}

/// What `gwc check` finds in an example.
pub fn findings(example: &Example) -> Vec<Found> {
    findings_in(example, files(example))
}

/// What `gwc check` finds in an example whose first file has another text.
pub fn findings_with(example: &Example, first: String) -> Vec<Found> {
    let mut files = files(example);
    files[0].1 = first;
    findings_in(example, files)
}

fn findings_in(example: &Example, files: Vec<(String, String)>) -> Vec<Found> {
    let folder = tempfile::tempdir().expect("a folder");
    for (at, (name, text)) in files.iter().enumerate() {
        write(&folder.path().join(name), text, if at == 0 { &example.options } else { &[] });
    }
    let mut found = check(folder.path(), example);
    let place = folder.path().display().to_string();
    for finding in &mut found {
        finding.printed = finding.printed.replace(&format!("{place}/"), "").replace(&place, "routes");
    }
    found
}

/// The files of an example, its own first.
fn files(example: &Example) -> Vec<(String, String)> {
    let option = |key: &str| example.options.iter().find_map(|o| o.strip_prefix(key)).map(str::to_string);
    let mut files: Vec<(String, String)> = Vec::new();
    for line in example.text.lines() {
        match line.strip_prefix("# file: ") {
            Some(name) => files.push((name.to_string(), String::new())),
            None => {
                if files.is_empty() {
                    files.push((option("file=").unwrap_or_else(|| default_name(example)), String::new()));
                }
                let text = &mut files.last_mut().expect("one was just made").1;
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    let whole = example.options.iter().any(|o| ["bare", "folder", "config-map"].contains(&o.as_str()));
    if example.language == "json" {
        lay_over(&mut files, example);
    } else if !whole {
        add_frame(&mut files);
    }
    files
}

/// Lays an example of one endpoint or backend over a small configuration.
fn lay_over(files: &mut [(String, String)], example: &Example) {
    let mut whole = json!({
        "version": 3,
        "host": ["http://api.example:8000"],
        "endpoints": [{ "endpoint": "/a/{id}", "backend": [{ "url_pattern": "/b/{id}" }] }],
    });
    let has = |wanted: &str| example.options.iter().any(|option| option == wanted);
    let part = match (has("endpoint"), has("backend")) {
        (true, _) => &mut whole["endpoints"][0],
        (_, true) => &mut whole["endpoints"][0]["backend"][0],
        _ => return,
    };
    let text = &mut files.first_mut().expect("an example has text").1;
    let over: Map<String, Value> = serde_json::from_str(text).expect(example.rule.code);
    part.as_object_mut().expect("an object").extend(over);
    *text = whole.to_string();
}

fn default_name(example: &Example) -> String {
    let name = match example.language.as_str() {
        _ if example.options.iter().any(|option| option == "config-map") => CONFIG_MAP,
        "yaml" if example.text.lines().any(|line| line.starts_with("gateway:")) => "gateway.yaml",
        "yaml" => "services.yaml",
        "json" => "krakend.json",
        "toml" => Settings::FILE,
        "baseline" => "gwc.baseline",
        other => panic!("{} has an example in `{other}`", example.rule.code),
    };
    name.to_string()
}

/// What an example leaves out because it is not about it.
fn add_frame(files: &mut Vec<(String, String)>) {
    for (_, text) in files.iter_mut().filter(|(name, _)| name == "services.yaml") {
        if !text.lines().any(|line| line.starts_with("defaults:")) {
            text.insert_str(0, DEFAULTS);
        }
    }
    if files.iter().all(|(name, _)| name != "gateway.yaml") {
        files.push(("gateway.yaml".into(), GATEWAY.into()));
    }
    if !files.iter().any(|(name, _)| name != "gateway.yaml" && name.ends_with(".yaml") && !name.contains('/'))
    {
        files.push(("services.yaml".into(), SERVICES.into()));
    }
}

fn write(path: &Path, text: &str, options: &[String]) {
    let has = |wanted: &str| options.iter().any(|option| option == wanted);
    if has("dangling") {
        return std::os::unix::fs::symlink("nowhere", path).expect("a link can be made");
    }
    fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder can be made");
    let bytes = match has("latin1") {
        true => text.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1 has it")).collect(),
        false => text.as_bytes().to_vec(),
    };
    fs::write(path, bytes).expect("a file can be written");
}

/// Runs `gwc check` on the folder, or on the file of an example in JSON.
fn check(folder: &Path, example: &Example) -> Vec<Found> {
    let has = |wanted: &str| example.options.iter().any(|option| option == wanted);
    let path = match example.language.as_str() {
        _ if has("config-map") => folder.join(CONFIG_MAP),
        "json" if !has("folder") => folder.join("krakend.json"),
        _ => folder.to_path_buf(),
    };
    let mut arguments: Vec<OsString> = ["gwc", "check", "--format=json"].map(OsString::from).to_vec();
    if let Some(name) = example.options.iter().find_map(|option| option.strip_prefix("env=")) {
        arguments.push(format!("--env={name}").into());
    }
    if let Some(target) = example.options.iter().find_map(|option| option.strip_prefix("target=")) {
        arguments.push(format!("--target={target}").into());
    }
    let baseline = folder.join("gwc.baseline");
    if baseline.exists() {
        arguments.extend(["--baseline".into(), baseline.into()]);
    }
    arguments.push(path.into());
    run(arguments, example.rule.code)
}

/// What `gwc check` finds in a configuration of KrakenD.
pub fn check_json(text: &str, more: &[&str]) -> Vec<Found> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("krakend.json");
    write(&path, text, &[]);
    let mut arguments: Vec<OsString> = ["gwc", "check", "--format=json"].map(OsString::from).to_vec();
    arguments.extend(more.iter().map(OsString::from));
    arguments.push(path.into());
    run(arguments, text)
}

fn run(arguments: Vec<OsString>, subject: &str) -> Vec<Found> {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let today = Date::parse(TODAY).expect("a day");
    let mut io =
        Io { out: &mut out, err: &mut err, colours: false, width: None, environment: BTreeMap::new(), today };
    gwc::cli::run(arguments, &mut io);
    let report: Value = serde_json::from_slice(&out)
        .unwrap_or_else(|error| panic!("{error}: {subject} {}", String::from_utf8_lossy(&err)));
    let findings = report["findings"].as_array().expect("findings").iter();
    findings.filter(|finding| finding["suppressed"].is_null()).map(found).collect()
}

fn found(finding: &Value) -> Found {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let file = text(&finding["file"]);
    let name = file.rsplit('/').next().unwrap_or_default();
    let (line, column) = (&finding["start"]["line"], &finding["start"]["column"]);
    let line = format!("{name}:{line}:{column} {} {}", text(&finding["code"]), text(&finding["message"]));
    let offset =
        |point: &Value| usize::try_from(point["offset"].as_u64().unwrap_or_default()).expect("it is small");
    let edit = |edit: &Value| {
        (text(&edit["file"]), offset(&edit["start"])..offset(&edit["end"]), text(&edit["text"]))
    };
    let edits = finding["fix"]["edits"].as_array().into_iter().flatten().map(edit).collect();
    let printed = printed(finding);
    Found { code: text(&finding["code"]), error: finding["severity"] == "error", line, printed, edits }
}

fn printed(finding: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
    let rule =
        format!("{}[{} {}]", text(&finding["severity"]), text(&finding["code"]), text(&finding["name"]));
    let mut printed = format!("{rule}: {}", text(&finding["message"]));
    for note in finding["notes"].as_array().into_iter().flatten() {
        printed += &format!("\n  note: {}", text(note));
    }
    match (finding["help"].as_str(), finding["fix"]["title"].as_str()) {
        (Some(help), _) => printed + "\n  help: " + help,
        (None, Some(fix)) => printed + "\n  fix: " + fix,
        (None, None) => printed,
    }
}
