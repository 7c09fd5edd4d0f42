//! One usage record. Its fields are documented in `docs/runtime.md`; `v` is the version of their meaning.

use std::fmt::Write;
use std::time::{Duration, SystemTime};

use crate::log_text::{Json, timestamp};

/// The content of a record.
pub(crate) struct UsageLine<'a> {
    pub(crate) at: SystemTime,
    pub(crate) request_id: &'a str,
    /// The endpoint's id, and `METHOD path`.
    pub(crate) endpoint_id: &'a str,
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    /// Claims of the verified identity; empty where it has none.
    pub(crate) org: &'a str,
    pub(crate) user: &'a str,
    /// The id of the verified API key; empty for another credential.
    pub(crate) key: &'a str,
    pub(crate) status: u16,
    pub(crate) bytes_in: u64,
    pub(crate) bytes_out: u64,
    pub(crate) duration: Duration,
    pub(crate) upstream: Option<&'a str>,
    /// What the upstream has stated.
    pub(crate) tokens: Option<u64>,
}

impl UsageLine<'_> {
    /// The line, with its end.
    pub(crate) fn text(&self) -> String {
        let mut out = String::with_capacity(320);
        let _ =
            write!(out, r#"{{"v":1,"time":"{}","request_id":{}"#, timestamp(self.at), Json(self.request_id));
        let endpoint = format!("{} {}", self.method, self.path);
        let _ = write!(out, r#","endpoint_id":"{}","endpoint":{}"#, self.endpoint_id, Json(&endpoint));
        for (name, value) in [("org", self.org), ("user", self.user), ("key", self.key)] {
            if !value.is_empty() {
                let _ = write!(out, r#","{name}":{}"#, Json(value));
            }
        }
        let (status, bytes_in, bytes_out) = (self.status, self.bytes_in, self.bytes_out);
        let _ = write!(out, r#","status":{status},"bytes_in":{bytes_in},"bytes_out":{bytes_out}"#);
        let _ = write!(out, r#","duration_ms":{:.3}"#, self.duration.as_secs_f64() * 1000.0);
        if let Some(upstream) = self.upstream {
            let _ = write!(out, r#","upstream":{}"#, Json(upstream));
        }
        if let Some(tokens) = self.tokens {
            let _ = write!(out, r#","tokens":{tokens}"#);
        }
        out.push_str("}\n");
        out
    }
}
