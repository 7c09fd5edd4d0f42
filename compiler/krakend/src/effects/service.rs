//! Keys at the top of the file (lura v2.14, config.go `ServiceConfig`).

use super::endpoint::ENCODINGS_DOC;
use super::row::Kind::{Bool, Duration, Extra, Int, Items, Object, Text, Texts};
use super::row::{Key, Level, key};
use super::tls;

pub(super) const KEYS: &[Key] = &[
    key("version", Int, "version of the format; must be 3").required(),
    key("name", Text, "name of the service, for telemetry"),
    key("port", Int, "port to listen on").or("8080"),
    key("listen_ip", Text, "address to listen on; all by default").since(5),
    key("host", Texts, "default hosts of the backends"),
    key("timeout", Duration, "default timeout of the endpoints").or("\"2s\""),
    key("cache_ttl", Duration, "default `Cache-Control` of the endpoints"),
    key("output_encoding", Text, ENCODINGS_DOC),
    key("endpoints", Items(Level::Endpoint), "endpoints"),
    key("async_agent", Items(Level::Agent), "consumers of message queues"),
    key("extra_config", Extra, "components of the whole service"),
    key("read_timeout", Duration, "timeout to read a request; none by default"),
    key("write_timeout", Duration, "timeout to write a response; ends long streams"),
    key("idle_timeout", Duration, "timeout of an idle connection of a client"),
    key("read_header_timeout", Duration, "timeout to read the headers of a request"),
    key("max_header_bytes", Int, "maximum size of the request headers; 1 MiB by default").since(6),
    key("disable_keep_alives", Bool, "opens a connection for each call of a backend").or("false"),
    key("disable_compression", Bool, "does not request gzip from backends").or("false"),
    key("max_idle_connections", Int, "maximum idle connections to all backends; no limit by default"),
    key("max_idle_connections_per_host", Int, "maximum idle connections to one host").or("250"),
    key("idle_connection_timeout", Duration, "timeout of an idle connection to a backend"),
    key("response_header_timeout", Duration, "timeout of the response headers of a backend"),
    key("expect_continue_timeout", Duration, "timeout of `100 Continue`"),
    key("dialer_timeout", Duration, "timeout to connect to a backend"),
    key("dialer_fallback_delay", Duration, "delay before the other address family is tried").or("\"300ms\""),
    key("dialer_keep_alive", Duration, "interval of TCP keep-alives to backends"),
    key("disable_rest", Bool, "allows a parameter inside a path segment").or("false"),
    key("plugin", Object(PLUGIN), "folder of the plugins"),
    key("tls", Object(tls::SERVER), "serves with TLS"),
    key("client_tls", Object(tls::CLIENT), "calls backends with TLS").since(3),
    key("use_h2c", Bool, "serves HTTP/2 without TLS").or("false").since(5),
    key("debug_endpoint", Bool, "serves `/__debug/`").or("false").since(1),
    key("echo_endpoint", Bool, "serves `/__echo/`").or("false").since(3),
    key("sequential_start", Bool, "starts agents one by one").or("false"),
    key("allow_insecure_connections", Bool, "former name of a key of `client_tls`").or("false").since(1),
    key("dns_cache_ttl", Duration, "how long results of `sd: dns` are cached").or("\"30s\"").since(7),
    key("max_shutdown_wait_time", Duration, "timeout of a shutdown; none by default").since(13),
];

const PLUGIN: &[Key] = &[
    key("folder", Text, "the folder").required(),
    key("pattern", Text, "text in the names of the files to load"),
];
