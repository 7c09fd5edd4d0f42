//! Quotas, balances and records.

use super::page::Example::Routes;
use super::page::{Page, page};

pub(super) const STORE_CHANGED: Page = page(
    "The store keeps the counts of limits and quotas. In the new store they start at zero, so clients can use their whole quota again. The change widens exposure in two cases:\n\n- A file, or no store, replaces Redis: each replica counts by itself.\n- `on_error` is less strict. While Redis is not available, `closed` rejects requests, `local` counts in each replica, and `open` accepts every request.",
    "Copy the counts to the new store first, or change the store at the end of a quota period.",
    Routes(
        "store: { file: /var/lib/gwr/quotas }\nquotas: { free: { per: { claim: owner }, count: 1000/day } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, quota: free }",
        "store: { file: /data/quotas }\nquotas: { free: { per: { claim: owner }, count: 1000/day } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, quota: free }",
    ),
);

pub(super) const QUOTA_ADDED: Page = page(
    "Callers that use up the quota get `429` until its period ends.",
    "Compare the quota with the number of requests that each caller sends now. If a caller needs more, raise `count`.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
        "store: { file: /var/lib/gwr/quotas }\nquotas: { free: { per: { claim: owner }, count: 1000/day } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, quota: free }",
    ),
);

pub(super) const QUOTA_REMOVED: Page = page(
    "A caller can send any number of requests per day or month.",
    "Keep `quota` at the endpoint. If the quota was too low, raise its `count`.",
    Routes(
        "store: { file: /var/lib/gwr/quotas }\nquotas: { free: { per: { claim: owner }, count: 1000/day } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, quota: free }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
    ),
);

pub(super) const QUOTA_LOWERED: Page = page(
    "Callers that use more than the new quota get `429` until its period ends.",
    "Compare the quota with the number of requests that each caller sends now. If a caller needs more, raise `count`.",
    Routes(
        "store: { file: /var/lib/gwr/quotas }\nquotas: { free: { per: { claim: owner }, count: 1000/day } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, quota: free }",
        "store: { file: /var/lib/gwr/quotas }\nquotas: { free: { per: { claim: owner }, count: 500/day } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, quota: free }",
    ),
);

pub(super) const QUOTA_RAISED: Page = page(
    "Each caller can send more requests per day or month.",
    "Nothing, if the upstream can serve the added requests. If not, restore the old `count`.",
    Routes(
        "store: { file: /var/lib/gwr/quotas }\nquotas: { free: { per: { claim: owner }, count: 500/day } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, quota: free }",
        "store: { file: /var/lib/gwr/quotas }\nquotas: { free: { per: { claim: owner }, count: 1000/day } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, quota: free }",
    ),
);

pub(super) const QUOTA_CHANGED: Page = page(
    "The key and the period decide which requests are counted together. In the example, all users of an organization (claim `owner`) shared 1000 requests a day; now each user (`sub`) has 1000. All counts start at zero, so callers can use their whole quota again. The change widens exposure if the new quota may accept requests that the old one rejects, as in the example.",
    "Check that the new key and period are intended. Deploy the change at the end of a quota period, when the counts start at zero anyway.",
    Routes(
        "store: { file: /var/lib/gwr/quotas }\nquotas: { free: { per: { claim: owner }, count: 1000/day } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, quota: free }",
        "store: { file: /var/lib/gwr/quotas }\nquotas: { free: { per: { claim: sub }, count: 1000/day } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, quota: free }",
    ),
);

pub(super) const BALANCE_ADDED: Page = page(
    "The gateway asks a service whether the account of the caller has money. Callers without money get `402`.",
    "Make sure that every client has an account with money before you deploy this change.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
        "balances: { credits: { url: \"https://pay.example.com/balance\", on_error: closed } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, balance: credits }",
    ),
);

pub(super) const BALANCE_REMOVED: Page = page(
    "The gateway no longer asks whether the account of a caller has money. Callers that got `402` are now accepted.",
    "Keep `balance` if the endpoint costs money. If it is free now, nothing is to be done.",
    Routes(
        "balances: { credits: { url: \"https://pay.example.com/balance\", on_error: closed } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, balance: credits }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
    ),
);

pub(super) const BALANCE_CHANGED: Page = page(
    "Another service decides whether the account of a caller has money, or the gateway calls the same service in another way. Callers that were accepted may get `402`. The change widens exposure if callers that got `402` may be accepted. This is so in the example: the new service may know other accounts than the old one.",
    "If the URL changed, check that the new service knows the accounts of all callers. If `on_error` changed: `open` accepts requests while the service is not available, `closed` rejects them. If `cache` changed: it is how long the gateway uses a balance before it reads it again.",
    Routes(
        "balances: { credits: { url: \"https://pay.example.com/balance\", on_error: closed } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, balance: credits }",
        "balances: { credits: { url: \"https://money.example.com/balance\", on_error: closed } }\nservices:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, balance: credits }",
    ),
);

pub(super) const IN_FLIGHT_LOWERED: Page = page(
    "Requests above the limit get `503`. In the example, while 10 requests are open in one replica, the next one gets `503`.",
    "Compare the limit with the highest number of open requests in the metrics. If more are needed, raise `in_flight`.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, in_flight: 100 }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, in_flight: 10 }",
    ),
);

pub(super) const IN_FLIGHT_RAISED: Page = page(
    "The upstream gets more requests at the same time. If it cannot serve them, it becomes slow or fails for all clients.",
    "Check that the upstream can serve this number of requests at the same time. If not, lower `in_flight`.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, in_flight: 10 }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, in_flight: 100 }",
    ),
);

pub(super) const USAGE_CHANGED: Page = page(
    "A program that reads the records, for example to write invoices, may find no records or miss fields. Clients see no difference.",
    "Change the program that reads the records in the same deployment.",
    Routes(
        "usage: { to: { file: /var/log/usage.jsonl } }",
        "usage: { to: { file: /var/log/records.jsonl } }",
    ),
);

pub(super) const LOGGING_CHANGED: Page = page(
    "Log collectors and alerts may find no lines, or lines in another format. In the example, lines of the level `info` are no longer written. Clients see no difference.",
    "Change the log collectors and alerts in the same deployment.",
    Routes("telemetry: { level: info }", "telemetry: { level: warning }"),
);
