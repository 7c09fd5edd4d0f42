//! Places of redirects: `https://www.example.com/{*}`, `/new/{id}`.

use super::path::{PathPattern, parse_paths};
use super::url::parse_upstream_url;

/// Reads a place: an origin, which is empty for a path of the same host, and a path. `{*}` at its end, or `*`, is what `/*`
/// matched.
///
/// # Errors
/// What is wrong, as the end of a sentence.
pub fn parse_redirect(text: &str) -> Result<(String, PathPattern), String> {
    let start = text.find("://").map_or(0, |at| at + 3);
    let slash = text[start..].find('/').map_or(text.len(), |at| start + at);
    let (origin, path) = text.split_at(slash);
    if !origin.is_empty() {
        parse_upstream_url(origin).map_err(|_| {
            "expected a URL such as `https://www.example.com/{*}`, or a path such as `/new/{id}`".to_owned()
        })?;
    }
    if path.starts_with("//") {
        return Err(
            "`//` begins the name of another host: write `https://` for a host, or one `/` for a path"
                .to_owned(),
        );
    }
    let path = path.strip_suffix("{*}").map_or_else(|| path.to_owned(), |before| format!("{before}*"));
    let mut paths = parse_paths(if path.is_empty() { "/" } else { &path })?;
    match (paths.pop(), paths.is_empty()) {
        (Some(path), true) => Ok((origin.to_owned(), path)),
        _ => Err("`/**` is two paths; end the place in `/{*}`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_origin_and_path() {
        for (text, origin, path) in [
            ("https://x.example/{*}", "https://x.example", "/*"),
            ("https://x.example/*", "https://x.example", "/*"),
            ("http://x.example:8080/a/{id}", "http://x.example:8080", "/a/{id}"),
            ("https://x.example", "https://x.example", "/"),
            ("/new/{id}/{*}", "", "/new/{id}/*"),
        ] {
            let found = parse_redirect(text).unwrap();
            assert_eq!((found.0.as_str(), found.1.to_string().as_str()), (origin, path), "{text}");
        }
        for text in
            ["//evil.example/a", "x.example/a", "https:///a", "https://u@x.example/a", "ftp://x/a", "/a/**"]
        {
            assert!(parse_redirect(text).is_err(), "{text}");
        }
    }
}
