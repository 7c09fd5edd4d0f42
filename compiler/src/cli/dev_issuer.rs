//! What `gwc dev --echo` trusts in place of the issuers of a gateway, and what it accepts: tokens and keys for tests.
//!
//! The keys are published with this program. They are trusted only in a gateway that sends every request to the echo
//! server, so a token that anyone can sign reaches nothing.

mod accepted;
mod claims;
mod key;
mod publisher;

use std::sync::Arc;

use gwc_artifact::{Artifact, AuthKind, encode};

pub(super) use accepted::Accepted;
pub(super) use publisher::Publisher;

/// The artifact with the key set at this address in place of those of its issuers. Everything else that it checks of a
/// token stays.
///
/// # Errors
/// If the artifact cannot be encoded.
pub(super) fn trusted(artifact: &Artifact, url: &str) -> Result<Artifact, String> {
    let mut gateway = Arc::unwrap_or_clone(Arc::clone(artifact.gateway()));
    for auth in &mut gateway.auth {
        if let AuthKind::Jwt(jwt) = &mut auth.kind {
            url.clone_into(&mut jwt.jwks_url);
            jwt.algorithms = vec![key::algorithm(jwt)].into();
        }
    }
    let bytes = encode(&gateway).map_err(|error| error.to_string())?;
    Artifact::open(bytes).map_err(|error| format!("internal error: the artifact is invalid: {error}"))
}
