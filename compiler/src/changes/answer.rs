//! What answers an endpoint.

use super::page::Example::{Endpoint, Routes};
use super::page::{Page, page};

pub(super) const UPSTREAM_CHANGED: Page = page(
    "Another program answers. If it is not the same service, callers get other responses.",
    "Check that the new hosts serve the same API.",
    Routes(
        "upstreams: { orders: \"http://orders.shop.svc:8080\" }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
        "upstreams: { orders: \"http://orders-v2.shop.svc:8080\" }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
    ),
);

pub(super) const UPSTREAM_OUTSIDE: Page = page(
    "Requests leave the cluster, with everything that is forwarded of them.",
    "Check which headers and credentials are forwarded there.",
    Routes(
        "upstreams: { orders: \"http://orders.shop.svc:8080\" }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
        "upstreams: { orders: \"https://orders.partner.example\" }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
    ),
);

pub(super) const UPSTREAM_CLEARTEXT: Page = page(
    "Programs on the way can read and change requests and responses.",
    "Use `https`.",
    Routes(
        "upstreams: { orders: \"https://orders.shop.svc:8443\" }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
        "upstreams: { orders: \"http://orders.shop.svc:8080\" }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
    ),
);

pub(super) const UPSTREAM_TLS_WEAKENED: Page = page(
    "A program with a certificate of another authority, or for another name, can take the place of the upstream, or the upstream cannot verify the gateway any more.",
    "Keep `ca`, `server_name`, `cert` and `key`, or replace them by those of the new certificate of the upstream.",
    Routes(
        "upstreams: { orders: { url: \"https://orders.shop.svc:8443\", tls: { ca: /tls/ca.crt } } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
        "upstreams: { orders: { url: \"https://orders.shop.svc:8443\" } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
    ),
);

pub(super) const PATH_CHANGED: Page = page(
    "The upstream gets another path. It may answer `404`, or answer something else.",
    "Compare the two paths with the API of the upstream.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rewrite_prefix: /v1 }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, rewrite_prefix: /v2 }",
    ),
);

pub(super) const METHOD_CHANGED: Page = page(
    "The upstream gets another method than before.",
    "Check that the upstream accepts it, and that it is safe to repeat if a proxy repeats it.",
    Endpoint(
        "\"method\": \"GET\"",
        "\"method\": \"GET\", \"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\", \"method\": \"POST\" }]",
    ),
);

pub(super) const STREAM_CHANGED: Page = page(
    "A response that was forwarded piece by piece is treated as a whole, or the other way round. Streams end at the total timeout.",
    "Set `stream` to what the upstream sends.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, stream: sse }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, stream: none }",
    ),
);

pub(super) const ANSWERS_ITSELF: Page = page(
    "The gateway answers, and no upstream sees the request.",
    "Nothing, if it is intended.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, auth: public, paths: { /up: GET } }",
        "services:\n  orders: { at: /orders, upstream: orders, auth: public, paths: { /up: { GET: { respond: health } } } }",
    ),
);

pub(super) const ANSWERED_BY_UPSTREAM: Page = page(
    "Requests that the gateway answered reach an upstream.",
    "Check the credential and the limit of the endpoint.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, auth: public, paths: { /up: { GET: { respond: health } } } }",
        "services:\n  orders: { at: /orders, upstream: orders, auth: public, paths: { /up: GET } }",
    ),
);

pub(super) const DIALECT_CHANGED: Page = page(
    "Clients that read error bodies of the gateway get another format.",
    "Keep the format that the client library of the API expects.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, dialect: openai }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, dialect: json }",
    ),
);

pub(super) const HEARTBEAT_CHANGED: Page = page(
    "A proxy that closes silent connections may close a stream earlier or later.",
    "Set an interval below the idle timeout of every proxy in front of the gateway.",
    Routes("heartbeat: 15s", "heartbeat: 30s"),
);
