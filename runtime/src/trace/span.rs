//! A request as a span.

use std::time::SystemTime;

/// One request, as a collector gets it.
#[derive(Debug)]
#[cfg_attr(not(feature = "otlp"), expect(dead_code, reason = "without OTLP no span is exported"))]
pub(crate) struct Span {
    pub(crate) trace: u128,
    pub(crate) span: u64,
    /// The span of the client, if it stated one.
    pub(crate) parent: Option<u64>,
    /// `METHOD path` of the endpoint, or the method alone.
    pub(crate) name: String,
    pub(crate) start: SystemTime,
    pub(crate) end: SystemTime,
    /// Whether the gateway or an upstream failed.
    pub(crate) failed: bool,
    pub(crate) attributes: Vec<(&'static str, Value)>,
}

/// The value of an attribute.
#[derive(Debug)]
#[cfg_attr(not(feature = "otlp"), expect(dead_code, reason = "without OTLP no span is exported"))]
pub(crate) enum Value {
    Text(String),
    Number(i64),
}
