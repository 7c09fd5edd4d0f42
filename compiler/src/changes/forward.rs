//! What an upstream gets of a request.

use super::page::Example::{Endpoint, Routes};
use super::page::{Page, page};

pub(super) const IDENTITY_ADDED: Page = page(
    "An identity header tells the upstream which user calls: it carries a claim of the verified token. In the example, the upstream now gets the claim `sub` in `X-User-Id`.",
    "Nothing, if the upstream may know the claim. If not, remove the header from `headers` of the credential.",
    Routes(
        "auth:\n  iam:\n    jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any }",
        "auth:\n  iam:\n    jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any }\n    headers: { X-User-Id: sub }",
    ),
);

pub(super) const IDENTITY_REMOVED: Page = page(
    "An identity header tells the upstream which user calls: it carries a claim of the verified token. In the example, the upstream no longer gets `X-User-Id`. An upstream that reads the header may reject the request, or treat the caller as anonymous.",
    "Check that the upstream does not read the header. If it does, restore the header under `headers` of the credential.",
    Routes(
        "auth:\n  iam:\n    jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any }\n    headers: { X-User-Id: sub }",
        "auth:\n  iam:\n    jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any }",
    ),
);

pub(super) const IDENTITY_CHANGED: Page = page(
    "The upstream gets another value for the same caller. In the example, `X-User-Id` is now the name of the user. Two users with the same name are one user for the upstream, and each gets the data of the other.",
    "Use a claim that never changes and that no two callers share, such as `sub`.",
    Routes(
        "auth:\n  iam:\n    jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any }\n    headers: { X-User-Id: sub }",
        "auth:\n  iam:\n    jwt: { issuer: \"https://id.example.com\", jwks: \"https://id.example.com/jwks\", algorithms: [RS256], audiences: any }\n    headers: { X-User-Id: name }",
    ),
);

pub(super) const STRIP_REMOVED: Page = page(
    "Many upstreams take an identity header, such as `X-User-Id`, for the verified user. In the example, KrakenD forwards the header that the client sends: with `X-User-Id: 1`, any client is user 1 for the upstream.",
    "Remove the identity header from the list of forwarded headers: `input_headers` in KrakenD, `headers` under `forward` in route YAML.",
    Endpoint("\"input_headers\": [\"Accept\"]", "\"input_headers\": [\"Accept\", \"X-User-Id\"]"),
);

pub(super) const STRIP_ADDED: Page = page(
    "In the example, KrakenD no longer forwards `X-User-Id` of the client. An internal client that names its user only in this header is anonymous for the upstream.",
    "Let these clients send a token, from which KrakenD sets the header: `propagate_claims: [[\"sub\", \"X-User-Id\"]]` in `auth/validator`, and `X-User-Id` in `input_headers`.",
    Endpoint("\"input_headers\": [\"Accept\", \"X-User-Id\"]", "\"input_headers\": [\"Accept\"]"),
);

pub(super) const HEADERS_WIDENED: Page = page(
    "The upstream gets request headers that the gateway dropped before. With such a header, for example `X-Debug`, a client can change what the upstream does.",
    "List in `headers` under `forward` only what the upstream needs.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { headers: [Accept] } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { headers: [Accept, X-Debug] } }",
    ),
);

pub(super) const HEADERS_NARROWED: Page = page(
    "The gateway drops these headers. An upstream that reads one, such as `X-Version`, acts as if the client had not sent it.",
    "Keep each header that the upstream reads in `headers` under `forward`.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { headers: [Accept, X-Version] } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { headers: [Accept] } }",
    ),
);

pub(super) const CREDENTIAL_FORWARDED: Page = page(
    "The upstream gets the token or key of the client. Everyone with access to the upstream or its logs can use this credential to act as the client.",
    "Set `credentials: true` under `forward` only for upstreams that need the credential.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: true } }",
    ),
);

pub(super) const CREDENTIAL_KEPT: Page = page(
    "The upstream no longer gets the token or key of the client. An upstream that verifies the credential itself rejects every request.",
    "Check that the upstream reads only the identity headers, such as `X-User-Id`, that the gateway sets from the verified token. If it reads the credential itself, keep `credentials: true`.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: true } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { credentials: false } }",
    ),
);

pub(super) const QUERY_WIDENED: Page = page(
    "The upstream gets query parameters that the gateway dropped before, and may act on them. In the example, `?debug=1` now reaches the upstream.",
    "Nothing, if the upstream ignores unknown parameters. If not, list the parameters that the upstream needs: `forward: { query: [page] }`.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { query: [page] } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { query: all } }",
    ),
);

pub(super) const QUERY_NARROWED: Page = page(
    "The gateway drops query parameters without an error. In the example, it forwards only `page`: a client that sends `?sort=price` gets an unsorted list.",
    "Keep each parameter that clients send in `query` under `forward`.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { query: all } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, forward: { query: [page] } }",
    ),
);
