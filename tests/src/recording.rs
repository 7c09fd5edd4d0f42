//! What KrakenD CE 2.13.8 answered, recorded in `../shared/conformance/krakend-verdicts`: reads the lines and
//! builds the files they are about.

use std::collections::HashMap;
use std::path::Path;

use gwc_krakend::value::Format;
use serde_json::{Value, json};

/// One recorded file and what KrakenD answered.
pub struct Case {
    /// The line's id.
    pub id: String,
    /// The file's name.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// How it is written.
    pub format: Format,
    /// The answer of `check -t`; several where it is chance.
    pub expected: Vec<Expected>,
    /// The endpoints that collide.
    pub pair: Option<Vec<usize>>,
    /// What `run` did.
    pub run: String,
    /// What it printed.
    pub run_message: Option<String>,
    /// The file without the mutation, where there is one.
    pub intact: Option<Vec<u8>>,
}

/// An answer of `check -t`.
pub struct Expected {
    /// Whether it refused.
    pub refused: bool,
    /// With which words.
    pub message: Option<String>,
}

fn lines(shared: &Path, name: &str) -> Vec<Value> {
    let path = shared.join("conformance/krakend-verdicts").join(name);
    let text = std::fs::read_to_string(&path).expect("the recording can be read");
    text.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
}

/// The route tables.
pub fn routes(shared: &Path) -> Vec<Case> {
    lines(shared, "routes.jsonl").iter().map(route_case).collect()
}

/// The configurations.
pub fn configs(shared: &Path) -> Vec<Case> {
    let mut bases = HashMap::new();
    let lines = lines(shared, "configs.jsonl");
    // TOML is refused with a reason and left out.
    let judged = lines.iter().filter(|line| line["ext"] != "toml");
    judged.map(|line| config_case(shared, &mut bases, line)).collect()
}

/// The whole configurations that were audited, before and after an edit.
pub fn audits(shared: &Path) -> Vec<Case> {
    let mut bases = HashMap::new();
    let lines = lines(shared, "audit.jsonl");
    lines.iter().map(|line| config_case(shared, &mut bases, line)).collect()
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn expected(answer: &Value) -> Expected {
    let refused = answer["exit"] != 0;
    Expected { refused, message: text(&answer["message"]).filter(|_| refused) }
}

fn route_case(line: &Value) -> Case {
    let mut config = json!({
        "version": 3, "port": 8080, "listen_ip": "127.0.0.1", "host": ["http://127.0.0.1:9999"],
    });
    for (key, value) in line["root"].as_object().into_iter().flatten() {
        config[key] = value.clone();
    }
    let routes = line["routes"].as_array().expect("a table has routes");
    config["endpoints"] = routes.iter().map(|route| endpoint(route, line["sequential"] == true)).collect();
    Case {
        id: text(&line["id"]).expect("a line has an id"),
        name: "krakend.json".into(),
        bytes: config.to_string().into_bytes(),
        format: Format::Json,
        expected: vec![Expected { refused: line["verdict"] == "refuse", message: text(&line["message"]) }],
        pair: line["pair"]
            .as_array()
            .map(|pair| pair.iter().map(|i| i.as_u64().expect("an index") as usize).collect()),
        run: text(&line["run"]["state"]).expect("a line has a run"),
        run_message: text(&line["run"]["message"]),
        intact: None,
    }
}

fn endpoint(route: &Value, sequential: bool) -> Value {
    let patterns = match route.get(2) {
        None => vec![json!("/b")],
        Some(Value::Array(patterns)) => patterns.clone(),
        Some(pattern) => vec![pattern.clone()],
    };
    let backend: Vec<Value> = patterns.iter().map(|pattern| json!({ "url_pattern": pattern })).collect();
    let mut endpoint = json!({ "endpoint": route[1], "backend": backend });
    if !route[0].is_null() {
        endpoint["method"] = route[0].clone();
    }
    if sequential {
        endpoint["extra_config"] = json!({ "proxy": { "sequential": true } });
    }
    endpoint
}

fn config_case(shared: &Path, bases: &mut HashMap<String, Value>, line: &Value) -> Case {
    let ext = line["ext"].as_str().unwrap_or("json");
    let bytes = if let Some(text) = line["text"].as_str() {
        text.as_bytes().to_vec()
    } else if let Some(hex) = line["hex"].as_str() {
        let digits: Vec<u8> = hex.bytes().map(|d| char::from(d).to_digit(16).expect("hex") as u8).collect();
        digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
    } else if let Some(patch) = line["patch"].as_array() {
        let mut config = base(shared, bases, line["base"].as_str().expect("a patch has a base"));
        patch.iter().for_each(|operation| apply(&mut config, operation));
        config.to_string().into_bytes()
    } else if line["config"].is_object() {
        line["config"].to_string().into_bytes()
    } else {
        base(shared, bases, line["base"].as_str().expect("a line has a base")).to_string().into_bytes()
    };
    let answer = if line["check_t"] == "same" { &line["check"] } else { &line["check_t"] };
    let outcomes = line["check_outcomes"].as_array().filter(|outcomes| outcomes.len() > 1);
    Case {
        id: text(&line["id"]).expect("a line has an id"),
        name: format!("krakend.{ext}"),
        bytes,
        format: if matches!(ext, "yml" | "yaml") { Format::Yaml } else { Format::Json },
        expected: outcomes.map_or_else(|| vec![expected(answer)], |all| all.iter().map(expected).collect()),
        pair: None,
        run: text(&line["run"]["state"]).expect("a line has a run"),
        run_message: text(&line["run"]["message"]),
        intact: line["base"].as_str().map(|name| base(shared, bases, name).to_string().into_bytes()),
    }
}

fn base(shared: &Path, bases: &mut HashMap<String, Value>, name: &str) -> Value {
    if let Some(base) = bases.get(name) {
        return base.clone();
    }
    let (path, pointer) = name.split_once('#').unwrap_or((name, ""));
    let text = std::fs::read_to_string(shared.join(path)).expect("a base can be read");
    let whole: Value = serde_json::from_str(&text).expect("a base is JSON");
    let base = whole.pointer(pointer).expect("the pointer leads somewhere").clone();
    bases.insert(name.to_owned(), base.clone());
    base
}

/// One operation of RFC 6902.
fn apply(config: &mut Value, operation: &Value) {
    let path = operation["path"].as_str().expect("an operation has a path");
    match operation["op"].as_str().expect("an operation has a name") {
        "add" => add(config, path, operation["value"].clone()),
        "remove" => drop(remove(config, path)),
        "replace" if path.is_empty() => *config = operation["value"].clone(),
        "replace" => *config.pointer_mut(path).expect("it replaces something") = operation["value"].clone(),
        "move" => {
            let value = remove(config, operation["from"].as_str().expect("a move comes from somewhere"));
            add(config, path, value);
        }
        "copy" => {
            let from = operation["from"].as_str().expect("a copy comes from somewhere");
            let value = config.pointer(from).expect("it copies something").clone();
            add(config, path, value);
        }
        other => panic!("unknown operation {other}"),
    }
}

fn parent<'a>(config: &'a mut Value, path: &str) -> (&'a mut Value, String) {
    let (parent, last) = path.rsplit_once('/').expect("a pointer starts with a slash");
    let last = last.replace("~1", "/").replace("~0", "~");
    (config.pointer_mut(parent).expect("the parent is there"), last)
}

fn add(config: &mut Value, path: &str, value: Value) {
    if path.is_empty() {
        *config = value;
        return;
    }
    let (parent, last) = parent(config, path);
    match parent {
        Value::Array(items) if last == "-" => items.push(value),
        Value::Array(items) => items.insert(last.parse().expect("an index"), value),
        Value::Object(entries) => drop(entries.insert(last, value)),
        _ => panic!("{path} is in nothing"),
    }
}

fn remove(config: &mut Value, path: &str) -> Value {
    let (parent, last) = parent(config, path);
    match parent {
        Value::Array(items) => items.remove(last.parse().expect("an index")),
        Value::Object(entries) => entries.shift_remove(&last).expect("the key is there"),
        _ => panic!("{path} is in nothing"),
    }
}
