//! Keys of endpoints, backends and agents (lura v2.14, config.go).

use super::row::Kind::{Any, Bool, Duration, Extra, Int, Items, Number, Object, Text, Texts, Word};
use super::row::{Key, Level, key};

pub(super) const ENCODINGS_DOC: &str =
    "encoding of the response: json, json-collection, xml, yaml, string, negotiate or no-op";

pub(super) const ENDPOINT: &[Key] = &[
    key("endpoint", Text, "path of the endpoint, with `{parameters}`").required().or("\"/\""),
    key("method", Text, "`GET`, `POST`, `PUT`, `PATCH` or `DELETE`").or("\"GET\""),
    key("backend", Items(Level::Backend), "backends to call").required(),
    key("concurrent_calls", Int, "number of parallel calls of each backend; the first response is used")
        .or("1"),
    key("timeout", Duration, "timeout of the whole request, including the response body"),
    key("cache_ttl", Duration, "`Cache-Control` of complete responses"),
    key("input_query_strings", Texts, "query parameters to forward; none by default"),
    key("input_headers", Texts, "headers to forward; only `Content-Type` by default"),
    key("output_encoding", Text, ENCODINGS_DOC),
    key("extra_config", Extra, "components"),
];

pub(super) const BACKEND: &[Key] = &[
    key("url_pattern", Text, "path at the backend, with `{parameters}`").required().or("\"/\""),
    key("method", Text, "method of the call; that of the endpoint by default"),
    key("host", Texts, "hosts; those of the service by default"),
    key("disable_host_sanitize", Bool, "uses hosts without validation").or("false"),
    key("encoding", Text, "encoding of the response: json, safejson, xml, rss, string or no-op"),
    key("is_collection", Bool, "the response is a list").or("false"),
    key("target", Text, "object in the response that replaces the response"),
    key("allow", Texts, "fields of the response to keep"),
    key("deny", Texts, "fields of the response to remove"),
    key("mapping", Any, "fields of the response to rename"),
    key("group", Text, "name of an object that contains the response"),
    key("sd", Word(&["static", "dns"]), "service discovery").or("\"static\""),
    key("sd_scheme", Text, "scheme of discovered hosts").or("\"http\"").since(4),
    key("input_headers", Texts, "headers to forward to this backend; all of the endpoint by default")
        .since(4),
    key("input_query_strings", Texts, "query parameters to forward to this backend").since(5),
    key("extra_config", Extra, "components"),
];

pub(super) const AGENT: &[Key] = &[
    key("name", Text, "name, for logs and `/__health`").required(),
    key("connection", Object(CONNECTION), "reconnects to the broker"),
    key("consumer", Object(CONSUMER), "messages to consume").required(),
    key("encoding", Text, "encoding of the messages"),
    key("backend", Items(Level::Backend), "backends that receive the messages").required(),
    key("extra_config", Extra, "component of the message broker"),
];

const CONNECTION: &[Key] = &[
    key("max_retries", Int, "number of retries; unlimited by default"),
    key(
        "backoff_strategy",
        Text,
        "delay between retries: linear, linear-jitter, exponential, exponential-jitter or fallback",
    ),
    key("health_interval", Duration, "interval of the reports to `/__health`").or("\"1s\""),
];

const CONSUMER: &[Key] = &[
    key("timeout", Duration, "timeout of one message; that of the service by default"),
    key("workers", Int, "number of messages in parallel").or("1"),
    key("topic", Text, "topic or queue to subscribe to").required(),
    key("max_rate", Number, "messages per second; no limit by default"),
];
