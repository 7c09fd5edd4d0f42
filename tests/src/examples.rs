//! Runs the examples of rules: the code blocks of their doc comments.
//!
//! A block is one file, or several when lines such as `# file: endpoints.lock` part it. A block of YAML that brings
//! no `gateway.yaml` stands in the gateway of [`GATEWAY`]; one that brings no services is a gateway with
//! [`SERVICES`]. The fence may say more: `env=prod` lays that overlay over it, `file=NAME` names the first file,
//! `bare` adds nothing, `dangling` makes the first file a link that leads nowhere, `latin1` writes it in Latin-1.

use std::fs;
use std::path::Path;

use gwc::baseline::Baseline;
use gwc::catalog::Example;
use gwc::diagnostic::{Diagnostic, Diagnostics};
use gwc::settings::Settings;
use gwc::settle::{Policy, settle};
use gwc::source::SourceMap;
use gwc::suppress::Date;

/// The gateway that examples of services stand in.
pub const GATEWAY: &str = r#"gateway: example
hosts: [api.example.com]
listen: 8080
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

/// The day on which examples are judged.
const TODAY: &str = "2026-11-21";

/// What is found in an example.
pub fn findings(example: &Example) -> (Vec<Diagnostic>, SourceMap) {
    let folder = tempfile::tempdir().expect("a folder");
    let files = files(example);
    for (at, (name, text)) in files.iter().enumerate() {
        write(&folder.path().join(name), text, if at == 0 { &example.options } else { &[] });
    }
    let (found, sources) = check(folder.path(), example);
    (found.into_iter().collect(), sources)
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
    if !example.options.iter().any(|o| o == "bare") && example.language == "yaml" {
        add_frame(&mut files);
    }
    files
}

fn default_name(example: &Example) -> String {
    let name = match example.language.as_str() {
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
    let has = |files: &[(String, String)], wanted: &str| files.iter().any(|(name, _)| name == wanted);
    if !has(files, "gateway.yaml") {
        files.push(("gateway.yaml".into(), GATEWAY.into()));
    } else if files
        .iter()
        .all(|(name, _)| name == "gateway.yaml" || !name.ends_with(".yaml") || name.contains('/'))
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

/// Reads, compiles and judges the folder, as `gwc check` does.
fn check(folder: &Path, example: &Example) -> (Diagnostics, SourceMap) {
    let (mut sources, mut found) = (SourceMap::default(), Diagnostics::default());
    let mut settings = Settings::default();
    if let Some(file) = read(folder, Settings::FILE, &mut sources, &mut found) {
        settings = Settings::parse(&sources, file, &mut found);
    }
    let baseline = read(folder, "gwc.baseline", &mut sources, &mut found);
    let baseline = baseline.map(|file| Baseline::parse(&sources, file, &mut found));
    let mut comments = Vec::new();
    if !matches!(example.language.as_str(), "toml" | "baseline") {
        let env = example.options.iter().find_map(|option| option.strip_prefix("env="));
        let paths = [folder.to_path_buf()];
        for files in gwc::load::gateways(&paths, env, &mut sources, &mut found) {
            let compilation = gwc::compile(&sources, &files);
            found.extend(compilation.diagnostics);
            comments.extend(compilation.comments);
        }
    }
    let today = Date::parse(TODAY).expect("a day");
    let settled = settle(
        found,
        &sources,
        &comments,
        Policy { settings: &settings, baseline: baseline.as_ref(), today },
    );
    (settled.findings, sources)
}

fn read(
    folder: &Path,
    name: &str,
    sources: &mut SourceMap,
    found: &mut Diagnostics,
) -> Option<gwc::source::FileId> {
    let path = folder.join(name);
    path.is_file().then(|| gwc::load::file(&path, sources, found)).flatten()
}
