//! What browsers and clients get beside the response of an upstream.

use super::page::Example::Routes;
use super::page::{Page, page};

pub(super) const CORS_WIDENED: Page = page(
    "Web pages of more origins can call the gateway from a user's browser, and read the responses.",
    "List the origins of your own pages.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, cors: { origins: [https://app.example.com] } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, cors: { origins: [https://app.example.com, https://admin.example.com] } }",
    ),
);

pub(super) const CORS_NARROWED: Page = page(
    "A browser blocks the calls of a page whose origin, method or header is not allowed.",
    "List the origin of every web page that calls the gateway.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, cors: { origins: [https://app.example.com, https://admin.example.com] } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, cors: { origins: [https://app.example.com] } }",
    ),
);

pub(super) const HEADERS_EDITED: Page = page(
    "Upstreams or clients get other headers.",
    "Check which of them read the headers.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, response_headers: { Server: null } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, response_headers: { Server: shop } }",
    ),
);

pub(super) const AGENTS_WIDENED: Page = page(
    "Programs whose user agent was rejected are accepted. A user agent is easy to change, so it protects nothing by itself.",
    "Nothing, if a limit applies to these programs too.",
    Routes("bots: { deny: [MJ12bot, OtherBot] }", "bots: { deny: [MJ12bot] }"),
);

pub(super) const AGENTS_NARROWED: Page = page(
    "Clients with a user agent that is rejected now get `403`.",
    "Check the user agents of your clients.",
    Routes("bots: { deny: [MJ12bot] }", "bots: { deny: [MJ12bot, OtherBot] }"),
);

pub(super) const OWN_RESPONSE_CHANGED: Page = page(
    "Clients get a different response.",
    "Check that clients accept the new response.",
    Routes(
        "services:\n  orders: { at: /orders, auth: public, paths: { /old: { GET: { respond: { redirect: \"https://www.example.com/new\", status: 301 } } } } }",
        "services:\n  orders: { at: /orders, auth: public, paths: { /old: { GET: { respond: { redirect: \"https://www.example.com/newer\", status: 301 } } } } }",
    ),
);
