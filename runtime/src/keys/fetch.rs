//! The documents of an issuer: `GET`, no redirect, bounded in size and time.

use std::time::Duration;

use super::store::Place;
use crate::outbound::{self, Ask};

/// How long an attempt may take.
const LONGEST: Duration = Duration::from_secs(10);
/// How many bytes a document may have.
const LARGEST: usize = 256 * 1024;

/// The key set of an issuer: at its URL, or at the one that the discovery document of the issuer has now.
///
/// # Errors
/// What went wrong, in words for an operator.
pub(super) async fn key_set(place: &Place) -> Result<Vec<u8>, String> {
    let Some(issuer) = &place.discovers else { return document(&place.url).await };
    let found = document(&place.url).await?;
    let url = gwc_token::key_set_of(&found, issuer).map_err(|error| error.to_string())?;
    document(&url).await.map_err(|error| format!("the key set that the issuer publishes: {error}"))
}

async fn document(url: &str) -> Result<Vec<u8>, String> {
    let accept = "application/jwk-set+json, application/json";
    let ask = Ask { url, accept, authorization: None, body: None, longest: LONGEST, largest: LARGEST };
    match outbound::ask(ask).await? {
        (200, document) => Ok(document),
        (status, _) => Err(format!("the response is {status}")),
    }
}
