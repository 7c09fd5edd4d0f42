//! The recorded cases, as their README describes them.

use std::fs;
use std::path::Path;

use serde_json::Value;

/// A configuration and what was sent to it.
pub(crate) struct Configuration {
    pub(crate) name: String,
    pub(crate) cases: Vec<Case>,
}

/// One recorded case.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) debug: bool,
    pub(crate) fresh: bool,
    pub(crate) ordered: bool,
    /// Nothing for a configuration that does not start.
    pub(crate) steps: Vec<Step>,
    pub(crate) starts: bool,
}

/// A request, and what came of it.
pub(crate) struct Step(pub(crate) Value);

/// The configurations with cases, by name. Cases that depend on time, and those that KrakenD answers at random, are left out.
pub(crate) fn configurations(folder: &Path) -> Vec<Configuration> {
    let mut names: Vec<String> = fs::read_dir(folder.join("cases"))
        .expect("the folder of the cases")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().replace(".jsonl", ""))
        .collect();
    names.sort();
    names.into_iter().map(|name| configuration(folder, name)).collect()
}

fn configuration(folder: &Path, name: String) -> Configuration {
    let text = fs::read_to_string(folder.join(format!("cases/{name}.jsonl"))).expect("the cases");
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("a line is JSON"));
    let steady = lines.filter(|case| case["flaky"] != true && case["timing"] != true);
    Configuration { name, cases: steady.map(|case| Case::of(&case)).collect() }
}

impl Case {
    fn of(case: &Value) -> Case {
        let steps = case["steps"].as_array().cloned().unwrap_or_default();
        Case {
            name: case["name"].as_str().expect("a name").to_owned(),
            debug: case["run_flags"].as_array().is_some_and(|flags| flags.iter().any(|flag| flag == "-d")),
            fresh: case["fresh_gateway"] == true,
            ordered: case["backend_ordered"] == true,
            starts: case["start"].is_null(),
            steps: steps.into_iter().map(Step).collect(),
        }
    }
}

impl Step {
    /// Milliseconds, or a default.
    pub(crate) fn milliseconds(&self, key: &str, unset: u64) -> u64 {
        self.0[key].as_u64().unwrap_or(unset)
    }

    /// The whole request as it is sent, with placeholders.
    pub(crate) fn request(&self) -> Vec<u8> {
        let request = &self.0["request"];
        if let Some(raw) = request["raw"].as_str() {
            return raw.as_bytes().to_vec();
        }
        let text = |key: &str| request[key].as_str().expect("a text").to_owned();
        let version = request["version"].as_str().unwrap_or("HTTP/1.1");
        let mut head = format!("{} {} {version}\r\n", text("method"), text("target"));
        for (name, value) in pairs(&request["headers"]) {
            head += &format!("{name}: {value}\r\n");
        }
        let mut bytes = (head + "\r\n").into_bytes();
        match request["body_fill"].as_u64() {
            Some(length) => bytes.extend(filled(usize::try_from(length).expect("a length"))),
            None => bytes.extend(body(request)),
        }
        bytes
    }

    pub(crate) fn method(&self) -> &str {
        let request = &self.0["request"];
        let raw = request["raw"].as_str().and_then(|raw| raw.split(' ').next());
        request["method"].as_str().or(raw).unwrap_or_default()
    }
}

/// A pattern of that length.
pub(crate) fn filled(length: usize) -> Vec<u8> {
    b"0123456789abcdef".iter().copied().cycle().take(length).collect()
}

/// Names and values.
pub(crate) fn pairs(list: &Value) -> impl Iterator<Item = (&str, &str)> {
    let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(|pair| Some((pair[0].as_str()?, pair[1].as_str()?)))
}

/// A body as it was recorded: text or base64.
pub(crate) fn body(of: &Value) -> Vec<u8> {
    match (of["body"].as_str(), of["body_b64"].as_str()) {
        (Some(text), _) => text.as_bytes().to_vec(),
        (None, Some(coded)) => base64(coded),
        (None, None) => Vec::new(),
    }
}

/// The bytes of standard base64.
pub(crate) fn base64(text: &str) -> Vec<u8> {
    use ::base64::Engine;
    ::base64::engine::general_purpose::STANDARD.decode(text).expect("base64")
}
