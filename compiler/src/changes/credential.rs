//! Which credential an endpoint requires.

use super::page::Example::Routes;
use super::page::{Page, page};

pub(super) const REMOVED: Page = page(
    "Everyone can call the endpoint without a token or key. The upstream no longer knows which user calls: the gateway sets identity headers, such as `X-User-Id`, only from a verified credential.",
    "Set `auth` again. If the endpoint must be public, approve the change in `gwc.toml`. `change` is the value that `gwc diff` prints in brackets. From the day `until` on, the approval has no effect:\n\n```toml\n[[approve]]\nchange = \"0123456789abcdef\"\nreason = \"the order status is public\"\nby = \"Ada\"\nuntil = 2029-01-01\n```",
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
    "In the example, `iam` accepts tokens, and `partner` accepts API keys. The gateway checks only the prefix of such a key; the upstream must verify it. Requests with an API key got `401`, and now reach the upstream.",
    "Nothing, if callers of the endpoint need this credential. If not, remove it from `auth`.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: iam }",
        "services:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: [iam, partner] }",
    ),
);

pub(super) const REFUSED: Page = page(
    "In the example, `iam` is a token and `partner` an API key. Clients that send an API key now get `401`.",
    "Keep both credentials under `auth`, as in `auth: [iam, partner]`, until every client sends the one that stays.",
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
    "In the example, `partner` is an API key with the prefix `sk-`. The gateway checks only that a key begins with `sk-`, and `accepts_keys: true` tells `gwc` that the upstream verifies the rest. Without `accepts_keys`, no program is known to verify keys: a request with any text that begins with `sk-` may be answered.\n\n`verify` of an API key names a file or store with the valid keys. The report also has this change if `verify` changed: clients get `401` if their key is not in the new file or store.",
    "If the upstream verifies the key of every request, keep `accepts_keys: true`. If it does not, let `gwr` verify keys, for example with `auth: { partner: { api_key: { prefixes: [sk-], verify: { file: /keys/keys.jsonl } } } }`. If `verify` changed, add the keys of all clients to the new file or store first.",
    Routes(
        "upstreams: { keys: { url: \"http://keys.shop.svc:8080\", accepts_keys: true } }\nservices:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: partner }",
        "upstreams: { keys: { url: \"http://keys.shop.svc:8080\" } }\nservices:\n  orders: { at: /orders, upstream: keys, methods: GET, auth: partner }",
    ),
);
