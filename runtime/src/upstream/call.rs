//! One request's way to its upstream and back.

use std::future::Future;
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::rc::Rc;

use gwc_artifact::{Params, Template, Timeouts};
use hyper::body::Incoming;
use hyper::client::conn::TrySendError;
use hyper::header::{HOST, HeaderName, HeaderValue};
use hyper::http::Extensions;
use hyper::http::request::Parts;
use hyper::http::uri::PathAndQuery;
use hyper::{Method, Request, Response, StatusCode, Uri, Version};
use tokio::time::Instant;

use super::upload::{Progress, RequestBody};
use super::{Host, Lease, Upload};
use crate::body::{AnswerBody, Stream};
use crate::error::ProxyError;
use crate::policy::headers::{self, HeaderPlan};
use crate::policy::query::QueryPlan;
use crate::record::Record;
use crate::server::{Client, Table};
use crate::timer::{Pace, Timers, earlier};
use crate::tunnel;

/// How an endpoint's requests reach its upstream.
#[derive(Debug)]
pub(crate) struct Call {
    /// Index of the upstream in the gateway's list.
    pub(crate) upstream: usize,
    /// The method sent, when it is another than the client's.
    pub(crate) method: Option<Method>,
    pub(crate) path: Template,
    pub(crate) headers: HeaderPlan,
    pub(crate) query: QueryPlan,
    pub(crate) timeouts: Timeouts,
    /// Whether a WebSocket upgrade is tunnelled; without one the request is as any other.
    pub(crate) websocket: bool,
}

/// What a request that was sent comes to.
type Sent = Result<Response<Incoming>, TrySendError<Request<RequestBody>>>;

/// One request on its way.
pub(crate) struct Exchange<'a> {
    pub(crate) table: &'a Table,
    pub(crate) client: &'a Rc<Client>,
    pub(crate) head: &'a mut Parts,
    pub(crate) record: &'a mut Record,
}

impl Call {
    /// Sends the request to `target` and answers with the head of the response, the body to follow as it comes.
    ///
    /// # Errors
    /// If there is no answer of an upstream: 502, 503, 504, or what the client did wrong in its body.
    pub(crate) async fn forward(
        &self,
        target: Uri,
        exchange: Exchange<'_>,
        body: Incoming,
    ) -> Result<Response<AnswerBody>, ProxyError> {
        let total = self.timeouts.total.and_then(|total| exchange.record.started().checked_add(total));
        let pause = self.timeouts.idle.unwrap_or(exchange.client.worker.options.client_body_timeout);
        let tunnel = self.websocket && tunnel::is_asked_for(exchange.head);
        let (mut body, upload) = RequestBody::of(body, pause, &exchange.client.timers);
        exchange.record.upstream(self.upstream, upload.clone());
        let mut reuse = !tunnel;
        loop {
            let (host, mut lease) = self.lease(&exchange, reuse, total).await?;
            let request = self.request(&target, &exchange, host, body, tunnel);
            let sent = pin!(lease.sender().try_send_request(request));
            // A connection that was there at once has cost no time.
            let since = if lease.reused { exchange.record.started() } else { Instant::now() };
            let deadlines = (self.timeouts.first_byte.and_then(|late| since.checked_add(late)), total);
            match self.head_in_time(sent, upload.as_deref(), deadlines, &exchange.client.timers).await? {
                Ok(response) if response.status() == StatusCode::SWITCHING_PROTOCOLS => {
                    let idle = self.timeouts.idle;
                    return if tunnel {
                        tunnel::open(response, lease, exchange, idle)
                    } else {
                        Err(ProxyError::BrokenAnswer)
                    };
                }
                Ok(response) if !headers::has_one_framing(response.headers()) => {
                    return Err(ProxyError::BrokenAnswer);
                }
                Ok(response) => return Ok(self.answer(response, lease, upload, total, exchange)),
                Err(error) => {
                    let failure = upload.as_ref().and_then(|upload| upload.failure());
                    body = self
                        .once_more(error, &lease, upload.is_some(), &exchange)
                        .ok_or(failure.unwrap_or(ProxyError::BrokenAnswer))?;
                    reuse = false;
                }
            }
        }
    }

    /// The body to send again, if the request may be sent again: the connection had been idle and was closed by the
    /// upstream before it saw the request, or before it answered one that may be repeated (RFC 9110, section 9.2.2).
    fn once_more(
        &self,
        mut error: TrySendError<Request<RequestBody>>,
        lease: &Lease,
        has_body: bool,
        exchange: &Exchange<'_>,
    ) -> Option<RequestBody> {
        if !lease.reused {
            return None;
        }
        if let Some(unsent) = error.take_message() {
            return Some(unsent.into_body());
        }
        let method = self.method.as_ref().unwrap_or(&exchange.head.method);
        (method.is_idempotent() && !has_body).then(RequestBody::empty)
    }

    /// A connection to one of the upstream's hosts: an idle one if allowed, else a new one.
    async fn lease<'t>(
        &self,
        exchange: &Exchange<'t>,
        reuse: bool,
        total: Option<Instant>,
    ) -> Result<(&'t Host, Lease), ProxyError> {
        let upstream = &exchange.table.gateway.upstreams[self.upstream];
        let pools = &exchange.table.pools[self.upstream];
        let worker = &exchange.client.worker;
        let mut connect = None;
        let first = upstream.turn();
        let mut result = Err(ProxyError::Unreachable);
        for turn in 0..upstream.hosts.len() {
            let at = (first + turn) % upstream.hosts.len();
            let (host, pool) = (&upstream.hosts[at], &pools[at]);
            if reuse && let Some(lease) = pool.reuse(exchange.record.started()) {
                return Ok((host, lease));
            }
            connect = connect.or_else(|| Instant::now().checked_add(self.timeouts.connect?));
            // Boxed, so that the many requests that need no new connection do not carry its state around.
            let connected = Box::pin(pool.connect(host, &worker.resolver, worker.options.upstream_override));
            result = match exchange.client.timers.before(earlier(connect, total), connected).await {
                Some(connected) => connected.map(|lease| (host, lease)),
                None if total.is_some_and(|total| total <= Instant::now()) => Err(ProxyError::TotalTimeout),
                None => Err(ProxyError::ConnectTimeout),
            };
            match &result {
                Err(error) if error.retryable() => {}
                _ => break,
            }
        }
        result
    }

    /// The path and query the upstream sees.
    ///
    /// # Errors
    /// If they make no target of a request.
    pub(crate) fn target(&self, params: &Params<'_>, client: &Uri) -> Result<Uri, ProxyError> {
        let mut text = String::with_capacity(256);
        self.path.expand(params, &mut text);
        self.query.append(client.query(), &mut text);
        let same = client.path_and_query().filter(|said| said.as_str() == text).cloned();
        same.map_or_else(|| PathAndQuery::try_from(text), Ok)
            .map(Uri::from)
            .map_err(|_| ProxyError::BadRequest("the path can not be sent to the upstream"))
    }

    fn request(
        &self,
        target: &Uri,
        exchange: &Exchange<'_>,
        host: &Host,
        body: RequestBody,
        tunnel: bool,
    ) -> Request<RequestBody> {
        let mut request = Request::new(body);
        *request.method_mut() = self.method.as_ref().unwrap_or(&exchange.head.method).clone();
        *request.uri_mut() = target.clone();
        let headers = request.headers_mut();
        headers.insert(HOST, host.header.clone());
        self.headers.to_upstream(exchange.head, headers);
        headers.insert(X_FORWARDED_FOR, exchange.client.forwarded_for.clone());
        if let Some(host) = exchange.head.headers.get(HOST) {
            headers.insert(X_FORWARDED_HOST, host.clone());
        }
        headers.insert(X_FORWARDED_PROTO, HeaderValue::from_static("http"));
        if tunnel {
            tunnel::ask(exchange.head, headers);
        }
        request
    }

    /// Waits for the head of the answer. The first byte may be late by `first_byte` from the moment on when the
    /// upstream has the whole request; while the client has to send more, only its own pauses and `total` count.
    async fn head_in_time(
        &self,
        mut sent: Pin<&mut impl Future<Output = Sent>>,
        upload: Option<&Upload>,
        (mut due, total): (Option<Instant>, Option<Instant>),
        timers: &Timers,
    ) -> Result<Sent, ProxyError> {
        loop {
            if let Some(result) = timers.before(earlier(due, total), sent.as_mut()).await {
                return Ok(result);
            }
            let now = Instant::now();
            if total.is_some_and(|total| total <= now) {
                return Err(ProxyError::TotalTimeout);
            }
            let since = match upload.map(Upload::progress) {
                Some(Progress::Client) => now,
                Some(Progress::Upstream(since)) => since,
                None => return Err(ProxyError::FirstByteTimeout),
            };
            due = self.timeouts.first_byte.and_then(|first_byte| since.checked_add(first_byte));
            if due.is_some_and(|due| due <= now) {
                return Err(ProxyError::FirstByteTimeout);
            }
        }
    }

    fn answer(
        &self,
        response: Response<Incoming>,
        lease: Lease,
        upload: Option<Rc<Upload>>,
        total: Option<Instant>,
        exchange: Exchange<'_>,
    ) -> Response<AnswerBody> {
        exchange.record.answered();
        let (mut parts, incoming) = response.into_parts();
        headers::to_client(&mut parts.headers);
        parts.version = Version::HTTP_11;
        parts.extensions = Extensions::new();
        // An HTTP/1.0 client takes the end of the connection for the end of a body without a length.
        let reset = (exchange.head.version == Version::HTTP_10).then(|| exchange.client.reset.clone());
        let pace = Pace::new(self.timeouts.idle, total, &exchange.client.timers);
        let stream = Box::new(Stream { incoming, lease: Some(lease), upload, pace, reset });
        Response::from_parts(parts, AnswerBody::stream(stream))
    }
}

/// The client's address, and what it asked for: set by the gateway alone, whatever the client sent under these names.
const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// What `X-Forwarded-For` says of a client at this address.
pub(crate) fn forwarded_for(address: IpAddr) -> HeaderValue {
    HeaderValue::from_str(&address.to_canonical().to_string()).unwrap_or(HeaderValue::from_static("unknown"))
}
