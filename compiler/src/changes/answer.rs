//! What answers an endpoint.

use super::page::Example::{Endpoint, Routes};
use super::page::{Page, page};

pub(super) const UPSTREAM_CHANGED: Page = page(
    "Another server answers the same requests. If it does not serve the same API, clients get other responses or errors.",
    "Check that the new hosts serve the same API. Send the request that the report shows (`try`) before and after the deployment.",
    Routes(
        "upstreams: { orders: \"http://orders.shop.svc:8080\" }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
        "upstreams: { orders: \"http://orders-v2.shop.svc:8080\" }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
    ),
);

pub(super) const UPSTREAM_OUTSIDE: Page = page(
    "Requests leave the cluster with their path, query, body, forwarded headers and, if `credentials: true` is set, the credential.",
    "Forward only what the external service needs: list `headers` under `forward`, and set `credentials: false`.",
    Routes(
        "upstreams: { orders: \"http://orders.shop.svc:8080\" }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
        "upstreams: { orders: \"https://orders.partner.example\" }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
    ),
);

pub(super) const UPSTREAM_CLEARTEXT: Page = page(
    "The connection to the upstream is not encrypted. Anyone on the network between gateway and upstream can read and change requests and responses.",
    "Set an `https://` URL for the upstream.",
    Routes(
        "upstreams: { orders: \"https://orders.shop.svc:8443\" }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
        "upstreams: { orders: \"http://orders.shop.svc:8080\" }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
    ),
);

pub(super) const UPSTREAM_TLS_WEAKENED: Page = page(
    "The gateway accepts other certificates from the upstream, so another server can pose as it. Without `cert` and `key`, an upstream that requires a client certificate rejects the connection.",
    "Keep `ca`, `server_name`, `cert` and `key` under `tls`. If the upstream has a new certificate, set the values that fit it.",
    Routes(
        "upstreams: { orders: { url: \"https://orders.shop.svc:8443\", tls: { ca: /tls/ca.crt } } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
        "upstreams: { orders: { url: \"https://orders.shop.svc:8443\" } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
    ),
);

pub(super) const PATH_CHANGED: Page = page(
    "If the upstream does not serve the new path, clients get `404`. If it serves something else there, clients get that response. If another endpoint requires a credential for the new path, this endpoint now opens it to callers without that credential: the change widens exposure, and names the other endpoint.",
    "Check that the upstream serves the new path. If it does not, restore `rewrite` or `rewrite_prefix`. If another endpoint requires a credential for the path, require the same one here.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rewrite_prefix: /v1 }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rewrite_prefix: /v2 }",
    ),
);

pub(super) const METHOD_CHANGED: Page = page(
    "An upstream that does not serve the new method answers `405`. A `GET` that becomes a `POST` may change data.",
    "Check that the upstream accepts the new method at this path. If it does not, set the old method again.",
    Endpoint(
        "\"method\": \"GET\"",
        "\"method\": \"GET\", \"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\", \"method\": \"POST\" }]",
    ),
);

pub(super) const STREAM_CHANGED: Page = page(
    "A stream that is no longer set as `stream` ends when the `total` timeout is reached. A WebSocket endpoint without `stream: websocket` cannot be opened.",
    "Set `stream: sse` for server-sent events, `stream: websocket` for a WebSocket, and `stream: none` for other responses.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, stream: sse }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, stream: none }",
    ),
);

pub(super) const ANSWERS_ITSELF: Page = page(
    "Clients get the response that `respond` sets. The upstream no longer receives these requests.",
    "Nothing, if this is intended. If not, remove `respond` and set `upstream`.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, auth: public, paths: { /up: GET } }",
        "services:\n  orders: { at: /orders, upstream: orders, auth: public, paths: { /up: { GET: { respond: health } } } }",
    ),
);

pub(super) const ANSWERED_BY_UPSTREAM: Page = page(
    "Requests that stopped at the gateway now reach an upstream, with the credential check and rate limit of this endpoint only.",
    "Check that the endpoint sets the right `auth` and a `rate_limit`.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, auth: public, paths: { /up: { GET: { respond: health } } } }",
        "services:\n  orders: { at: /orders, upstream: orders, auth: public, paths: { /up: GET } }",
    ),
);

pub(super) const DIALECT_CHANGED: Page = page(
    "Errors that the gateway itself sends, such as `401` and `429`, have another body. Clients that parse the old format fail.",
    "Set `dialect` to the format that your clients parse, such as `dialect: openai` for the OpenAI client libraries.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, dialect: openai }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, dialect: json }",
    ),
);

pub(super) const HEARTBEAT_CHANGED: Page = page(
    "While a stream is silent, the gateway sends a comment line at this interval. A proxy closes the stream if the interval is longer than the proxy's idle timeout.",
    "Set `heartbeat` below the idle timeout of every proxy in front of the gateway, such as `heartbeat: 15s`.",
    Routes("heartbeat: 15s", "heartbeat: 30s"),
);
