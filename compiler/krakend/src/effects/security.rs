//! Protection of the service (krakend-cors 2.2, krakend-httpsecure 2.2, krakend-botdetector 2.3).

use super::row::Kind::{Any, Bool, Int, Object, Text, Texts};
use super::row::Level::{Endpoint, Service};
use super::row::{Component, DROPPED, Key, component, key};

pub(super) const COMPONENTS: &[Component] = &[
    component("security/cors", &[Service], Object(CORS), "answers other origins' browsers")
        .enterprise(&[Endpoint]),
    component("security/http", &[Service], Object(HTTP), "adds security headers and checks the host")
        .enterprise(&[Endpoint]),
    component(
        "security/bot-detector",
        &[Service, Endpoint],
        Object(BOTS),
        "refuses clients by their user agent",
    )
    .strictly(DROPPED),
];

const CORS: &[Key] = &[
    key("allow_origins", Texts, "origins that may call; all when absent").or("[\"*\"]"),
    key("allow_methods", Texts, "methods they may use").or("[\"GET\",\"POST\",\"HEAD\"]"),
    key("allow_headers", Texts, "headers they may send; all when absent"),
    key("expose_headers", Texts, "headers they may read"),
    key("allow_credentials", Bool, "they may send cookies").or("false"),
    key("allow_private_network", Bool, "they may come from a less private network").or("false"),
    key("options_passthrough", Bool, "hands preflights on").or("false"),
    key("options_success_status", Int, "status of a preflight").or("204"),
    key("max_age", Text, "how long browsers keep the answer, as a duration"),
    key("debug", Bool, "logs decisions").or("false"),
];

const HTTP: &[Key] = &[
    key("allowed_hosts", Texts, "hosts that are served; all when absent"),
    key("allowed_hosts_are_regex", Bool, "takes them for patterns").or("false"),
    key("host_proxy_headers", Texts, "headers that may name the host"),
    key("sts_seconds", Int, "age of `Strict-Transport-Security`; none when 0").or("0"),
    key("sts_include_subdomains", Bool, "and its subdomains").or("false"),
    key("force_sts_header", Bool, "sends it without TLS too").or("false"),
    key("frame_deny", Bool, "`X-Frame-Options: DENY`").or("false"),
    key("custom_frame_options_value", Text, "`X-Frame-Options` with this value"),
    key("content_security_policy", Text, "`Content-Security-Policy`"),
    key("content_type_nosniff", Bool, "`X-Content-Type-Options: nosniff`").or("false"),
    key("browser_xss_filter", Bool, "`X-XSS-Protection: 1; mode=block`").or("false"),
    key("referrer_policy", Text, "`Referrer-Policy`"),
    key("ssl_redirect", Bool, "redirects http to https").or("false"),
    key("ssl_host", Text, "the host to redirect to"),
    key("ssl_proxy_headers", Any, "headers that say the client used https"),
    key("hpkp_public_key", Text, "has no effect any more"),
    key("is_development", Bool, "switches most of it off").or("false"),
];

const BOTS: &[Key] = &[
    key("allow", Texts, "user agents that pass, exactly"),
    key("deny", Texts, "user agents that do not, exactly"),
    key("patterns", Texts, "patterns of user agents that do not"),
    key("cache_size", Int, "user agents to remember; none when 0").or("0"),
    key("empty_user_agent_is_bot", Bool, "refuses clients without one").or("false"),
];
