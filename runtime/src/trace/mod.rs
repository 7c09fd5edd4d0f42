//! Traces: a request as a span that a collector gets over OTLP, and its place in the trace of the client.
//!
//! A core hands the spans of sampled requests to one thread and never waits for it: what does not fit into its queue is
//! dropped and counted.

mod context;
mod span;
#[cfg(feature = "otlp")]
mod export;
#[cfg(not(feature = "otlp"))]
mod no_export;
#[cfg(feature = "otlp")]
mod message;
mod tracer;

pub(crate) use context::TRACEPARENT;
#[cfg(feature = "otlp")]
pub(crate) use export::Exporter;
#[cfg(not(feature = "otlp"))]
pub(crate) use no_export::Exporter;
pub(crate) use span::{Span, Value};
pub(crate) use tracer::{ExportStats, SpanSender, Traced, Tracer};
