use crate::lint::Subject;
use gwc_krakend::config::Backend;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// KrakenD cannot call the host of a backend, so every request fails.
    ///
    /// ## What it does
    /// Reports a host with a scheme such as `amqp://`, `kafka://` or `grpc://` on a backend without a component that
    /// uses this scheme. Also reports `"sd": "dns"`, service discovery by DNS, on a backend that does not set
    /// `disable_host_sanitize`.
    ///
    /// ## Why is this bad?
    /// Without a component such as `backend/amqp/producer`, KrakenD calls the host with HTTP, which rejects the scheme:
    /// the endpoint returns `500` for every request. With `"sd": "dns"`, KrakenD resolves the host as the name of an SRV
    /// record. Without `disable_host_sanitize`, KrakenD adds `http://` to the name, and no record has such a name.
    ///
    /// ## Example
    /// `disable_host_sanitize` is not set:
    /// ```json,bad,backend
    /// { "host": ["orders.service.consul"], "sd": "dns" }
    /// ```
    ///
    /// ## Use instead
    /// For service discovery, set `disable_host_sanitize`. For a host with another scheme, add the component that uses
    /// the scheme, or write `http://`.
    /// ```json,good,backend
    /// { "host": ["orders.service.consul"], "sd": "dns", "disable_host_sanitize": true }
    /// ```
    ///
    /// ## References
    /// - lura v2.14, `sd/dnssrv/subscriber.go` and `config/uri.go`
    pub(crate) UNCALLABLE_HOST { code: "GW480", name: "uncallable-host", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

/// Components that call something else than an HTTP host.
pub(crate) const DRIVERS: [&str; 6] = [
    "backend/amqp/consumer",
    "backend/amqp/producer",
    "backend/lambda",
    "backend/pubsub/publisher",
    "backend/pubsub/subscriber",
    "plugin/http-client",
];

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    for (endpoint, backend) in subject.backends() {
        if DRIVERS.iter().any(|driver| backend.extra_config.component(driver).is_some()) {
            continue;
        }
        let found = discovery(subject, backend).or_else(|| scheme(subject, backend));
        out.extend(found.map(|finding| finding.route(endpoint.route)));
    }
}

fn discovery(subject: &Subject<'_>, backend: &Backend) -> Option<Diagnostic> {
    let host = backend.host.first().filter(|_| *backend.sd == "dns")?;
    let written = subject.written(host);
    let node = host.node.or(backend.host.node)?;
    let (why, help) = if host.value.contains("://") && !written.contains("://") {
        let why = format!("KrakenD adds `http://` to this host, and no record has the name `{}`", host.value);
        (why, "set `\"disable_host_sanitize\": true` on the backend".to_owned())
    } else if host.value.contains("://") {
        let plain =
            written.split("://").nth(1).unwrap_or_default().split(['/', ':']).next().unwrap_or_default();
        let why = format!("no record has the name `{}`", host.value);
        (why, format!("write the host as `{plain}`, and set `\"disable_host_sanitize\": true`"))
    } else {
        return None;
    };
    let message = format!("service discovery finds no host, so every request returns `500`: {why}");
    Some(UNCALLABLE_HOST.at(subject.span(node), message).help(help))
}

fn scheme(subject: &Subject<'_>, backend: &Backend) -> Option<Diagnostic> {
    if *backend.sd == "dns" {
        return None;
    }
    let host = backend.host.iter().find(|host| {
        let scheme = host.value.split_once("://").map(|(scheme, _)| scheme.to_lowercase());
        scheme.is_some_and(|scheme| !matches!(&*scheme, "http" | "https"))
    })?;
    let scheme = host.value.split("://").next().unwrap_or_default();
    let node = host.node.or(backend.host.node)?;
    let message = format!(
        "KrakenD calls this host with HTTP, which rejects `{scheme}://`: every request returns `500`"
    );
    let help = match scheme {
        "amqp" | "amqps" => {
            "add `backend/amqp/producer` or `backend/amqp/consumer` to the `extra_config` of the backend".to_owned()
        }
        "ws" | "wss" => {
            "for plain HTTP, write `http://` or `https://`; for WebSockets, which KrakenD CE does not forward, clients must connect to the upstream directly"
                .to_owned()
        }
        "kafka" | "nats" | "rabbit" | "gcppubsub" | "awssns" | "awssqs" | "azuresb" => {
            "add `backend/pubsub/publisher` or `backend/pubsub/subscriber` to the `extra_config` of the backend".to_owned()
        }
        _ => format!("use `http://` or `https://`: KrakenD CE has no component that calls `{scheme}://`"),
    };
    Some(UNCALLABLE_HOST.at(subject.span(node), message).help(help))
}
