//! Limits, breakers and caches (krakend-ratelimit 3.3, krakend-circuitbreaker 3.0, krakend-httpcache 2.2).

use super::row::Kind::{Bool, Int, Number, Object, Text};
use super::row::Level::{Backend, Endpoint, Service};
use super::row::{Component, Key, component, key};

/// The doubt about `qos/ratelimit/router` at the top of the file, which is a loss (GW725), not an error.
pub const UNPROVED_ROOT_LIMIT: &str = "KrakenD CE ignores the limit at the top of the file; the documentation of the Hanzo gateway shows it there, but it is not known whether this gateway reads it";

pub(super) const COMPONENTS: &[Component] = &[
    component("qos/ratelimit/router", &[Endpoint], Object(ROUTER), "limits the requests of an endpoint")
        .in_hanzo(&[Endpoint, Service])
        .remark(UNPROVED_ROOT_LIMIT),
    component("qos/ratelimit/proxy", &[Backend], Object(PROXY), "limits the calls of a backend"),
    component("qos/circuit-breaker", &[Backend], Object(BREAKER), "stops the calls of a failing backend"),
    component("qos/http-cache", &[Backend], Object(CACHE), "caches responses as the backend allows")
        .strictly("KrakenD ignores all options, so the cache is not shared and has no maximum size"),
];

const ROUTER: &[Key] = &[
    key("max_rate", Number, "requests of all clients per `every`"),
    key("capacity", Int, "largest burst of all clients together; by default the requests of one second"),
    key("client_max_rate", Number, "requests of each client per `every`"),
    key("client_capacity", Int, "burst of each client"),
    key("strategy", Text, "how clients are told apart: ip, header or param"),
    key("key", Text, "name of the header or parameter"),
    key("every", Text, "period of the rates, as a duration; at least one second").or("\"1s\""),
    key("num_shards", Int, "number of shards in memory").or("2048"),
    key("cleanup_period", Text, "interval to remove idle clients, as a duration").or("\"1m\""),
    key("cleanup_threads", Int, "has no effect").or("1"),
];

const PROXY: &[Key] = &[
    key("max_rate", Number, "calls per `every`").required(),
    key("capacity", Int, "burst of calls"),
    key("every", Text, "period of the rate, as a duration; at least one second").or("\"1s\""),
];

const BREAKER: &[Key] = &[
    key("interval", Int, "seconds until the count of failures is reset; never if 0").required(),
    key("timeout", Int, "seconds that the breaker stays open; 60 if 0").required(),
    key("max_errors", Int, "accepted number of consecutive failures").required(),
    key("name", Text, "name, for logs"),
    key("log_status_change", Bool, "logs changes of the state").or("false"),
];

const CACHE: &[Key] = &[
    key("shared", Bool, "shares one cache between all backends").or("false"),
    key("max_size", Int, "maximum size in bytes; no limit if 0").or("0"),
    key("max_items", Int, "maximum number of responses; no limit if 0").or("0"),
];
