//! Components and keys of KrakenD that are compared as text.

use super::page::Example::{Endpoint, Root};
use super::page::{Page, page};

pub(super) const PROTECTION_REMOVED: Page = page(
    "Requests that this component rejected are accepted.",
    "Keep the component, or move the check to the upstream.",
    Endpoint(
        "\"extra_config\": { \"validation/cel\": [{ \"check_expr\": \"req_params.Id != ''\" }] }",
        "\"timeout\": \"2s\"",
    ),
);

pub(super) const PROTECTION_ADDED: Page = page(
    "Requests that the component rejects get an error.",
    "Check that requests of all clients are accepted.",
    Endpoint(
        "\"timeout\": \"2s\"",
        "\"extra_config\": { \"validation/cel\": [{ \"check_expr\": \"req_params.Id != ''\" }] }",
    ),
);

pub(super) const PROTECTION_CHANGED: Page = page(
    "The component decides otherwise. `gwc` compares its text and does not evaluate it, so requests may be accepted that were rejected.",
    "Review the new text.",
    Endpoint(
        "\"extra_config\": { \"validation/cel\": [{ \"check_expr\": \"req_params.Id != ''\" }] }",
        "\"extra_config\": { \"validation/cel\": [{ \"check_expr\": \"true\" }] }",
    ),
);

pub(super) const OPENING_ADDED: Page = page(
    "A page of any origin can read responses, or the process answers everybody with details of the request.",
    "List the origins, and keep `debug_endpoint` and `echo_endpoint` off.",
    Root("\"port\": 8080", "\"port\": 8080, \"debug_endpoint\": true"),
);

pub(super) const OPENING_REMOVED: Page = page(
    "What was answered is not answered any more.",
    "Nothing, if no client needs it.",
    Root("\"port\": 8080, \"debug_endpoint\": true", "\"port\": 8080"),
);

pub(super) const SHIELD_REMOVED: Page = page(
    "A failing upstream gets every request, and each of them waits for it.",
    "Keep the circuit breaker.",
    Endpoint(
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\", \"extra_config\": { \"qos/circuit-breaker\": { \"interval\": 60, \"timeout\": 10, \"max_errors\": 3 } } }], \"output_encoding\": \"json\"",
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }], \"output_encoding\": \"json\"",
    ),
);

pub(super) const SHIELD_CHANGED: Page = page(
    "The upstream is protected earlier or later than before.",
    "Compare the numbers with the errors of today.",
    Endpoint(
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\", \"extra_config\": { \"qos/circuit-breaker\": { \"interval\": 60, \"timeout\": 10, \"max_errors\": 3 } } }], \"output_encoding\": \"json\"",
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\", \"extra_config\": { \"qos/circuit-breaker\": { \"interval\": 60, \"timeout\": 10, \"max_errors\": 30 } } }], \"output_encoding\": \"json\"",
    ),
);

pub(super) const CALL_ADDED: Page = page(
    "One more upstream gets the request, and its response is merged into the response.",
    "Check which data the new call adds.",
    Endpoint(
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }], \"output_encoding\": \"json\"",
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }, { \"host\": [\"http://users:8080\"], \"url_pattern\": \"/users\" }], \"output_encoding\": \"json\"",
    ),
);

pub(super) const CALL_REMOVED: Page = page(
    "The fields of this call are missing in the response.",
    "Check that no client reads them.",
    Endpoint(
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }, { \"host\": [\"http://users:8080\"], \"url_pattern\": \"/users\" }], \"output_encoding\": \"json\"",
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }], \"output_encoding\": \"json\"",
    ),
);

pub(super) const CALL_CHANGED: Page = page(
    "One of the calls has another host, path or method.",
    "Compare it with the API of that upstream.",
    Endpoint(
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }, { \"host\": [\"http://users:8080\"], \"url_pattern\": \"/users\" }], \"output_encoding\": \"json\"",
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }, { \"host\": [\"http://users:8080\"], \"url_pattern\": \"/people\" }], \"output_encoding\": \"json\"",
    ),
);

pub(super) const MANIPULATION_CHANGED: Page = page(
    "Requests or responses are changed in another way. `gwc` compares the text and does not evaluate it.",
    "Review the new text.",
    Endpoint(
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }], \"output_encoding\": \"json\"",
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }], \"output_encoding\": \"string\"",
    ),
);
