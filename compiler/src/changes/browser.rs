//! What browsers and clients get beside the response of an upstream.

use super::page::Example::Routes;
use super::page::{Page, page};

pub(super) const CORS_WIDENED: Page = page(
    "Pages of more origins can call with the browser of a user, and read responses.",
    "List the origins of your own pages.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, cors: { origins: [https://app.example.com] } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, cors: { origins: [https://app.example.com, https://admin.example.com] } }",
    ),
);

pub(super) const CORS_NARROWED: Page = page(
    "The browser blocks calls of pages that are not listed.",
    "List every origin that has a page which calls.",
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
    "Programs that were rejected by their user agent can call. A user agent is easy to change, so it protects nothing by itself.",
    "Nothing, if a limit applies to these programs too.",
    Routes("bots: { deny: [MJ12bot, OtherBot] }", "bots: { deny: [MJ12bot] }"),
);

pub(super) const AGENTS_NARROWED: Page = page(
    "Clients with such a user agent get `403`.",
    "Check the user agents of your clients.",
    Routes("bots: { deny: [MJ12bot] }", "bots: { deny: [MJ12bot, OtherBot] }"),
);

pub(super) const OWN_RESPONSE_CHANGED: Page = page(
    "Clients get another status, header, body or target of a redirect.",
    "Check what clients do with the response.",
    Routes(
        "services:\n  orders: { at: /orders, auth: public, paths: { /old: { GET: { respond: { redirect: \"https://www.example.com/new\", status: 301 } } } } }",
        "services:\n  orders: { at: /orders, auth: public, paths: { /old: { GET: { respond: { redirect: \"https://www.example.com/newer\", status: 301 } } } } }",
    ),
);
