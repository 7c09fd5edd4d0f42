//! Endpoints that come and go, and what the gateway answers without one.

use super::page::Example::{Routes, Target};
use super::page::{Page, page};

pub(super) const PUBLIC_ENDPOINT_ADDED: Page = page(
    "Every client can call the endpoint without a credential. An alias of a service or a new method is enough for it.",
    "If it must not be public, set `auth`. If it must be, approve the change by its fingerprint.",
    Routes(
        "services:\n  orders: { at: /orders, rewrite_prefix: /, upstream: orders, methods: GET, auth: public }",
        "services:\n  orders: { at: [/orders, /v1/orders], rewrite_prefix: /, upstream: orders, methods: GET, auth: public }",
    ),
);

pub(super) const ENDPOINT_ADDED: Page = page(
    "Callers with the credential reach an upstream path that the gateway rejected before.",
    "Nothing, if the endpoint is intended. Check the credential and the limit of the new endpoint.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET POST, auth: iam }",
    ),
);

pub(super) const ENDPOINT_REMOVED: Page = page(
    "Clients that call it get `404`, or `405` if the path has other methods.",
    "Keep the old path as an alias until no client calls it.",
    Routes(
        "services:\n  orders: { at: [/orders, /v1/orders], rewrite_prefix: /, upstream: orders, methods: GET, auth: iam }",
        "services:\n  orders: { at: /orders, rewrite_prefix: /, upstream: orders, methods: GET, auth: iam }",
    ),
);

pub(super) const OWN_ANSWER_CHANGED: Page = page(
    "The status or the `Allow` header of a request that no endpoint matches is different. No upstream sees such a request.",
    "Nothing. It follows from endpoints that were added or removed.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET POST, auth: iam }",
    ),
);

pub(super) const ROUTING_CHANGED: Page = page(
    "KrakenD and `gwr` treat spellings of a path differently: KrakenD redirects `/a/`, `//a` and `/A`, and decodes `%2F`; `gwr` rejects or does not match them.",
    "Send requests with the exact paths. The other changes of the report show which endpoints differ.",
    Target("krakend-ce", "gwr"),
);

pub(super) const HEAD_ANSWERED: Page = page(
    "`gwr` answers `HEAD` wherever it answers `GET`; KrakenD answers `405`.",
    "Nothing.",
    Target("krakend-ce", "gwr"),
);

pub(super) const HEAD_REFUSED: Page = page(
    "KrakenD answers `HEAD` with `405`. Monitors and caches that send `HEAD` fail.",
    "Let monitors send `GET`.",
    Target("gwr", "krakend-ce"),
);
