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
    let found = document(&place.url, place.allow_http).await?;
    let Some(issuer) = &place.discovers else { return Ok(found) };
    let url = gwc_token::key_set_of(&found, issuer, place.allow_http).map_err(|error| error.to_string())?;
    document(&url, place.allow_http)
        .await
        .map_err(|error| format!("the key set that the issuer publishes: {error}"))
}

async fn document(url: &str, allow_http: bool) -> Result<Vec<u8>, String> {
    if !allow_http && !gwc_token::is_https(url) {
        return Err("the URL is not `https`, and `allow_http` is not set".to_owned());
    }
    let accept = "application/jwk-set+json, application/json";
    let ask = Ask { url, accept, authorization: None, body: None, longest: LONGEST, largest: LARGEST };
    match outbound::ask(ask).await? {
        (200, document) => Ok(document),
        (status, _) => Err(format!("the response is {status}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clear_text_is_not_fetched_where_it_is_not_allowed() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        // Nobody listens there.
        let url = "http://127.0.0.1:1/jwks".to_owned();
        for discovers in [None, Some("https://id.example".to_owned())] {
            let refused = |allow_http| {
                let place = Place { url: url.clone(), discovers: discovers.clone(), allow_http };
                runtime.block_on(key_set(&place)).unwrap_err().contains("`allow_http` is not set")
            };
            assert_eq!((refused(false), refused(true)), (true, false));
        }
    }
}
