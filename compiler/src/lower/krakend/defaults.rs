//! Values of the JSON that no key of the language sets: the one list of them.
//!
//! `gwc explain key` and `docs/targets.md` print it, and a test finds each value of an output either here or in the source
//! map.

/// A value that is written although no key sets it.
#[derive(Debug)]
pub struct Default {
    /// Its place; `*` is any index of a list.
    pub place: &'static [&'static str],
    /// The possible values, as JSON; empty if the value is derived.
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
    default(&["port"], &["8080"], "if `listen` is not set"),
    default(&["timeout"], &[], "the most frequent timeout of the endpoints; the others set their own"),
    default(&["cache_ttl"], &["\"0s\""], "no response is marked as cacheable unless the upstream does it"),
    default(&["output_encoding"], &["\"no-op\""], "responses of upstreams are forwarded unchanged"),
    default(&["extra_config", "router", "return_error_msg"], &["true"], "target `hanzo` only: error responses contain the reason"),
    default(&["extra_config", LOGGING, "level"], &["\"INFO\""], "without it, KrakenD logs at level DEBUG"),
    default(&["extra_config", LOGGING, "prefix"], &["\"[GATEWAY]\""], "marks the log lines of the gateway"),
    default(&["extra_config", LOGGING, "syslog"], &["false"], "pods have no syslog"),
    default(&["extra_config", LOGGING, "stdout"], &["true"], "Kubernetes collects the standard output of pods"),
    default(&["endpoints", "*", "timeout"], &["\"30s\"", "\"5m\"", "\"24h\""], "`30s`, or `5m` for a stream, if `timeout` is not set; `24h` for no limit, which KrakenD does not support"),
    default(&["endpoints", "*", "input_headers", "*"], &["\"Accept\"", "\"Content-Type\""], "if `forward.headers` is not set"),
    default(&["endpoints", "*", "input_query_strings", "*"], &["\"*\""], "if `forward.query` is not set"),
    default(&["endpoints", "*", "output_encoding"], &["\"no-op\"", "\"json\""], "`json` with `respond: health`"),
    default(&["endpoints", "*", "backend", "*", "encoding"], &["\"no-op\"", "\"json\""], "`json` with `respond: health`"),
    default(&["endpoints", "*", "extra_config", "auth/validator", "cache"], &["true"], "without it, KrakenD fetches the keys for each request"),
];

/// Those of a key or component with this name.
pub fn of(name: &str) -> impl Iterator<Item = &'static Default> {
    DEFAULTS.iter().filter(move |default| {
        let key = default.place.iter().rev().find(|part| **part != "*");
        key == Some(&name) || (name.contains('/') && default.place.contains(&name))
    })
}
