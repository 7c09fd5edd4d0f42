//! `qos/circuit-breaker` of a backend (krakend-circuitbreaker v3.0, sony/gobreaker v2.4).

use std::time::Duration;

use gwc_artifact::{Breaker, Failure};
use serde_json::Value;

/// How long a breaker stays open if `timeout` is not set.
const DEFAULT_OPEN: Duration = Duration::from_secs(60);

/// The breaker. KrakenD opens it after one failure more than `max_errors`. Of a response that is passed on unchanged it
/// sees no status.
///
/// # Errors
/// What is no breaker, in a sentence.
pub(crate) fn read(value: &Value) -> Result<Breaker, String> {
    let number = |name: &str| match value.get(name) {
        None | Some(Value::Null) => Ok(0),
        Some(value) => value.as_u64().ok_or_else(|| format!("`{name}` is not a number from 0")),
    };
    let seconds = |name: &str| number(name).map(Duration::from_secs);
    let open = seconds("timeout")?;
    Ok(Breaker {
        errors: number("max_errors")?.saturating_add(1),
        within: Some(seconds("interval")?).filter(|interval| !interval.is_zero()),
        open: if open.is_zero() { DEFAULT_OPEN } else { open },
        count: [Failure::Timeout, Failure::Reset].into_iter().collect(),
    })
}
