//! What is known of a request when it is over: the line of the access log.

use std::fmt::Display;
use std::net::IpAddr;
use std::rc::Rc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use gwc_artifact::Dialect;
use hyper::body::{Frame, Incoming};
use hyper::header::{HeaderMap, HeaderName, HeaderValue, REFERER, USER_AGENT};
use hyper::{Method, Request, StatusCode, Uri, Version};
use tokio::time::Instant;

use crate::access_log::LogBuffer;
use crate::client::Client;
use crate::error::{Blame, Cut, ProxyError};
use crate::gateway::Endpoint;
use crate::in_flight::UnderWay;
use crate::log_line::Entry;
use crate::log_text::Clock;
use crate::metrics::{Finished, Outcome};
use crate::options::LogFormat;
use crate::policy::checks;
use crate::policy::dialect;
use crate::policy::identity::Identity;
use crate::policy::quota::Left;
use crate::reason::Reason;
use crate::table::Table;
use crate::trace::{Span, Traced, Value};
use crate::upstream::upload::Upload;
use crate::usage::UsageLine;

/// One request, from its head to the last byte of its answer. Dropping it ends it.
pub(crate) struct Record {
    client: Rc<Client>,
    request_id: HeaderValue,
    table: Rc<Table>,
    is_head: bool,
    address: IpAddr,
    started: Instant,
    answered: Option<Instant>,
    /// `None` until the client is answered.
    status: Option<StatusCode>,
    /// Whether the response was taken to its end.
    complete: bool,
    /// Whether it is counted among the responses that are being passed on.
    streams: bool,
    endpoint: Option<usize>,
    upstream: Option<usize>,
    upload: Option<Rc<Upload>>,
    sent: u64,
    error: Option<ProxyError>,
    cut: Option<Cut>,
    quota: Option<Left>,
    /// Kept only for a priced request.
    priced: Option<Box<Priced>>,
    /// The places that the request takes among those under way, up to the last byte of its response.
    under_way: [Option<UnderWay>; 2],
    /// Kept only where traces are recorded.
    trace: Option<Box<Traced>>,
    /// Kept only when there is a log.
    line: Option<Box<Line>>,
}

/// What a usage record tells beside the rest.
struct Priced {
    at: SystemTime,
    identity: Option<Rc<Identity>>,
    account: Option<String>,
    tokens: Option<u64>,
}

struct Line {
    at: SystemTime,
    method: Method,
    uri: Uri,
    version: Version,
    /// Headers that only the combined form shows.
    referer: Option<HeaderValue>,
    agent: Option<HeaderValue>,
    /// What the upstream is sent; only the short form shows it.
    sends: Option<(Method, Uri)>,
}

pub(crate) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

impl Record {
    pub(crate) fn start(client: &Rc<Client>, table: &Rc<Table>, request: &Request<Incoming>) -> Record {
        client.begin();
        client.worker.stats.requests.add(1);
        let is_combined = table.gateway.log_format == LogFormat::Combined;
        let combined = |name| if is_combined { request.headers().get(name).cloned() } else { None };
        let trace = begin_trace(client, table, request);
        let line = client.worker.log.as_ref().map(|_| {
            Box::new(Line {
                at: SystemTime::now(),
                method: request.method().clone(),
                uri: request.uri().clone(),
                version: request.version(),
                referer: combined(REFERER),
                agent: combined(USER_AGENT),
                sends: None,
            })
        });
        Record {
            client: Rc::clone(client),
            request_id: request_id(client, request.headers()),
            table: Rc::clone(table),
            is_head: request.method() == Method::HEAD,
            address: table.gateway.client_address(client.peer, request.headers()),
            started: Instant::now(),
            answered: None,
            status: None,
            complete: false,
            streams: false,
            endpoint: None,
            upstream: None,
            upload: None,
            sent: 0,
            error: None,
            cut: None,
            quota: None,
            priced: None,
            under_way: [None, None],
            trace,
            line,
        }
    }

    /// The format of error bodies: that of the endpoint, once it is known.
    pub(crate) fn dialect(&self, table: &Table) -> Dialect {
        let endpoint = self.endpoint.map(|endpoint| &table.gateway.endpoints[endpoint]);
        endpoint.map_or(Dialect::Plain, |endpoint| dialect::of(&endpoint.policies))
    }

    /// The id of the request: in its log line, its error body, and on both sides as a header.
    pub(crate) fn request_id(&self) -> &HeaderValue {
        &self.request_id
    }

    /// The place in its trace that the upstream gets.
    pub(crate) fn traceparent(&self) -> Option<HeaderValue> {
        self.trace.as_ref().map(|trace| trace.context.header())
    }

    /// The address of the client.
    pub(crate) fn address(&self) -> IpAddr {
        self.address
    }

    pub(crate) fn started(&self) -> Instant {
        self.started
    }

    /// The endpoint that the request met.
    pub(crate) fn met(&self) -> Option<usize> {
        self.endpoint
    }

    /// The endpoint that answers. What a usage record needs is kept from now on, if there will be one.
    pub(crate) fn endpoint(&mut self, endpoint: usize) {
        self.endpoint = Some(endpoint);
        if self.table.gateway.endpoints[endpoint].is_priced() {
            self.priced =
                Some(Box::new(Priced { at: SystemTime::now(), identity: None, account: None, tokens: None }));
        }
    }

    pub(crate) fn upstream(&mut self, upstream: usize, upload: Option<Rc<Upload>>) {
        self.upstream = Some(upstream);
        self.upload = upload;
    }

    /// The method and target that the upstream is sent.
    pub(crate) fn sends(&mut self, method: &Method, target: &Uri) {
        let is_short = self.table.gateway.log_format == LogFormat::Short;
        if let Some(line) = self.line.as_mut().filter(|_| is_short) {
            line.sends = Some((method.clone(), target.clone()));
        }
    }

    /// The upstream's head is there.
    pub(crate) fn answered(&mut self) {
        if self.line.is_some() || self.client.worker.is_measured {
            self.answered = Some(Instant::now());
        }
    }

    /// What the caller has left of its quota.
    pub(crate) fn quota(&mut self, left: Option<Left>) {
        self.quota = left;
    }

    /// States what the caller has left of its quota.
    pub(crate) fn state_quota(&self, headers: &mut HeaderMap) {
        if let Some(left) = self.quota {
            left.state(headers);
        }
    }

    /// The request takes a place: of the endpoint, then of the upstream.
    pub(crate) fn under_way(&mut self, place: UnderWay) {
        let [endpoint, upstream] = &mut self.under_way;
        *(if endpoint.is_none() { endpoint } else { upstream }) = Some(place);
    }

    /// The verified caller, where the request is priced.
    pub(crate) fn caller(&mut self, endpoint: &Endpoint, identity: Option<&Rc<Identity>>) {
        if endpoint.is_priced()
            && let Some(priced) = &mut self.priced
        {
            priced.identity = identity.cloned();
        }
    }

    /// The account of the caller.
    pub(crate) fn account(&mut self, account: String) -> &str {
        match &mut self.priced {
            Some(priced) => priced.account.insert(account),
            None => "",
        }
    }

    /// The account of the caller, where one is known.
    pub(crate) fn named_account(&self) -> Option<&str> {
        self.priced.as_ref().and_then(|priced| priced.account.as_deref())
    }

    /// How many tokens the upstream states that the request used.
    pub(crate) fn tokens(&mut self, table: &Table, headers: &HeaderMap) {
        let Some(priced) = &mut self.priced else { return };
        let usage = table.gateway.usage.as_ref().map(|queue| &queue.usage);
        let name = usage.and_then(|usage| usage.tokens.as_deref());
        let text = name.and_then(|name| headers.get(name)).and_then(|value| value.to_str().ok());
        priced.tokens = text.and_then(|text| text.trim().parse().ok());
    }

    /// Queues the usage record.
    fn record_usage(&self, priced: &Priced) {
        let gateway = &self.table.gateway;
        let (Some(queue), Some(at)) = (&gateway.usage, self.endpoint) else { return };
        let Some(route) = gateway.route(at) else { return };
        let claim = |name: &str| priced.identity.as_ref().map_or("", |identity| identity.claim(name));
        let line = UsageLine {
            at: priced.at,
            request_id: self.request_id.to_str().unwrap_or_default(),
            endpoint_id: &gateway.endpoints[at].id,
            method: route.method.as_str(),
            path: &route.path.to_string(),
            org: claim(&queue.usage.org),
            user: claim(&queue.usage.user),
            key: priced
                .identity
                .as_ref()
                .filter(|caller| caller.key().is_some())
                .map_or("", |_| claim(checks::KEY_ID)),
            status: self.status_code(),
            bytes_in: self.upload.as_ref().map_or(0, |upload| upload.bytes()),
            bytes_out: self.sent,
            duration: self.started.elapsed(),
            upstream: self.upstream.map(|upstream| gateway.upstreams[upstream].name.as_str()),
            tokens: priced.tokens,
        };
        queue.push(line.text());
    }

    pub(crate) fn status(&mut self, status: StatusCode) {
        self.status = Some(status);
    }

    pub(crate) fn failed(&mut self, error: ProxyError) {
        self.error = Some(error);
    }

    /// A piece of the answer was handed on, or its end before its end.
    pub(crate) fn sent(&mut self, piece: &Result<Frame<Bytes>, Cut>) {
        match piece {
            Ok(piece) => self.sent += piece.data_ref().map_or(0, Bytes::len) as u64,
            Err(cut) => self.cut = Some(*cut),
        }
    }

    /// The response is an upstream's, which is passed on as it comes.
    pub(crate) fn streams(&mut self) {
        self.streams = true;
        self.client.worker.stats.responses.add(1);
    }

    /// The response was taken to its end.
    pub(crate) fn complete(&mut self) {
        self.complete = true;
    }

    /// 499 is nginx's number for a client that left before it was answered.
    fn status_code(&self) -> u16 {
        self.status.map_or(499, |status| status.as_u16())
    }

    fn outcome(&self) -> Outcome {
        match (self.error.map(ProxyError::blame), self.cut) {
            (Some(Blame::Client), _) => Outcome::Rejected,
            (Some(Blame::Upstream), _) => Outcome::UpstreamFailed,
            (Some(Blame::Gateway), _) => Outcome::GatewayFailed,
            (None, Some(_)) => Outcome::Cut,
            (None, None) if self.complete => Outcome::Complete,
            (None, None) => Outcome::ClientGone,
        }
    }

    /// The cause of what went wrong.
    fn reason(&self) -> Option<Reason> {
        let of_error = self.error.map(ProxyError::reason);
        let of_cut = of_error.or(self.cut.map(Cut::reason));
        of_cut.or_else(|| (!self.complete).then_some(Reason::ClientGone))
    }

    /// Counts the request, which took so long.
    fn count(&self, duration: Duration) {
        let core = &self.client.worker.stats;
        let stats = self.endpoint.map_or(&core.unmatched, |endpoint| self.table.stats(endpoint, core));
        let method =
            self.endpoint.map(|endpoint| self.table.gateway.artifact().gateway().endpoints[endpoint].method);
        stats.count(&Finished {
            head: self.is_head && method.is_some_and(|method| method != gwc_artifact::Method::Head),
            status: self.status_code(),
            outcome: self.outcome(),
            duration,
            first_byte: self.answered.map(|answered| answered - self.started),
            received: self.upload.as_ref().map_or(0, |upload| upload.bytes()),
            sent: self.sent,
            reason: self.reason(),
        });
    }

    /// Whether it has a line: a failure of the gateway or of an upstream always has.
    fn is_logged(&self, log: &LogBuffer) -> bool {
        let failed =
            matches!(self.outcome(), Outcome::UpstreamFailed | Outcome::GatewayFailed | Outcome::Cut);
        failed || log.chance.takes(self.table.gateway.log_sample)
    }

    /// The request as a span, with the attributes of OpenTelemetry's conventions for HTTP servers.
    fn span(&self, trace: &Traced, duration: Duration) -> Span {
        let gateway = &self.table.gateway;
        let endpoint = self.endpoint.map(|endpoint| &gateway.artifact().gateway().endpoints[endpoint]);
        let text = |text: &str| Value::Text(text.to_owned());
        let mut attributes = vec![
            ("http.request.method", text(trace.method.as_str())),
            ("url.path", text(trace.path.as_str())),
            ("http.response.status_code", Value::Number(i64::from(self.status_code()))),
            ("client.address", Value::Text(self.address.to_string())),
            ("http.request.header.x-request-id", text(self.request_id.to_str().unwrap_or_default())),
        ];
        attributes.extend(endpoint.map(|endpoint| ("http.route", Value::Text(endpoint.path.to_string()))));
        let upstream = self.upstream.map(|upstream| gateway.upstreams[upstream].name.as_str());
        attributes.extend(upstream.map(|upstream| ("gwr.upstream", text(upstream))));
        attributes.extend(self.reason().map(|reason| ("error.type", text(reason.code()))));
        let name = endpoint.map(|endpoint| format!("{} {}", endpoint.method, endpoint.path));
        Span {
            trace: trace.context.trace,
            span: trace.context.span,
            parent: trace.parent,
            name: name.unwrap_or_else(|| trace.method.to_string()),
            start: trace.start,
            end: trace.start + duration,
            failed: self.status_code() >= 500 || self.cut.is_some(),
            attributes,
        }
    }

    fn write(&self, line: &Line, duration: Duration, clock: &Clock, out: &mut String) {
        let gateway = &self.table.gateway;
        let error = self.error.as_ref().map(|error| (error as &dyn Display, error.blame().as_str()));
        let cut = self.cut.as_ref().map(|cut| (cut as &dyn Display, Blame::Upstream.as_str()));
        let entry = Entry {
            endpoint: self.endpoint.map(|endpoint| gateway.endpoints[endpoint].log.as_str()),
            method: &line.method,
            uri: &line.uri,
            version: line.version,
            status: self.status_code(),
            upstream: self.upstream.map(|upstream| gateway.upstreams[upstream].name.as_str()),
            sends: line.sends.as_ref(),
            duration,
            upstream_time: self.answered.map(|answered| answered - self.started),
            bytes_in: self.upload.as_ref().map_or(0, |upload| upload.bytes()),
            bytes_out: self.sent,
            request_id: self.request_id.to_str().unwrap_or_default(),
            client: self.address,
            referer: line.referer.as_ref(),
            agent: line.agent.as_ref(),
            error: error.or(cut),
            reason: self.reason(),
            trace: self.trace.as_ref().map(|trace| trace.context.trace),
        };
        entry.write(gateway.log_format, clock, out);
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        if let Some(priced) = &self.priced {
            self.record_usage(priced);
        }
        // One look at the clock for all that ends here.
        let (now, worker) = (Instant::now(), &self.client.worker);
        let duration = now - self.started;
        if let (Some(line), Some(log)) = (&self.line, &worker.log)
            && self.is_logged(log)
        {
            log.line(line.at, |clock, out| self.write(line, duration, clock, out));
        }
        if let (Some(trace), Some(tracer)) = (&self.trace, &worker.tracer)
            && trace.context.sampled
        {
            tracer.end(self.span(trace, duration));
        }
        worker.stats.requests.remove(1);
        worker.stats.responses.remove(u64::from(self.streams));
        if worker.is_measured {
            self.count(duration);
        }
        self.client.end(now);
    }
}

/// The place of a request in its trace, where traces are recorded.
fn begin_trace(client: &Client, table: &Table, request: &Request<Incoming>) -> Option<Box<Traced>> {
    let (tracer, share) = (client.worker.tracer.as_ref()?, table.gateway.trace_sample?);
    let is_trusted = table.gateway.trusted_proxies().iter().any(|network| network.contains(client.peer));
    Some(Box::new(tracer.begin(request, is_trusted, share)))
}

/// The client's request id if it is one: up to 128 visible ASCII characters. Else a new one.
fn request_id(client: &Client, headers: &HeaderMap) -> HeaderValue {
    let is_id = |value: &&HeaderValue| {
        (1..=128).contains(&value.len()) && value.as_bytes().iter().all(u8::is_ascii_graphic)
    };
    headers.get(X_REQUEST_ID).filter(is_id).cloned().unwrap_or_else(|| client.worker.next_id())
}
