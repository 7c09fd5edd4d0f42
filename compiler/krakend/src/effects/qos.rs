//! Limits, breakers and caches (krakend-ratelimit 3.3, krakend-circuitbreaker 3.0, krakend-httpcache 2.2).

use super::row::Kind::{Bool, Int, Number, Object, Text};
use super::row::Level::{Backend, Endpoint, Service};
use super::row::{Component, Key, component, key};

/// Who reads `qos/ratelimit/router` at the top of the file. The doubt is a loss (GW725), and no error.
pub const UNPROVED_ROOT_LIMIT: &str = "KrakenD CE does not read it there, the documentation of the Hanzo gateway shows it there, and that its engine reads it is not proved";

pub(super) const COMPONENTS: &[Component] = &[
    component("qos/ratelimit/router", &[Endpoint], Object(ROUTER), "limits requests of an endpoint")
        .in_hanzo(&[Endpoint, Service])
        .remark(UNPROVED_ROOT_LIMIT),
    component("qos/ratelimit/proxy", &[Backend], Object(PROXY), "limits calls of a backend"),
    component("qos/circuit-breaker", &[Backend], Object(BREAKER), "stops calling a backend that fails"),
    component("qos/http-cache", &[Backend], Object(CACHE), "keeps answers as the backend allows")
        .strictly("the options count as absent, and the cache has no bound"),
];

const ROUTER: &[Key] = &[
    key("max_rate", Number, "requests of all clients, per `every`"),
    key("capacity", Int, "requests that may come at once; `max_rate` a second when absent"),
    key("client_max_rate", Number, "requests of each client, per `every`"),
    key("client_capacity", Int, "requests of a client that may come at once"),
    key("strategy", Text, "what a client is: ip, header or param"),
    key("key", Text, "the header or parameter"),
    key("every", Text, "what rates are per, as a duration; at least a second").or("\"1s\""),
    key("num_shards", Int, "how clients are spread in memory").or("2048"),
    key("cleanup_period", Text, "how often idle clients are forgotten").or("\"1m\""),
    key("cleanup_threads", Int, "has no effect").or("1"),
];

const PROXY: &[Key] = &[
    key("max_rate", Number, "calls per `every`").required(),
    key("capacity", Int, "calls that may go out at once"),
    key("every", Text, "what the rate is per, as a duration; at least a second").or("\"1s\""),
];

const BREAKER: &[Key] = &[
    key("interval", Int, "seconds that failures are counted for; for ever when 0").required(),
    key("timeout", Int, "seconds it stays open; 60 when 0").required(),
    key("max_errors", Int, "failures in a row that are tolerated").required(),
    key("name", Text, "its name, for logs"),
    key("log_status_change", Bool, "logs when it opens and closes").or("false"),
];

const CACHE: &[Key] = &[
    key("shared", Bool, "one store for all backends").or("false"),
    key("max_size", Int, "bytes; no bound when 0").or("0"),
    key("max_items", Int, "answers; no bound when 0").or("0"),
];
