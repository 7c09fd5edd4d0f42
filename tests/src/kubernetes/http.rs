//! Requests and answers as `kubectl` has them.

use serde_json::{Value, json};

use super::protobuf;
use crate::net::Received;

/// A request with its body.
pub(super) struct Request {
    pub(super) method: String,
    /// Path and query, as received.
    pub(super) target: String,
    pub(super) path: String,
    query: Vec<(String, String)>,
    pub(super) content_type: String,
    user_agent: String,
    pub(super) body: Vec<u8>,
}

impl Request {
    /// Reads the next request of a connection; nothing at its end.
    pub(super) fn read(connection: &mut Received) -> Option<Self> {
        let head = connection.head()?;
        let body = connection.body(&head);
        let mut words = head.lines().next()?.split(' ');
        let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let query = pairs
            .map(|(name, value)| (name.to_owned(), value.replace("%2F", "/").replace("%3D", "=")))
            .collect();
        let header = |name: &str| crate::net::header(&head, name).unwrap_or_default().to_owned();
        let (content_type, user_agent) = (header("content-type"), header("user-agent"));
        Some(Self { method, path: path.to_owned(), query, content_type, user_agent, body, target })
    }

    /// The value of a query parameter.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Who writes: `fieldManager`, else the first word of the user agent.
    pub(super) fn manager(&self) -> &str {
        let agent = self.user_agent.split('/').next().unwrap_or_default();
        self.query("fieldManager").unwrap_or(agent)
    }

    /// The body as JSON. `kubectl` sends JSON whatever content type it names, but for an object that it creates itself.
    pub(super) fn json(&self) -> Result<Value, Answer> {
        if let Some(object) = protobuf::object(&self.body) {
            return Ok(object);
        }
        serde_json::from_slice(&self.body)
            .map_err(|error| Answer::failure(400, "BadRequest", &error.to_string()))
    }
}

/// A status and a body; without one, a stream that stays open.
pub(super) struct Answer {
    status: u16,
    body: Option<Value>,
}

impl Answer {
    pub(super) fn ok(body: &Value) -> Self {
        Self { status: 200, body: Some(body.clone()) }
    }

    /// A watch without an event.
    pub(super) fn watch() -> Self {
        Self { status: 200, body: None }
    }

    pub(super) fn created(body: &Value) -> Self {
        Self { status: 201, body: Some(body.clone()) }
    }

    pub(super) fn not_found() -> Self {
        Self::failure(404, "NotFound", "the server could not find the requested resource")
    }

    /// A `Status` object, as Kubernetes describes failures.
    pub(super) fn failure(status: u16, reason: &str, message: &str) -> Self {
        Self::failure_with(status, reason, message, json!({}))
    }

    pub(super) fn failure_with(status: u16, reason: &str, message: &str, details: Value) -> Self {
        let body = json!({
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
            "reason": reason, "code": status, "message": message, "details": details,
        });
        Self { status, body: Some(body) }
    }

    pub(super) fn send(&self, connection: &mut Received) {
        let head = format!("HTTP/1.1 {} _\r\nContent-Type: application/json\r\n", self.status);
        let Some(body) = &self.body else {
            return connection.send(&format!("{head}Transfer-Encoding: chunked\r\n\r\n"));
        };
        let body = body.to_string();
        connection.send(&format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()));
    }
}
