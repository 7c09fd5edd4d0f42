//! The bodies with which the gateway refuses a request: one format for each dialect, in one table.

use gwc_artifact::{Dialect, EndpointPolicy};
use gwc_plan::Refused;
use hyper::StatusCode;

use crate::error::{ProxyError, Unauthorized};
use crate::log_text::Json;

/// The dialect of an endpoint.
pub(crate) fn of(policies: &[EndpointPolicy]) -> Dialect {
    let dialect = policies.iter().find_map(|policy| match policy {
        EndpointPolicy::Dialect(dialect) => Some(*dialect),
        _ => None,
    });
    dialect.unwrap_or(Dialect::Plain)
}

/// What each dialect calls a status: the code of `json`, the type and code of `openai`, the type of `anthropic`. The
/// types are those of their documentation, by status; SDKs choose their error by status, and show the message.
const WORDS: &[(u16, &str, &str, &str)] = &[
    (400, "bad_request", "invalid_request_error", "invalid_request_error"),
    (401, "unauthorized", "authentication_error", "authentication_error"),
    (402, "insufficient_balance", "insufficient_quota", "billing_error"),
    (403, "forbidden", "permission_error", "permission_error"),
    (404, "not_found", "invalid_request_error", "not_found_error"),
    (405, "method_not_allowed", "invalid_request_error", "invalid_request_error"),
    (408, "request_timeout", "invalid_request_error", "invalid_request_error"),
    (413, "request_too_large", "invalid_request_error", "request_too_large"),
    (429, "rate_limited", "rate_limit_error", "rate_limit_error"),
    (501, "not_implemented", "server_error", "api_error"),
    (502, "bad_gateway", "server_error", "api_error"),
    (503, "unavailable", "server_error", "overloaded_error"),
    (504, "timeout", "server_error", "timeout_error"),
];

/// The content type and the body for an error. The reason why a credential or an address is refused is for the log alone.
pub(crate) fn body(
    dialect: Dialect,
    error: ProxyError,
    request_id: &str,
    account: Option<&str>,
) -> (&'static str, String) {
    let (_, code, openai, anthropic) = words(error.status());
    // The seeds tell these two apart by their code.
    let code = if error == ProxyError::BalanceAway { "billing_unavailable" } else { code };
    let user = account.filter(|_| error == ProxyError::NoFunds);
    let user = user.map(|user| format!(r#","user":{}"#, Json(user))).unwrap_or_default();
    let (id, message) = (Json(request_id), message(error));
    let message = Json(&message);
    let body = match dialect {
        Dialect::Plain => return ("text/plain", plain(error)),
        Dialect::Json => format!(r#"{{"error":"{code}","message":{message}{user},"request_id":{id}}}"#),
        Dialect::OpenAi => {
            format!(r#"{{"error":{{"message":{message},"type":"{openai}","param":null,"code":"{code}"}}}}"#)
        }
        Dialect::Anthropic => {
            let error = format!(r#"{{"type":"{anthropic}","message":{message}}}"#);
            format!(r#"{{"type":"error","error":{error},"request_id":{id}}}"#)
        }
    };
    ("application/json", body)
}

fn words(status: StatusCode) -> (u16, &'static str, &'static str, &'static str) {
    let found = WORDS.iter().find(|(of, ..)| *of == status.as_u16());
    found.copied().unwrap_or((status.as_u16(), "error", "server_error", "api_error"))
}

/// In KrakenD's shape where it has one: text that begins with the status (gin v1.10, `default404Body` and
/// `default405Body`).
fn plain(error: ProxyError) -> String {
    match error {
        ProxyError::Refused(Refused::NoEndpoint | Refused::OtherHost) => "404 page not found".to_owned(),
        ProxyError::Refused(Refused::OtherMethod(_)) => "405 method not allowed".to_owned(),
        other => format!("{} {other}", other.status().as_u16()),
    }
}

/// A sentence for the users of an SDK.
fn message(error: ProxyError) -> String {
    match error {
        ProxyError::Unauthorized(Unauthorized::Absent) => "Authentication required".to_owned(),
        ProxyError::Unauthorized(_) => "Invalid credential".to_owned(),
        other => {
            let text = other.to_string();
            let (first, rest) = text.split_at(text.chars().next().map_or(0, char::len_utf8));
            first.to_uppercase() + rest
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_dialect_has_its_form() {
        let body = |dialect, error| body(dialect, error, "r\"1", None).1;
        let denied = ProxyError::AddressDenied;
        assert_eq!(body(Dialect::Plain, denied), "403 forbidden");
        assert_eq!(
            body(Dialect::Json, denied),
            r#"{"error":"forbidden","message":"Forbidden","request_id":"r\"1"}"#
        );
        assert_eq!(
            body(Dialect::OpenAi, denied),
            r#"{"error":{"message":"Forbidden","type":"permission_error","param":null,"code":"forbidden"}}"#
        );
        assert_eq!(
            body(Dialect::Anthropic, denied),
            r#"{"type":"error","error":{"type":"permission_error","message":"Forbidden"},"request_id":"r\"1"}"#
        );
        let absent = ProxyError::Unauthorized(Unauthorized::Absent);
        assert!(body(Dialect::Json, absent).contains(r#""message":"Authentication required""#));
        // A code in the log tells them apart; the body does not.
        let key = body(Dialect::Json, ProxyError::Unauthorized(Unauthorized::Key));
        assert_eq!(key, body(Dialect::Json, ProxyError::Unauthorized(Unauthorized::Scheme)));
    }

    #[test]
    fn accounts_without_funds_get_the_words_of_the_seeds() {
        let body = |error| body(Dialect::Json, error, "r1", Some("acme/u1")).1;
        assert_eq!(
            body(ProxyError::NoFunds),
            r#"{"error":"insufficient_balance","message":"Your account has insufficient balance. Please add funds at the platform billing page","user":"acme/u1","request_id":"r1"}"#
        );
        assert_eq!(
            body(ProxyError::BalanceAway),
            r#"{"error":"billing_unavailable","message":"Billing is temporarily unavailable. Please retry shortly.","request_id":"r1"}"#
        );
    }

    #[test]
    fn a_declared_message_is_that_of_the_limit() {
        let message = "Widget rate limit exceeded. Try again shortly.";
        let exceeded = crate::error::Exceeded {
            whose: "client",
            burst: 10,
            window: 60,
            wait: 1,
            message: Some(message),
        };
        let error = ProxyError::RateLimited(exceeded);
        assert_eq!(
            body(Dialect::Json, error, "r1", None).1,
            format!(r#"{{"error":"rate_limited","message":"{message}","request_id":"r1"}}"#)
        );
        assert_eq!(body(Dialect::Plain, error, "r1", None).1, format!("429 {message}"));
    }

    #[test]
    fn every_status_of_an_error_has_its_words() {
        for (status, ..) in WORDS {
            assert_eq!(words(StatusCode::from_u16(*status).unwrap()).0, *status);
        }
        for error in [
            ProxyError::Busy,
            ProxyError::NoFunds,
            ProxyError::TotalTimeout,
            ProxyError::BrokenAnswer,
            ProxyError::ClientTooSlow,
        ] {
            assert!(WORDS.iter().any(|(status, ..)| *status == error.status().as_u16()), "{error}");
        }
    }
}
