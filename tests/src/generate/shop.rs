//! KrakenD configurations in the styles that people write, without a fault.

use serde_json::{Value, json};

/// A validator of tokens of a Keycloak realm.
pub fn validator() -> Value {
    json!({
        "alg": "RS256", "cache": true, "jwk_url": "https://kc.example.com/realms/shop/protocol/openid-connect/certs",
        "issuer": "https://kc.example.com/realms/shop", "audience": ["shop"], "roles": ["buyer"],
        "roles_key": "realm_access.roles", "roles_key_is_nested": true
    })
}

/// A configuration: a file of a shop with 5 to 17 endpoints, in styles that alternate.
pub fn config(number: usize) -> Value {
    let endpoints: Vec<Value> = (0..5 + number % 13).map(|at| endpoint(number, at)).collect();
    json!({
        "version": 3,
        "name": format!("shop {number}"),
        "port": 8000 + number % 7,
        "timeout": "5s",
        "plugin": { "folder": "/opt/krakend/plugins/", "pattern": ".so" },
        "extra_config": {
            "telemetry/logging": { "level": "INFO", "stdout": true, "prefix": "[SHOP]" },
            "plugin/http-server": { "name": ["tenant-auth"] },
            "security/cors": { "allow_origins": ["https://shop.example.com"], "allow_methods": ["GET", "POST"], "max_age": "12h" }
        },
        "async_agent": [{
            "name": "mail", "consumer": { "topic": "*", "workers": 2 },
            "backend": [{ "host": ["http://mail.retail.svc"], "url_pattern": "/send", "method": "POST" }],
            "extra_config": { "async/amqp": { "host": "amqp://mq.retail.svc:5672/", "name": "mail", "exchange": "shop" } }
        }],
        "endpoints": endpoints
    })
}

fn endpoint(number: usize, at: usize) -> Value {
    let service = ["catalog", "orders", "stock", "users", "prices"][(number + at) % 5];
    let mut endpoint = json!({
        "endpoint": format!("/{service}-{at}/{{id}}"),
        "input_headers": ["Authorization", "Accept"],
        "input_query_strings": ["page", "sort"],
        "extra_config": {
            "auth/validator": validator(),
            "qos/ratelimit/router": { "max_rate": 50, "capacity": 50, "client_max_rate": 5, "client_capacity": 5, "strategy": "ip" }
        },
        "backend": [{
            "host": [format!("http://{service}.retail.svc:8080")], "url_pattern": format!("/{service}/{at}/{{id}}"),
            "extra_config": { "qos/circuit-breaker": { "interval": 60, "timeout": 10, "max_errors": 5 } }
        }]
    });
    match (number / 3 + at) % 6 {
        1 => endpoint["backend"][0]["allow"] = json!(["id", "title"]),
        2 => {
            endpoint["extra_config"]["validation/cel"] =
                json!([{ "check_expr": "req_params.Id.matches('^[0-9]+$')" }])
        }
        3 => {
            endpoint["extra_config"]["modifier/lua-proxy"] =
                json!({ "pre": "local r = request.load(); r:headers('X-Edge', '1')" });
        }
        4 => endpoint["output_encoding"] = json!("no-op"),
        _ => {}
    }
    endpoint
}
