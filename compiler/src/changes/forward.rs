//! What an upstream gets of a request.

use super::page::Example::{Endpoint, Routes};
use super::page::{Page, page};

pub(super) const IDENTITY_ADDED: Page = page(
    "An identity header carries a claim of the verified token, such as the user ID. The gateway now sends one more of them to the upstream.",
    "Nothing.",
    Routes(
        "auth:\n  iam:\n    jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any }",
        "auth:\n  iam:\n    jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any }\n    headers: { X-User-Id: sub }",
    ),
);

pub(super) const IDENTITY_REMOVED: Page = page(
    "An identity header carries a claim of the verified token. An upstream that reads it may now reject the request, or treat the caller as anonymous.",
    "Check that the upstream does not read the header. If it does, restore it under `headers` of the credential.",
    Routes(
        "auth:\n  iam:\n    jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any }\n    headers: { X-User-Id: sub }",
        "auth:\n  iam:\n    jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any }",
    ),
);

pub(super) const IDENTITY_CHANGED: Page = page(
    "The upstream gets another value for the same caller. It may take one user for another and return data of the wrong user.",
    "Use a claim that never changes and that no two callers share, such as `sub`.",
    Routes(
        "auth:\n  iam:\n    jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any }\n    headers: { X-User-Id: sub }",
        "auth:\n  iam:\n    jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any }\n    headers: { X-User-Id: name }",
    ),
);

pub(super) const STRIP_REMOVED: Page = page(
    "An upstream takes an identity header, such as `X-User-Id`, for the verified user. If the client's own header is forwarded, a client can pose as any user.",
    "Remove the identity header from the list of forwarded headers, which is `input_headers` in KrakenD.",
    Endpoint("\"input_headers\": [\"Accept\"]", "\"input_headers\": [\"Accept\", \"X-User-Id\"]"),
);

pub(super) const STRIP_ADDED: Page = page(
    "Internal clients that send such a header themselves, such as `X-User-Id`, are anonymous for the upstream.",
    "Let these clients send a token or an API key instead of the header.",
    Endpoint("\"input_headers\": [\"Accept\", \"X-User-Id\"]", "\"input_headers\": [\"Accept\"]"),
);

pub(super) const HEADERS_WIDENED: Page = page(
    "The upstream gets request headers that the gateway dropped before. With such a header, for example `X-Debug`, a client can change what the upstream does.",
    "List only the headers that the upstream needs under `forward`: `headers`.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { headers: [Accept] } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { headers: [Accept, X-Debug] } }",
    ),
);

pub(super) const HEADERS_NARROWED: Page = page(
    "The gateway drops these headers. An upstream that reads one, such as `X-Version`, acts as if the client had not sent it.",
    "Keep each header that the upstream reads in the list of forwarded headers.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { headers: [Accept, X-Version] } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { headers: [Accept] } }",
    ),
);

pub(super) const CREDENTIAL_FORWARDED: Page = page(
    "The upstream gets the token or key of the client. Everyone with access to the upstream or its logs can use it to act as this client.",
    "Set `credentials: true` under `forward` only for upstreams that need the credential.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: true } }",
    ),
);

pub(super) const CREDENTIAL_KEPT: Page = page(
    "The upstream no longer gets the token or key of the client. If it verifies the credential itself, it rejects every request.",
    "Check that the upstream reads the identity headers of the gateway instead. If it does not, keep `credentials: true`.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: true } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
    ),
);

pub(super) const QUERY_WIDENED: Page = page(
    "The upstream gets query parameters that the gateway dropped before, and may act on them.",
    "Nothing, if the upstream ignores unknown parameters. If not, list the ones it needs under `forward`: `query`.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { query: [page] } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { query: all } }",
    ),
);

pub(super) const QUERY_NARROWED: Page = page(
    "The gateway drops these query parameters without an error. A client that sends `?page=2` gets page 1.",
    "Keep each parameter that clients send in the list of forwarded parameters.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { query: all } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { query: [page] } }",
    ),
);
