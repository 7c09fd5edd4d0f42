//! A line of the access log. Its fields are documented in `docs/runtime.md`; `v` is raised when one changes its meaning
//! or goes.

use std::fmt::Write;
use std::net::IpAddr;
use std::time::Duration;

use hyper::header::HeaderValue;
use hyper::{Method, Uri, Version};

use crate::log_text::{
    Clock, Json, Quoted, Visible, push_address, push_json, push_milliseconds, push_number,
};
use crate::options::LogFormat;
use crate::reason::Reason;

/// What is written about a request that is over.
pub(crate) struct Entry<'a> {
    /// The id and the name of its endpoint, as JSON fields.
    pub(crate) endpoint: Option<&'a str>,
    pub(crate) method: &'a Method,
    pub(crate) uri: &'a Uri,
    pub(crate) version: Version,
    pub(crate) status: u16,
    /// The name of its upstream.
    pub(crate) upstream: Option<&'a str>,
    /// What the upstream was sent.
    pub(crate) sends: Option<&'a (Method, Uri)>,
    pub(crate) duration: Duration,
    /// Until the upstream's head.
    pub(crate) upstream_time: Option<Duration>,
    pub(crate) bytes_in: u64,
    pub(crate) bytes_out: u64,
    pub(crate) request_id: &'a str,
    pub(crate) client: IpAddr,
    pub(crate) referer: Option<&'a HeaderValue>,
    pub(crate) agent: Option<&'a HeaderValue>,
    /// What went wrong, and whose fault it is.
    pub(crate) error: Option<(&'a dyn std::fmt::Display, &'static str)>,
    /// The cause of what went wrong.
    pub(crate) reason: Option<Reason>,
    /// Its trace.
    pub(crate) trace: Option<u128>,
}

impl Entry<'_> {
    pub(crate) fn write(&self, format: LogFormat, clock: &Clock, out: &mut String) {
        // A string takes whatever is written to it.
        let _ = match format {
            LogFormat::Json => self.json(clock, out),
            LogFormat::Combined => self.combined(clock, out),
            LogFormat::Short => self.short(out),
        };
        out.push('\n');
    }

    fn json(&self, clock: &Clock, out: &mut String) -> std::fmt::Result {
        out.push_str(r#"{"v":1,"time":""#);
        clock.rfc_3339(out);
        out.push('"');
        if let Some(endpoint) = self.endpoint {
            out.push_str(endpoint);
        }
        // A method is a token, which has nothing to escape (RFC 9110, section 9.1).
        out.extend([r#","method":""#, self.method.as_str(), "\""]);
        text_field(r#","path":"#, self.uri.path(), out);
        number_field(r#","status":"#, self.status.into(), out);
        if let Some(upstream) = self.upstream {
            text_field(r#","upstream":"#, upstream, out);
        }
        out.push_str(r#","duration_ms":"#);
        push_milliseconds(self.duration, out);
        if let Some(time) = self.upstream_time {
            out.push_str(r#","upstream_ms":"#);
            push_milliseconds(time, out);
        }
        number_field(r#","bytes_in":"#, self.bytes_in, out);
        number_field(r#","bytes_out":"#, self.bytes_out, out);
        text_field(r#","request_id":"#, self.request_id, out);
        out.push_str(r#","client":""#);
        push_address(self.client, out);
        out.push('"');
        if let Some((error, blame)) = self.error {
            write!(out, r#","error":{},"blame":"{blame}""#, Json(&error.to_string()))?;
        }
        if let Some(reason) = self.reason {
            write!(out, r#","reason":"{}""#, reason.code())?;
        }
        if let Some(trace) = self.trace {
            write!(out, r#","trace_id":"{trace:032x}""#)?;
        }
        out.push('}');
        Ok(())
    }

    /// Without the query, which may hold a secret.
    fn combined(&self, clock: &Clock, out: &mut String) -> std::fmt::Result {
        write!(out, "{} - - [", self.client)?;
        clock.common(out);
        let (method, path, version) = (self.method, Visible(self.uri.path()), self.version);
        write!(out, r#"] "{method} {path} {version:?}" {} {} "#, self.status, self.bytes_out)?;
        write!(out, r#""{}" "{}" "#, Quoted(self.referer), Quoted(self.agent))?;
        push_milliseconds(self.duration, out);
        Ok(())
    }

    /// `502 GET /v1/orders/7 -> orders GET /7 3 ms: the upstream cannot be reached`.
    fn short(&self, out: &mut String) -> std::fmt::Result {
        write!(out, "{} {} {}", self.status, self.method, Visible(self.uri.path()))?;
        if let (Some(upstream), Some((method, target))) = (self.upstream, self.sends) {
            write!(out, " -> {upstream} {method} {}", Visible(target.path()))?;
        }
        write!(out, " {} ms", self.duration.as_millis())?;
        match self.error {
            Some((error, _)) => write!(out, ": {error}"),
            None => Ok(()),
        }
    }
}

/// Without `fmt`, which is most of what a line costs.
fn text_field(name: &str, text: &str, out: &mut String) {
    out.push_str(name);
    push_json(text, out);
}

fn number_field(name: &str, number: u64, out: &mut String) {
    out.push_str(name);
    push_number(number, out);
}

/// Why a connection ends without a request that has a line of its own.
#[derive(Debug, Clone, Copy)]
pub(crate) enum NoRequest {
    /// Bytes that were no request: hyper has answered 400, 414 or 431 and closed.
    Unreadable,
    /// A head that took too long: the connection was closed without an answer, and the status is the one of nginx for it.
    TooSlow,
}

impl NoRequest {
    /// Writes its line.
    pub(crate) fn write(self, client: IpAddr, format: LogFormat, clock: &Clock, out: &mut String) {
        let (status, error, reason) = match self {
            NoRequest::Unreadable => (400, "ambiguous or malformed request", Reason::UnreadableRequest),
            NoRequest::TooSlow => {
                (408, "the head of the request arrived too slowly", Reason::RequestHeadTimeout)
            }
        };
        // A string takes whatever is written to it.
        let _ = match format {
            LogFormat::Short => write!(out, "{status} {client}: {error}"),
            LogFormat::Combined => {
                let _ = write!(out, "{client} - - [");
                clock.common(out);
                write!(out, r#"] "-" {status} 0 "-" "-" 0.000"#)
            }
            LogFormat::Json => {
                let reason = reason.code();
                out.push_str(r#"{"v":1,"time":""#);
                clock.rfc_3339(out);
                write!(
                    out,
                    r#"","status":{status},"client":"{client}","error":"{error}","blame":"client","reason":"{reason}"}}"#
                )
            }
        };
        out.push('\n');
    }
}
