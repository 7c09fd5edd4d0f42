//! What is limited and forwarded: `rate_limits`, `timeout`, `forward`, `ip`.

use crate::grammar::format::*;
use crate::grammar::keys::{key, required};
use crate::grammar::shape::Type::{Bool, Either, Integer, List, Map, Record, Text};
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
        key(
            "per",
            "Rate of each client, identified by a header, a claim, an API key or a path parameter.",
            Record(&PER),
        ),
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
        key(
            "window",
            "How requests are counted: `bucket` refills continuously and holds `burst` requests, `sliding` counts the requests of the last period. `bucket` if not set.",
            Text(&WINDOW),
        ),
    ],
};

/// `rate_limits.NAME.per`.
pub(in crate::grammar) static PER: Shape = Shape {
    name: "per",
    doc: "What identifies a client (one of `header`, `claim`, `key` and `param`), and its rate.",
    keys: &[
        key("header", "Request header that identifies a client.", Text(&HEADER)),
        key("claim", "Verified claim that identifies a client.", Text(&CLAIM)),
        key("key", "`true`: the API key that the gateway verified identifies a client.", Bool),
        key("param", "Path parameter that identifies a client.", Text(&PARAM)),
        required("rate", "Rate of each client.", Text(&RATE)),
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

/// `cors`.
pub(in crate::grammar) static CORS: Shape = Shape {
    name: "cors",
    doc: "What pages of other origins may do. The gateway answers preflights, and replaces the CORS headers of upstreams.",
    keys: &[
        required(
            "origins",
            "Origins whose pages may call. `https://*.example.com` means all below a domain, and `*` any.",
            List(&Text(&ORIGIN)),
        ),
        key("methods", "Methods that pages may use. Those of the path if not set.", List(&Text(&METHOD))),
        key("headers", "Request headers that pages may send. All if not set.", List(&Text(&HEADER))),
        key("expose", "Response headers that scripts may read.", List(&Text(&HEADER))),
        key(
            "credentials",
            "Whether browsers send cookies and other credentials. Requires listed origins.",
            Bool,
        ),
        key(
            "private_network",
            "Whether pages of a public network may call a gateway in a private one.",
            Bool,
        ),
        key("max_age", "How long browsers cache the answer to a preflight.", Text(&DURATION)),
    ],
};

/// `bots`.
pub(in crate::grammar) static BOTS: Shape = Shape {
    name: "bots",
    doc: "Clients that are denied by their user agent: `gwr` returns `403`. The first key that applies decides: `empty_user_agent`, `allow`, `deny`, `patterns`.",
    keys: &[
        key("allow", "User agents that may call, compared exactly.", List(&Text(&USER_AGENT))),
        key("deny", "Denied user agents, compared exactly.", List(&Text(&USER_AGENT))),
        key("patterns", "Regular expressions of denied user agents.", List(&Text(&EXPRESSION))),
        key("empty_user_agent", "`deny`: clients without a user agent are denied.", Text(&DENY_WORD)),
    ],
};

/// `respond`.
pub(in crate::grammar) static RESPOND_MAP: Shape = Shape {
    name: "response",
    doc: "A response of the gateway itself: always the same one, or a redirect.",
    keys: &[
        key(
            "status",
            "Status of the response. 200 if not set, and 308 for a redirect.",
            Integer { min: 200, max: 599 },
        ),
        key("headers", "Headers of the response.", Map { key: &EDITED_HEADER, value: &Text(&HEADER_VALUE) }),
        key("body", "Body of the response. Empty if not set.", Text(&TEXT)),
        key(
            "redirect",
            "URL or path of the redirect. It may use the parameters of the path, and `{*}` for what `/*` matches. The query of the request is added.",
            Text(&REDIRECT),
        ),
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
