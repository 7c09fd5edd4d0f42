//! What is known of a request when it is over: the line of the access log.

use std::fmt::Write;
use std::net::IpAddr;
use std::rc::Rc;
use std::time::SystemTime;

use bytes::Bytes;
use gwc_artifact::Dialect;
use hyper::body::Incoming;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, StatusCode, Uri};
use tokio::time::Instant;

use crate::access_log::{Json, Visible, timestamp};
use crate::client::Client;
use crate::error::{Cut, ProxyError};
use crate::options::LogFormat;
use crate::policy::dialect;
use crate::table::Table;
use crate::upstream::upload::Upload;

/// One request, from its head to the last byte of its answer. Dropping it ends it.
pub(crate) struct Record {
    client: Rc<Client>,
    address: IpAddr,
    started: Instant,
    answered: Option<Instant>,
    status: StatusCode,
    endpoint: Option<usize>,
    upstream: Option<usize>,
    upload: Option<Rc<Upload>>,
    sent: u64,
    error: Option<ProxyError>,
    cut: Option<Cut>,
    /// Kept only when there is a log.
    line: Option<Box<Line>>,
}

struct Line {
    at: SystemTime,
    method: Method,
    uri: Uri,
    request_id: String,
    table: Rc<Table>,
    /// What the upstream is sent; only the short form tells.
    sends: Option<(Method, Uri)>,
}

pub(crate) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

impl Record {
    pub(crate) fn start(client: &Rc<Client>, table: &Rc<Table>, request: &Request<Incoming>) -> Record {
        client.begin();
        let line = client.worker.log.as_ref().map(|_| {
            Box::new(Line {
                at: SystemTime::now(),
                method: request.method().clone(),
                uri: request.uri().clone(),
                request_id: request_id(client, request.headers()),
                table: Rc::clone(table),
                sends: None,
            })
        });
        Record {
            client: Rc::clone(client),
            address: table.gateway.client_address(client.peer, request.headers()),
            started: Instant::now(),
            answered: None,
            status: StatusCode::OK,
            endpoint: None,
            upstream: None,
            upload: None,
            sent: 0,
            error: None,
            cut: None,
            line,
        }
    }

    /// The format of error bodies: that of the endpoint, once it is known.
    pub(crate) fn dialect(&self, table: &Table) -> Dialect {
        let endpoint = self.endpoint.map(|endpoint| &table.gateway.endpoints[endpoint]);
        endpoint.map_or(Dialect::Plain, |endpoint| dialect::of(&endpoint.policies))
    }

    /// The id of the request for its error body: the one in the log, where there is a log.
    pub(crate) fn request_id(&self, headers: &HeaderMap) -> String {
        match &self.line {
            Some(line) => line.request_id.clone(),
            None => request_id(&self.client, headers),
        }
    }

    /// The address of the client.
    pub(crate) fn address(&self) -> IpAddr {
        self.address
    }

    pub(crate) fn started(&self) -> Instant {
        self.started
    }

    pub(crate) fn endpoint(&mut self, endpoint: usize) {
        self.endpoint = Some(endpoint);
    }

    pub(crate) fn upstream(&mut self, upstream: usize, upload: Option<Rc<Upload>>) {
        self.upstream = Some(upstream);
        self.upload = upload;
    }

    /// The method and target that the upstream is sent.
    pub(crate) fn sends(&mut self, method: &Method, target: &Uri) {
        let is_short = self.client.worker.options.log_format == LogFormat::Short;
        if let Some(line) = self.line.as_mut().filter(|_| is_short) {
            line.sends = Some((method.clone(), target.clone()));
        }
    }

    /// The upstream's head is there.
    pub(crate) fn answered(&mut self) {
        if self.line.is_some() {
            self.answered = Some(Instant::now());
        }
    }

    pub(crate) fn status(&mut self, status: StatusCode) {
        self.status = status;
    }

    pub(crate) fn failed(&mut self, error: ProxyError) {
        self.error = Some(error);
    }

    /// A piece of the answer was handed on, or its end before its end.
    pub(crate) fn sent(&mut self, piece: &Result<Bytes, Cut>) {
        match piece {
            Ok(piece) => self.sent += piece.len() as u64,
            Err(cut) => self.cut = Some(*cut),
        }
    }

    fn write(&self, line: &Line, out: &mut String) {
        match self.client.worker.options.log_format {
            LogFormat::Json => self.write_json(line, out),
            LogFormat::Short => self.write_short(line, out),
        }
    }

    /// `502 GET /v1/orders/7 -> orders GET /7 3 ms: the upstream cannot be reached`. No query: it may hold a secret.
    fn write_short(&self, line: &Line, out: &mut String) {
        let _ = write!(out, "{} {} {}", self.status.as_u16(), line.method, Visible(line.uri.path()));
        if let (Some(upstream), Some((method, target))) = (self.upstream, &line.sends) {
            let name = &line.table.gateway.upstreams[upstream].name;
            let _ = write!(out, " -> {name} {method} {}", Visible(target.path()));
        }
        let _ = write!(out, " {} ms", self.started.elapsed().as_millis());
        if let Some(error) = self.error {
            let _ = write!(out, ": {error}");
        } else if let Some(cut) = self.cut {
            let _ = write!(out, ": {cut}");
        }
        out.push('\n');
    }

    fn write_json(&self, line: &Line, out: &mut String) {
        let gateway = &line.table.gateway;
        let milliseconds = |since: Instant, until: Instant| (until - since).as_secs_f64() * 1000.0;
        let _ = write!(out, r#"{{"time":"{}""#, timestamp(line.at));
        if let Some(endpoint) = self.endpoint {
            let _ = write!(out, r#","endpoint_id":"{}""#, gateway.endpoints[endpoint].id);
        }
        let (method, path) = (Json(line.method.as_str()), Json(line.uri.path()));
        let _ = write!(out, r#","method":{method},"path":{path},"status":{}"#, self.status.as_u16());
        if let Some(upstream) = self.upstream {
            let _ = write!(out, r#","upstream":{}"#, Json(&gateway.upstreams[upstream].name));
        }
        let _ = write!(out, r#","duration_ms":{:.3}"#, milliseconds(self.started, Instant::now()));
        if let Some(answered) = self.answered {
            let _ = write!(out, r#","upstream_ms":{:.3}"#, milliseconds(self.started, answered));
        }
        let bytes_in = self.upload.as_ref().map_or(0, |upload| upload.bytes());
        let _ = write!(out, r#","bytes_in":{bytes_in},"bytes_out":{}"#, self.sent);
        let (id, address) = (Json(&line.request_id), self.address);
        let _ = write!(out, r#","request_id":{id},"client":"{address}""#);
        if let Some(error) = self.error {
            let _ =
                write!(out, r#","error":{},"blame":"{}""#, Json(&error.to_string()), error.blame().as_str());
            if let Some(reason) = error.reason() {
                let _ = write!(out, r#","reason":"{reason}""#);
            }
        } else if let Some(cut) = self.cut {
            let _ = write!(out, r#","error":{},"blame":"upstream""#, Json(&cut.to_string()));
        }
        out.push_str("}\n");
    }
}

impl Drop for Record {
    fn drop(&mut self) {
        if let (Some(line), Some(log)) = (&self.line, &self.client.worker.log) {
            log.line(|out| self.write(line, out));
        }
        self.client.end();
    }
}

/// Writes the line of bytes that were no request: hyper has answered 400, 414 or 431 and closed.
pub(crate) fn unreadable(client: IpAddr, format: LogFormat, out: &mut String) {
    if format == LogFormat::Short {
        let _ = writeln!(out, "400 {client}: ambiguous or malformed request");
        return;
    }
    let time = timestamp(SystemTime::now());
    let _ = writeln!(
        out,
        r#"{{"time":"{time}","status":400,"client":"{client}","error":"ambiguous or malformed request","blame":"client"}}"#
    );
}

/// The client's request id if it is one: up to 128 visible ASCII characters. Else a new one.
fn request_id(client: &Client, headers: &HeaderMap) -> String {
    let is_id = |value: &&HeaderValue| {
        (1..=128).contains(&value.len()) && value.as_bytes().iter().all(u8::is_ascii_graphic)
    };
    let id = headers.get(X_REQUEST_ID).filter(is_id).and_then(|value| value.to_str().ok());
    id.map_or_else(|| client.worker.next_id(), str::to_owned)
}
