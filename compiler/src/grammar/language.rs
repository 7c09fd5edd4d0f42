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

/// A key with a fixed meaning that no target enforces yet: using it is an error.
const fn planned(name: &'static str, doc: &'static str) -> Key {
    Key { name, doc, ty: Any, required: false, planned: true }
}

const NAMES: Type = Either(&[Text(&NAME), List(&Text(&NAME))]);
const HEADER_LIST: Type = Either(&[Text(&ALL_WORD), List(&Text(&HEADER_ITEM))]);
const QUERY_LIST: Type = Either(&[Text(&ALL_OR_NONE), List(&Text(&QUERY_ITEM))]);
const TIMEOUT: Type = Either(&[Text(&DURATION), Record(&TIMEOUTS)]);
const METHOD_LIST: Type = Either(&[Text(&METHODS), List(&Text(&METHOD))]);
const REQUIREMENT: Type = Either(&[Text(&NONE_WORD), Record(&REQUIRE)]);
const AUDIENCES: Type = Either(&[Text(&ANY_WORD), List(&Text(&TEXT)), Record(&ALL_AUDIENCES)]);
const TOKEN_SOURCES: Type = List(&Either(&[Text(&HEADER), Record(&TOKEN_SOURCE)]));
const MINTED_VALUE: Type = Either(&[Text(&CLAIM), List(&Text(&CLAIM)), Record(&MINTED)]);
const CLAIM_VALUE: Type = Either(&[Bool, Integer { min: i64::MIN, max: i64::MAX }, Text(&TEXT)]);
const LABELS: Type = Map { key: &KUBE_KEY, value: &Text(&LABEL_VALUE) };
const ANNOTATIONS: Type = Map { key: &KUBE_KEY, value: &Text(&TEXT_OR_NUMBER) };
/// `extra_config` of a JSON target, emitted unchanged.
const PASSED: Type = Map { key: &TEXT, value: &Any };

const UPSTREAM_KEY: Key = key("upstream", "Name of the upstream that receives the requests.", Text(&NAME));
const PROFILE_KEY: Key =
    key("profile", "Name of a profile. It sets the keys that are not set here.", Text(&NAME));
const AUTH_KEY: Key = key(
    "auth",
    "Required credential: the name of an auth, a list of auths of which one is enough, or `public` for none.",
    NAMES,
);
const RATE_LIMIT_KEY: Key = key("rate_limit", "Name of the rate limit, or `none`.", Text(&NAME));
const TIMEOUT_KEY: Key = key(
    "timeout",
    "Timeout of the whole request, or a map with a timeout for each phase. 30s if not set; for streams, 5m between two parts of the response.",
    TIMEOUT,
);
const FORWARD_KEY: Key = key(
    "forward",
    "Headers, query parameters and credentials that are forwarded to the upstream.",
    Record(&FORWARD),
);
const STREAM_KEY: Key =
    key("stream", "Streaming: `sse` (server-sent events), `websocket` or `none`.", Text(&STREAM));
const DEPTH_KEY: Key = key(
    "depth",
    "Largest number of segments that `/*` matches in KrakenD, which has no wildcard. The KrakenD JSON gets one endpoint for each number of segments; `gwr` matches any number, and `endpoints.lock` has one line. 1 if not set.",
    Integer { min: 1, max: 16 },
);
const KRAKEND_KEY: Key = key(
    "krakend",
    "`extra_config` of KrakenD, emitted unchanged for the JSON targets `hanzo` and `krakend-ce`.",
    PASSED,
);
const RESPOND_KEY: Key =
    key("respond", "Response of the gateway itself, without an upstream: `health`.", Text(&RESPOND));

const REQUIRE_KEY: Key = key(
    "require",
    "Required roles, scopes and claims of the verified token, in addition to those of its auth, or `none`.",
    REQUIREMENT,
);

const IP_KEY: Key = key(
    "ip",
    "Client addresses that may call. Every `ip` of the gateway, the service and the path must admit an address: else `gwr` returns `403`.",
    Record(&IP),
);

const KRAKEND_ENDPOINTS: Key = planned(
    "krakend_endpoints",
    "KrakenD endpoints, emitted unchanged for the JSON targets `hanzo` and `krakend-ce`.",
);

/// Appends the keys that every layer has.
macro_rules! with_layer_keys {
    ($($key:expr),* $(,)?) => {
        with_policies![
            $($key,)*
            REQUIRE_KEY,
            planned("quota", "Name of the quota, or `none`."),
            planned("balance", "Name of the balance that must be positive, or `none`."),
            planned("cors", "CORS policy, or `none`."),
            planned("request_headers", "Headers that are set on the request to the upstream; `null` removes a header."),
            planned("response_headers", "Headers that are set on the response; `null` removes a header."),
            planned("in_flight", "Largest number of concurrent requests."),
            planned("heartbeat", "Interval of the comments that are sent while a stream is idle."),
        ]
    };
}

/// `gateway.yaml`.
pub static GATEWAY: Shape = Shape {
    name: "gateway",
    doc: "A gateway. The folder that contains this file is the gateway.",
    keys: with_policies![
        required(
            "gateway",
            "Name of the gateway, and of the folder that its outputs are written to.",
            Text(&NAME)
        ),
        key("title", "Title for display.", Text(&TEXT)),
        key("hosts", "Hosts of the gateway. The manifests use them for the Ingress.", List(&Text(&HOST))),
        key("strict_hosts", "Whether `gwr` rejects requests for other hosts.", Bool),
        key(
            "listen",
            "Port, or address and port, that the gateway listens on. 8080 if not set.",
            Text(&LISTEN)
        ),
        key(
            "trusted_proxies",
            "Networks of trusted proxies. `gwr` reads the client address from `X-Forwarded-For` if the request comes from one of them.",
            List(&Text(&NETWORK)),
        ),
        IP_KEY,
        key(
            "targets",
            "Targets to build for: `hanzo`, `krakend-ce` and `gwr`. All three if not set.",
            List(&Text(&TARGET))
        ),
        TIMEOUT_KEY,
        DEPTH_KEY,
        key(
            "rate_limit",
            "Name of a rate limit for the whole gateway. It applies in addition to the limits of the endpoints.",
            Text(&NAME),
        ),
        FORWARD_KEY,
        key(
            "variables",
            "Environment variables that values may use as `${NAME}`, each with its default, or `null` for no default.",
            Map { key: &VARIABLE, value: &Either(&[Text(&TEXT_OR_NUMBER), Nothing]) },
        ),
        key(
            "upstreams",
            "Upstreams, by name.",
            Map { key: &NAME, value: &Either(&[Text(&UPSTREAM_URL), Record(&UPSTREAM)]) },
        ),
        key(
            "auth",
            "Credentials that endpoints can require, by name. `public` is built in.",
            Map { key: &NAME, value: &Record(&AUTH) },
        ),
        key("rate_limits", "Rate limits, by name.", Map { key: &NAME, value: &Record(&RATE_LIMIT) }),
        key(
            "profiles",
            "Named sets of defaults for services and endpoints.",
            Map { key: &NAME, value: &Record(&PROFILE) }
        ),
        KRAKEND_KEY,
        key("deploy", "How the gateway runs in Kubernetes.", Record(&DEPLOY)),
        key("defaults", "Defaults of the services in this file.", Record(&DEFAULTS)),
        key("services", "Services, by name.", Map { key: &NAME, value: &Record(&SERVICE) }),
        planned("admin", "Listener for operators: metrics, readiness and the list of endpoints."),
        planned("bots", "Denied user agents."),
        planned("identity", "Headers that are removed from every request, in addition to the built-in ones."),
        planned("cors", "CORS policy."),
        planned("response_headers", "Headers that are set on every response; `null` removes a header."),
        planned("quotas", "Quotas, by name: numbers of requests in calendar periods."),
        planned("balances", "Balances, by name: services that return whether an account has funds."),
        planned("usage", "Destination of usage records."),
        planned("store", "Store that the replicas share."),
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
            "Services, by name. Names are unique in the gateway.",
            Map { key: &NAME, value: &Record(&SERVICE) },
        ),
        KRAKEND_ENDPOINTS,
    ],
};

/// `ip`.
static IP: Shape = Shape {
    name: "ip",
    doc: "Client addresses that may call.",
    keys: &[
        key("allow", "Networks that may call. All may if not set.", List(&Text(&NETWORK))),
        key("deny", "Networks that may not call, even inside a network of `allow`.", List(&Text(&NETWORK))),
    ],
};

/// `upstreams.NAME`.
pub static UPSTREAM: Shape = Shape {
    name: "upstream",
    doc: "A backend service: one URL, or several URLs of the same service.",
    keys: &[
        required(
            "url",
            "URL of the upstream, or a list of URLs that are used in turn.",
            Either(&[Text(&UPSTREAM_URL), List(&Text(&UPSTREAM_URL))]),
        ),
        key("accepts_keys", "Whether the upstream verifies API keys itself.", Bool),
        KRAKEND_KEY,
        planned("load_balancing", "Load-balancing policy."),
        planned("dns", "DNS resolution of the hosts."),
        planned("health", "Active health checks of each host."),
        planned("eject", "Outlier detection: when a failing host is ejected."),
        planned("breaker", "Circuit breaker."),
        planned("retries", "Retry policy."),
        planned("in_flight", "Largest number of concurrent requests."),
        planned("http", "HTTP version for requests to the upstream."),
        planned("tls", "TLS options for connections to the upstream."),
        planned("host", "`Host` header that the upstream receives."),
    ],
};

/// `auth.NAME`.
pub static AUTH: Shape = Shape {
    name: "auth",
    doc: "A credential: one of `jwt`, `api_key` and `edge`.",
    keys: &[
        key("jwt", "Signed tokens, verified by the gateway.", Record(&JWT)),
        key(
            "api_key",
            "Opaque API keys. The gateway checks the prefix; an upstream with `accepts_keys` verifies the key.",
            Record(&API_KEY),
        ),
        key(
            "edge",
            "`true`: the gateway of the target `hanzo` verifies the identity before any endpoint.",
            Bool,
        ),
        key(
            "headers",
            "Headers set from verified claims: a claim, a list of which the first that is present counts, or a map.",
            Map { key: &HEADER, value: &MINTED_VALUE },
        ),
        key(
            "require",
            "Required roles, scopes and claims of a verified token. `gwr` returns `403` for a token without them.",
            Record(&REQUIRE),
        ),
        planned("check", "External service that verifies the credential."),
        planned("origins", "Allowed origins of requests with this credential."),
        planned("rate_limit", "Name of a rate limit for each credential."),
    ],
};

/// `auth.NAME.headers.HEADER`, as a map.
pub static MINTED: Shape = Shape {
    name: "minted header",
    doc: "A header made from a claim; no header where the claim is absent. At most one of `join`, `equals`, `bits` and `select`.",
    keys: &[
        required("claim", "The claim. Dots in its name descend into objects.", Text(&CLAIM)),
        key("join", "What is between the items of a list. `,` when not set.", Text(&SEPARATOR)),
        key("equals", "The value of the claim for which the header is set.", CLAIM_VALUE),
        key("value", "The header's value, for `equals`.", Text(&HEADER_VALUE)),
        key(
            "bits",
            "Bits by name, from 0 to 63: the header is the sum of those that the claim lists, as a decimal number; no header for 0.",
            Map { key: &REQUIRED_VALUE, value: &Integer { min: 0, max: 63 } },
        ),
        key(
            "select",
            "A choice of the client among values of its token, in place of the claim.",
            Record(&SELECTION),
        ),
    ],
};

/// `auth.NAME.headers.HEADER.select`.
pub static SELECTION: Shape = Shape {
    name: "selection",
    doc: "A header of the client that takes effect only if its value is in a list of the token.",
    keys: &[
        required("header", "The client's header.", Text(&HEADER)),
        required("within", "The claim with the list.", Text(&CLAIM)),
    ],
};

/// `require`, of an auth or a layer.
pub static REQUIRE: Shape = Shape {
    name: "require",
    doc: "Required roles, scopes and claims of a verified token. All of them must match.",
    keys: &[
        key("roles", "Required roles.", Record(&HELD)),
        key("scopes", "Required scopes.", Record(&HELD)),
        key(
            "claims",
            "Required claims, each with its value: text, a whole number, `true` or `false`. A dot in a name selects a field of an object.",
            Map { key: &CLAIM, value: &CLAIM_VALUE },
        ),
    ],
};

/// `require.roles` and `require.scopes`.
pub static HELD: Shape = Shape {
    name: "required values",
    doc: "A claim and its required values: `any` or `all` of a list.",
    keys: &[
        required(
            "claim",
            "Name of the claim, which is a list or text separated by spaces, such as `scope`. A dot in the name selects a field of an object.",
            Text(&CLAIM),
        ),
        key("any", "Values of which one is required.", List(&Text(&REQUIRED_VALUE))),
        key("all", "Values that are all required.", List(&Text(&REQUIRED_VALUE))),
    ],
};

/// `auth.NAME.jwt`.
pub static JWT: Shape = Shape {
    name: "jwt",
    doc: "Signed tokens in `Authorization: Bearer`.",
    keys: &[
        required("issuer", "Required `iss` claim of a token, compared exactly, or `any`.", Text(&ISSUER)),
        required("jwks", "URL of the JSON Web Key Set of the issuer.", Text(&URL)),
        required("algorithms", "Accepted signature algorithms.", List(&Text(&ALGORITHM))),
        required(
            "audiences",
            "Accepted audiences: a list, one of which a token must have, `{ all: [a, b] }`, or `any` to accept all.",
            AUDIENCES,
        ),
        key("leeway", "Tolerated clock difference for `exp` and `nbf`.", Text(&DURATION)),
        key(
            "from",
            "Headers and cookies that a token is read from, in order: the first that is present decides. `Authorization` when not set.",
            TOKEN_SOURCES,
        ),
    ],
};

/// `auth.NAME.jwt.audiences`, as a map.
pub static ALL_AUDIENCES: Shape = Shape {
    name: "audiences",
    doc: "Audiences that a token must have.",
    keys: &[required("all", "Audiences that are all required.", List(&Text(&TEXT)))],
};

/// An item of `auth.NAME.jwt.from` that is no header.
pub static TOKEN_SOURCE: Shape = Shape {
    name: "token source",
    doc: "Where a token is read from.",
    keys: &[required(
        "cookie",
        "The cookie with the token. `Cookie` is not forwarded because of it.",
        Text(&COOKIE),
    )],
};

/// `auth.NAME.api_key`.
pub static API_KEY: Shape = Shape {
    name: "api_key",
    doc: "Opaque API keys.",
    keys: &[
        required("prefixes", "Prefixes of valid keys.", List(&Text(&KEY_PREFIX))),
        key(
            "from",
            "Headers that a key is read from. `Authorization` and `X-API-Key` if not set.",
            List(&Text(&HEADER)),
        ),
        planned("verify", "Source of the keys that the gateway verifies itself."),
    ],
};

/// `rate_limits.NAME`.
static RATE_LIMIT: Shape = Shape {
    name: "rate limit",
    doc: "A rate limit: a rate for all clients together, a rate for each client, or both.",
    keys: &[
        key("total", "Rate of all clients together, such as `100/s`.", Text(&RATE)),
        key("per_ip", "Rate of each client address, such as `50/min`.", Text(&RATE)),
        key("per", "Rate of each client, identified by a header, a claim or a path parameter.", Record(&PER)),
        key(
            "burst",
            "Requests that one client may send at once. If not set, the number of requests of one period: 50 for `50/min`.",
            Integer { min: 1, max: 1_000_000_000 },
        ),
        key(
            "total_burst",
            "Requests that all clients together may send at once. If not set, the number of requests of one period.",
            Integer { min: 1, max: 1_000_000_000 },
        ),
        planned("window", "Counting algorithm."),
    ],
};

/// `rate_limits.NAME.per`.
static PER: Shape = Shape {
    name: "per",
    doc: "What identifies a client (one of `header`, `claim` and `param`), and its rate.",
    keys: &[
        key("header", "Request header that identifies a client.", Text(&HEADER)),
        key("claim", "Verified claim that identifies a client.", Text(&CLAIM)),
        key("param", "Path parameter that identifies a client.", Text(&PARAM)),
        required("rate", "Rate of each client, such as `10/s`.", Text(&RATE)),
        planned("key", "Verified API key that identifies a client."),
    ],
};

/// `forward`.
static FORWARD: Shape = Shape {
    name: "forward",
    doc: "Headers, query parameters and credentials that are forwarded to the upstream.",
    keys: &[
        key(
            "headers",
            "Headers to forward: a list, or `all`. If not set, `Accept` and `Content-Type`. Items with `+` are appended to the inherited list.",
            HEADER_LIST,
        ),
        key(
            "query",
            "Query parameters to forward: a list, `all` or `none`. `all` if not set. Items with `+` are appended to the inherited list.",
            QUERY_LIST,
        ),
        key(
            "credentials",
            "Whether credential and identity headers are forwarded too. If not set, only to upstreams inside the cluster.",
            Bool,
        ),
    ],
};

/// `timeout`.
static TIMEOUTS: Shape = Shape {
    name: "timeout",
    doc: "Timeouts of the phases of a request. A phase that is not set has no timeout.",
    keys: &[
        key("connect", "Time for connecting to the upstream.", Text(&DURATION)),
        key("first_byte", "Time until the response begins.", Text(&DURATION)),
        key("idle", "Time between two parts of the response.", Text(&DURATION)),
        key("total", "Time for the whole request.", Text(&DURATION)),
    ],
};

/// `profiles.NAME`.
static PROFILE: Shape = Shape {
    name: "profile",
    doc: "Named sets of defaults for services and endpoints.",
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
    doc: "Endpoints below one or more path prefixes, and their upstream.",
    keys: with_layer_keys![
        required(
            "at",
            "Path prefix, or a list of prefixes: the first is the main one, the others are aliases. A map sets the upstream of each prefix.",
            Either(&[Text(&PREFIX), List(&Text(&PREFIX)), Map { key: &PREFIX, value: &Text(&NAME) }]),
        ),
        UPSTREAM_KEY,
        key(
            "rewrite_prefix",
            "Replaces the prefix in the path that the upstream receives. If not set, the path is forwarded unchanged.",
            Text(&PREFIX),
        ),
        key(
            "methods",
            "Methods of all paths below the prefix, without the prefix itself: the same as `/*` under `paths`. For both, use `/**` under `paths`.",
            METHOD_LIST,
        ),
        key(
            "paths",
            "Paths below the prefix, each with its methods. `/a/*` matches all paths below `/a`; `/a/**` matches `/a` as well.",
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
        IP_KEY,
        planned("split", "Other upstreams that receive a share of the requests."),
        planned("funds", "Whether accounts are funded here: such an endpoint requires no balance."),
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
    doc: "Values of one method and path. They override the values of the service.",
    keys: with_layer_keys![
        UPSTREAM_KEY,
        key("rewrite", "Whole path that the upstream receives. Overrides `rewrite_prefix`.", Text(&PATH)),
        RESPOND_KEY,
        PROFILE_KEY,
        AUTH_KEY,
        RATE_LIMIT_KEY,
        TIMEOUT_KEY,
        FORWARD_KEY,
        STREAM_KEY,
        DEPTH_KEY,
        KRAKEND_KEY,
        IP_KEY,
        planned("funds", "Whether accounts are funded here: such an endpoint requires no balance."),
    ],
};

/// `deploy`.
static DEPLOY: Shape = Shape {
    name: "deploy",
    doc: "How the gateway runs in Kubernetes.",
    keys: &[
        key(
            "runs",
            "Program that runs the gateway: `gwr`, `krakend-ce` or `hanzo`. Sets the image, the arguments and the mounts of the container.",
            Text(&RUNS),
        ),
        key(
            "name",
            "Name of the Deployment and the Service. The name of the gateway if not set.",
            Text(&KUBE_SERVICE),
        ),
        key("namespace", "Namespace. The name of the gateway if not set.", Text(&KUBE_NAME)),
        key(
            "image",
            "Container image with a tag or digest. Overrides the default image of `runs`.",
            Text(&IMAGE),
        ),
        key("replicas", "Number of pods. 2 if not set.", Integer { min: 0, max: 1000 }),
        key("resources", "Resource requests and limits of a pod.", Record(&RESOURCES)),
        key("ingress", "Ingress for the hosts of the gateway.", Record(&INGRESS)),
        key(
            "env",
            "Environment variables of the container: text, or a reference to a Secret.",
            Map { key: &VARIABLE, value: &Either(&[Text(&TEXT_OR_NUMBER), Record(&ENV)]) },
        ),
        key("image_pull_secrets", "Names of the Secrets for pulling the image.", List(&Text(&KUBE_OBJECT))),
        key("labels", "Labels of every object.", LABELS),
        key("annotations", "Annotations of the pods.", ANNOTATIONS),
        planned("httproute", "HTTPRoute instead of an Ingress."),
        planned("autoscale", "HorizontalPodAutoscaler."),
        planned("disruption", "PodDisruptionBudget."),
        planned("spread", "Distribution of pods over nodes and zones."),
        planned("egress", "NetworkPolicy for outgoing connections of the gateway."),
        planned("monitor", "Collection of metrics."),
        planned("service", "Type and annotations of the Service."),
        planned("volumes", "Secrets and ConfigMaps to mount."),
        planned("env_from", "Secrets and ConfigMaps with keys that become environment variables."),
        planned("priority_class", "PriorityClass of the pods."),
        planned("tolerations", "Taints that the pods tolerate."),
        planned("config", "How the configuration is mounted into the pods."),
    ],
};

/// `deploy.resources`.
static RESOURCES: Shape = Shape {
    name: "resources",
    doc: "Resource requests and limits of a pod.",
    keys: &[
        key("requests", "Resource requests.", Record(&AMOUNTS)),
        key("limits", "Resource limits.", Record(&AMOUNTS)),
    ],
};

/// `deploy.resources.requests`.
static AMOUNTS: Shape = Shape {
    name: "resource amounts",
    doc: "Amounts of CPU and memory.",
    keys: &[
        key("cpu", "CPU, such as `100m` or `2`.", Text(&QUANTITY)),
        key("memory", "Memory, such as `128Mi`.", Text(&QUANTITY)),
    ],
};

/// `deploy.ingress`.
static INGRESS: Shape = Shape {
    name: "ingress",
    doc: "Ingress for the hosts of the gateway.",
    keys: &[
        key("class", "Ingress class.", Text(&KUBE_OBJECT)),
        key("tls_secret", "Name of the Secret with the TLS certificate.", Text(&KUBE_OBJECT)),
        key("annotations", "Annotations of the Ingress.", ANNOTATIONS),
    ],
};

/// `deploy.env.NAME`.
static ENV: Shape = Shape {
    name: "environment value",
    doc: "A value from a Secret.",
    keys: &[required("secretRef", "Name and key of the Secret.", Record(&SECRET_REF))],
};

/// `deploy.env.NAME.secretRef`.
static SECRET_REF: Shape = Shape {
    name: "secretRef",
    doc: "A key of a Secret.",
    keys: &[
        required("name", "Name of the Secret.", Text(&KUBE_OBJECT)),
        required("key", "Key in the Secret.", Text(&SECRET_KEY)),
        key("optional", "Whether the pod starts without the Secret or the key.", Bool),
    ],
};

/// The maps in which keys are most often written one level too high or too low.
pub static PLACES: &[(&str, &Shape)] =
    &[("gateways", &GATEWAY), ("`defaults`", &DEFAULTS), ("services", &SERVICE), ("endpoints", &ENDPOINT)];
