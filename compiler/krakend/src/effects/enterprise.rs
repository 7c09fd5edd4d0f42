//! Components that only KrakenD Enterprise reads; KrakenD CE ignores them without an error.

use super::row::Kind::Any;
use super::row::Level::{Agent, Backend, Endpoint, Service};
use super::row::{Component, Level, component};

const fn enterprise(name: &'static str, levels: &'static [Level], doc: &'static str) -> Component {
    component(name, &[], Any, doc).enterprise(levels)
}

pub(super) const COMPONENTS: &[Component] = &[
    enterprise("ai/llm", &[Backend], "calls a language model"),
    enterprise("ai/mcp", &[Service, Endpoint], "serves tools to models"),
    enterprise("async/kafka", &[Agent], "consumes a topic of Kafka"),
    enterprise("auth/api-keys", &[Service, Endpoint], "requires an API key"),
    enterprise("auth/aws-sigv4", &[Backend], "signs calls to AWS"),
    enterprise("auth/basic", &[Service, Endpoint], "requires a user name and a password"),
    enterprise("auth/gcp", &[Backend], "calls Google Cloud with a token"),
    enterprise("auth/ntlm", &[Backend], "authenticates with NTLM"),
    enterprise("backend/conditional", &[Backend], "selects a backend by a condition"),
    enterprise("backend/grpc", &[Backend], "calls a gRPC service"),
    enterprise("backend/pubsub/publisher/kafka", &[Backend], "publishes to Kafka"),
    enterprise("backend/pubsub/subscriber/kafka", &[Backend], "reads from Kafka"),
    enterprise("backend/soap", &[Backend], "calls a SOAP service"),
    enterprise("backend/static-filesystem", &[Backend], "serves files"),
    enterprise("documentation/openapi", &[Service, Endpoint], "generates OpenAPI documentation"),
    enterprise("documentation/postman", &[Service, Endpoint], "generates Postman collections"),
    enterprise("governance/processors", &[Service], "counts requests for quotas"),
    enterprise("governance/quota", &[Service, Endpoint, Backend], "limits requests by quota"),
    enterprise("grpc", &[Service], "serves gRPC"),
    enterprise("modifier/body-generator", &[Backend], "generates a body"),
    enterprise("modifier/jmespath", &[Endpoint, Backend], "changes responses with JMESPath"),
    enterprise("modifier/request-body-extractor", &[Service, Endpoint], "reads fields of the request body"),
    enterprise("modifier/request-body-extractor/early", &[Endpoint], "reads fields of the request body"),
    enterprise("modifier/request-body-generator", &[Endpoint, Backend], "generates the request body"),
    enterprise("modifier/response-body", &[Endpoint, Backend], "changes the response body"),
    enterprise("modifier/response-body-generator", &[Endpoint, Backend], "generates the response body"),
    enterprise("modifier/response-headers", &[Service, Endpoint], "changes the response headers"),
    enterprise("plugin/middleware", &[Endpoint, Backend], "runs plugins before and after calls"),
    enterprise("qos/circuit-breaker/http", &[Backend], "circuit breaker that counts HTTP statuses"),
    enterprise("qos/ratelimit/router/redis", &[Endpoint], "rate limit that replicas share"),
    enterprise("qos/ratelimit/service", &[Service], "limits the requests of the whole service"),
    enterprise("qos/ratelimit/service/redis", &[Service], "rate limit of the service that replicas share"),
    enterprise("qos/ratelimit/tiered", &[Service, Endpoint], "rate limit by plan"),
    enterprise("redis", &[Service], "connection to Redis"),
    enterprise("security/policies", &[Endpoint, Backend], "requires that policies are true"),
    enterprise("server/static-filesystem", &[Service], "serves files"),
    enterprise("server/virtualhost", &[Service], "serves several host names"),
    enterprise("telemetry/moesif", &[Service], "sends traffic to Moesif"),
    enterprise("telemetry/newrelic", &[Service], "sends traces to New Relic"),
    enterprise("telemetry/opentelemetry-security", &[Service], "credentials of the exporters"),
    enterprise(
        "validation/response-json-schema",
        &[Endpoint, Backend],
        "rejects responses that do not match a schema",
    ),
    enterprise("websocket", &[Endpoint], "forwards WebSockets"),
    enterprise("workflow", &[Backend], "calls other backends in a sequence"),
];
