//! Endpoints that come and go, and what the gateway answers without one.

use super::page::Example::{Routes, Target};
use super::page::{Page, page};

pub(super) const PUBLIC_ENDPOINT_ADDED: Page = page(
    "Every client can call the endpoint without a credential. A second path under `at`, or one more method, of a public service is enough to add one. In the example, `GET /v1/orders/7` got `404` and now reaches the upstream, at the same path `/7` as `GET /orders/7`.",
    "If the endpoint must not be public, set `auth`. If it must be, approve the change in `gwc.toml`. `change` is the value that `gwc diff` prints in brackets. From the day `until` on, the approval has no effect:\n\n```toml\n[[approve]]\nchange = \"0123456789abcdef\"\nreason = \"the catalogue is public\"\nby = \"Ada\"\nuntil = 2029-01-01\n```",
    Routes(
        "services:\n  orders: { at: /orders, rewrite_prefix: /, upstream: orders, methods: GET, auth: public }",
        "services:\n  orders: { at: [/orders, /v1/orders], rewrite_prefix: /, upstream: orders, methods: GET, auth: public }",
    ),
);

pub(super) const ENDPOINT_ADDED: Page = page(
    "Clients with the credential got `404` or `405`, and can now call the new endpoint. Suppose that the new endpoint requires only a token, and that another endpoint with the same upstream path also requires the role `admin`. Callers without the role now reach that path: the change widens exposure, and the report names the other endpoint.",
    "Nothing, if the endpoint is intended and its `auth` and `rate_limit` are right. If the report names another endpoint, set its `auth` and `require` at the new endpoint too.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET POST, auth: iam }",
    ),
);

pub(super) const ENDPOINT_REMOVED: Page = page(
    "Clients that call the endpoint get `404`, or `405` if the path has other methods. In the example, `GET /v1/orders/7` gets `404`, and `GET /orders/7` works as before.",
    "Keep the old path under `at`, or the old method under `methods`, until no client calls it.",
    Routes(
        "services:\n  orders: { at: [/orders, /v1/orders], rewrite_prefix: /, upstream: orders, methods: GET, auth: iam }",
        "services:\n  orders: { at: /orders, rewrite_prefix: /, upstream: orders, methods: GET, auth: iam }",
    ),
);

pub(super) const OWN_ANSWER_CHANGED: Page = page(
    "The gateway itself answers requests that match no endpoint, with `404` or `405`. The status or the `Allow` header of this response changed. In the example, `DELETE /orders/7` still gets `405`, but its `Allow` header now lists `POST` too.",
    "Nothing. The change follows from endpoints that were added or removed. The report lists them too.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET POST, auth: iam }",
    ),
);

pub(super) const ROUTING_CHANGED: Page = page(
    "Requests may get another response although no endpoint changed. In the example, `gwr`, the runtime of gwc, replaces KrakenD. The two differ in four ways:\n\n- Other spellings of a path: for the endpoint `/a`, KrakenD redirects `/a/`, `//a` and `/A`, and decodes `%2F`. `gwr` returns `400` or `404`.\n- Tokens that do not expire: `gwr` rejects a token without `exp`. KrakenD accepts it.\n- Limits per client address: `gwr` counts every request. KrakenD counts only requests with a valid credential.\n- `..` in a path parameter: KrakenD forwards it, so a request may reach another path of the upstream. `gwr` rejects it.\n\nBecause of tokens without `exp`, a move from `gwr` to KrakenD widens exposure if an endpoint checks tokens. Because of `..`, it does if an endpoint forwards a path parameter.",
    "Make sure that clients call the exact path of each endpoint, and that tokens expire. If clients of one address get `429` because requests with invalid tokens now use up their limit, raise the limit. The report lists what else differs as changes of its own, each with its endpoints.",
    Target("krakend-ce", "gwr"),
);

pub(super) const HEAD_ANSWERED: Page = page(
    "`gwr`, the runtime of gwc, answers `HEAD` at every `GET` endpoint. KrakenD answered `405`.",
    "Nothing.",
    Target("krakend-ce", "gwr"),
);

pub(super) const HEAD_REFUSED: Page = page(
    "`gwr`, the runtime of gwc, answered `HEAD` at every `GET` endpoint. KrakenD returns `405`, so monitors and caches that send `HEAD` fail.",
    "Configure monitors to send `GET` before you deploy this change.",
    Target("gwr", "krakend-ce"),
);
