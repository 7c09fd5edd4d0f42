//! Backends that are not plain HTTP, and queues (lura transport, krakend-amqp 2.3, krakend-lambda 2.1, krakend-pubsub 2.3).

use super::row::Kind::{Any, Bool, Int, Object, Text, Texts, Word};
use super::row::Level::{Agent, Backend};
use super::row::{Component, DROPPED, Key, component, key};

pub(super) const COMPONENTS: &[Component] = &[
    component("backend/http", &[Backend], Object(HTTP), "how errors of the backend are returned"),
    component("backend/http/client", &[Backend], Object(CLIENT), "how redirects are followed"),
    component("backend/graphql", &[Backend], Object(GRAPHQL), "calls a GraphQL service").strictly(DROPPED),
    component("backend/lambda", &[Backend], Object(LAMBDA), "calls an AWS Lambda function"),
    component("backend/amqp/consumer", &[Backend], Object(CONSUMER), "reads the response from a queue")
        .strictly(DROPPED),
    component("backend/amqp/producer", &[Backend], Object(PRODUCER), "writes the request to a queue")
        .strictly(DROPPED),
    component("backend/pubsub/publisher", &[Backend], Object(PUBLISHER), "publishes the request to a topic")
        .strictly(DROPPED),
    component("backend/pubsub/subscriber", &[Backend], Object(SUBSCRIBER), "reads the response from a topic")
        .strictly(DROPPED),
    component("async/amqp", &[Agent], Object(AMQP), "queue that the agent consumes")
        .strictly("the agent does not start"),
];

const HTTP: &[Key] = &[
    key("return_error_code", Bool, "returns the status of the backend").or("false"),
    key("return_error_details", Text, "adds errors to the response, under `error_` and this name"),
];
const CLIENT: &[Key] = &[
    key("send_body_on_redirect", Bool, "sends the body again on a redirect").or("false"),
    key("no_redirect", Bool, "follows no redirects").enterprise(),
    key("proxy_address", Text, "address of an HTTP proxy").enterprise(),
    key("client_tls", Any, "TLS settings of this backend").enterprise(),
];
const GRAPHQL: &[Key] = &[
    key("type", Word(&["query", "mutation"]), "operation type")
        .unknown("KrakenD builds no query and sends the client's body to the backend"),
    key("query", Text, "text of the query"),
    key("query_path", Text, "file with the query"),
    key("operationName", Text, "name of the operation"),
    key("variables", Any, "variables of the query"),
    key("method", Text, "`GET` or `POST`"),
];
const LAMBDA: &[Key] = &[
    key("function_name", Text, "name of the function"),
    key("function_param_name", Text, "path parameter with the name of the function").or("\"function\""),
    key("region", Text, "AWS region"),
    key("endpoint", Text, "custom AWS endpoint"),
    key("max_retries", Int, "has no effect: KrakenD does not read it from JSON").or("0"),
];

const QUEUE_NAME: Key = key("name", Text, "name of the queue").required();
const EXCHANGE: Key = key("exchange", Text, "name of the exchange").required();
const DURABLE: Key = key("durable", Bool, "keeps the queue after a restart of the broker").or("false");
const DELETE: Key = key("delete", Bool, "deletes the queue after its last consumer disconnects").or("false");
const EXCLUSIVE: Key = key("exclusive", Bool, "allows one consumer only").or("false");
const NO_WAIT: Key = key("no_wait", Bool, "does not wait for the confirmation of the broker").or("false");
const PREFETCH: Key = key("prefetch_count", Int, "number of unacknowledged messages").or("0");
const PREFETCH_SIZE: Key = key("prefetch_size", Int, "number of unacknowledged bytes").or("0");
const BACKOFF: Key = key("backoff_strategy", Text, "delay between reconnects").or("\"fallback\"");
const RETRIES: Key = key("max_retries", Int, "number of retries; unlimited if 0").or("0");

const CONSUMER: &[Key] = &[
    QUEUE_NAME,
    EXCHANGE,
    key("routing_key", Texts, "routing keys to consume"),
    DURABLE,
    DELETE,
    EXCLUSIVE,
    NO_WAIT,
    key("no_local", Bool, "skips messages published by this connection").or("false"),
    key("auto_ack", Bool, "acknowledges a message when it is received").or("false"),
    key("nack_discard", Bool, "discards failed messages").or("false"),
    PREFETCH,
    PREFETCH_SIZE,
    BACKOFF,
    RETRIES,
];
const PRODUCER: &[Key] = &[
    QUEUE_NAME,
    EXCHANGE,
    key("routing_key", Text, "routing key, or path parameter with it"),
    key("static_routing_key", Bool, "uses `routing_key` as text, not as a parameter").or("false"),
    DURABLE,
    DELETE,
    EXCLUSIVE,
    NO_WAIT,
    key("no_local", Bool, "has no effect"),
    key("mandatory", Bool, "the message must reach a queue").or("false"),
    key("immediate", Bool, "the message must reach a consumer").or("false"),
    key("exp_key", Text, "path parameter with the time to live"),
    key("reply_to_key", Text, "path parameter with the reply queue"),
    key("msg_id_key", Text, "path parameter with the message id"),
    key("priority_key", Text, "path parameter with the priority"),
    PREFETCH,
    PREFETCH_SIZE,
    BACKOFF,
    RETRIES,
];
const PUBLISHER: &[Key] = &[key("topic_url", Text, "URL of the topic").required()];
const SUBSCRIBER: &[Key] = &[key("subscription_url", Text, "URL of the subscription").required()];
const AMQP: &[Key] = &[
    key("host", Text, "URL of the broker, amqp:// or amqps://").required(),
    QUEUE_NAME,
    EXCHANGE,
    DURABLE,
    DELETE,
    EXCLUSIVE,
    NO_WAIT,
    key("no_local", Bool, "skips messages published by this connection").or("false"),
    key("auto_ack", Bool, "acknowledges a message when it is received").or("false"),
    key("nack_discard", Bool, "discards failed messages").or("false"),
    PREFETCH,
    PREFETCH_SIZE,
];
