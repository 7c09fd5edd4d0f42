//! Which credential an endpoint requires.

use super::page::Example::Routes;
use super::page::{Page, page};

pub(super) const REMOVED: Page = page(
    "Everyone can call the endpoint. The gateway no longer verifies a token or key, so it sends the upstream no identity headers.",
    "Set `auth` again. If the endpoint must be public, approve the change: add `[[approve]]` to `gwc.toml` and set its `change` to the value that `gwc diff` prints in brackets.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: public }",
    ),
);

pub(super) const REQUIRED: Page = page(
    "Requests without the credential get `401`.",
    "Make sure that every client sends the credential before you deploy this change.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: public }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
    ),
);

pub(super) const ACCEPTED: Page = page(
    "Clients with the added credential, such as an API key beside a token, now reach the upstream.",
    "List only the credentials that the endpoint needs under `auth`.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: iam }",
        "services:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: [iam, partner] }",
    ),
);

pub(super) const REFUSED: Page = page(
    "Clients that send this credential get `401`.",
    "Keep both credentials under `auth` until no client sends the old one.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: [iam, partner] }",
        "services:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: iam }",
    ),
);

pub(super) const REQUIREMENT_REMOVED: Page = page(
    "Callers with a valid token are accepted even if the token lacks the role, scope or claim. They got `403` before.",
    "Keep `require` at the endpoint, or make sure that the upstream checks the role, scope or claim.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, require: { roles: { claim: roles, any: [admin] } } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
    ),
);

pub(super) const REQUIREMENT_ADDED: Page = page(
    "A caller gets `403` if its token does not have the role, scope or claim.",
    "Check that the issuer sets this role, scope or claim in the tokens of all clients of the endpoint.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, require: { roles: { claim: roles, any: [admin] } } }",
    ),
);

pub(super) const KEY_PREFIX_ACCEPTED: Page = page(
    "The gateway checks only how a key begins and forwards it. Keys with the added prefix, which got `401` before, now reach the upstream.",
    "Add a prefix only if the upstream verifies keys with this prefix.",
    Routes(
        "auth: { partner: { api_key: { prefixes: [sk-] } } }\nservices:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: partner }",
        "auth: { partner: { api_key: { prefixes: [sk-, pk-] } } }\nservices:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: partner }",
    ),
);

pub(super) const KEY_PREFIX_REFUSED: Page = page(
    "Clients with a key of this prefix get `401`.",
    "Give all clients keys with another prefix before you remove this one.",
    Routes(
        "auth: { partner: { api_key: { prefixes: [sk-, pk-] } } }\nservices:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: partner }",
        "auth: { partner: { api_key: { prefixes: [sk-] } } }\nservices:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: partner }",
    ),
);

pub(super) const KEY_VERIFIER_CHANGED: Page = page(
    "An API key is verified by the upstream, or by `gwr` with the keys of a file or of the store. If the upstream does not verify it, any text with the right prefix is accepted. Another file or store has other keys: clients whose key is not among them get `401`.",
    "Set `accepts_keys` only for an upstream that verifies the key of every request. Before `verify` names another file or store, add the keys of all clients to it.",
    Routes(
        "upstreams: { keys: { url: \"http://keys.shop.svc:8080\", accepts_keys: true } }\nservices:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: partner }",
        "upstreams: { keys: { url: \"http://keys.shop.svc:8080\" } }\nservices:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: partner }",
    ),
);
