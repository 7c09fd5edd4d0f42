//! `telemetry`.

use crate::grammar::format::*;
use crate::grammar::keys::{key, required};
use crate::grammar::shape::Shape;
use crate::grammar::shape::Type::{Record, Text};

/// `telemetry`.
pub(in crate::grammar) static TELEMETRY: Shape = Shape {
    name: "telemetry",
    doc: "What the gateway reports about itself and about requests.",
    keys: &[
        key(
            "level",
            "Lines of the log from this level on: `error`, `warning`, `info` or `debug`. `info` if not set.",
            Text(&LOG_LEVEL),
        ),
        key(
            "access_log",
            "Access log: one line for each request. JSON on standard output if not set.",
            Record(&ACCESS_LOG),
        ),
        key(
            "traces",
            "Traces of requests (W3C Trace Context), sent to a collector. Not recorded if not set.",
            Record(&TRACES),
        ),
    ],
};

/// `telemetry.access_log`.
pub(in crate::grammar) static ACCESS_LOG: Shape = Shape {
    name: "access log",
    doc: "The access log.",
    keys: &[
        key(
            "to",
            "Destination: `stdout`, `none`, or the path of a file. `stdout` if not set.",
            Text(&LOG_TO),
        ),
        key("format", "Format of a line: `json` or `combined`. `json` if not set.", Text(&LOG_FORMAT)),
        key(
            "sample",
            "Share of the requests that have a line. Failures of the gateway and of upstreams always have one. `100%` if not set.",
            Text(&SHARE),
        ),
    ],
};

/// `telemetry.traces`.
pub(in crate::grammar) static TRACES: Shape = Shape {
    name: "traces",
    doc: "Traces of requests.",
    keys: &[
        required(
            "otlp",
            "URL of the collector. It receives OTLP over HTTP at `/v1/traces`.",
            Text(&UPSTREAM_URL),
        ),
        key(
            "sample",
            "Share of the requests that are recorded, in addition to those that a trusted proxy records. `100%` if not set.",
            Text(&SHARE),
        ),
    ],
};
