use crate::lint::Subject;
use gwc_syntax::declare_rule;
use gwc_syntax::diagnostic::Diagnostic;

declare_rule! {
    /// An async agent has no driver for a message broker, or no backend: it delivers no messages.
    ///
    /// ## What it does
    /// Reports an item of `async_agent` without `async/amqp` in its `extra_config`, or with an empty list `backend`.
    ///
    /// ## Why is this bad?
    /// `async/amqp` is the only driver of KrakenD CE. KrakenD skips an agent without it and logs no error:
    /// the queue grows, and no backend is called. `async/kafka` is in the schema of KrakenD, but only the Enterprise
    /// edition reads it.
    ///
    /// ## Example
    /// The agent has no `extra_config` with a driver:
    /// ```json,bad
    /// { "version": 3, "endpoints": [], "async_agent": [{ "name": "orders", "consumer": { "topic": "*" }, "backend": [{ "host": ["http://orders.shop.svc"], "url_pattern": "/events", "method": "POST" }] }] }
    /// ```
    ///
    /// ## Use instead
    /// Add the driver.
    /// ```json,good
    /// { "version": 3, "endpoints": [], "async_agent": [{ "name": "orders", "consumer": { "topic": "*" }, "backend": [{ "host": ["http://orders.shop.svc"], "url_pattern": "/events", "method": "POST" }], "extra_config": { "async/amqp": { "host": "amqp://mq.shop.svc:5672/", "name": "orders", "exchange": "shop" } } }] }
    /// ```
    ///
    /// ## References
    /// - krakend-ce 2.13, `async.go`
    pub(crate) AGENT_WITHOUT_DRIVER { code: "GW476", name: "agent-without-driver", category: Correctness, severity: Error, since: "0.1.0", inputs: [Krakend, BuiltJson] }
}

pub(crate) fn check(subject: &Subject<'_>, out: &mut Vec<Diagnostic>) {
    let Some(service) = subject.service else { return };
    for item in &service.async_agents.value {
        let Some(agent) = &item.value else { continue };
        let name = match agent.name.as_str() {
            "" => "this agent".to_owned(),
            name => format!("the agent `{name}`"),
        };
        let (message, help) = if agent.extra_config.component("async/amqp").is_none() {
            (
                format!("{name} has no driver for a message broker, so it receives no messages"),
                "add `async/amqp`, the only driver of KrakenD CE, to the `extra_config` of the agent",
            )
        } else if agent.backend.is_empty() && agent.backend.node.is_some() {
            // A missing list is a missing key, which the walk over the keys reports.
            (
                format!("{name} has no backend, so the messages that it reads reach no service"),
                "add a `backend` with a `host` and a `url_pattern`",
            )
        } else {
            continue;
        };
        let finding = AGENT_WITHOUT_DRIVER.at(subject.place(&agent.name, item.node), message);
        out.push(finding.help(help));
    }
}
