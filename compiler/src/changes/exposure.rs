//! Which clients reach a gateway.

use super::page::Example::Routes;
use super::page::{Page, page};

pub(super) const ADDRESSES_WIDENED: Page = page(
    "Clients of more networks can call.",
    "List the networks that must call.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, ip: { allow: [10.0.0.0/8] } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
    ),
);

pub(super) const ADDRESSES_NARROWED: Page = page(
    "Clients of other networks get `403`.",
    "Check where all clients are.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, ip: { allow: [10.0.0.0/8] } }",
    ),
);

pub(super) const HOSTS_WIDENED: Page = page(
    "Requests for other host names are answered, so a page of another site can reach the gateway under its own name.",
    "Keep `strict_hosts: true`.",
    Routes("hosts: [api.example.com]\nstrict_hosts: true", "hosts: [api.example.com]"),
);

pub(super) const HOSTS_NARROWED: Page = page(
    "Requests for other host names get `404`.",
    "List every host name that clients use.",
    Routes("hosts: [api.example.com]", "hosts: [api.example.com]\nstrict_hosts: true"),
);

pub(super) const PROXIES_WIDENED: Page = page(
    "A program in one more network can choose the client address that limits, rules and logs use.",
    "List the addresses of your proxies only.",
    Routes("trusted_proxies: [10.0.0.0/24]", "trusted_proxies: [10.0.0.0/8]"),
);

pub(super) const PROXIES_NARROWED: Page = page(
    "Behind a proxy that is not listed, all clients have its address, and share its limit.",
    "List every proxy in front of the gateway.",
    Routes("trusted_proxies: [10.0.0.0/8]", "trusted_proxies: [10.0.0.0/24]"),
);

pub(super) const LISTENER_CHANGED: Page = page(
    "Connections to the old address or port fail.",
    "Change Services, probes and proxies together with it.",
    Routes("listen: 8080", "listen: 9000"),
);

pub(super) const ADMIN_OPENED: Page = page(
    "Metrics and the list of endpoints are readable at this address.",
    "Let only the monitoring system reach the port.",
    Routes("listen: 8080", "listen: 8080\nadmin: 9100"),
);

pub(super) const ADMIN_CLOSED: Page = page(
    "Metrics and readiness are not readable any more. Probes of pods fail.",
    "Change probes and monitoring first.",
    Routes("listen: 8080\nadmin: 9100", "listen: 8080"),
);
