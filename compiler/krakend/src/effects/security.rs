//! Protection of the service (krakend-cors 2.2, krakend-httpsecure 2.2, krakend-botdetector 2.3).

use super::row::Kind::{Any, Bool, Duration, Int, Object, Text, Texts};
use super::row::Level::{Endpoint, Service};
use super::row::{Component, DROPPED, Key, component, key};

pub(super) const COMPONENTS: &[Component] = &[
    component("security/cors", &[Service], Object(CORS), "responds to cross-origin requests of browsers")
        .enterprise(&[Endpoint]),
    component("security/http", &[Service], Object(HTTP), "adds security headers and checks the host")
        .enterprise(&[Endpoint]),
    component(
        "security/bot-detector",
        &[Service, Endpoint],
        Object(BOTS),
        "rejects clients by their user agent",
    )
    .strictly(DROPPED),
];

const CORS: &[Key] = &[
    key("allow_origins", Texts, "allowed origins; all by default").or("[\"*\"]"),
    key("allow_methods", Texts, "allowed methods").or("[\"GET\",\"POST\",\"HEAD\"]"),
    key("allow_headers", Texts, "allowed request headers; all by default"),
    key("expose_headers", Texts, "response headers that scripts may read"),
    key("allow_credentials", Bool, "allows cookies and other credentials").or("false"),
    key("allow_private_network", Bool, "allows requests from a public to a private network").or("false"),
    key("options_passthrough", Bool, "forwards preflight requests").or("false"),
    key("options_success_status", Int, "status of a preflight response").or("204"),
    key("max_age", Duration, "how long browsers cache a preflight response, as a duration"),
    key("debug", Bool, "logs each decision").or("false"),
];

const HTTP: &[Key] = &[
    key("allowed_hosts", Texts, "accepted host names; all by default"),
    key("allowed_hosts_are_regex", Bool, "reads `allowed_hosts` as regular expressions").or("false"),
    key("host_proxy_headers", Texts, "headers that can contain the host name"),
    key("sts_seconds", Int, "`max-age` of `Strict-Transport-Security`; not sent if 0").or("0"),
    key("sts_include_subdomains", Bool, "adds `includeSubDomains`").or("false"),
    key("force_sts_header", Bool, "sends the header without TLS too").or("false"),
    key("frame_deny", Bool, "`X-Frame-Options: DENY`").or("false"),
    key("custom_frame_options_value", Text, "`X-Frame-Options` with this value"),
    key("content_security_policy", Text, "`Content-Security-Policy`"),
    key("content_type_nosniff", Bool, "`X-Content-Type-Options: nosniff`").or("false"),
    key("browser_xss_filter", Bool, "`X-XSS-Protection: 1; mode=block`").or("false"),
    key("referrer_policy", Text, "`Referrer-Policy`"),
    key("ssl_redirect", Bool, "redirects http to https").or("false"),
    key("ssl_host", Text, "the host to redirect to"),
    key("ssl_proxy_headers", Any, "headers that show that the client used https"),
    key("hpkp_public_key", Text, "has no effect"),
    key("is_development", Bool, "disables most options").or("false"),
];

const BOTS: &[Key] = &[
    key("allow", Texts, "accepted user agents, compared exactly"),
    key("deny", Texts, "rejected user agents, compared exactly"),
    key("patterns", Texts, "regular expressions of rejected user agents"),
    key("cache_size", Int, "number of cached user agents; no cache if 0").or("0"),
    key("empty_user_agent_is_bot", Bool, "rejects clients without a user agent").or("false"),
];
