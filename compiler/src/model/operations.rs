//! How a gateway is operated.

use std::net::IpAddr;

use gwc_artifact::{AccessLogFormat, LogDestination, LogLevel, Share};
use gwc_syntax::source::{Span, Spanned};
use gwc_syntax::value::UpstreamUrl;

/// What operators see of a gateway.
#[derive(Debug, Clone, Default)]
pub struct Operations {
    /// Where the admin listener is.
    pub admin: Option<Spanned<AdminListener>>,
    /// The least important lines of the log.
    pub level: Option<Spanned<LogLevel>>,
    /// The access log.
    pub access_log: Option<AccessLog>,
    /// Where spans of requests go.
    pub traces: Option<Traces>,
}

/// Traces of requests.
#[derive(Debug, Clone)]
pub struct Traces {
    /// Where it is written.
    pub span: Span,
    /// The collector.
    pub otlp: Spanned<UpstreamUrl>,
    /// Which requests are recorded; all when absent.
    pub sample: Option<Spanned<Share>>,
}

/// Address and port of the admin listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdminListener {
    /// All addresses when absent.
    pub address: Option<IpAddr>,
    /// The port.
    pub port: u16,
}

/// The access log. What is absent has its default.
#[derive(Debug, Clone)]
pub struct AccessLog {
    /// Where it is written.
    pub span: Span,
    /// Where it goes.
    pub to: Option<Spanned<LogDestination>>,
    /// How a line is written.
    pub format: Option<Spanned<AccessLogFormat>>,
    /// Which requests have a line.
    pub sample: Option<Spanned<Share>>,
}

impl AccessLog {
    /// Whether nothing is written.
    pub fn is_off(&self) -> bool {
        self.to.as_ref().is_some_and(|to| to.value == LogDestination::None)
    }
}
