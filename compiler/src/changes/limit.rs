//! How much of requests is accepted, and for how long.

use super::page::Example::Routes;
use super::page::{Page, page};

pub(super) const REMOVED: Page = page(
    "Without the limit, one client can send any number of requests and use the whole capacity of the upstream.",
    "Keep `rate_limit` at the endpoint. If the limit was too low, raise its rate.",
    Routes(
        "rate_limits: { each: { per_ip: 10/s } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rate_limit: each }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
    ),
);

pub(super) const ADDED: Page = page(
    "Requests above the limit get `429`. In the example, this concerns a client address that sends more than 10 requests per second. All users behind one NAT have the same address.",
    "Compare the limit with the number of requests of each client in the access log. If a client needs more, set a higher rate.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
        "rate_limits: { each: { per_ip: 10/s } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rate_limit: each }",
    ),
);

pub(super) const RAISED: Page = page(
    "Clients can send more requests to the upstream in the same time: in the example, 100 per second from each address instead of 10.",
    "Check that the upstream can serve the new rate. If not, restore the old one.",
    Routes(
        "rate_limits: { each: { per_ip: 10/s } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rate_limit: each }",
        "rate_limits: { each: { per_ip: 100/s } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rate_limit: each }",
    ),
);

pub(super) const LOWERED: Page = page(
    "In the example, a client that sends 100 requests per second, which the old limit allowed, now gets `429` for most of them.",
    "Compare the limit with the number of requests of each client in the access log. If a client needs more, set a higher rate.",
    Routes(
        "rate_limits: { each: { per_ip: 100/s } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rate_limit: each }",
        "rate_limits: { each: { per_ip: 10/s } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rate_limit: each }",
    ),
);

pub(super) const KEY_CHANGED: Page = page(
    "The key decides which requests share one limit. In the example, it was the client address and is now the header `X-Tenant`, which the client sets. A client that sends a new value with each request is never limited. Clients that have the same key now share a limit, and may get `429`.",
    "Use a key that a client cannot choose: a claim of the verified token, or the client address (`per_ip`).",
    Routes(
        "rate_limits: { each: { per_ip: 10/s } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rate_limit: each }",
        "rate_limits: { each: { per: { header: X-Tenant, rate: 10/s } } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rate_limit: each }",
    ),
);

pub(super) const TIMEOUT_RAISED: Page = page(
    "If the upstream is slow or hangs, each request stays open for longer and holds a connection and memory.",
    "Nothing, if the upstream needs the time. If not, restore the old timeout.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, timeout: 10s }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, timeout: 30s }",
    ),
);

pub(super) const TIMEOUT_ENDLESS: Page = page(
    "If the upstream hangs, each request stays open for an hour or longer and holds a connection and memory. The gateway may run out of both.",
    "Set a timeout below an hour. For a stream, set `timeout: { idle: 5m }`.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, timeout: 30s }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, timeout: 2h }",
    ),
);

pub(super) const TIMEOUT_LOWERED: Page = page(
    "Requests that take longer than the new `total` timeout get `504`. Streams are closed when the upstream is silent for longer than the new `idle` timeout.",
    "Compare the timeout with the slowest requests in the access log. If some need longer, set a longer timeout for their path.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, timeout: 30s }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, timeout: 5s }",
    ),
);

pub(super) const BODY_RAISED: Page = page(
    "Clients can send larger bodies. An upstream that reads the whole body needs more memory for each request.",
    "Set `max_body` to the largest size that the upstream accepts.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: POST, auth: iam, max_body: 1MiB }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: POST, auth: iam, max_body: 10MiB }",
    ),
);

pub(super) const BODY_LOWERED: Page = page(
    "Requests with a larger body get `413`.",
    "Compare the limit with the largest request bodies that clients send now. If some are larger, raise `max_body` for their path.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: POST, auth: iam, max_body: 10MiB }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: POST, auth: iam, max_body: 1MiB }",
    ),
);
