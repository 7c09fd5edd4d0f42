//! What a KrakenD configuration sets for its operators.

use gwc_artifact::{AccessLog, AccessLogFormat, LogDestination, LogLevel, Operations, Share};
use serde_json::Value;

use crate::model::Extra;

/// `telemetry/logging` (krakend-gologging v2.1), and whether the router logs requests (lura v2.12, `router/gin`). A level
/// that KrakenD does not know ends its start; here it is the usual one, and the rules report it.
pub(super) fn of(root: &Extra) -> Operations {
    let logging = component(root, &["telemetry/logging", "github_com/devopsfaith/krakend-gologging"]);
    let text = |key: &str| logging.and_then(|logging| logging.get(key)).and_then(Value::as_str);
    let router = component(root, &["router", "github_com/luraproject/lura/router/gin"]);
    let is_silent = router.and_then(|router| router.get("disable_access_log")) == Some(&Value::Bool(true));
    Operations {
        admin: None,
        // The component of KrakenD has other attributes and settings of its own.
        traces: None,
        level: text("level").and_then(level),
        log_prefix: text("prefix").filter(|prefix| !prefix.is_empty()).map(str::to_owned),
        access_log: is_silent.then_some(AccessLog {
            to: LogDestination::None,
            format: AccessLogFormat::Json,
            sample: Share::ALL,
        }),
    }
}

fn component<'a>(root: &'a Extra, names: &[&str]) -> Option<&'a Value> {
    let of = |name: &&str| root.entries.iter().find(|(known, _)| known.value == **name);
    names.iter().find_map(of).map(|(_, value)| value)
}

/// KrakenD compares without case.
fn level(word: &str) -> Option<LogLevel> {
    match word.to_ascii_uppercase().as_str() {
        "DEBUG" => Some(LogLevel::Debug),
        "INFO" => Some(LogLevel::Info),
        "WARNING" => Some(LogLevel::Warning),
        "ERROR" | "CRITICAL" => Some(LogLevel::Error),
        _ => None,
    }
}
