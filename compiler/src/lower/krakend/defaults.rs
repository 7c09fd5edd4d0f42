//! Values of the JSON that no key of the language sets: the one list of them.
//!
//! `gwc explain key` and `docs/targets.md` print it, and a test finds each value of an output either here or in the source
//! map.

/// A value that is written although nobody set it.
#[derive(Debug)]
pub struct Default {
    /// Its place; `*` is any index of a list.
    pub place: &'static [&'static str],
    /// The values that may be there, as JSON; none where the value is derived.
    pub values: &'static [&'static str],
    /// When it is written, and why.
    pub why: &'static str,
}

const fn default(
    place: &'static [&'static str],
    values: &'static [&'static str],
    why: &'static str,
) -> Default {
    Default { place, values, why }
}

const LOGGING: &str = "telemetry/logging";

/// All of them, in the order of the output.
#[rustfmt::skip]
pub static DEFAULTS: &[Default] = &[
    default(&["$schema"], &[], "the schema of the target, for editors"),
    default(&["version"], &["3"], "the only version of the format that KrakenD 2 reads"),
    default(&["port"], &["8080"], "where `listen` is not set"),
    default(&["timeout"], &[], "the timeout that most endpoints have; the others have their own"),
    default(&["cache_ttl"], &["\"0s\""], "no response is marked as cacheable unless the upstream does it"),
    default(&["output_encoding"], &["\"no-op\""], "responses of upstreams are passed on unchanged"),
    default(&["extra_config", "router", "return_error_msg"], &["true"], "target `hanzo` only: its error bodies say what failed"),
    default(&["extra_config", LOGGING, "level"], &["\"INFO\""], "without the block KrakenD logs at level DEBUG"),
    default(&["extra_config", LOGGING, "prefix"], &["\"[GATEWAY]\""], "tells its lines from those of others"),
    default(&["extra_config", LOGGING, "syslog"], &["false"], "pods have no syslog"),
    default(&["extra_config", LOGGING, "stdout"], &["true"], "Kubernetes collects what pods print"),
    default(&["endpoints", "*", "timeout"], &["\"30s\"", "\"5m\"", "\"24h\""], "where `timeout` is not set, `30s`, and `5m` for a stream; `24h` where there is no limit, which KrakenD cannot express"),
    default(&["endpoints", "*", "input_headers", "*"], &["\"Accept\"", "\"Content-Type\""], "where `forward.headers` is not set"),
    default(&["endpoints", "*", "input_query_strings", "*"], &["\"*\""], "where `forward.query` is not set"),
    default(&["endpoints", "*", "output_encoding"], &["\"no-op\"", "\"json\""], "`json` with `respond: health`"),
    default(&["endpoints", "*", "backend", "*", "encoding"], &["\"no-op\"", "\"json\""], "`json` with `respond: health`"),
    default(&["endpoints", "*", "extra_config", "auth/validator", "cache"], &["true"], "without it KrakenD fetches the keys for each request"),
];

/// Those of a key or component with this name.
pub fn of(name: &str) -> impl Iterator<Item = &'static Default> {
    DEFAULTS.iter().filter(move |default| {
        let key = default.place.iter().rev().find(|part| **part != "*");
        key == Some(&name) || (name.contains('/') && default.place.contains(&name))
    })
}
