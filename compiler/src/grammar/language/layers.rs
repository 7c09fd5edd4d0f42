//! Profiles, defaults, services and endpoints, and the keys that they share.

use super::auth::REQUIRE;
use super::traffic::{CORS, FORWARD, IP, RESPOND_MAP, TIMEOUTS};
use crate::grammar::format::*;
use crate::grammar::keys::{key, required};
use crate::grammar::policies::with_policies;
use crate::grammar::shape::Type::{Any, Bool, Either, Integer, List, Map, Nothing, Record, Text};
use crate::grammar::shape::{Key, Shape, Type};

const NAMES: Type = Either(&[Text(&NAME), List(&Text(&NAME))]);
const TIMEOUT: Type = Either(&[Text(&DURATION), Record(&TIMEOUTS)]);
const METHOD_LIST: Type = Either(&[Text(&METHODS), List(&Text(&METHOD))]);
const REQUIREMENT: Type = Either(&[Text(&NONE_WORD), Record(&REQUIRE)]);

/// `extra_config` of a JSON target, emitted unchanged.
const PASSED: Type = Map { key: &TEXT, value: &Any };

const UPSTREAM_KEY: Key = key("upstream", "Name of the upstream that receives the requests.", Text(&NAME));

const PROFILE_KEY: Key =
    key("profile", "Name of a profile. It sets the keys that are not set here.", Text(&NAME));

const AUTH_KEY: Key = key(
    "auth",
    "Required credential: the name of an auth, a list of auths of which one is enough, or `public` for none. With `public` in a list, such as `[users, public]`, a credential is optional: it is verified if a request has one, and a wrong one returns `401`.",
    NAMES,
);

const RATE_LIMIT_KEY: Key = key("rate_limit", "Name of the rate limit, or `none`.", Text(&NAME));

pub(super) const TIMEOUT_KEY: Key = key(
    "timeout",
    "Timeout of the whole request, or a map with a timeout for each phase. 30s if not set; for streams, 5m between two parts of the response.",
    TIMEOUT,
);

pub(super) const FORWARD_KEY: Key = key(
    "forward",
    "Headers, query parameters and credentials that are forwarded to the upstream.",
    Record(&FORWARD),
);

const STREAM_KEY: Key =
    key("stream", "Streaming: `sse` (server-sent events), `websocket` or `none`.", Text(&STREAM));

pub(super) const DEPTH_KEY: Key = key(
    "depth",
    "Largest number of segments that `/*` matches in KrakenD, which has no wildcard. The KrakenD JSON gets one endpoint for each number of segments; `gwr` matches any number, and `endpoints.lock` has one line. 1 if not set.",
    Integer { min: 1, max: 16 },
);

pub(super) const KRAKEND_KEY: Key = key(
    "krakend",
    "`extra_config` of KrakenD, emitted unchanged for the JSON targets `hanzo` and `krakend-ce`.",
    PASSED,
);

const RESPOND_KEY: Key = key(
    "respond",
    "Response of the gateway itself, without an upstream: `health`, or a map with a fixed response or a redirect.",
    RESPONSE,
);

const RESPONSE: Type = Either(&[Text(&RESPOND), Record(&RESPOND_MAP)]);
const CORS_OR_NONE: Type = Either(&[Text(&NONE_WORD), Record(&CORS)]);

const CORS_KEY: Key = key("cors", "What pages of other origins may do, or `none`.", CORS_OR_NONE);

const REQUEST_HEADERS_KEY: Key = key(
    "request_headers",
    "Headers that are set on the request to the upstream, or `none`. A header without a value is removed.",
    HEADER_EDITS,
);

const RESPONSE_HEADERS_KEY: Key = key(
    "response_headers",
    "Headers that are set on the response, after those of the gateway, or `none`. A header without a value is removed.",
    HEADER_EDITS,
);

const HEADER_EDITS: Type =
    Either(&[Text(&NONE_WORD), Map { key: &EDITED_HEADER, value: &Either(&[Text(&HEADER_VALUE), Nothing]) }]);

const REQUIRE_KEY: Key = key(
    "require",
    "Required roles, scopes and claims of the verified token, in addition to those of its auth, or `none`.",
    REQUIREMENT,
);

pub(super) const IP_KEY: Key = key(
    "ip",
    "Client addresses that may call. Every `ip` of the gateway, the service and the path must admit an address: else `gwr` returns `403`.",
    Record(&IP),
);

const SPLIT_KEY: Key = key(
    "split",
    "Other upstreams that receive some of the requests, by weight or by header, or `none`. A path with its own `upstream` does not inherit it.",
    SPLIT_TARGETS,
);

const SPLIT_TARGETS: Type = Either(&[Text(&NO_LIST), List(&Record(&SPLIT_TARGET))]);

pub(super) const FUNDS_KEY: Key = key(
    "funds",
    "Whether requests add funds to an account. An endpoint that adds funds must not require a balance.",
    Bool,
);

/// Appends the keys that every layer has.
macro_rules! with_layer_keys {
    ($($key:expr),* $(,)?) => {
        with_policies![
            $($key,)*
            REQUIRE_KEY,
            CORS_KEY,
            REQUEST_HEADERS_KEY,
            RESPONSE_HEADERS_KEY,
        ]
    };
}

/// `profiles.NAME`.
pub(in crate::grammar) static PROFILE: Shape = Shape {
    name: "profile",
    doc: "Named sets of defaults for services and endpoints.",
    keys: with_layer_keys![AUTH_KEY, RATE_LIMIT_KEY, TIMEOUT_KEY, FORWARD_KEY, STREAM_KEY, DEPTH_KEY],
};

/// `defaults` of a file.
pub(in crate::grammar) static DEFAULTS: Shape = Shape {
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
            "Path prefix, or a list with the main prefix first and its aliases after it. A map sets the upstream of each prefix.",
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
        SPLIT_KEY,
        FUNDS_KEY,
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
        SPLIT_KEY,
        FUNDS_KEY,
    ],
};

/// An item of `split`.
pub(in crate::grammar) static SPLIT_TARGET: Shape = Shape {
    name: "split target",
    doc: "An upstream that receives some of the requests. A header decides before the weights do.",
    keys: &[
        required("upstream", "Name of the upstream.", Text(&NAME)),
        key(
            "weight",
            "Share of 100 requests, chosen at random. `upstream` receives the rest.",
            Integer { min: 1, max: 100 },
        ),
        key(
            "header",
            "Header and value, in a map of one. Requests with them go to this upstream.",
            Map { key: &HEADER, value: &Text(&HEADER_VALUE) },
        ),
    ],
};
