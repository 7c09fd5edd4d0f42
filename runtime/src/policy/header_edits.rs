//! Headers that the gateway sets and removes itself: of a request after all others, of a response before those of CORS.

use gwc_artifact::HeaderEdit;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};

/// Edits, their names and values parsed once.
#[derive(Debug, Default)]
pub(crate) struct HeaderEdits(Vec<(HeaderName, Option<HeaderValue>)>);

impl HeaderEdits {
    pub(crate) fn of<'e>(edits: impl IntoIterator<Item = &'e HeaderEdit>) -> HeaderEdits {
        let parsed = |edit: &HeaderEdit| {
            let name = HeaderName::try_from(edit.name()).ok()?;
            match edit {
                // UTF-8 is sent as it is (RFC 9110, section 5.5: `obs-text`).
                HeaderEdit::Set { value, .. } => Some((name, HeaderValue::from_bytes(value.as_bytes()).ok())),
                HeaderEdit::Remove(_) => Some((name, None)),
            }
        };
        HeaderEdits(edits.into_iter().filter_map(parsed).collect())
    }

    pub(crate) fn apply(&self, headers: &mut HeaderMap) {
        for (name, value) in &self.0 {
            match value {
                Some(value) => drop(headers.insert(name, value.clone())),
                None => drop(headers.remove(name)),
            }
        }
    }
}
