//! Endpoints that come and go, and what the gateway answers without one.

use super::page::Example::{Routes, Target};
use super::page::{Page, page};

pub(super) const PUBLIC_ENDPOINT_ADDED: Page = page(
    "Every client can call the endpoint without a credential. A second path under `at`, or one more method, of a public service is enough to add such an endpoint.",
    "If the endpoint must not be public, set `auth`. If it must be, approve the change: add `[[approve]]` to `gwc.toml` and set its `change` to the value that `gwc diff` prints in brackets.",
    Routes(
        "services:\n  orders: { at: /orders, rewrite_prefix: /, upstream: orders, methods: GET, auth: public }",
        "services:\n  orders: { at: [/orders, /v1/orders], rewrite_prefix: /, upstream: orders, methods: GET, auth: public }",
    ),
);

pub(super) const ENDPOINT_ADDED: Page = page(
    "Clients with the credential can call the new endpoint. They got `404` or `405` before.",
    "Nothing, if the endpoint is intended. Check that its `auth` and `rate_limit` are right.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET POST, auth: iam }",
    ),
);

pub(super) const ENDPOINT_REMOVED: Page = page(
    "Clients that call it get `404`, or `405` if the path has other methods.",
    "Keep the old path under `at` until no client calls it.",
    Routes(
        "services:\n  orders: { at: [/orders, /v1/orders], rewrite_prefix: /, upstream: orders, methods: GET, auth: iam }",
        "services:\n  orders: { at: /orders, rewrite_prefix: /, upstream: orders, methods: GET, auth: iam }",
    ),
);

pub(super) const OWN_ANSWER_CHANGED: Page = page(
    "The gateway itself answers a request that matches no endpoint, with `404` or `405`. Its status or its `Allow` header changed.",
    "Nothing. This change follows from endpoints that were added or removed, which the report lists too.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET POST, auth: iam }",
    ),
);

pub(super) const ROUTING_CHANGED: Page = page(
    "KrakenD and `gwr`, the runtime of gwc, differ in four ways. Inexact paths: for the endpoint `/a`, KrakenD redirects `/a/`, `//a` and `/A`, and decodes `%2F`; `gwr` rejects them or answers `404`. Tokens: `gwr` requires `exp` in every token, KrakenD accepts tokens without it. Limits: `gwr` counts limits per client address before it checks the credential, so requests with an invalid credential count too; KrakenD counts the others only. Parameters: KrakenD forwards `..` in a parameter of a path, so a request may reach another path of the upstream; `gwr` rejects it. A move from `gwr` to KrakenD widens exposure if an endpoint checks tokens or forwards a parameter in a path.",
    "Make sure that clients call the exact path of each endpoint, and issue tokens that expire. Raise a limit that clients reach with invalid tokens. The other changes of the report show which endpoints differ.",
    Target("krakend-ce", "gwr"),
);

pub(super) const HEAD_ANSWERED: Page = page(
    "`gwr`, the runtime of gwc, answers `HEAD` at every `GET` endpoint. KrakenD answered `405`.",
    "Nothing.",
    Target("krakend-ce", "gwr"),
);

pub(super) const HEAD_REFUSED: Page = page(
    "KrakenD answers `HEAD` with `405`; `gwr`, the runtime of gwc, answered it. Monitors and caches that send `HEAD` fail.",
    "Configure monitors to send `GET` before you deploy this change.",
    Target("gwr", "krakend-ce"),
);
