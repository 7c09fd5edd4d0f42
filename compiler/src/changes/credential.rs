//! Which credential an endpoint requires.

use super::page::Example::Routes;
use super::page::{Page, page};

pub(super) const REMOVED: Page = page(
    "Requests without a credential reach the upstream. The gateway does not verify an identity, so the upstream gets none.",
    "Set `auth` again. If the endpoint must be public, approve the change by its fingerprint.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: public }",
    ),
);

pub(super) const REQUIRED: Page = page(
    "Clients without the credential get `401`.",
    "Make sure that every client sends the credential before you deploy this.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: public }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
    ),
);

pub(super) const ACCEPTED: Page = page(
    "Callers with the added credential reach the upstream. A key may be checked less strictly than a token.",
    "Accept only the credentials that the endpoint needs.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: iam }",
        "services:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: [iam, partner] }",
    ),
);

pub(super) const REFUSED: Page = page(
    "Clients that send this credential get `401`.",
    "Keep both credentials until every client uses the new one.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: [iam, partner] }",
        "services:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: iam }",
    ),
);

pub(super) const REQUIREMENT_REMOVED: Page = page(
    "Every caller with a valid token is accepted, also one without the role, scope or claim.",
    "Keep the requirement at the endpoint, or let the upstream check it.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, require: { roles: { claim: roles, any: [admin] } } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
    ),
);

pub(super) const REQUIREMENT_ADDED: Page = page(
    "Callers whose token does not have the role, scope or claim get `403`.",
    "Check that the issuer sets the claim for all callers of the endpoint.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, require: { roles: { claim: roles, any: [admin] } } }",
    ),
);

pub(super) const KEY_PREFIX_ACCEPTED: Page = page(
    "Keys with another prefix are forwarded to the upstream, which verifies them.",
    "Add a prefix only if the upstream issues keys with it.",
    Routes(
        "auth: { partner: { api_key: { prefixes: [sk-] } } }\nservices:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: partner }",
        "auth: { partner: { api_key: { prefixes: [sk-, pk-] } } }\nservices:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: partner }",
    ),
);

pub(super) const KEY_PREFIX_REFUSED: Page = page(
    "Clients with a key of this prefix get `401`.",
    "Replace the keys of all clients first.",
    Routes(
        "auth: { partner: { api_key: { prefixes: [sk-, pk-] } } }\nservices:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: partner }",
        "auth: { partner: { api_key: { prefixes: [sk-] } } }\nservices:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: partner }",
    ),
);

pub(super) const KEY_CHECK_CHANGED: Page = page(
    "An opaque key is verified by the upstream. If the upstream does not verify it, any text with the right prefix is accepted.",
    "Set `accepts_keys` only for an upstream that verifies the key of every request.",
    Routes(
        "upstreams: { keys: { url: \"http://keys.shop.svc:8080\", accepts_keys: true } }\nservices:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: partner }",
        "upstreams: { keys: { url: \"http://keys.shop.svc:8080\" } }\nservices:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: partner }",
    ),
);
