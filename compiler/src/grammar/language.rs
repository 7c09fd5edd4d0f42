//! The language: every key of a route file.

mod auth;
mod balance;
mod deploy;
mod identity;
mod layers;
mod telemetry;
mod listen;
mod quota;
mod secret;
mod store;
mod traffic;
mod upstream;

use super::format::*;
use super::keys::{key, required};
use super::policies::with_policies;
use super::shape::Type::{Any, Bool, Either, Integer, List, Map, Nothing, Record, Text};
use super::shape::{Key, Shape, Type};

use layers::{DEPTH_KEY, FORWARD_KEY, IP_KEY, KRAKEND_KEY, TIMEOUT_KEY};

use auth::AUTH;
use balance::{BALANCE, USAGE};
use deploy::DEPLOY;

pub(super) use deploy::{ANNOTATIONS, RESOURCES};
use identity::IDENTITY;
use layers::{DEFAULTS, PROFILE};
use listen::LISTENERS;
use quota::QUOTA;
use store::STORE;
use telemetry::TELEMETRY;
use traffic::{BOTS, CORS, RATE_LIMIT};
use upstream::{BREAKER, EJECT, HEALTH, RETRIES, UPSTREAM_TLS, URLS};

pub use layers::{ENDPOINT, SERVICE};

const KRAKEND_ENDPOINTS: Key = key(
    "krakend_endpoints",
    "Endpoints in KrakenD's own words, emitted unchanged for the JSON targets `hanzo` and `krakend-ce`, and checked as KrakenD configurations are.",
    List(&VERBATIM),
);

/// A map in KrakenD's own words.
static VERBATIM: Type = Map { key: &TEXT, value: &Any };

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
            "Port, or address and port, that the gateway listens on, or a list of them. 8080 if not set.",
            LISTENERS
        ),
        key(
            "admin",
            "Port, or address and port, of the admin listener of `gwr`: `/metrics`, `/healthz`, `/readyz` and `/endpoints`. Read-only. Not started if not set.",
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
            "Environment variables that values may use as `${NAME}`, each with its default, or `null` for no default. `$${` is the text `${`.",
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
        key(
            "krakend_root",
            "Keys of the root of the KrakenD configuration that the language does not have, such as `plugin` and `async_agent`. Emitted unchanged for the JSON targets `hanzo` and `krakend-ce`.",
            Map { key: &TEXT, value: &Any },
        ),
        key(
            "quotas",
            "Quotas, by name: numbers of requests of each client in calendar periods.",
            Map { key: &NAME, value: &Record(&QUOTA) },
        ),
        key(
            "balances",
            "Balances, by name: services that return the balance of an account.",
            Map { key: &NAME, value: &Record(&BALANCE) },
        ),
        key("usage", "Usage records of requests with a quota or a balance.", Record(&USAGE)),
        key(
            "store",
            "Where rate limits and quotas count: a server that the replicas share, or a file.",
            Record(&STORE)
        ),
        key("deploy", "How the gateway runs in Kubernetes.", Record(&DEPLOY)),
        key("defaults", "Defaults of the services in this file.", Record(&DEFAULTS)),
        key("services", "Services, by name.", Map { key: &NAME, value: &Record(&SERVICE) }),
        key("bots", "Clients that are denied by their user agent.", Record(&BOTS)),
        key("identity", "Headers that no client may set.", Record(&IDENTITY)),
        key("cors", "What pages of other origins may do.", Record(&CORS)),
        key(
            "response_headers",
            "Headers that are set on every response, also on errors of the gateway. A header without a value is removed.",
            Map { key: &EDITED_HEADER, value: &Either(&[Text(&HEADER_VALUE), Nothing]) },
        ),
        key("telemetry", "Log level, access log and traces.", Record(&TELEMETRY)),
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

/// `upstreams.NAME`.
pub static UPSTREAM: Shape = Shape {
    name: "upstream",
    doc: "A backend service: one URL, or several URLs of the same service.",
    keys: &[
        required("url", "URL of the upstream, or a list of URLs that are used in turn.", URLS),
        key("accepts_keys", "Whether the upstream verifies API keys itself.", Bool),
        KRAKEND_KEY,
        key(
            "load_balancing",
            "How the URL of a request is chosen: `round_robin` or `least_requests`. `round_robin` if not set.",
            Text(&LOAD_BALANCING),
        ),
        key(
            "dns",
            "What the name of a host means: `each_address` makes each of its addresses a host of its own. One host if not set.",
            Text(&RESOLUTION),
        ),
        key("health", "Active health checks of each host.", Record(&HEALTH)),
        key("eject", "Outlier detection: when a failing host is ejected.", Record(&EJECT)),
        key("breaker", "Circuit breaker.", Record(&BREAKER)),
        key(
            "retries",
            "Retry policy. Only requests that may be repeated and have no body are sent again.",
            Record(&RETRIES),
        ),
        key(
            "in_flight",
            "Largest number of concurrent requests to the upstream from one replica. `gwr` returns `503` for others.",
            Integer { min: 1, max: 999_999_999 },
        ),
        key(
            "http",
            "HTTP version for requests to the upstream. With `2`, trailers pass, so that gRPC works. 1 if not set.",
            Integer { min: 1, max: 2 },
        ),
        key("tls", "TLS options for URLs with `https`.", Record(&UPSTREAM_TLS)),
        key(
            "host",
            "`Host` header that the upstream receives: `upstream` for the host of its URL, `client` for the one of the request, or a name. `upstream` if not set.",
            Text(&HOST_HEADER),
        ),
    ],
};

/// A map in which keys are often written one level too high or too low.
pub struct Place {
    /// Such maps, in a list.
    pub name: &'static str,
    /// How a key is moved there.
    pub way: &'static str,
    /// Its keys.
    pub shape: &'static Shape,
}

/// All of them.
pub static PLACES: &[Place] = &[
    Place { name: "gateways", way: "to the top level of `gateway.yaml`", shape: &GATEWAY },
    Place { name: "`defaults`", way: "into `defaults`", shape: &DEFAULTS },
    Place { name: "services", way: "into the service, beside `at`", shape: &SERVICE },
    Place { name: "endpoints", way: "below a method of a path, such as `GET`", shape: &ENDPOINT },
];
