//! What is limited and forwarded: `rate_limits`, `timeout`, `forward`, `ip`.

use crate::grammar::format::*;
use crate::grammar::keys::{key, planned, required};
use crate::grammar::shape::Type::{Bool, Either, Integer, List, Record, Text};
use crate::grammar::shape::{Shape, Type};

const HEADER_LIST: Type = Either(&[Text(&ALL_WORD), List(&Text(&HEADER_ITEM))]);
const QUERY_LIST: Type = Either(&[Text(&ALL_OR_NONE), List(&Text(&QUERY_ITEM))]);

/// `rate_limits.NAME`.
pub(in crate::grammar) static RATE_LIMIT: Shape = Shape {
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
pub(in crate::grammar) static PER: Shape = Shape {
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
pub(in crate::grammar) static FORWARD: Shape = Shape {
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
pub(in crate::grammar) static TIMEOUTS: Shape = Shape {
    name: "timeout",
    doc: "Timeouts of the phases of a request. A phase that is not set has no timeout.",
    keys: &[
        key("connect", "Time for connecting to the upstream.", Text(&DURATION)),
        key("first_byte", "Time until the response begins.", Text(&DURATION)),
        key("idle", "Time between two parts of the response.", Text(&DURATION)),
        key("total", "Time for the whole request.", Text(&DURATION)),
    ],
};

/// `ip`.
pub(in crate::grammar) static IP: Shape = Shape {
    name: "ip",
    doc: "Client addresses that may call.",
    keys: &[
        key("allow", "Networks that may call. All may if not set.", List(&Text(&NETWORK))),
        key("deny", "Networks that may not call, even inside a network of `allow`.", List(&Text(&NETWORK))),
    ],
};
