//! What browsers and clients get beside the response of an upstream.

use super::page::Example::Routes;
use super::page::{Page, page};

pub(super) const CORS_WIDENED: Page = page(
    "Web pages can make more calls from a user's browser, and read the responses. In the example, pages of `https://admin.example.com` can now call `/orders`.",
    "List under `cors` only the origins of your own web pages, and the `methods` and `headers` that they use.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, cors: { origins: [https://app.example.com] } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, cors: { origins: [https://app.example.com, https://admin.example.com] } }",
    ),
);

pub(super) const CORS_NARROWED: Page = page(
    "A browser blocks a call if CORS does not allow its origin, method or header. The web page gets an error instead of the response. In the example, this concerns pages of `https://admin.example.com`.",
    "List under `cors` the origin of every web page that calls the gateway, and the `methods` and `headers` that it uses.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, cors: { origins: [https://app.example.com, https://admin.example.com] } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, cors: { origins: [https://app.example.com] } }",
    ),
);

pub(super) const HEADERS_EDITED: Page = page(
    "Upstreams or clients get a new header, miss one, or get one with another value. In the example, the gateway removed `Server` from responses (`null`), and now sets it to `shop`. The change widens exposure in three cases:\n\n- Responses lose a header that protects users, such as `Strict-Transport-Security`.\n- Responses again have a header of the upstream that the gateway removed before. In the example, this is not so: the gateway replaces the header.\n- Responses get another `Access-Control-Allow-*` header.",
    "Check that no upstream or client depends on a header that changed.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, response_headers: { Server: null } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, response_headers: { Server: shop } }",
    ),
);

pub(super) const AGENTS_WIDENED: Page = page(
    "In the example, clients that send `User-Agent: OtherBot` got `403` and are now accepted.",
    "Nothing, if a rate limit applies to these clients. Do not rely on `bots`: a client can send any `User-Agent`.",
    Routes("bots: { deny: [MJ12bot, OtherBot] }", "bots: { deny: [MJ12bot] }"),
);

pub(super) const AGENTS_NARROWED: Page = page(
    "In the example, clients that send `User-Agent: OtherBot` now get `403`.",
    "Check in the access log that no client of yours sends such a `User-Agent`.",
    Routes("bots: { deny: [MJ12bot] }", "bots: { deny: [MJ12bot, OtherBot] }"),
);

pub(super) const OWN_RESPONSE_CHANGED: Page = page(
    "Clients of this endpoint get the new response. A client that follows a redirect is sent to the new location, in the example `/newer`.",
    "Check that clients handle the new status, headers, body and location.",
    Routes(
        "services:\n  orders: { at: /orders, auth: public, paths: { /old: { GET: { respond: { redirect: \"https://www.example.com/new\", status: 301 } } } } }",
        "services:\n  orders: { at: /orders, auth: public, paths: { /old: { GET: { respond: { redirect: \"https://www.example.com/newer\", status: 301 } } } } }",
    ),
);
