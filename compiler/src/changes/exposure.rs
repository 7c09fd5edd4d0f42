//! Which clients reach a gateway.

use super::page::Example::Routes;
use super::page::{Page, page};

pub(super) const ADDRESSES_WIDENED: Page = page(
    "Clients of networks that got `403` before can now call the endpoint.",
    "List the networks that must be able to call, such as `ip: { allow: [10.0.0.0/8] }`.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, ip: { allow: [10.0.0.0/8] } }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
    ),
);

pub(super) const ADDRESSES_NARROWED: Page = page(
    "Clients outside the allowed networks get `403`.",
    "Check in the access log that the addresses of all clients are allowed.",
    Routes(
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam }",
        "services:\n  orders: { at: /orders, upstream: orders, methods: GET, auth: iam, ip: { allow: [10.0.0.0/8] } }",
    ),
);

pub(super) const HOSTS_WIDENED: Page = page(
    "In the example, `strict_hosts` was removed, so the gateway answers requests with any `Host` header. An attacker can point a domain at the gateway, and a web page of this domain can then call it from a user's browser (DNS rebinding).",
    "List only your own names under `hosts`, and set `strict_hosts: true`.",
    Routes("hosts: [api.example.com]\nstrict_hosts: true", "hosts: [api.example.com]"),
);

pub(super) const HOSTS_NARROWED: Page = page(
    "Requests for other host names get `404`. In the example, these are all requests that do not name `api.example.com`, such as those that use an IP address or the name of the Kubernetes Service.",
    "List under `hosts` every host name that clients use.",
    Routes("hosts: [api.example.com]", "hosts: [api.example.com]\nstrict_hosts: true"),
);

pub(super) const PROXIES_WIDENED: Page = page(
    "The gateway takes the client address from `X-Forwarded-For` if a trusted proxy sends it. A client in an added network can send any address there, and so avoid limits per address and `ip` rules.",
    "List only the addresses of your own proxies under `trusted_proxies`.",
    Routes("trusted_proxies: [10.0.0.0/24]", "trusted_proxies: [10.0.0.0/8]"),
);

pub(super) const PROXIES_NARROWED: Page = page(
    "For requests through a proxy that is no longer listed, the gateway takes the address of the proxy as the client address. All clients behind the proxy then share one limit per address (`per_ip`), and may get `429`.",
    "List every proxy in front of the gateway under `trusted_proxies`.",
    Routes("trusted_proxies: [10.0.0.0/8]", "trusted_proxies: [10.0.0.0/24]"),
);

pub(super) const LISTENER_CHANGED: Page = page(
    "Clients, probes and load balancers that connect to the old address or port get a connection error. The change widens exposure if clients can connect that could not connect before. An example is a listener that no longer has `client_ca`, the CA of client certificates.",
    "Change the Kubernetes Service, the probes and the proxies to the new address in the same deployment.",
    Routes("listen: 8080", "listen: 9000"),
);

pub(super) const ADMIN_OPENED: Page = page(
    "Everyone that can connect to this address can read the metrics and the list of endpoints. If `admin` had another address before, programs that call the old one get a connection error.",
    "Let only the monitoring system and the Kubernetes probes connect to the port, for example with a NetworkPolicy.",
    Routes("listen: 8080", "listen: 8080\nadmin: 9100"),
);

pub(super) const ADMIN_CLOSED: Page = page(
    "Requests of clients use another address, and are answered as before. Programs that call `/metrics`, `/readyz`, `/healthz` or `/endpoints` at the old address, such as Prometheus or a Kubernetes probe, get a connection error.",
    "Change the monitoring first. Change probes too if you wrote the manifests by hand: the pods become unready if their probes fail. Manifests that `gwc` builds need no change: they start `gwr` with an admin listener on port 9090, and probe it there.",
    Routes("listen: 8080\nadmin: 9100", "listen: 8080"),
);
