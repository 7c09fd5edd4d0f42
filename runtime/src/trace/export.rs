//! The thread that sends spans to a collector: OTLP over HTTP, with protobuf.

use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use bytes::Bytes;
use gwc_artifact::Gateway;
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper::header::{CONTENT_TYPE, HOST};
use hyper::http::uri::Authority;
use hyper::{Request, Uri};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, LocalOptions};
use tokio::sync::mpsc::{Receiver, channel};
use tokio::time::timeout;

use super::message;
use super::span::Span;
use super::tracer::{ExportStats, SpanSender};
use crate::report;

/// Spans that may wait.
const WAITING: usize = 4096;
/// Spans in one request.
const BATCH: usize = 512;
/// How long the first span of a request waits for others.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long a request to the collector may take.
const LONGEST: Duration = Duration::from_secs(5);
/// Where collectors take traces, below their address.
const PATH: &str = "/v1/traces";

/// The thread, and the way to it.
pub(crate) struct Exporter {
    sender: SpanSender,
    thread: JoinHandle<io::Result<()>>,
}

impl Exporter {
    /// Exports the spans of a gateway to its collector, if it records traces.
    ///
    /// # Errors
    /// If no thread can be had.
    pub(crate) fn start(gateway: &Gateway) -> io::Result<Option<Exporter>> {
        let Some(traces) = &gateway.operations.traces else { return Ok(None) };
        let (sender, spans) = channel(WAITING);
        let stats = Arc::new(ExportStats::default());
        let task = Task {
            gateway: gateway.name.clone(),
            url: format!("{}{PATH}", traces.otlp.trim_end_matches('/')),
            stats: Arc::clone(&stats),
            is_away: false,
        };
        let run = move || {
            let runtime = Builder::new_current_thread().enable_all().build_local(LocalOptions::default())?;
            runtime.block_on(task.run(spans));
            Ok(())
        };
        let thread = std::thread::Builder::new().name("traces".to_owned()).spawn(run)?;
        Ok(Some(Exporter { sender: SpanSender { sender, stats }, thread }))
    }

    /// The way to it for one more core.
    pub(crate) fn sender(&self) -> SpanSender {
        self.sender.clone()
    }

    /// What became of spans, as it is at any time.
    pub(crate) fn stats(&self) -> Arc<ExportStats> {
        Arc::clone(&self.sender.stats)
    }

    /// Waits until what was handed over is exported or given up. The cores must be gone.
    pub(crate) fn finish(self) {
        drop(self.sender);
        // A thread that panicked exports nothing more.
        let _ = self.thread.join();
    }
}

struct Task {
    gateway: String,
    url: String,
    stats: Arc<ExportStats>,
    /// Whether the last request failed: that is reported once.
    is_away: bool,
}

impl Task {
    async fn run(mut self, mut spans: Receiver<Span>) {
        let mut batch = Vec::new();
        while spans.recv_many(&mut batch, BATCH).await > 0 {
            let more = async { while batch.len() < BATCH && spans.recv_many(&mut batch, BATCH).await > 0 {} };
            // With what has come until then.
            let _ = timeout(PATIENCE, more).await;
            self.export(std::mem::take(&mut batch)).await;
        }
    }

    async fn export(&mut self, batch: Vec<Span>) {
        let count = batch.len();
        let bytes = message::request(&self.gateway, batch);
        let sent = timeout(LONGEST, post(&self.url, bytes)).await;
        match sent.unwrap_or_else(|_| Err(format!("no response within {} s", LONGEST.as_secs()))) {
            Ok(()) => {
                self.stats.took(count);
                if std::mem::take(&mut self.is_away) {
                    report::warning("traces can be exported again");
                }
            }
            Err(error) => {
                self.stats.failed();
                self.stats.lost(count);
                if !std::mem::replace(&mut self.is_away, true) {
                    report::warning(format!("traces cannot be exported to `{}`: {error}", self.url));
                }
            }
        }
    }
}

async fn post(url: &str, body: Vec<u8>) -> Result<(), String> {
    let url: Uri = url.parse().map_err(|error| format!("not an address: {error}"))?;
    let authority = url.authority().ok_or("the address has no host")?;
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    let is_tls = url.scheme_str() == Some("https");
    let port = authority.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
    let connected = TcpStream::connect((host, port)).await;
    let stream = connected.map_err(|error| format!("no connection: {error}"))?;
    if is_tls {
        tls(stream, &url, authority, body).await
    } else {
        request(stream, &url, authority, body).await
    }
}

#[cfg(feature = "tls")]
async fn tls(stream: TcpStream, url: &Uri, authority: &Authority, body: Vec<u8>) -> Result<(), String> {
    let stream = crate::tls::connect(stream, authority.host()).await?;
    request(stream, url, authority, body).await
}

#[cfg(not(feature = "tls"))]
async fn tls(_: TcpStream, _: &Uri, _: &Authority, _: Vec<u8>) -> Result<(), String> {
    Err("this build has no TLS".to_owned())
}

async fn request<S>(stream: S, url: &Uri, authority: &Authority, body: Vec<u8>) -> Result<(), String>
where
    S: AsyncRead + AsyncWrite + Unpin + 'static,
{
    let failed = |error: hyper::Error| format!("invalid response: {error}");
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(failed)?;
    let connection = tokio::task::spawn_local(connection);
    let request = Request::post(url.path())
        .header(HOST, authority.as_str())
        .header(CONTENT_TYPE, "application/x-protobuf")
        .body(Full::new(Bytes::from(body)))
        .map_err(|error| format!("not an address: {error}"))?;
    let response = sender.send_request(request).await.map_err(failed);
    connection.abort();
    match response?.status() {
        status if status.is_success() => Ok(()),
        status => Err(format!("the response is {status}")),
    }
}
