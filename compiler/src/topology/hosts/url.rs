//! The URLs of backends.

use gwc_syntax::value::{UpstreamUrl, parse_upstream_url};

/// Reads the URL of a backend. A path after the host is allowed, and prefixed to the request path.
///
/// # Errors
/// What is wrong, as the end of a sentence.
pub fn backend_url(text: &str) -> Result<UpstreamUrl, String> {
    let start = text.find("://").map_or(0, |at| at + 3);
    let end = text[start..].find('/').map_or(text.len(), |at| start + at);
    parse_upstream_url(&text[..end])
}

/// The host of a URL, in lower case, without scheme, port and path.
pub fn host_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.split(':').next().unwrap_or_default().to_ascii_lowercase()
}

/// The path of a URL, without the slash at its end; empty when it has none.
pub fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').map_or("", |at| &rest[at..]);
    path.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/')
}
