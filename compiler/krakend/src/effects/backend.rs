//! Other ways to call, and queues (lura transport, krakend-amqp 2.3, krakend-lambda 2.1, krakend-pubsub 2.3).

use super::row::Kind::{Any, Bool, Int, Object, Text, Texts, Word};
use super::row::Level::{Agent, Backend};
use super::row::{Component, DROPPED, Key, component, key};

pub(super) const COMPONENTS: &[Component] = &[
    component("backend/http", &[Backend], Object(HTTP), "what becomes of a backend's errors"),
    component("backend/http/client", &[Backend], Object(CLIENT), "how redirects are followed"),
    component("backend/graphql", &[Backend], Object(GRAPHQL), "calls a GraphQL service").strictly(DROPPED),
    component("backend/lambda", &[Backend], Object(LAMBDA), "calls an AWS Lambda"),
    component("backend/amqp/consumer", &[Backend], Object(CONSUMER), "takes the answer from a queue")
        .strictly(DROPPED),
    component("backend/amqp/producer", &[Backend], Object(PRODUCER), "puts the request into a queue")
        .strictly(DROPPED),
    component("backend/pubsub/publisher", &[Backend], Object(PUBLISHER), "publishes the request")
        .strictly(DROPPED),
    component("backend/pubsub/subscriber", &[Backend], Object(SUBSCRIBER), "takes the answer from a topic")
        .strictly(DROPPED),
    component("async/amqp", &[Agent], Object(AMQP), "the queue an agent consumes")
        .strictly("the agent does not start"),
];

const HTTP: &[Key] = &[
    key("return_error_code", Bool, "answers with the backend's status").or("false"),
    key("return_error_details", Text, "puts errors into the answer, under `error_` and this name"),
];
const CLIENT: &[Key] = &[
    key("send_body_on_redirect", Bool, "sends the body again").or("false"),
    key("no_redirect", Bool, "follows none").enterprise(),
    key("proxy_address", Text, "calls through a proxy").enterprise(),
    key("client_tls", Any, "TLS of this backend").enterprise(),
];
const GRAPHQL: &[Key] = &[
    key("type", Word(&["query", "mutation"]), "what is sent"),
    key("query", Text, "its text"),
    key("query_path", Text, "or the file of it"),
    key("operationName", Text, "the operation"),
    key("variables", Any, "its variables"),
    key("method", Text, "by GET or POST"),
];
const LAMBDA: &[Key] = &[
    key("function_name", Text, "the function"),
    key("function_param_name", Text, "or the parameter that names it").or("\"function\""),
    key("region", Text, "the region"),
    key("endpoint", Text, "another address of AWS"),
    key("max_retries", Int, "is not read from JSON").or("0"),
];

const QUEUE_NAME: Key = key("name", Text, "the queue").required();
const EXCHANGE: Key = key("exchange", Text, "the exchange").required();
const DURABLE: Key = key("durable", Bool, "the queue survives a restart").or("false");
const DELETE: Key = key("delete", Bool, "the queue goes with its last consumer").or("false");
const EXCLUSIVE: Key = key("exclusive", Bool, "the queue has one consumer").or("false");
const NO_WAIT: Key = key("no_wait", Bool, "does not wait for the broker").or("false");
const PREFETCH: Key = key("prefetch_count", Int, "messages on their way").or("0");
const PREFETCH_SIZE: Key = key("prefetch_size", Int, "bytes on their way").or("0");
const BACKOFF: Key = key("backoff_strategy", Text, "how it reconnects").or("\"fallback\"");
const RETRIES: Key = key("max_retries", Int, "before it gives up; never when 0").or("0");

const CONSUMER: &[Key] = &[
    QUEUE_NAME,
    EXCHANGE,
    key("routing_key", Texts, "what is taken"),
    DURABLE,
    DELETE,
    EXCLUSIVE,
    NO_WAIT,
    key("no_local", Bool, "not what came from here").or("false"),
    key("auto_ack", Bool, "messages count as handled at once").or("false"),
    key("nack_discard", Bool, "failed messages are not put back").or("false"),
    PREFETCH,
    PREFETCH_SIZE,
    BACKOFF,
    RETRIES,
];
const PRODUCER: &[Key] = &[
    QUEUE_NAME,
    EXCHANGE,
    key("routing_key", Text, "the parameter or text to route by"),
    key("static_routing_key", Bool, "takes it as it is").or("false"),
    DURABLE,
    DELETE,
    EXCLUSIVE,
    NO_WAIT,
    key("no_local", Bool, "is not read"),
    key("mandatory", Bool, "must reach a queue").or("false"),
    key("immediate", Bool, "must reach a consumer").or("false"),
    key("exp_key", Text, "parameter with the time to live"),
    key("reply_to_key", Text, "parameter with the queue for replies"),
    key("msg_id_key", Text, "parameter with the id"),
    key("priority_key", Text, "parameter with the priority"),
    PREFETCH,
    PREFETCH_SIZE,
    BACKOFF,
    RETRIES,
];
const PUBLISHER: &[Key] = &[key("topic_url", Text, "the topic").required()];
const SUBSCRIBER: &[Key] = &[key("subscription_url", Text, "the subscription").required()];
const AMQP: &[Key] = &[
    key("host", Text, "the broker, as amqp:// or amqps://").required(),
    QUEUE_NAME,
    EXCHANGE,
    DURABLE,
    DELETE,
    EXCLUSIVE,
    NO_WAIT,
    key("no_local", Bool, "not what came from here").or("false"),
    key("auto_ack", Bool, "messages count as handled at once").or("false"),
    key("nack_discard", Bool, "failed messages are not put back").or("false"),
    PREFETCH,
    PREFETCH_SIZE,
];
