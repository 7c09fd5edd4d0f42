//! `qos/ratelimit/router` on an endpoint (krakend-ratelimit 3.3): allocates and fills all shards at start.

use super::end::End;
use super::option::{Start, TOO_LONG, option, options};
use crate::config::Endpoint;
use crate::go;

/// Bytes of a shard are 24, of which Go can address 2^48.
const ADDRESSABLE: f64 = (1u64 << 48) as f64 / 24.0;

/// With the data of each shard, this number of shards takes more than 300 GiB, which no gateway machine has.
const AFFORDABLE: f64 = (1u64 << 31) as f64;

pub(super) fn start(start: Start<'_>, endpoint: &Endpoint) -> Result<(), End> {
    let found = endpoint.extra_config.get("qos/ratelimit/router");
    let Some(limit) = found.and_then(|n| options(start.tree, n.value)) else { return Ok(()) };
    let value = |name: &str| option(&limit, name).map(|e| start.tree.value(e.value));
    let strategy = value("strategy").and_then(|v| v.as_str()).unwrap_or("").to_lowercase();
    let counts = value("client_max_rate").and_then(|v| v.as_number()).is_some_and(|rate| rate > 0.0);
    let known = matches!(&*strategy, "ip" | "header" | "param");
    let Some(entry) = option(&limit, "num_shards") else { return Ok(()) };
    let Some(shards) = start.tree.value(entry.value).as_number().filter(|_| counts && known) else {
        return Ok(());
    };
    let shards = if shards < 0.0 { go::float_to_int(shards) as u64 as f64 } else { shards };
    if shards > ADDRESSABLE {
        Err(End::panics(TOO_LONG, entry.value))
    } else if shards >= AFFORDABLE {
        Err(End::exits("fatal error: runtime: out of memory", Some(entry.value)).elsewhere())
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::simulate;
    use crate::value::Format;
    use crate::verdict::Run;

    fn run(shards: &str) -> (Run, Option<String>) {
        let limit = format!(r#"{{"client_max_rate": 5, "strategy": "ip", "num_shards": {shards}}}"#);
        let text = format!(
            r#"{{"version": 3, "endpoints": [{{"endpoint": "/a", "backend": [{{}}],
                "extra_config": {{"qos/ratelimit/router": {limit}}}}}]}}"#
        );
        let verdict = simulate::verdict("krakend.json", text.as_bytes(), Format::Json);
        (verdict.run, verdict.run_message)
    }

    #[test]
    fn shards_that_no_machine_can_hold_end_the_start() {
        assert_eq!(run("2048"), (Run::Listens, None));
        for shards in ["2147483648", "1e12", "1e13"] {
            assert_eq!(
                run(shards),
                (Run::Exits, Some("fatal error: runtime: out of memory".into())),
                "{shards}"
            );
        }
        for shards in ["4e13", "1e30", "-1"] {
            assert_eq!(run(shards), (Run::Panics, Some(super::TOO_LONG.into())), "{shards}");
        }
    }
}
