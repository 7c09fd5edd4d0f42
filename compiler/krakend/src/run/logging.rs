//! `telemetry/gelf`, `telemetry/logstash`, `telemetry/logging` (krakend-gelf 2.1, krakend-logstash 2.1,
//! krakend-gologging 2.1, go-logging format.go). Types are asserted; a bad custom format panics.

use super::end::End;
use super::option::{Start, flag, option, options, text};
use crate::value::Entry;

/// The variables a custom format may use.
const VERBS: [&str; 15] = [
    "time",
    "level",
    "id",
    "pid",
    "program",
    "module",
    "message",
    "longfile",
    "shortfile",
    "longpkg",
    "shortpkg",
    "longfunc",
    "shortfunc",
    "callpath",
    "color",
];

pub(super) fn start(start: Start<'_>) -> Result<(), End> {
    let extra = &start.service.extra_config;
    if let Some(gelf) = extra.component("telemetry/gelf").and_then(|n| options(start.tree, n.value)) {
        text(start.tree, &gelf, "address")?;
        flag(start.tree, &gelf, "enable_tcp")?;
    }
    let Some(logging) = extra.component("telemetry/logging").and_then(|n| options(start.tree, n.value))
    else {
        return Ok(());
    };
    let stdout = flag(start.tree, &logging, "stdout")?;
    let syslog = flag(start.tree, &logging, "syslog")?;
    let custom =
        option(&logging, "format").is_some_and(|f| start.tree.value(f.value).as_str() == Some("custom"));
    if stdout && !syslog && custom { format(start, &logging) } else { Ok(()) }
}

fn format(start: Start<'_>, logging: &[Entry<'_>]) -> Result<(), End> {
    let entry = option(logging, "custom_format");
    let format = entry.and_then(|e| start.tree.value(e.value).as_str()).unwrap_or("");
    let node = entry.or_else(|| option(logging, "format")).map(|e| e.value);
    let panic = |why: String| {
        let message = format!("panic: Failed to initialized string formatter: logger: {why}");
        Err(End { nodes: node.into_iter().collect(), ..End::panics(message, logging[0].value) })
    };
    let variables = variables(format);
    if variables.is_empty() {
        return panic(format!("invalid log format: {format}"));
    }
    match variables.iter().find(|name| !VERBS.contains(name)) {
        Some(unknown) => panic(format!("unknown variable: {unknown}")),
        None => Ok(()),
    }
}

/// The names in `%{name}` and `%{name:layout}`; a layout may hold an escaped brace.
fn variables(format: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = format;
    while let Some(start) = rest.find("%{") {
        rest = &rest[start + 2..];
        let end = rest.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let closed = after.starts_with('}')
            || after.strip_prefix(':').is_some_and(|layout| {
                layout.char_indices().skip(1).any(|(i, c)| c == '}' && !layout[..i].ends_with('\\'))
            });
        if !name.is_empty() && closed {
            names.push(name);
        }
    }
    names
}
