//! The router's options and plugins (lura v2.14, router/gin and the plugin packages).

use super::row::Kind::{Any, Bool, Int, Object, Open, Text, Texts};
use super::row::Level::{Agent, Backend, Endpoint, Service};
use super::row::{Component, Key, component, key};

pub(super) const COMPONENTS: &[Component] = &[
    component("router", &[Service], Object(ROUTER), "how requests find their endpoint")
        .strictly("no option takes effect but those on health and the access log"),
    component("plugin/http-server", &[Service], Open(SERVER), "plugins around the whole service"),
    component("plugin/http-client", &[Backend], Open(CLIENT), "a plugin instead of the HTTP client"),
    component(
        "plugin/req-resp-modifier",
        &[Endpoint, Backend, Agent],
        Open(MODIFIER),
        "plugins around calls",
    ),
];

const ROUTER: &[Key] = &[
    key("return_error_msg", Bool, "tells clients what went wrong").or("false"),
    key("disable_redirect_trailing_slash", Bool, "`/a/` is not `/a`").or("false"),
    key("disable_redirect_fixed_path", Bool, "`/A` and `//a` are not `/a`").or("false"),
    key("disable_handle_method_not_allowed", Bool, "answers 404, not 405").or("false"),
    key("forwarded_by_client_ip", Bool, "believes headers about the client's address").or("true"),
    key("remote_ip_headers", Texts, "which headers").or("[\"X-Forwarded-For\",\"X-Real-IP\"]"),
    key("trusted_proxies", Texts, "from whom; from everybody when absent"),
    key("app_engine", Bool, "runs on App Engine").or("false"),
    key("max_multipart_memory", Int, "bytes of a form kept in memory"),
    key("remove_extra_slash", Bool, "reads `//a` as `/a`").or("false"),
    key("logger_skip_paths", Texts, "paths that are not logged"),
    key("auto_options", Bool, "answers OPTIONS on every path").or("false"),
    key("disable_health", Bool, "serves no health").or("false"),
    key("health_path", Text, "where health is served").or("\"/__health\""),
    key("disable_access_log", Bool, "logs no accesses").or("false"),
    key("disable_path_decoding", Bool, "does not look for encoded parameters").or("false"),
    key("hide_version_header", Bool, "does not tell its version").or("false").since(1),
    key("use_h2c", Bool, "serves HTTP/2 without TLS; read at the top of the file now").since(3),
    key("error_body", Object(ERRORS), "bodies of 404 and 405"),
    key("max_payload", Int, "largest body").enterprise(),
    key("decompress_gzip", Int, "unpacks bodies").enterprise(),
    key("disable_gzip", Bool, "packs no answers").enterprise(),
];

const ERRORS: &[Key] =
    &[key("404", Any, "where there is no path"), key("405", Any, "where there is no such method")];
const SERVER: &[Key] = &[key("name", Any, "the plugins").required()];
const CLIENT: &[Key] = &[key("name", Text, "the plugin").required()];
const MODIFIER: &[Key] = &[key("name", Any, "the plugins").required()];
