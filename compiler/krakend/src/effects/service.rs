//! Keys at the top of the file (lura v2.14, config.go `ServiceConfig`).

use super::endpoint::ENCODINGS_DOC;
use super::row::Kind::{Bool, Duration, Extra, Int, Items, Object, Text, Texts};
use super::row::{Key, Level, key};
use super::tls;

pub(super) const KEYS: &[Key] = &[
    key("version", Int, "version of the format; 3 is the only one").required(),
    key("name", Text, "name of the service, for people and telemetry"),
    key("port", Int, "port to listen on").or("8080"),
    key("listen_ip", Text, "address to listen on; all of them when absent").since(5),
    key("host", Texts, "hosts of backends that name none"),
    key("timeout", Duration, "how long an endpoint may take when it says nothing itself").or("\"2s\""),
    key("cache_ttl", Duration, "`Cache-Control` of endpoints that say nothing themselves"),
    key("output_encoding", Text, ENCODINGS_DOC),
    key("endpoints", Items(Level::Endpoint), "what clients may call"),
    key("async_agent", Items(Level::Agent), "queues that are consumed"),
    key("extra_config", Extra, "components of the whole service"),
    key("read_timeout", Duration, "how long reading a request may take; no limit when absent"),
    key("write_timeout", Duration, "how long writing an answer may take; cuts long streams"),
    key("idle_timeout", Duration, "how long a kept-alive connection may wait"),
    key("read_header_timeout", Duration, "how long reading the headers may take"),
    key("max_header_bytes", Int, "largest request header; 1 MiB when absent").since(6),
    key("disable_keep_alives", Bool, "opens a connection for each call of a backend").or("false"),
    key("disable_compression", Bool, "asks backends for no gzip").or("false"),
    key("max_idle_connections", Int, "idle connections to all backends; no limit when absent"),
    key("max_idle_connections_per_host", Int, "idle connections to one backend").or("250"),
    key("idle_connection_timeout", Duration, "when an idle connection to a backend is closed"),
    key("response_header_timeout", Duration, "how long a backend may take to send its headers"),
    key("expect_continue_timeout", Duration, "how long to wait for `100 Continue`"),
    key("dialer_timeout", Duration, "how long connecting to a backend may take"),
    key("dialer_fallback_delay", Duration, "when the other address family is tried").or("\"300ms\""),
    key("dialer_keep_alive", Duration, "interval of TCP keep-alives to backends"),
    key("disable_rest", Bool, "lets a parameter stand anywhere in a path").or("false"),
    key("plugin", Object(PLUGIN), "where plugins are loaded from"),
    key("tls", Object(tls::SERVER), "serves with TLS"),
    key("client_tls", Object(tls::CLIENT), "calls backends with TLS").since(3),
    key("use_h2c", Bool, "serves HTTP/2 without TLS").or("false").since(5),
    key("debug_endpoint", Bool, "serves `/__debug/`").or("false").since(1),
    key("echo_endpoint", Bool, "serves `/__echo/`").or("false").since(3),
    key("sequential_start", Bool, "starts agents one by one").or("false"),
    key("allow_insecure_connections", Bool, "old name of a key of `client_tls`").or("false").since(1),
    key("dns_cache_ttl", Duration, "how long names found by `sd: dns` are kept").or("\"30s\"").since(7),
    key("max_shutdown_wait_time", Duration, "how long stopping may take; no limit when absent").since(13),
];

const PLUGIN: &[Key] =
    &[key("folder", Text, "the folder").required(), key("pattern", Text, "part of the file names to load")];
