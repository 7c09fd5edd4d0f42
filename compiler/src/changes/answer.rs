//! What answers an endpoint.

use super::page::Example::{Endpoint, Routes};
use super::page::{Page, page};

pub(super) const UPSTREAM_CHANGED: Page = page(
    "Another server answers the same requests. If it does not serve the same API, clients get other responses or errors. The report also has this change if the hosts are the same, and only the HTTP version, the `Host` header, load balancing, retries or TLS files differ.\n\nThe change widens exposure in two cases:\n\n- The upstream now has `host: client`: a client chooses among all hosts that the upstream serves.\n- Callers reach an upstream path for which another endpoint requires more, for example a role. The report names that endpoint.",
    "Check that the new hosts serve the same API. Send the request that the report shows after `try`, before and after the deployment. If the report names another endpoint, set its `auth` and `require` at this endpoint too.",
    Routes(
        "upstreams: { orders: \"http://orders.shop.svc:8080\" }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
        "upstreams: { orders: \"http://orders-v2.shop.svc:8080\" }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
    ),
);

pub(super) const UPSTREAM_OUTSIDE: Page = page(
    "If the host does not serve the same API, clients get errors. Its operator gets the requests of your users: path, query, body, forwarded headers and, with `credentials: true`, the credential. A host is outside the cluster unless it is a private address, a name without a dot, or a name such as `orders.default`, `orders.shop.svc` or `orders.internal`.",
    "Forward only what the external service needs: list `headers` under `forward`, and set `credentials: false`.",
    Routes(
        "upstreams: { orders: \"http://orders.shop.svc:8080\" }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
        "upstreams: { orders: \"https://orders.partner.example\" }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
    ),
);

pub(super) const UPSTREAM_CLEARTEXT: Page = page(
    "If the upstream does not accept plain HTTP at this address, clients get errors. The connection is not encrypted: anyone on the network between gateway and upstream can read and change requests and responses.",
    "Set an `https://` URL for the upstream.",
    Routes(
        "upstreams: { orders: \"https://orders.shop.svc:8443\" }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
        "upstreams: { orders: \"http://orders.shop.svc:8080\" }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
    ),
);

pub(super) const UPSTREAM_TLS_WEAKENED: Page = page(
    "In the example, the gateway trusted only the CA in `/tls/ca.crt`. It now trusts every CA of the system, so a server with a certificate of any of them can pose as the upstream. If the certificate of the upstream is from the old CA, the gateway rejects it, and clients get `502`. If `cert` and `key` are removed, an upstream that requires a client certificate rejects the connection.",
    "Keep `ca`, `server_name`, `cert` and `key` under `tls`. If the upstream has a new certificate, set the values that fit it.",
    Routes(
        "upstreams: { orders: { url: \"https://orders.shop.svc:8443\", tls: { ca: /tls/ca.crt } } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
        "upstreams: { orders: { url: \"https://orders.shop.svc:8443\" } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
    ),
);

pub(super) const PATH_CHANGED: Page = page(
    "If the upstream does not serve the new path, clients get `404`. If it serves something else there, clients get that response. Suppose that this endpoint requires only a token, and that another endpoint with the new upstream path also requires the role `admin`. Callers without the role now reach that path: the change widens exposure, and the report names the other endpoint.",
    "Check that the upstream serves the new path. If it does not, restore `rewrite` or `rewrite_prefix`. If the report names another endpoint, set its `auth` and `require` at this endpoint too.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rewrite_prefix: /v1 }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rewrite_prefix: /v2 }",
    ),
);

pub(super) const METHOD_CHANGED: Page = page(
    "An upstream that does not serve the new method returns `405`. In the example, each `GET /orders` of a client becomes a `POST /orders` at the upstream, which may create an order. Suppose that this endpoint requires only a token, and that another endpoint that sends `POST /orders` to this upstream also requires the role `admin`. Callers without the role can now create orders: the change widens exposure, and the report names the other endpoint.",
    "Check that the upstream accepts the new method at this path. If it does not, set the old `method` of the backend again. If the report names another endpoint, require the same token and role here.",
    Endpoint(
        "\"method\": \"GET\", \"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\", \"method\": \"GET\" }]",
        "\"method\": \"GET\", \"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\", \"method\": \"POST\" }]",
    ),
);

pub(super) const STREAM_CHANGED: Page = page(
    "In the example, the endpoint sends server-sent events. With `stream: none`, it has a timeout for the whole request, 30s if not set, and the gateway ends every stream after this time. Without `stream: websocket`, a client cannot open a WebSocket.",
    "Set `stream: sse` for server-sent events, `stream: websocket` for a WebSocket, and `stream: none` for other responses.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, stream: sse }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, stream: none }",
    ),
);

pub(super) const ANSWERS_ITSELF: Page = page(
    "Clients get the response that `respond` sets, and the upstream no longer receives these requests. In the example, `GET /orders/up` reports the health of the gateway, no longer that of `orders`.",
    "Nothing, if this is intended. If not, remove `respond` and set `upstream`.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, auth: public, paths: { /up: GET } }",
        "services:\n  orders: { at: /orders, upstream: orders, auth: public, paths: { /up: { GET: { respond: health } } } }",
    ),
);

pub(super) const ANSWERED_BY_UPSTREAM: Page = page(
    "Clients get the response of the upstream. Requests that stopped at the gateway now reach it. Only the `auth` and `rate_limit` of this endpoint protect it. In the example, `auth` is `public` and no `rate_limit` is set: everyone can send any number of requests to `/orders/up` of the upstream.",
    "Check that the endpoint sets the right `auth` and a `rate_limit`.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, auth: public, paths: { /up: { GET: { respond: health } } } }",
        "services:\n  orders: { at: /orders, upstream: orders, auth: public, paths: { /up: GET } }",
    ),
);

pub(super) const DIALECT_CHANGED: Page = page(
    "`dialect` sets the format of errors that the gateway itself sends, such as `401` and `429`. Clients that parse the old format fail. `on_error` of a `jwt` sets the status while the gateway has no keys, and `rate_limit_message` the text of a `429`. The report also has this change if one of them changed.",
    "Set `dialect` to the format that your clients parse, such as `dialect: openai` for the OpenAI client libraries.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, dialect: openai }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, dialect: json }",
    ),
);

pub(super) const HEARTBEAT_CHANGED: Page = page(
    "A proxy in front of the gateway closes a stream that is silent for longer than its idle timeout. If the new interval is longer than that timeout, or there is no heartbeat any more, clients lose their streams. Clients themselves ignore the comment lines.",
    "If the interval is shorter, nothing. If it is longer, as in the example, or removed, compare it with the idle timeout of every proxy in front of the gateway.",
    Routes("heartbeat: 15s", "heartbeat: 30s"),
);
