//! `admin` and `telemetry`: what operators see of a gateway.

use gwc_artifact::{AccessLogFormat, LogDestination, LogLevel, Share};

use super::fields::Fields;
use crate::model::{AccessLog, AdminListener, Operations, Traces};
use gwc_syntax::value::{parse_listen, parse_share, parse_upstream_url};

/// Reads what a gateway sets of them.
pub(super) fn read(fields: &Fields<'_>) -> Operations {
    let admin = fields.parsed("admin", parse_listen);
    let telemetry = fields.map("telemetry");
    let level = telemetry.as_ref().and_then(|telemetry| telemetry.parsed("level", level));
    Operations {
        admin: admin.map(|admin| admin.map(|(address, port)| AdminListener { address, port })),
        level,
        access_log: telemetry.as_ref().and_then(access_log),
        traces: telemetry.as_ref().and_then(traces),
    }
}

fn level(word: &str) -> Result<LogLevel, String> {
    LogLevel::parse(word).ok_or_else(String::new)
}

fn sample(text: &str) -> Result<Share, String> {
    parse_share(text).map(|millionths| Share { millionths })
}

fn traces(telemetry: &Fields<'_>) -> Option<Traces> {
    let traces = telemetry.map("traces")?;
    Some(Traces {
        span: telemetry.key_span("traces")?,
        otlp: traces.parsed("otlp", parse_upstream_url)?,
        sample: traces.parsed("sample", sample),
    })
}

fn access_log(telemetry: &Fields<'_>) -> Option<AccessLog> {
    let log = telemetry.map("access_log")?;
    let to = |text: &str| {
        Ok(match text {
            "none" => LogDestination::None,
            "stdout" => LogDestination::Stdout,
            path => LogDestination::File(path.to_owned()),
        })
    };
    let format = |text: &str| {
        Ok(match text {
            "combined" => AccessLogFormat::Combined,
            _ => AccessLogFormat::Json,
        })
    };
    Some(AccessLog {
        span: telemetry.key_span("access_log")?,
        to: log.parsed("to", to),
        format: log.parsed("format", format),
        sample: log.parsed("sample", sample),
    })
}
