//! A place of a request that a credential is read from.

use gwc_artifact::{AuthKind, TokenSource};

use crate::checks::is_same;
use crate::presented::Presented;
use crate::view::Checked;

/// A header or a cookie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place(TokenSource);

impl Place {
    /// The places that a check reads, in its order.
    pub(super) fn all(check: &Checked<'_>) -> Vec<Place> {
        let headers =
            |names: &[String]| names.iter().cloned().map(TokenSource::Header).map(Place).collect::<Vec<_>>();
        match check.kind {
            Some(AuthKind::Jwt(jwt)) => jwt.sources.iter().cloned().map(Place).collect(),
            Some(AuthKind::ApiKey(key)) => headers(&key.headers),
            Some(AuthKind::External(external)) => headers(&external.send),
            None => Vec::new(),
        }
    }

    /// Whether a check reads it.
    pub(super) fn is_read_by(&self, check: &Checked<'_>) -> bool {
        Place::all(check).iter().any(|place| is_same(&place.0, &self.0))
    }

    /// The header of a request that has the credential here, with a placeholder.
    pub(super) fn header(&self, presented: &Presented) -> (String, String) {
        let value = match presented {
            Presented::Key { prefix, .. } => format!("{prefix}$KEY"),
            Presented::Token(_) | Presented::Opaque { .. } => presented.variable().to_owned(),
        };
        let is_bearer = |name: &str| name.eq_ignore_ascii_case("authorization");
        match &self.0 {
            TokenSource::Header(name)
                if is_bearer(name) && !matches!(presented, Presented::Opaque { .. }) =>
            {
                (name.clone(), format!("Bearer {value}"))
            }
            TokenSource::Header(name) => (name.clone(), value),
            TokenSource::Cookie(name) => ("Cookie".to_owned(), format!("{name}={value}")),
        }
    }
}
