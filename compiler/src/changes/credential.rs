//! Which credential an endpoint requires.

use super::page::Example::Routes;
use super::page::{Page, page};

pub(super) const REMOVED: Page = page(
    "Everyone can call the endpoint without a token or key. The upstream no longer knows which user calls: the gateway sets identity headers, such as `X-User-Id`, only from a verified credential.",
    "Set `auth` again. If the endpoint must be public, approve the change: add an `[[approve]]` entry to `gwc.toml`. Its keys are `change` (the value that `gwc diff` prints in brackets), `reason`, `by` and `until`.",
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
    "In the example, `iam` is a token and `partner` an API key. Clients that send an API key got `401` and now reach the upstream.",
    "List under `auth` only the credentials that callers of the endpoint need.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: iam }",
        "services:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: [iam, partner] }",
    ),
);

pub(super) const REFUSED: Page = page(
    "In the example, `iam` is a token and `partner` an API key. Clients that send an API key now get `401`.",
    "Keep both credentials under `auth` until no client sends the one that you remove.",
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
    "In the example, the gateway checks only how a key begins and forwards it; the upstream verifies the key. Keys that begin with `pk-` got `401` and now reach the upstream.",
    "Add a prefix only if the upstream verifies keys with this prefix.",
    Routes(
        "auth: { partner: { api_key: { prefixes: [sk-] } } }\nservices:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: partner }",
        "auth: { partner: { api_key: { prefixes: [sk-, pk-] } } }\nservices:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: partner }",
    ),
);

pub(super) const KEY_PREFIX_REFUSED: Page = page(
    "In the example, clients with a key that begins with `pk-` now get `401`.",
    "Give all clients keys with another prefix before you remove this one.",
    Routes(
        "auth: { partner: { api_key: { prefixes: [sk-, pk-] } } }\nservices:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: partner }",
        "auth: { partner: { api_key: { prefixes: [sk-] } } }\nservices:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: partner }",
    ),
);

pub(super) const KEY_VERIFIER_CHANGED: Page = page(
    "`accepts_keys: true` declares that the upstream verifies API keys. Without it, nothing verifies them: the gateway checks only how a key begins, so any text with that beginning is accepted. If `verify` of the API key names another file or store, clients get `401` if their key is not in it.",
    "Set `accepts_keys: true` only for an upstream that verifies the key of every request. If it does not, set `verify` at the API key, so that `gwr` verifies it. Before `verify` names another file or store, add the keys of all clients to it.",
    Routes(
        "upstreams: { keys: { url: \"http://keys.shop.svc:8080\", accepts_keys: true } }\nservices:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: partner }",
        "upstreams: { keys: { url: \"http://keys.shop.svc:8080\" } }\nservices:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: partner }",
    ),
);
