//! Components and keys of KrakenD that are compared as text.

use super::page::Example::{Endpoint, Root};
use super::page::{Page, page};

pub(super) const PROTECTION_REMOVED: Page = page(
    "The gateway accepts requests that the check rejected, or returns data that it removed. In the example, KrakenD rejected every request with an `{id}` that is not a number. Checks are also components such as `auth/basic`, `allow` and `deny` of a backend and, in route YAML, `origins` of a credential.",
    "Keep the check, or make sure that the upstream does the same.",
    Endpoint(
        "\"timeout\": \"2s\", \"extra_config\": { \"validation/cel\": [{ \"check_expr\": \"req_params.Id.matches('^[0-9]+$')\" }] }",
        "\"timeout\": \"2s\"",
    ),
);

pub(super) const PROTECTION_ADDED: Page = page(
    "Requests that the check rejects get an error, and data that it removes is missing in responses. In the example, KrakenD rejects every request with an `{id}` that is not a number.",
    "Test the requests of all clients against the new check.",
    Endpoint(
        "\"timeout\": \"2s\"",
        "\"timeout\": \"2s\", \"extra_config\": { \"validation/cel\": [{ \"check_expr\": \"req_params.Id.matches('^[0-9]+$')\" }] }",
    ),
);

pub(super) const PROTECTION_CHANGED: Page = page(
    "`gwc` compares the text of the check and does not evaluate it. The changed check may accept requests that it rejected before, or the reverse. In the example, it accepted only a number as `{id}`; `true` accepts everything.",
    "Compare the old and the new text, and test a request that must be rejected.",
    Endpoint(
        "\"extra_config\": { \"validation/cel\": [{ \"check_expr\": \"req_params.Id.matches('^[0-9]+$')\" }] }",
        "\"extra_config\": { \"validation/cel\": [{ \"check_expr\": \"true\" }] }",
    ),
);

pub(super) const OPENING_ADDED: Page = page(
    "In the example, everyone can call `/__debug/`, which writes the headers of a request, credentials included, to the log at level `DEBUG`. With `echo_endpoint`, `/__echo/` returns them to the client. With CORS for all origins, any web page can read responses.",
    "List your own origins under `allow_origins`, and remove `debug_endpoint`, `echo_endpoint` and other settings that only tests need.",
    Root("\"port\": 8080", "\"port\": 8080, \"debug_endpoint\": true"),
);

pub(super) const OPENING_REMOVED: Page = page(
    "Clients that use what the setting opened get an error. In the example, `/__debug/` returns `404`. Without CORS for all origins, a browser blocks web pages of other origins.",
    "Nothing, if no client needs the setting. If web pages of other origins call the gateway, list these origins under `allow_origins`.",
    Root("\"port\": 8080, \"debug_endpoint\": true", "\"port\": 8080"),
);

pub(super) const SHIELD_REMOVED: Page = page(
    "A circuit breaker answers with an error while the upstream fails. Without it, every request is sent to the failing upstream and waits for the timeout.",
    "Keep the circuit breaker: `qos/circuit-breaker` in KrakenD, `breaker` in route YAML.",
    Endpoint(
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\", \"extra_config\": { \"qos/circuit-breaker\": { \"interval\": 60, \"timeout\": 10, \"max_errors\": 3 } } }], \"output_encoding\": \"json\"",
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }], \"output_encoding\": \"json\"",
    ),
);

pub(super) const SHIELD_CHANGED: Page = page(
    "In the example, the circuit breaker opens after more than 30 errors, no longer after more than 3. Until it opens, every request is sent to the failing upstream and waits for the timeout. A circuit breaker that opens earlier rejects requests that the upstream may have answered.",
    "Compare the new numbers with the error rate of the upstream. If `max_errors` is too low, clients get errors while the upstream works.",
    Endpoint(
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\", \"extra_config\": { \"qos/circuit-breaker\": { \"interval\": 60, \"timeout\": 10, \"max_errors\": 3 } } }], \"output_encoding\": \"json\"",
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\", \"extra_config\": { \"qos/circuit-breaker\": { \"interval\": 60, \"timeout\": 10, \"max_errors\": 30 } } }], \"output_encoding\": \"json\"",
    ),
);

pub(super) const CALL_ADDED: Page = page(
    "KrakenD sends the request to one more backend and merges its response into that of the endpoint. Clients get the added fields, in the example those of `/users`. If the added backend fails, the response is incomplete.",
    "Check that clients may see all fields of the added backend. If not, list the fields that they may see under `allow` of this backend.",
    Endpoint(
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }], \"output_encoding\": \"json\"",
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }, { \"host\": [\"http://users:8080\"], \"url_pattern\": \"/users\" }], \"output_encoding\": \"json\"",
    ),
);

pub(super) const CALL_REMOVED: Page = page(
    "The fields of this backend are missing in the response. In the example, these are the fields of `/users`.",
    "Check that no client reads these fields. If one does, keep the backend.",
    Endpoint(
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }, { \"host\": [\"http://users:8080\"], \"url_pattern\": \"/users\" }], \"output_encoding\": \"json\"",
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }], \"output_encoding\": \"json\"",
    ),
);

pub(super) const CALL_CHANGED: Page = page(
    "KrakenD merges the responses of several backends. In the example, it calls the second one at `/people`, so the fields of `/users` may be missing or have other values. The change widens exposure in three cases:\n\n- The call leaves the cluster.\n- The call uses plain HTTP instead of HTTPS.\n- The call reaches an upstream path for which another endpoint requires more, for example a role. The report names that endpoint.",
    "Check that the backend serves this path and method. If the report names another endpoint, require the same token and role here.",
    Endpoint(
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }, { \"host\": [\"http://users:8080\"], \"url_pattern\": \"/users\" }], \"output_encoding\": \"json\"",
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }, { \"host\": [\"http://users:8080\"], \"url_pattern\": \"/people\" }], \"output_encoding\": \"json\"",
    ),
);

pub(super) const MANIPULATION_CHANGED: Page = page(
    "Upstreams may get other requests, or clients other responses. `gwc` compares the text of the setting and does not evaluate it. In the example, clients get the field `content` of the backend as text, no longer a JSON object.",
    "Compare the old and the new text, and a response before and after the change.",
    Endpoint(
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }], \"output_encoding\": \"json\"",
        "\"backend\": [{ \"host\": [\"http://orders:8080\"], \"url_pattern\": \"/orders\" }], \"output_encoding\": \"string\"",
    ),
);
