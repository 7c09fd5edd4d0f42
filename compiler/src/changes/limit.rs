//! How much of requests is accepted, and for how long.

use super::page::Example::Routes;
use super::page::{Page, page};

pub(super) const REMOVED: Page = page(
    "Without the limit, one client can send any number of requests and use the whole capacity of the upstream.",
    "Keep the limit. To replace it, set `rate_limit` to a limit per client, such as `per_ip: 10/s`.",
    Routes(
        "rate_limits: { each: { per_ip: 10/s } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rate_limit: each }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
    ),
);

pub(super) const ADDED: Page = page(
    "Requests above the limit get `429`.",
    "Compare the limit with the number of requests that clients send now.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
        "rate_limits: { each: { per_ip: 10/s } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rate_limit: each }",
    ),
);

pub(super) const RAISED: Page = page(
    "Clients can send more requests to the upstream in the same time.",
    "Check that the upstream can serve the new rate. If not, restore the old one.",
    Routes(
        "rate_limits: { each: { per_ip: 10/s } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rate_limit: each }",
        "rate_limits: { each: { per_ip: 100/s } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rate_limit: each }",
    ),
);

pub(super) const LOWERED: Page = page(
    "Clients that send as much as the old limit allowed now get `429` for a part of their requests.",
    "Compare the limit with the number of requests that clients send now.",
    Routes(
        "rate_limits: { each: { per_ip: 100/s } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rate_limit: each }",
        "rate_limits: { each: { per_ip: 10/s } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rate_limit: each }",
    ),
);

pub(super) const KEY_CHANGED: Page = page(
    "The key decides which requests share one limit, such as all requests of one address. If a client can choose the key, such as a header, it can send a new value with each request and is never limited.",
    "Use a key that a client cannot choose: a claim of the verified token, or the client address (`per_ip`).",
    Routes(
        "rate_limits: { each: { per_ip: 10/s } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rate_limit: each }",
        "rate_limits: { each: { per: { header: X-Tenant, rate: 10/s } } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rate_limit: each }",
    ),
);

pub(super) const TIMEOUT_RAISED: Page = page(
    "If the upstream is slow or hangs, each request stays open for longer and holds a connection and memory.",
    "Nothing, if the upstream needs the time.",
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
    "Requests that take longer than the new timeout get `504`. Streams that are silent for longer are closed.",
    "Compare the timeout with the slowest requests in the access log.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, timeout: 30s }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, timeout: 5s }",
    ),
);

pub(super) const BODY_RAISED: Page = page(
    "Clients can send larger bodies. An upstream that reads the whole body needs more memory for each request.",
    "Set `max_body` to the largest size that the upstream accepts.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, max_body: 1MiB }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, max_body: 10MiB }",
    ),
);

pub(super) const BODY_LOWERED: Page = page(
    "Requests with a larger body get `413`.",
    "Compare the limit with the largest request bodies that clients send now.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, max_body: 10MiB }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, max_body: 1MiB }",
    ),
);
