//! `qos/ratelimit/router` on an endpoint (krakend-ratelimit 3.3): shards are allocated at once.

use super::{End, Start, TOO_LONG, option, options};
use crate::krakend::config::Endpoint;
use crate::krakend::go;
use crate::krakend::value::Value;

/// Bytes of a shard, of which Go can address 2^48.
const SHARDS: f64 = (1u64 << 48) as f64 / 32.0;

pub(super) fn start(start: Start<'_>, endpoint: &Endpoint) -> Result<(), End> {
    let found = endpoint.extra_config.get("qos/ratelimit/router");
    let Some(limit) = found.and_then(|n| options(start.tree, n.value)) else { return Ok(()) };
    let value = |name: &str| option(&limit, name).map(|e| start.tree.value(e.value));
    let strategy = value("strategy").and_then(|v| v.as_str()).unwrap_or("").to_lowercase();
    let counts = value("client_max_rate").and_then(|v| v.as_number()).is_some_and(|rate| rate > 0.0);
    let known = matches!(&*strategy, "ip" | "header" | "param");
    let (Some(Value::Float(shards)), Some(entry)) = (value("num_shards"), option(&limit, "num_shards"))
    else {
        return Ok(());
    };
    let shards = if shards < 0.0 { go::float_to_int(shards) as u64 as f64 } else { shards };
    if counts && known && shards >= SHARDS { Err(End::panics(TOO_LONG, entry.value)) } else { Ok(()) }
}
