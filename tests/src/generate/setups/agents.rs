//! Agents that consume queues, beside a few endpoints.

use serde_json::{Value, json};

use super::base::{count, gateway, reads};
use super::setup::Setup;

pub(super) fn setup(number: usize) -> Setup {
    let mut config = gateway(number, (0..count(number)).map(|at| reads(number, at, json!({}))).collect());
    config["async_agent"] = (0..1 + number % 3).map(agent).collect();
    Setup::of(config)
}

fn agent(at: usize) -> Value {
    let name = ["mail", "invoices", "stock-changes"][at];
    json!({
        "name": name,
        "connection": { "max_retries": 10, "backoff_strategy": "exponential", "health_interval": "10s" },
        "consumer": { "topic": format!("shop.{name}.*"), "workers": 2, "timeout": "3s" },
        "encoding": "json",
        "backend": [{
            "host": [format!("http://{name}.retail.svc:8080")], "url_pattern": "/events", "method": "POST"
        }],
        "extra_config": { "async/amqp": {
            "host": "amqp://mq.retail.svc:5672/", "name": format!("krakend-{name}"), "exchange": "shop",
            "durable": true, "auto_ack": false, "prefetch_count": 5
        } }
    })
}
