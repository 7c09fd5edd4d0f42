//! The router's options and plugins (lura v2.14, router/gin and the plugin packages).

use super::row::Kind::{Any, Bool, Int, Object, Open, Text, Texts};
use super::row::Level::{Agent, Backend, Endpoint, Service};
use super::row::{Component, Key, component, key};

pub(super) const COMPONENTS: &[Component] = &[
    component("router", &[Service], Object(ROUTER), "options of the HTTP router")
        .strictly("KrakenD ignores all options except those for health and the access log"),
    component("plugin/http-server", &[Service], Open(SERVER), "runs plugins before every endpoint"),
    component("plugin/http-client", &[Backend], Open(CLIENT), "replaces the HTTP client with a plugin"),
    component(
        "plugin/req-resp-modifier",
        &[Endpoint, Backend, Agent],
        Open(MODIFIER),
        "runs plugins on requests and responses",
    )
    .mismatch("KrakenD runs no plugin of this component"),
];

const ROUTER: &[Key] = &[
    key("return_error_msg", Bool, "returns the error message to clients").or("false"),
    key("disable_redirect_trailing_slash", Bool, "does not redirect `/a/` to `/a`").or("false"),
    key("disable_redirect_fixed_path", Bool, "does not redirect `/A` and `//a` to `/a`").or("false"),
    key("disable_handle_method_not_allowed", Bool, "returns `404` instead of `405`").or("false"),
    key("forwarded_by_client_ip", Bool, "reads the address of a client from headers").or("true"),
    key("remote_ip_headers", Texts, "headers with the address of a client")
        .or("[\"X-Forwarded-For\",\"X-Real-IP\"]"),
    key("trusted_proxies", Texts, "proxies that may set these headers; all by default"),
    key("app_engine", Bool, "runs on App Engine").or("false"),
    key("max_multipart_memory", Int, "bytes of a form to hold in memory"),
    key("remove_extra_slash", Bool, "serves `//a` as `/a`").or("false"),
    key("logger_skip_paths", Texts, "paths to exclude from the access log"),
    key("auto_options", Bool, "responds to `OPTIONS` on every path").or("false"),
    key("disable_health", Bool, "disables the health endpoint").or("false"),
    key("health_path", Text, "path of the health endpoint").or("\"/__health\""),
    key("disable_access_log", Bool, "disables the access log").or("false"),
    key("disable_path_decoding", Bool, "does not check parameters for encoded characters").or("false"),
    key("hide_version_header", Bool, "removes the version from responses").or("false").since(1),
    key("use_h2c", Bool, "serves HTTP/2 without TLS; now a key at the top of the file").since(3),
    key("error_body", Object(ERRORS), "bodies of `404` and `405`"),
    key("max_payload", Int, "maximum size of a request body").enterprise(),
    key("decompress_gzip", Int, "decompresses request bodies").enterprise(),
    key("disable_gzip", Bool, "disables gzip of responses").enterprise(),
];

const ERRORS: &[Key] = &[key("404", Any, "body of `404`"), key("405", Any, "body of `405`")];
const SERVER: &[Key] = &[key("name", Any, "names of the plugins").required()];
const CLIENT: &[Key] = &[key("name", Text, "name of the plugin").required()];
const MODIFIER: &[Key] = &[key("name", Texts, "names of the plugins").required()];
