//! Keys of endpoints, backends and agents (lura v2.14, config.go).

use super::row::Kind::{Any, Bool, Duration, Extra, Int, Items, Number, Object, Text, Texts, Word};
use super::row::{Key, Level, key};

pub(super) const ENCODINGS_DOC: &str =
    "how answers are written: json, json-collection, xml, yaml, string, negotiate, no-op";

pub(super) const ENDPOINT: &[Key] = &[
    key("endpoint", Text, "the path, with `{parameters}`").required().or("\"/\""),
    key("method", Text, "GET, POST, PUT, PATCH or DELETE").or("\"GET\""),
    key("backend", Items(Level::Backend), "what is called").required(),
    key("concurrent_calls", Int, "equal calls at the same time, the first answer wins").or("1"),
    key("timeout", Duration, "how long it may take, streaming included"),
    key("cache_ttl", Duration, "`Cache-Control` of complete answers"),
    key("input_query_strings", Texts, "query strings that are forwarded; none when absent"),
    key("input_headers", Texts, "headers that are forwarded; only `Content-Type` when absent"),
    key("output_encoding", Text, ENCODINGS_DOC),
    key("extra_config", Extra, "its components"),
];

pub(super) const BACKEND: &[Key] = &[
    key("url_pattern", Text, "the path to call, with `{parameters}`").required().or("\"/\""),
    key("method", Text, "the method to call with; the endpoint's when absent"),
    key("host", Texts, "where it is; the service's hosts when absent"),
    key("disable_host_sanitize", Bool, "takes hosts as they are").or("false"),
    key("encoding", Text, "how answers are read: json, safejson, xml, rss, string, no-op"),
    key("is_collection", Bool, "the answer is a list").or("false"),
    key("target", Text, "field of the answer to keep, without its name"),
    key("allow", Texts, "fields of the answer to keep"),
    key("deny", Texts, "fields of the answer to drop"),
    key("mapping", Any, "fields of the answer to rename"),
    key("group", Text, "name to put the answer under"),
    key("sd", Word(&["static", "dns"]), "how hosts are found").or("\"static\""),
    key("sd_scheme", Text, "scheme of hosts that are found").or("\"http\"").since(4),
    key("input_headers", Texts, "headers that pass to this backend; all of the endpoint's when absent")
        .since(4),
    key("input_query_strings", Texts, "query strings that pass to this backend").since(5),
    key("extra_config", Extra, "its components"),
];

pub(super) const AGENT: &[Key] = &[
    key("name", Text, "its name, for logs and `/__health`").required(),
    key("connection", Object(CONNECTION), "how it reconnects"),
    key("consumer", Object(CONSUMER), "what it consumes").required(),
    key("encoding", Text, "how messages are read"),
    key("backend", Items(Level::Backend), "where messages go").required(),
    key("extra_config", Extra, "its driver"),
];

const CONNECTION: &[Key] = &[
    key("max_retries", Int, "before it gives up; never when absent"),
    key("backoff_strategy", Text, "linear, linear-jitter, exponential, exponential-jitter or fallback"),
    key("health_interval", Duration, "between reports to `/__health`").or("\"1s\""),
];

const CONSUMER: &[Key] = &[
    key("timeout", Duration, "of one message; the service's when absent"),
    key("workers", Int, "messages at a time").or("1"),
    key("topic", Text, "what it subscribes to").required(),
    key("max_rate", Number, "messages a second; no limit when absent"),
];
