//! Components and keys of KrakenD that are compared as text.

use super::page::Example::{Endpoint, Root};
use super::page::{Page, page};

pub(super) const PROTECTION_REMOVED: Page = page(
    "The gateway now accepts requests that the check rejected, or returns data that it removed.",
    "Keep the check, or make sure that the upstream does the same.",
    Endpoint(
        "\"extra_config\": { \"validation/cel\": [{ \"check_expr\": \"req_params.Id != ''\" }] }",
        "\"timeout\": \"2s\"",
    ),
);

pub(super) const PROTECTION_ADDED: Page = page(
    "Requests that the check rejects get an error, such as `400` or `403`.",
    "Test the requests of all clients against the new check.",
    Endpoint(
        "\"timeout\": \"2s\"",
        "\"extra_config\": { \"validation/cel\": [{ \"check_expr\": \"req_params.Id != ''\" }] }",
    ),
);

pub(super) const PROTECTION_CHANGED: Page = page(
    "`gwc` compares the text of the check and does not evaluate it. The changed check may accept requests that it rejected before, or the reverse.",
    "Read the old and the new text, and test a request that must be rejected.",
    Endpoint(
        "\"extra_config\": { \"validation/cel\": [{ \"check_expr\": \"req_params.Id != ''\" }] }",
        "\"extra_config\": { \"validation/cel\": [{ \"check_expr\": \"true\" }] }",
    ),
);

pub(super) const OPENING_ADDED: Page = page(
    "With open CORS, web pages of any origin can read responses. `debug_endpoint` and `echo_endpoint` return the details of a request to every client.",
    "List your own origins under `allow_origins`, and remove `debug_endpoint`, `echo_endpoint` and other settings that only tests need.",
    Root("\"port\": 8080", "\"port\": 8080, \"debug_endpoint\": true"),
);

pub(super) const OPENING_REMOVED: Page = page(
    "Clients that use the setting get an error: `/__debug/` and `/__echo/` return `404`, and a browser blocks web pages of other origins.",
    "Nothing, if no client needs the setting.",
    Root("\"port\": 8080, \"debug_endpoint\": true", "\"port\": 8080"),
);

pub(super) const SHIELD_REMOVED: Page = page(
    "A circuit breaker answers with an error while the upstream fails. Without it, every request is sent to the failing upstream and waits for the timeout.",
    "Keep the circuit breaker (`qos/circuit-breaker` in KrakenD).",
    Endpoint(
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\", \"extra_config\": { \"qos/circuit-breaker\": { \"interval\": 60, \"timeout\": 10, \"max_errors\": 3 } } }], \"output_encoding\": \"json\"",
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }], \"output_encoding\": \"json\"",
    ),
);

pub(super) const SHIELD_CHANGED: Page = page(
    "The gateway stops calling a failing upstream after fewer or more errors than before, or for another time.",
    "Compare the new numbers with the error rate of the upstream. If `max_errors` is too low, clients get errors while the upstream works.",
    Endpoint(
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\", \"extra_config\": { \"qos/circuit-breaker\": { \"interval\": 60, \"timeout\": 10, \"max_errors\": 3 } } }], \"output_encoding\": \"json\"",
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\", \"extra_config\": { \"qos/circuit-breaker\": { \"interval\": 60, \"timeout\": 10, \"max_errors\": 30 } } }], \"output_encoding\": \"json\"",
    ),
);

pub(super) const CALL_ADDED: Page = page(
    "KrakenD sends the request to one more backend and merges its response into that of the endpoint. Clients get the added fields.",
    "Check that clients may see all fields of the added backend. If not, list the fields under `allow`.",
    Endpoint(
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }], \"output_encoding\": \"json\"",
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }, { \"host\": [\"http://users:8080\"], \"url_pattern\": \"/users\" }], \"output_encoding\": \"json\"",
    ),
);

pub(super) const CALL_REMOVED: Page = page(
    "The fields of this backend are missing in the response.",
    "Check that no client reads these fields.",
    Endpoint(
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }, { \"host\": [\"http://users:8080\"], \"url_pattern\": \"/users\" }], \"output_encoding\": \"json\"",
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }], \"output_encoding\": \"json\"",
    ),
);

pub(super) const CALL_CHANGED: Page = page(
    "KrakenD merges the responses of several backends. One of them is called with another host, path or method, so its fields may change or be missing.",
    "Check that the backend serves this path and method.",
    Endpoint(
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }, { \"host\": [\"http://users:8080\"], \"url_pattern\": \"/users\" }], \"output_encoding\": \"json\"",
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }, { \"host\": [\"http://users:8080\"], \"url_pattern\": \"/people\" }], \"output_encoding\": \"json\"",
    ),
);

pub(super) const MANIPULATION_CHANGED: Page = page(
    "Upstreams may get other requests, or clients other responses. `gwc` compares the text of the setting and does not evaluate it.",
    "Read the old and the new text, and compare a response before and after the change.",
    Endpoint(
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }], \"output_encoding\": \"json\"",
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }], \"output_encoding\": \"string\"",
    ),
);
