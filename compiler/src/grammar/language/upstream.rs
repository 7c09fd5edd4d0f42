//! How requests reach an upstream: `url`, `tls`, `breaker`, `eject`, `retries`.

use super::secret::SECRET;
use crate::grammar::format::*;
use crate::grammar::keys::{key, required};
use crate::grammar::shape::Type::{Either, Integer, List, Record, Text};
use crate::grammar::shape::{Shape, Type};

/// `url`.
pub(super) const URLS: Type =
    Either(&[Text(&UPSTREAM_URL), List(&Either(&[Text(&UPSTREAM_URL), Record(&WEIGHTED_URL)]))]);

/// An item of `url`, as a map.
pub(in crate::grammar) static WEIGHTED_URL: Shape = Shape {
    name: "weighted url",
    doc: "A URL with its share of the requests.",
    keys: &[
        required("url", "URL of the upstream.", Text(&UPSTREAM_URL)),
        key(
            "weight",
            "Share of the requests, relative to the other URLs. 1 if not set.",
            Integer { min: 1, max: 100 },
        ),
    ],
};

/// `upstreams.NAME.tls`.
pub(in crate::grammar) static UPSTREAM_TLS: Shape = Shape {
    name: "upstream tls",
    doc: "TLS options for connections to an upstream. `gwr` reads the files when it loads the artifact.",
    keys: &[
        key(
            "ca",
            "File with the trusted certificate authorities, in PEM. Those of the system if not set.",
            Text(&FILE),
        ),
        key("cert", "File with the client certificate of the gateway, in PEM. Requires `key`.", Text(&FILE)),
        key("key", "Private key of the client certificate, in PEM.", Record(&SECRET)),
        key(
            "server_name",
            "Name that the certificate of the upstream must have. The host of the URL if not set.",
            Text(&HOST),
        ),
    ],
};

/// `upstreams.NAME.breaker`.
pub(in crate::grammar) static BREAKER: Shape = Shape {
    name: "breaker",
    doc: "A circuit breaker: an upstream that fails in a row gets no requests for a while. `gwr` returns `503` with `Retry-After`.",
    keys: &[
        required(
            "errors",
            "Number of failures in a row that open the breaker.",
            Integer { min: 1, max: 1_000_000 },
        ),
        key("within", "Time in which the failures are counted. Without limit if not set.", Text(&DURATION)),
        required("open", "Time for which the breaker stays open. Then one request decides.", Text(&DURATION)),
        key(
            "count",
            "What is a failure: `5xx`, `timeout`, `reset`. All three if not set.",
            List(&Text(&FAILURE)),
        ),
    ],
};

/// `upstreams.NAME.eject`.
pub(in crate::grammar) static EJECT: Shape = Shape {
    name: "eject",
    doc: "Outlier detection: a host that fails in a row gets no requests while another one can serve.",
    keys: &[
        required("after", "Number of failures in a row.", Integer { min: 1, max: 1_000_000 }),
        required("for", "Time for which the host gets no requests.", Text(&DURATION)),
    ],
};

/// `upstreams.NAME.health`.
pub(in crate::grammar) static HEALTH: Shape = Shape {
    name: "health check",
    doc: "Active health checks: a host that fails its last check gets no requests while another one can serve.",
    keys: &[
        required(
            "path",
            "Path that is requested with `GET`. A status from 200 to 399 passes.",
            Text(&REQUEST_PATH),
        ),
        key("every", "Time between two checks, at least `1s`. `5s` if not set.", Text(&DURATION)),
        key("timeout", "Timeout of a check, at most the time between two. `1s` if not set.", Text(&DURATION)),
    ],
};

/// `upstreams.NAME.retries`.
pub(in crate::grammar) static RETRIES: Shape = Shape {
    name: "retries",
    doc: "Retries after a connection that breaks before the response, and after `502`, `503` and `504`.",
    keys: &[
        required("attempts", "Number of attempts, with the first one.", Integer { min: 2, max: 10 }),
        key(
            "budget",
            "Largest share of retries in the requests of the upstream, such as `20%`. `20%` if not set.",
            Text(&PERCENT),
        ),
    ],
};
