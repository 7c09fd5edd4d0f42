//! How a gateway is operated.

use std::net::IpAddr;

use crate::codec::Encoded;

/// What operators see of a gateway. None of it decides how a request is answered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encoded)]
pub struct Operations {
    /// Where metrics, readiness and the list of endpoints are read; nowhere if absent.
    pub admin: Option<AdminListener>,
    /// The least important lines of the gateway's own log; `info` if absent.
    pub level: Option<LogLevel>,
    /// What these lines begin with; the name of the program if absent.
    pub log_prefix: Option<String>,
    /// The access log; JSON on standard output if absent.
    pub access_log: Option<AccessLog>,
    /// Where spans of requests go; nowhere if absent.
    pub traces: Option<Traces>,
}

/// The address and port of the admin listener.
#[derive(Debug, Clone, PartialEq, Eq, Encoded)]
pub struct AdminListener {
    /// The address; `None` is every address of the machine.
    pub address: Option<IpAddr>,
    /// The TCP port.
    pub port: u16,
}

/// How important a line of the log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encoded)]
#[repr(u8)]
pub enum LogLevel {
    /// The gateway does not do what it should.
    Error = 1,
    /// Something failed that the gateway goes on without.
    Warning = 2,
    /// Something happened that an operator brought about.
    Info = 3,
    /// What only helps to find the cause of something else.
    Debug = 4,
}

impl LogLevel {
    /// All of them.
    pub const ALL: [LogLevel; 4] = [LogLevel::Error, LogLevel::Warning, LogLevel::Info, LogLevel::Debug];

    /// The word of the language.
    pub fn as_str(self) -> &'static str {
        match self {
            LogLevel::Error => "error",
            LogLevel::Warning => "warning",
            LogLevel::Info => "info",
            LogLevel::Debug => "debug",
        }
    }

    /// The level of a word.
    pub fn parse(word: &str) -> Option<LogLevel> {
        LogLevel::ALL.into_iter().find(|level| level.as_str() == word)
    }
}

/// The access log.
#[derive(Debug, Clone, PartialEq, Eq, Encoded)]
pub struct AccessLog {
    /// Where it goes.
    pub to: LogDestination,
    /// How a line is written.
    pub format: AccessLogFormat,
    /// Which requests have a line. Those that fail in the gateway or in an upstream always have one.
    pub sample: Share,
}

/// Spans of requests.
#[derive(Debug, Clone, PartialEq, Eq, Encoded)]
pub struct Traces {
    /// The collector, as the beginning of a URL: it takes OTLP over HTTP below it.
    pub otlp: String,
    /// Which requests have a span, beside those of traces that a trusted proxy records.
    pub sample: Share,
}

/// Where an access log goes.
#[derive(Debug, Clone, PartialEq, Eq, Encoded)]
#[repr(u8)]
pub enum LogDestination {
    /// Nowhere.
    None = 1,
    /// Standard output.
    Stdout = 2,
    /// Appended to a file; not empty.
    File(String) = 3,
}

/// How a line of an access log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encoded)]
#[repr(u8)]
pub enum AccessLogFormat {
    /// A JSON object.
    Json = 1,
    /// The combined format of Apache and nginx, with the time the request took behind it.
    Combined = 2,
}

/// A share of requests, in millionths: at least 1, at most a million.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encoded)]
pub struct Share {
    /// How many of a million.
    pub millionths: u64,
}

impl Share {
    /// All requests.
    pub const ALL: Share = Share { millionths: 1_000_000 };
}
