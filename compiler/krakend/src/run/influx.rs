//! `telemetry/influx` (krakend-influx 2.2): `ttl` feeds a ticker once the address is one.

use super::end::End;
use super::option::{Start, TICKER, duration, option, options};

pub(super) fn start(start: Start<'_>) -> Result<(), End> {
    let found = start.service.extra_config.component("telemetry/influx");
    let Some(influx) = found.and_then(|n| options(start.tree, n.value)) else { return Ok(()) };
    let text = |name: &str| option(&influx, name).and_then(|e| start.tree.value(e.value).as_str());
    let reachable = text("address").is_some_and(|a| a.starts_with("http://") || a.starts_with("https://"));
    match (text("ttl").and_then(duration), option(&influx, "ttl")) {
        (Some(ttl), Some(entry)) if reachable && ttl.0 <= 0 => Err(End::panics(TICKER, entry.value)),
        _ => Ok(()),
    }
}
