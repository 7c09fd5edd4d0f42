//! What one core does for traces.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use gwc_artifact::Share;
use hyper::body::Incoming;
use hyper::{Method, Request};
use tokio::sync::mpsc::Sender;

use super::context::TraceContext;
use super::span::Span;
use crate::chance::Chance;

/// What became of spans.
#[derive(Debug, Default)]
pub(crate) struct ExportStats {
    exported: AtomicU64,
    dropped: AtomicU64,
    failures: AtomicU64,
}

#[cfg_attr(not(feature = "otlp"), expect(dead_code, reason = "without OTLP no span is exported"))]
impl ExportStats {
    /// A collector took this number of spans.
    pub(crate) fn took(&self, spans: usize) {
        self.exported.fetch_add(spans as u64, Ordering::Relaxed);
    }

    /// This number of spans did not reach a collector.
    pub(crate) fn lost(&self, spans: usize) {
        self.dropped.fetch_add(spans as u64, Ordering::Relaxed);
    }

    /// A request to the collector failed.
    pub(crate) fn failed(&self) {
        self.failures.fetch_add(1, Ordering::Relaxed);
    }

    /// Spans that were exported, spans that were dropped, and requests that failed.
    pub(crate) fn counts(&self) -> [u64; 3] {
        [&self.exported, &self.dropped, &self.failures].map(|count| count.load(Ordering::Relaxed))
    }
}

/// The way to the thread that exports.
#[derive(Clone)]
pub(crate) struct SpanSender {
    pub(super) sender: Sender<Span>,
    pub(super) stats: Arc<ExportStats>,
}

/// The traces of one core.
pub(crate) struct Tracer {
    sender: SpanSender,
    chance: Chance,
}

/// The place of a request in its trace.
#[derive(Debug)]
pub(crate) struct Traced {
    /// As the upstream gets it: the span is that of the request.
    pub(crate) context: TraceContext,
    /// The span of the client.
    pub(crate) parent: Option<u64>,
    pub(crate) start: SystemTime,
    pub(crate) method: Method,
    pub(crate) path: String,
}

impl Tracer {
    pub(crate) fn new(sender: SpanSender) -> Tracer {
        Tracer { sender, chance: Chance::default() }
    }

    /// The place of a request: in the trace of the client, or at the beginning of a new one. A client that is trusted
    /// decides whether its trace is recorded; for others it is a matter of the share.
    pub(crate) fn begin(&self, request: &Request<Incoming>, is_trusted: bool, share: Share) -> Traced {
        let client = TraceContext::of(request.headers());
        let is_wanted = is_trusted && client.is_some_and(|client| client.sampled);
        let new = || u128::from(self.chance.next()) << 64 | u128::from(self.chance.next());
        let context = TraceContext {
            trace: client.map_or_else(new, |client| client.trace),
            span: self.chance.next(),
            sampled: is_wanted || self.chance.takes(share),
        };
        Traced {
            context,
            parent: client.map(|client| client.span),
            start: SystemTime::now(),
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
        }
    }

    /// Hands a span on, unless too many wait.
    pub(crate) fn end(&self, span: Span) {
        if self.sender.sender.try_send(span).is_err() {
            self.sender.stats.lost(1);
        }
    }
}
