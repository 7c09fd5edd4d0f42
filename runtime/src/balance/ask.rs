//! One question to a balance service: `GET {url}?user={account}&currency={currency}`.

use std::time::Duration;

use gwc_artifact::Balance;
use serde_json::Value;

use crate::outbound::{self, Ask};
use crate::secret;

/// How long a question may take.
const LONGEST: Duration = Duration::from_secs(5);
/// How many bytes an answer may have.
const LARGEST: usize = 64 * 1024;

/// Whether the account has funds.
///
/// # Errors
/// What went wrong, in words for an operator.
pub(super) async fn has_funds(balance: &Balance, account: &str) -> Result<bool, String> {
    let token = balance.token.as_ref().map(secret::read).transpose()?;
    let url = format!("{}?user={}&currency={}", balance.url, escaped(account), escaped(&balance.currency));
    let ask = Ask {
        url: &url,
        accept: "application/json",
        authorization: token.map(|token| format!("Bearer {token}")),
        body: None,
        longest: LONGEST,
        largest: LARGEST,
    };
    let (status, body) = outbound::ask(ask).await?;
    if status != 200 {
        return Err(format!("the response is {status}"));
    }
    let body: Value = serde_json::from_slice(&body).map_err(|_| "the response is not JSON".to_owned())?;
    match body.get("available").and_then(Value::as_f64) {
        Some(available) => Ok(available > 0.0),
        None => Err("the response has no number `available`".to_owned()),
    }
}

/// Text as a value of a query: what is not unreserved is escaped (RFC 3986, section 2.3).
fn escaped(text: &str) -> String {
    use std::fmt::Write as _;
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            byte if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) => escaped.push(char::from(byte)),
            byte => drop(write!(escaped, "%{byte:02X}")),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_one_value_of_the_query() {
        assert_eq!(escaped("acme/u-1"), "acme%2Fu-1");
        assert_eq!(escaped("a&b=c d+é%"), "a%26b%3Dc%20d%2B%C3%A9%25");
    }
}
