//! One document of an issuer: `GET`, no redirect, bounded in size and time.

use std::time::Duration;

use crate::outbound::{self, Ask};

/// How long an attempt may take.
const LONGEST: Duration = Duration::from_secs(10);
/// How many bytes a document may have.
const LARGEST: usize = 256 * 1024;

/// The document at an address.
///
/// # Errors
/// What went wrong, in words for an operator.
pub(super) async fn document(url: &str) -> Result<Vec<u8>, String> {
    let accept = "application/jwk-set+json, application/json";
    let ask = Ask { url, accept, authorization: None, body: None, longest: LONGEST, largest: LARGEST };
    match outbound::ask(ask).await? {
        (200, document) => Ok(document),
        (status, _) => Err(format!("the response is {status}")),
    }
}
