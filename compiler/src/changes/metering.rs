//! Quotas, balances and records.

use super::page::Example::Routes;
use super::page::{Page, page};

pub(super) const STORE_CHANGED: Page = page(
    "Counts begin anew in the new store. While it is not reachable, `on_error` decides whether requests are accepted.",
    "Move the counts first, or change the store when few requests are sent.",
    Routes(
        "store: { file: /var/lib/gwr/quotas }\nquotas: { free: { per: { claim: owner }, count: 1000/day } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, quota: free }",
        "store: { file: /data/quotas }\nquotas: { free: { per: { claim: owner }, count: 1000/day } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, quota: free }",
    ),
);

pub(super) const QUOTA_ADDED: Page = page(
    "Callers that use more get `429` until the period ends.",
    "Compare the quota with the use of today.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
        "store: { file: /var/lib/gwr/quotas }\nquotas: { free: { per: { claim: owner }, count: 1000/day } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, quota: free }",
    ),
);

pub(super) const QUOTA_REMOVED: Page = page(
    "A caller can send any number of requests in a period.",
    "Attach a quota that fits all callers.",
    Routes(
        "store: { file: /var/lib/gwr/quotas }\nquotas: { free: { per: { claim: owner }, count: 1000/day } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, quota: free }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
    ),
);

pub(super) const QUOTA_LOWERED: Page = page(
    "Callers that used up to the old quota get `429`.",
    "Compare the quota with the use of today.",
    Routes(
        "store: { file: /var/lib/gwr/quotas }\nquotas: { free: { per: { claim: owner }, count: 1000/day } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, quota: free }",
        "store: { file: /var/lib/gwr/quotas }\nquotas: { free: { per: { claim: owner }, count: 500/day } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, quota: free }",
    ),
);

pub(super) const QUOTA_RAISED: Page = page(
    "Callers can send more requests in a period.",
    "Nothing, if the upstream can serve them.",
    Routes(
        "store: { file: /var/lib/gwr/quotas }\nquotas: { free: { per: { claim: owner }, count: 500/day } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, quota: free }",
        "store: { file: /var/lib/gwr/quotas }\nquotas: { free: { per: { claim: owner }, count: 1000/day } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, quota: free }",
    ),
);

pub(super) const QUOTA_CHANGED: Page = page(
    "Requests are counted for other callers or periods, so counts begin anew.",
    "Change quotas at the end of a period.",
    Routes(
        "store: { file: /var/lib/gwr/quotas }\nquotas: { free: { per: { claim: owner }, count: 1000/day } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, quota: free }",
        "store: { file: /var/lib/gwr/quotas }\nquotas: { free: { per: { claim: sub }, count: 1000/day } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, quota: free }",
    ),
);

pub(super) const BALANCE_ADDED: Page = page(
    "Callers without funds get `402`.",
    "Make sure that every account of a client has funds.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
        "balances: { credits: { url: \"https://pay.example.com/balance\", on_error: closed } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, balance: credits }",
    ),
);

pub(super) const BALANCE_REMOVED: Page = page(
    "Callers without funds are accepted.",
    "Keep `balance` on endpoints that cost money.",
    Routes(
        "balances: { credits: { url: \"https://pay.example.com/balance\", on_error: closed } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, balance: credits }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
    ),
);

pub(super) const BALANCE_CHANGED: Page = page(
    "Another service decides whether a caller has funds.",
    "Check that the service knows all accounts.",
    Routes(
        "balances: { credits: { url: \"https://pay.example.com/balance\", on_error: closed } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, balance: credits }",
        "balances: { credits: { url: \"https://money.example.com/balance\", on_error: closed } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, balance: credits }",
    ),
);

pub(super) const IN_FLIGHT_LOWERED: Page = page(
    "More requests at once get `503`.",
    "Compare the number with the concurrent requests of today.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, in_flight: 100 }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, in_flight: 10 }",
    ),
);

pub(super) const IN_FLIGHT_RAISED: Page = page(
    "More requests reach the upstream at once.",
    "Check that the upstream can serve them.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, in_flight: 10 }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, in_flight: 100 }",
    ),
);

pub(super) const USAGE_CHANGED: Page = page(
    "Records of requests are written to another place, or have other fields. No request is answered differently.",
    "Change the program that reads the records together with it.",
    Routes(
        "usage: { to: { file: /var/log/usage.jsonl } }",
        "usage: { to: { file: /var/log/records.jsonl } }",
    ),
);

pub(super) const LOGGING_CHANGED: Page = page(
    "Logs have other lines or fields, or are written to another place. No request is answered differently.",
    "Change the programs that read the logs together with it.",
    Routes("telemetry: { level: info }", "telemetry: { level: warning }"),
);
