//! Blocks that only the Enterprise edition reads: in KrakenD CE they do nothing, in silence.

use super::row::Kind::Any;
use super::row::Level::{Backend, Endpoint, Service};
use super::row::{Component, Level, component};

const fn enterprise(name: &'static str, levels: &'static [Level], doc: &'static str) -> Component {
    component(name, &[], Any, doc).enterprise(levels)
}

pub(super) const COMPONENTS: &[Component] = &[
    enterprise("ai/llm", &[Backend], "calls a language model"),
    enterprise("ai/mcp", &[Service, Endpoint], "serves tools to models"),
    enterprise("auth/api-keys", &[Service, Endpoint], "lets requests pass that carry a key"),
    enterprise("auth/aws-sigv4", &[Backend], "signs calls for AWS"),
    enterprise("auth/basic", &[Service, Endpoint], "lets requests pass with user and password"),
    enterprise("auth/gcp", &[Backend], "calls Google with a token"),
    enterprise("auth/ntlm", &[Backend], "calls with NTLM"),
    enterprise("backend/conditional", &[Backend], "chooses a backend"),
    enterprise("backend/grpc", &[Backend], "calls by gRPC"),
    enterprise("backend/pubsub/publisher/kafka", &[Backend], "publishes to Kafka"),
    enterprise("backend/pubsub/subscriber/kafka", &[Backend], "takes from Kafka"),
    enterprise("backend/soap", &[Backend], "calls by SOAP"),
    enterprise("backend/static-filesystem", &[Backend], "serves files"),
    enterprise("documentation/openapi", &[Service, Endpoint], "writes OpenAPI"),
    enterprise("documentation/postman", &[Service, Endpoint], "writes Postman collections"),
    enterprise("governance/processors", &[Service], "counts against quotas"),
    enterprise("governance/quota", &[Service, Endpoint, Backend], "limits by quota"),
    enterprise("grpc", &[Service], "serves gRPC"),
    enterprise("modifier/body-generator", &[Backend], "writes a body"),
    enterprise("modifier/jmespath", &[Endpoint, Backend], "changes answers with JMESPath"),
    enterprise("modifier/request-body-extractor", &[Service, Endpoint], "takes fields from the body"),
    enterprise("modifier/request-body-extractor/early", &[Endpoint], "takes fields from the body"),
    enterprise("modifier/request-body-generator", &[Endpoint, Backend], "writes the request's body"),
    enterprise("modifier/response-body", &[Endpoint, Backend], "changes the answer's body"),
    enterprise("modifier/response-body-generator", &[Endpoint, Backend], "writes the answer's body"),
    enterprise("modifier/response-headers", &[Service, Endpoint], "changes the answer's headers"),
    enterprise("plugin/middleware", &[Endpoint, Backend], "plugins around calls"),
    enterprise("qos/circuit-breaker/http", &[Backend], "a breaker that sees statuses"),
    enterprise("qos/ratelimit/router/redis", &[Endpoint], "limits that replicas share"),
    enterprise("qos/ratelimit/service", &[Service], "limits requests of the whole service"),
    enterprise("qos/ratelimit/service/redis", &[Service], "limits of the service that replicas share"),
    enterprise("qos/ratelimit/tiered", &[Service, Endpoint], "limits by plan"),
    enterprise("redis", &[Service], "where Redis is"),
    enterprise("security/policies", &[Endpoint, Backend], "lets pass what policies allow"),
    enterprise("server/static-filesystem", &[Service], "serves files"),
    enterprise("server/virtualhost", &[Service], "serves several hosts"),
    enterprise("telemetry/moesif", &[Service], "sends traffic to Moesif"),
    enterprise("telemetry/newrelic", &[Service], "sends traces to New Relic"),
    enterprise("telemetry/opentelemetry-security", &[Service], "credentials of exporters"),
    enterprise(
        "validation/response-json-schema",
        &[Endpoint, Backend],
        "lets answers pass that fit a schema",
    ),
    enterprise("websocket", &[Endpoint], "passes WebSockets through"),
    enterprise("workflow", &[Backend], "calls other backends in between"),
];
