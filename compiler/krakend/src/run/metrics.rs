//! `telemetry/metrics` (krakend-metrics 2.2): `collection_time` is asserted to be a string, and feeds a ticker.

use super::end::End;
use super::option::{Start, TICKER, duration, option, options, text};

pub(super) fn start(start: Start<'_>) -> Result<(), End> {
    let found = start.service.extra_config.component("telemetry/metrics");
    let Some(metrics) = found.and_then(|n| options(start.tree, n.value)) else { return Ok(()) };
    let time = text(start.tree, &metrics, "collection_time")?;
    match (time.and_then(duration), option(&metrics, "collection_time")) {
        (Some(time), Some(entry)) if time.0 <= 0 => Err(End::panics(TICKER, entry.value)),
        _ => Ok(()),
    }
}
