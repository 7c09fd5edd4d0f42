//! What an upstream gets of a request.

use super::page::Example::{Endpoint, Routes};
use super::page::{Page, page};

pub(super) const IDENTITY_ADDED: Page = page(
    "The upstream gets one more header that the gateway makes from a verified claim.",
    "Nothing.",
    Routes(
        "auth:\n  iam:\n    jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any }",
        "auth:\n  iam:\n    jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any }\n    headers: { X-User-Id: sub }",
    ),
);

pub(super) const IDENTITY_REMOVED: Page = page(
    "The upstream does not get this identity header any more. It may reject the request, or treat the caller as anonymous.",
    "Check that no upstream reads the header.",
    Routes(
        "auth:\n  iam:\n    jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any }\n    headers: { X-User-Id: sub }",
        "auth:\n  iam:\n    jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any }",
    ),
);

pub(super) const IDENTITY_CHANGED: Page = page(
    "The upstream gets another value for the same caller, so it may treat one caller as another.",
    "Use a claim that identifies a caller for ever, such as `sub`.",
    Routes(
        "auth:\n  iam:\n    jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any }\n    headers: { X-User-Id: sub }",
        "auth:\n  iam:\n    jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any }\n    headers: { X-User-Id: name }",
    ),
);

pub(super) const STRIP_REMOVED: Page = page(
    "A client can set `X-User-Id` itself, and the upstream takes it for the verified identity.",
    "List the headers to forward, without identity headers.",
    Endpoint("\"input_headers\": [\"Accept\"]", "\"input_headers\": [\"Accept\", \"X-User-Id\"]"),
);

pub(super) const STRIP_ADDED: Page = page(
    "An identity header that a client sends does not reach the upstream any more.",
    "Send a credential instead of an identity header.",
    Endpoint("\"input_headers\": [\"Accept\", \"X-User-Id\"]", "\"input_headers\": [\"Accept\"]"),
);

pub(super) const HEADERS_WIDENED: Page = page(
    "The upstream gets request headers that were dropped before. A header may change what it does.",
    "List the headers that the upstream needs.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { headers: [Accept] } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { headers: [Accept, X-Debug] } }",
    ),
);

pub(super) const HEADERS_NARROWED: Page = page(
    "The upstream does not get these headers any more, such as a version or an idempotency key.",
    "Keep each header that the upstream reads.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { headers: [Accept, X-Version] } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { headers: [Accept] } }",
    ),
);

pub(super) const CREDENTIAL_FORWARDED: Page = page(
    "The upstream gets the credential of the caller, and can use it in the name of the caller.",
    "Forward credentials only to upstreams that need them.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: true } }",
    ),
);

pub(super) const CREDENTIAL_KEPT: Page = page(
    "The upstream does not get the credential any more. If it verifies the credential itself, it rejects the request.",
    "Check that the upstream reads the identity headers instead.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: true } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
    ),
);

pub(super) const QUERY_WIDENED: Page = page(
    "The upstream gets query parameters that were dropped before.",
    "Nothing, if the upstream ignores parameters that it does not know.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { query: [page] } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { query: all } }",
    ),
);

pub(super) const QUERY_NARROWED: Page = page(
    "The upstream does not get these query parameters any more, so filters and pages have no effect.",
    "Keep each parameter that clients send.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { query: all } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { query: [page] } }",
    ),
);
