//! How much of requests is accepted, and for how long.

use super::page::Example::Routes;
use super::page::{Page, page};

pub(super) const REMOVED: Page = page(
    "One client can use the whole capacity of the upstream.",
    "Attach a limit for each client.",
    Routes(
        "rate_limits: { each: { per_ip: 10/s } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rate_limit: each }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
    ),
);

pub(super) const ADDED: Page = page(
    "Clients that send more get `429`.",
    "Compare the limit with the traffic of today.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
        "rate_limits: { each: { per_ip: 10/s } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rate_limit: each }",
    ),
);

pub(super) const RAISED: Page = page(
    "The upstream gets more requests at once.",
    "Check that the upstream can serve the new rate.",
    Routes(
        "rate_limits: { each: { per_ip: 10/s } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rate_limit: each }",
        "rate_limits: { each: { per_ip: 100/s } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rate_limit: each }",
    ),
);

pub(super) const LOWERED: Page = page(
    "Clients that sent up to the old limit get `429`.",
    "Compare the limit with the traffic of today.",
    Routes(
        "rate_limits: { each: { per_ip: 100/s } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rate_limit: each }",
        "rate_limits: { each: { per_ip: 10/s } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rate_limit: each }",
    ),
);

pub(super) const KEY_CHANGED: Page = page(
    "Callers are grouped differently. If a client can choose the key, it can get a new allowance with each request.",
    "Count by something that a client cannot choose, such as a verified claim or the address.",
    Routes(
        "rate_limits: { each: { per_ip: 10/s } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rate_limit: each }",
        "rate_limits: { each: { per: { header: X-Tenant, rate: 10/s } } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rate_limit: each }",
    ),
);

pub(super) const TIMEOUT_RAISED: Page = page(
    "A slow upstream holds requests for longer.",
    "Nothing, if the upstream needs the time.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, timeout: 10s }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, timeout: 30s }",
    ),
);

pub(super) const TIMEOUT_ENDLESS: Page = page(
    "A stuck upstream holds requests for an hour or longer, and with them connections and memory.",
    "Set a timeout below an hour. For a stream, set `timeout: { idle: 5m }`.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, timeout: 30s }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, timeout: 2h }",
    ),
);

pub(super) const TIMEOUT_LOWERED: Page = page(
    "Requests and streams that took longer get `504`, or end early.",
    "Compare the timeout with the slowest requests of today.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, timeout: 30s }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, timeout: 5s }",
    ),
);

pub(super) const BODY_RAISED: Page = page(
    "Clients can send larger bodies, which the upstream must hold.",
    "Set the largest size that the upstream accepts.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, max_body: 1MiB }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, max_body: 10MiB }",
    ),
);

pub(super) const BODY_LOWERED: Page = page(
    "Requests with a larger body get `413`.",
    "Compare the size with the largest requests of today.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, max_body: 10MiB }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, max_body: 1MiB }",
    ),
);
