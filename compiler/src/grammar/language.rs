//! The language: every key of a route file.

use super::format::*;
use super::policies::with_policies;
use super::shape::Type::{Any, Bool, Either, Integer, List, Map, Nothing, Record, Text};
use super::shape::{Key, Shape, Type};

const fn key(name: &'static str, doc: &'static str, ty: Type) -> Key {
    Key { name, doc, ty, required: false, planned: false }
}

const fn required(name: &'static str, doc: &'static str, ty: Type) -> Key {
    Key { name, doc, ty, required: true, planned: false }
}

/// A key whose meaning is fixed, and which no target enforces yet: to use it is an error.
const fn planned(name: &'static str, doc: &'static str) -> Key {
    Key { name, doc, ty: Any, required: false, planned: true }
}

const NAMES: Type = Either(&[Text(&NAME), List(&Text(&NAME))]);
const HEADER_LIST: Type = Either(&[Text(&ALL_WORD), List(&Text(&HEADER_ITEM))]);
const QUERY_LIST: Type = Either(&[Text(&ALL_OR_NONE), List(&Text(&QUERY_ITEM))]);
const TIMEOUT: Type = Either(&[Text(&DURATION), Record(&TIMEOUTS)]);
const METHOD_LIST: Type = Either(&[Text(&METHODS), List(&Text(&METHOD))]);
const LABELS: Type = Map { key: &KUBE_KEY, value: &Text(&LABEL_VALUE) };
const ANNOTATIONS: Type = Map { key: &KUBE_KEY, value: &Text(&TEXT_OR_NUMBER) };
/// `extra_config` of a KrakenD-style target, passed through.
const PASSED: Type = Map { key: &TEXT, value: &Any };

const UPSTREAM_KEY: Key = key("upstream", "The upstream that requests go to, by name.", Text(&NAME));
const PROFILE_KEY: Key =
    key("profile", "The profile whose values apply where nothing nearer says otherwise.", Text(&NAME));
const AUTH_KEY: Key =
    key("auth", "Who may call: `public`, the name of an auth, or a list of which any will do.", NAMES);
const RATE_LIMIT_KEY: Key = key("rate_limit", "The rate limit, by name; `none` for no limit.", Text(&NAME));
const TIMEOUT_KEY: Key =
    key("timeout", "Time limits: a duration for the whole exchange, or each limit by name.", TIMEOUT);
const FORWARD_KEY: Key = key("forward", "What of the request goes to the upstream.", Record(&FORWARD));
const STREAM_KEY: Key = key("stream", "How bodies flow: `sse`, `websocket` or `none`.", Text(&STREAM));
const DEPTH_KEY: Key = key(
    "depth",
    "How many segments `/*` matches at most in KrakenD, which has no wildcard: its JSON gets a path for each number of segments. `gwr` matches any number, and `endpoints.lock` keeps one line. 1 when not set.",
    Integer { min: 1, max: 16 },
);
const KRAKEND_KEY: Key =
    key("krakend", "`extra_config` for the JSON targets, passed through as it is.", PASSED);
const RESPOND_KEY: Key =
    key("respond", "What the gateway answers itself instead of asking an upstream.", Text(&RESPOND));

const KRAKEND_ENDPOINTS: Key =
    planned("krakend_endpoints", "Endpoints of KrakenD for the JSON targets, passed through as they are.");

/// Appends the keys that every layer has.
macro_rules! with_layer_keys {
    ($($key:expr),* $(,)?) => {
        with_policies![
            $($key,)*
            planned("require", "Roles, scopes and claims that callers must have, beside those of the credential."),
            planned("quota", "The quota, by name; `none` for no quota."),
            planned("balance", "The balance that must be positive, by name; `none` for no balance."),
            planned("cors", "Cross-origin requests; `none` for no answer to them."),
            planned("request_headers", "Headers set on the request to the upstream; `null` removes one."),
            planned("response_headers", "Headers set on the response; `null` removes one."),
            planned("in_flight", "How many requests may be under way."),
            planned("dialect", "The form of error bodies."),
            planned("heartbeat", "How often a comment is sent while a stream is silent."),
        ]
    };
}

/// `gateway.yaml`.
pub static GATEWAY: Shape = Shape {
    name: "gateway",
    doc: "A gateway: a folder with this file is one.",
    keys: with_policies![
        required("gateway", "The gateway's name; its outputs go to a folder of that name.", Text(&NAME)),
        key("title", "A title for people.", Text(&TEXT)),
        key("hosts", "The hosts it answers for: used by manifests and by `gwc diff`.", List(&Text(&HOST))),
        key("strict_hosts", "Whether `gwr` refuses requests for other hosts.", Bool),
        key("listen", "The port it listens on, or an address and a port. 8080 when unsaid.", Text(&LISTEN)),
        key("targets", "What it is lowered to. All three when unsaid.", List(&Text(&TARGET))),
        TIMEOUT_KEY,
        DEPTH_KEY,
        key(
            "rate_limit",
            "One bucket for the whole gateway, beside those of the endpoints; by name.",
            Text(&NAME),
        ),
        FORWARD_KEY,
        key(
            "variables",
            "Variables of the environment that `${NAME}` may stand for, each with its default; `null` for none.",
            Map { key: &VARIABLE, value: &Either(&[Text(&TEXT_OR_NUMBER), Nothing]) },
        ),
        key(
            "upstreams",
            "Upstreams by name.",
            Map { key: &NAME, value: &Either(&[Text(&UPSTREAM_URL), Record(&UPSTREAM)]) },
        ),
        key(
            "auth",
            "Ways to prove who one is, by name. `public` is built in.",
            Map { key: &NAME, value: &Record(&AUTH) },
        ),
        key("rate_limits", "Rate limits by name.", Map { key: &NAME, value: &Record(&RATE_LIMIT) }),
        key("profiles", "Named defaults of endpoints.", Map { key: &NAME, value: &Record(&PROFILE) }),
        KRAKEND_KEY,
        key("deploy", "How it runs in Kubernetes.", Record(&DEPLOY)),
        key("defaults", "Defaults of the services in this file.", Record(&DEFAULTS)),
        key("services", "Services by name.", Map { key: &NAME, value: &Record(&SERVICE) }),
        planned("admin", "The listener of operators: metrics, readiness and endpoints."),
        planned("trusted_proxies", "Networks whose `X-Forwarded-For` is believed."),
        planned("ip", "Networks that are allowed or denied."),
        planned("bots", "User agents that are denied."),
        planned("identity", "Headers that are removed from every request, beside the built-in ones."),
        planned("cors", "Cross-origin requests."),
        planned("response_headers", "Headers set on every response; `null` removes one."),
        planned("quotas", "Quotas by name: counts over calendar periods."),
        planned("balances", "Balances by name: services that know whether a caller has funds."),
        planned("usage", "Where usage records of priced requests go."),
        planned("store", "The store that replicas share."),
        planned("telemetry", "Log level, access log and traces."),
        KRAKEND_ENDPOINTS,
    ],
};

/// Any other route file.
pub static SERVICES: Shape = Shape {
    name: "services file",
    doc: "Services of the gateway in the same folder.",
    keys: &[
        key("defaults", "Defaults of the services in this file.", Record(&DEFAULTS)),
        required(
            "services",
            "Services by name; names are unique in the gateway.",
            Map { key: &NAME, value: &Record(&SERVICE) },
        ),
        KRAKEND_ENDPOINTS,
    ],
};

/// `upstreams.NAME`.
pub static UPSTREAM: Shape = Shape {
    name: "upstream",
    doc: "A named set of hosts.",
    keys: &[
        required(
            "url",
            "Its URL, or a list of them.",
            Either(&[Text(&UPSTREAM_URL), List(&Text(&UPSTREAM_URL))]),
        ),
        key("accepts_keys", "Whether it checks opaque API keys itself.", Bool),
        KRAKEND_KEY,
        planned("load_balancing", "How a host is chosen."),
        planned("dns", "How addresses of a name are used."),
        planned("health", "Active checks of each host."),
        planned("eject", "When a failing host is left out."),
        planned("breaker", "When requests are refused because the upstream fails."),
        planned("retries", "How often a request is sent again."),
        planned("in_flight", "How many requests may be under way."),
        planned("http", "The HTTP version towards the upstream."),
        planned("tls", "TLS towards the upstream."),
        planned("host", "The `Host` that the upstream gets."),
    ],
};

/// `auth.NAME`.
pub static AUTH: Shape = Shape {
    name: "auth",
    doc: "A way to prove who one is: `jwt`, `api_key` or `edge`.",
    keys: &[
        key("jwt", "A signed token.", Record(&JWT)),
        key("api_key", "An opaque key, checked by an upstream that accepts keys.", Record(&API_KEY)),
        key(
            "edge",
            "`true`: an identity that the engine has checked before any endpoint (target `hanzo`).",
            Bool,
        ),
        key(
            "headers",
            "Headers set from verified claims: header to claim.",
            Map { key: &HEADER, value: &Text(&CLAIM) },
        ),
        planned("require", "Roles, scopes and claims that a verified credential must have."),
        planned("check", "A service that decides about the credential."),
        planned("origins", "Origins that may use this credential."),
        planned("rate_limit", "The rate limit of each such credential, by name."),
    ],
};

/// `auth.NAME.jwt`.
pub static JWT: Shape = Shape {
    name: "jwt",
    doc: "A signed token in `Authorization: Bearer`.",
    keys: &[
        required("issuer", "The `iss` a token must have, exactly; `any` must be said.", Text(&ISSUER)),
        required("jwks", "Where the issuer's keys are.", Text(&URL)),
        required("algorithms", "Accepted signature algorithms.", List(&Text(&ALGORITHM))),
        required(
            "audiences",
            "Accepted audiences, one of which a token must have; `any` must be said.",
            Either(&[Text(&ANY_WORD), List(&Text(&TEXT))]),
        ),
        key("leeway", "Tolerated difference of clocks.", Text(&DURATION)),
        planned("from", "Headers and cookies that a token is read from."),
    ],
};

/// `auth.NAME.api_key`.
pub static API_KEY: Shape = Shape {
    name: "api_key",
    doc: "An opaque key.",
    keys: &[
        required("prefixes", "How keys begin.", List(&Text(&KEY_PREFIX))),
        key(
            "from",
            "The headers a key is read from. `Authorization` and `X-API-Key` when unsaid.",
            List(&Text(&HEADER)),
        ),
        planned("verify", "Where keys are that the gateway verifies itself."),
    ],
};

/// `rate_limits.NAME`.
static RATE_LIMIT: Shape = Shape {
    name: "rate limit",
    doc: "Rates carry their unit: `100/s`, `50/min`.",
    keys: &[
        key("total", "What all callers share.", Text(&RATE)),
        key("per_ip", "What each address has.", Text(&RATE)),
        key("per", "What each caller has, told apart by something else.", Record(&PER)),
        key(
            "burst",
            "How many a caller may send at once; one period's count when unsaid.",
            Integer { min: 1, max: 1_000_000_000 },
        ),
        key(
            "total_burst",
            "How many all callers may send at once; one period's count when unsaid.",
            Integer { min: 1, max: 1_000_000_000 },
        ),
        planned("window", "How requests are counted."),
    ],
};

/// `rate_limits.NAME.per`.
static PER: Shape = Shape {
    name: "per",
    doc: "One of `header`, `claim` and `param`, and the rate.",
    keys: &[
        key("header", "A request header tells callers apart.", Text(&HEADER)),
        key("claim", "A verified claim tells callers apart.", Text(&CLAIM)),
        key("param", "A path parameter tells callers apart.", Text(&PARAM)),
        required("rate", "What each has.", Text(&RATE)),
        planned("key", "A verified key tells callers apart."),
    ],
};

/// `forward`.
static FORWARD: Shape = Shape {
    name: "forward",
    doc: "What of the request goes to the upstream.",
    keys: &[
        key(
            "headers",
            "Headers: a list, or `all`. Items with `+` are appended to the inherited list.",
            HEADER_LIST,
        ),
        key("query", "Query parameters: `all`, `none`, or a list. Items with `+` are appended.", QUERY_LIST),
        key(
            "credentials",
            "Whether credential headers and identity headers go too. Yes inside the cluster, no outside, when unsaid.",
            Bool,
        ),
    ],
};

/// `timeout`.
static TIMEOUTS: Shape = Shape {
    name: "timeout",
    doc: "Time limits; what is not said has no limit.",
    keys: &[
        key("connect", "Until the upstream accepts the connection.", Text(&DURATION)),
        key("first_byte", "Until the answer begins.", Text(&DURATION)),
        key("idle", "Between two pieces of the answer.", Text(&DURATION)),
        key("total", "For the whole exchange.", Text(&DURATION)),
    ],
};

/// `profiles.NAME`.
static PROFILE: Shape = Shape {
    name: "profile",
    doc: "Named defaults of endpoints.",
    keys: with_layer_keys![AUTH_KEY, RATE_LIMIT_KEY, TIMEOUT_KEY, FORWARD_KEY, STREAM_KEY, DEPTH_KEY],
};

/// `defaults` of a file.
pub static DEFAULTS: Shape = Shape {
    name: "defaults",
    doc: "Defaults of the services in this file.",
    keys: with_layer_keys![
        PROFILE_KEY,
        UPSTREAM_KEY,
        AUTH_KEY,
        RATE_LIMIT_KEY,
        TIMEOUT_KEY,
        FORWARD_KEY,
        STREAM_KEY,
        DEPTH_KEY,
    ],
};

/// `services.NAME`.
pub static SERVICE: Shape = Shape {
    name: "service",
    doc: "Paths below one or more prefixes, and the upstream they go to.",
    keys: with_layer_keys![
        required(
            "at",
            "The prefix, or a list of them: the first is the name people use, the others are aliases. A map gives each prefix its upstream.",
            Either(&[Text(&PREFIX), List(&Text(&PREFIX)), Map { key: &PREFIX, value: &Text(&NAME) }]),
        ),
        UPSTREAM_KEY,
        key(
            "rewrite_prefix",
            "What replaces the prefix on the way to the upstream. Without it the path goes on unchanged.",
            Text(&PREFIX),
        ),
        key(
            "methods",
            "Methods of everything below the prefix (`/*`), without the prefix itself: that is `/` under `paths`, and `/**` is both.",
            METHOD_LIST,
        ),
        key(
            "paths",
            "Paths below the prefix, each with its methods. `/a/*` is everything below `/a`, `/a/**` is `/a` as well.",
            Map { key: &PATH, value: &PATH_VALUE },
        ),
        PROFILE_KEY,
        AUTH_KEY,
        RATE_LIMIT_KEY,
        TIMEOUT_KEY,
        FORWARD_KEY,
        STREAM_KEY,
        DEPTH_KEY,
        KRAKEND_KEY,
        planned("ip", "Networks that are allowed or denied, beside those of the gateway."),
        planned("split", "Other upstreams that get a part of the requests."),
        planned("funds", "Whether accounts are topped up here: such an endpoint has no balance."),
    ],
};

const PATH_VALUE: Type = Either(&[
    Text(&METHODS),
    List(&Text(&METHOD)),
    Map { key: &METHOD, value: &Either(&[Record(&ENDPOINT), Nothing]) },
]);

/// `services.NAME.paths.PATH.METHOD`.
pub static ENDPOINT: Shape = Shape {
    name: "endpoint",
    doc: "What is different for this method and path.",
    keys: with_layer_keys![
        UPSTREAM_KEY,
        key("rewrite", "The whole path at the upstream, in place of `rewrite_prefix`.", Text(&PATH)),
        RESPOND_KEY,
        PROFILE_KEY,
        AUTH_KEY,
        RATE_LIMIT_KEY,
        TIMEOUT_KEY,
        FORWARD_KEY,
        STREAM_KEY,
        DEPTH_KEY,
        KRAKEND_KEY,
        planned("ip", "Networks that are allowed or denied, beside those of the service."),
        planned("funds", "Whether accounts are topped up here: such an endpoint has no balance."),
    ],
};

/// `deploy`.
static DEPLOY: Shape = Shape {
    name: "deploy",
    doc: "How the gateway runs in Kubernetes.",
    keys: &[
        key(
            "runs",
            "What runs: `gwr`, `krakend-ce` or `hanzo`. Picks image, arguments and mounts.",
            Text(&RUNS),
        ),
        key(
            "name",
            "Name of the Deployment and the Service. The gateway's name unless set.",
            Text(&KUBE_SERVICE),
        ),
        key("namespace", "The namespace. The gateway's name when unsaid.", Text(&KUBE_NAME)),
        key("image", "The image with its tag or digest, in place of the usual one.", Text(&IMAGE)),
        key("replicas", "How many pods. 2 when unsaid.", Integer { min: 0, max: 1000 }),
        key("resources", "What a pod asks for and may use.", Record(&RESOURCES)),
        key("ingress", "An Ingress for the gateway's hosts.", Record(&INGRESS)),
        key(
            "env",
            "Environment of the container: text, or a reference to a Secret.",
            Map { key: &VARIABLE, value: &Either(&[Text(&TEXT_OR_NUMBER), Record(&ENV)]) },
        ),
        key("image_pull_secrets", "Secrets to pull the image with.", List(&Text(&KUBE_OBJECT))),
        key("labels", "Labels of every object.", LABELS),
        key("annotations", "Annotations of the pods.", ANNOTATIONS),
        planned("httproute", "An HTTPRoute in place of an Ingress."),
        planned("autoscale", "A HorizontalPodAutoscaler."),
        planned("disruption", "A PodDisruptionBudget."),
        planned("spread", "How pods are spread over nodes and zones."),
        planned("egress", "A NetworkPolicy for what the gateway calls."),
        planned("monitor", "How metrics are collected."),
        planned("service", "Type and annotations of the Service."),
        planned("volumes", "Secrets and ConfigMaps to mount."),
        planned("env_from", "Secrets and ConfigMaps whose keys become variables."),
        planned("priority_class", "The PriorityClass of the pods."),
        planned("tolerations", "Taints that the pods tolerate."),
        planned("config", "How the configuration reaches the pods."),
    ],
};

/// `deploy.resources`.
static RESOURCES: Shape = Shape {
    name: "resources",
    doc: "What a pod asks for and may use.",
    keys: &[
        key("requests", "What it asks for.", Record(&AMOUNTS)),
        key("limits", "What it may use at most.", Record(&AMOUNTS)),
    ],
};

/// `deploy.resources.requests`.
static AMOUNTS: Shape = Shape {
    name: "resource amounts",
    doc: "CPU and memory.",
    keys: &[
        key("cpu", "CPU, such as `100m` or `2`.", Text(&QUANTITY)),
        key("memory", "Memory, such as `128Mi`.", Text(&QUANTITY)),
    ],
};

/// `deploy.ingress`.
static INGRESS: Shape = Shape {
    name: "ingress",
    doc: "An Ingress for the gateway's hosts.",
    keys: &[
        key("class", "The Ingress class.", Text(&KUBE_OBJECT)),
        key("tls_secret", "The Secret with the certificate.", Text(&KUBE_OBJECT)),
        key("annotations", "Annotations of the Ingress.", ANNOTATIONS),
    ],
};

/// `deploy.env.NAME`.
static ENV: Shape = Shape {
    name: "environment value",
    doc: "A value that is kept in a Secret.",
    keys: &[required("secretRef", "The Secret and its key.", Record(&SECRET_REF))],
};

/// `deploy.env.NAME.secretRef`.
static SECRET_REF: Shape = Shape {
    name: "secretRef",
    doc: "A key of a Secret.",
    keys: &[
        required("name", "The Secret.", Text(&KUBE_OBJECT)),
        required("key", "The key in it.", Text(&SECRET_KEY)),
        key("optional", "Whether the pod starts without it.", Bool),
    ],
};

/// The maps whose keys are most often written one level too high or too low.
pub static PLACES: &[(&str, &Shape)] =
    &[("gateways", &GATEWAY), ("`defaults`", &DEFAULTS), ("services", &SERVICE), ("endpoints", &ENDPOINT)];
