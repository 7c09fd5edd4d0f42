//! Redirects of gin to the path that an endpoint has, for a request that meets none: with or without the final slash,
//! without empty and dot segments, in another case (gin v1.10, `redirectTrailingSlash` and `redirectFixedPath`).
//!
//! `X-Forwarded-Prefix` is not read: any client can send it.

use bytes::Bytes;
use gwc_artifact::{PathPattern, Segment};
use gwc_plan::Found;
use hyper::header::{CONTENT_TYPE, HeaderValue, LOCATION};
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode};

use crate::body::AnswerBody;
use crate::gateway::Gateway;
use crate::policy::compat::Compat;

/// The redirect, if an endpoint with this method has such a path.
pub(crate) fn response(compat: &Compat, gateway: &Gateway, head: &Parts) -> Option<Response<AnswerBody>> {
    let path = head.uri.path();
    if path == "/" || head.method == Method::CONNECT {
        return None;
    }
    let found = location(compat, gateway, &head.method, path)?;
    let query = head.uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let location = HeaderValue::from_str(&format!("{found}{query}")).ok()?;
    let is_get = head.method == Method::GET;
    let status = if is_get { StatusCode::MOVED_PERMANENTLY } else { StatusCode::TEMPORARY_REDIRECT };
    let body = if is_get { page(&format!("{found}{query}")) } else { String::new() };
    let mut response = Response::new(AnswerBody::full(Bytes::from(body)));
    *response.status_mut() = status;
    if is_get {
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    }
    response.headers_mut().insert(LOCATION, location);
    Some(response)
}

fn location(compat: &Compat, gateway: &Gateway, method: &Method, path: &str) -> Option<String> {
    let (router, is_get) = (&compat.router, method == Method::GET);
    let meets = |path: &str| {
        let own = compat.answers_debug(path) || (is_get && gateway.is_health_path(path));
        own || matches!(gateway.find(method, path), Ok(Found::Endpoint(_)))
    };
    let toggled = with_other_end(path);
    if router.redirects_trailing_slash && meets(&toggled) {
        return Some(toggled);
    }
    if !router.redirects_fixed_path {
        return None;
    }
    // Both ends, also where the option above is off: gin passes this one on in its place.
    let cleaned = cleaned(path);
    let candidates = [cleaned.clone(), with_other_end(&cleaned)];
    let exact = candidates.iter().find(|candidate| *candidate != path && meets(candidate));
    if let Some(exact) = exact {
        return Some(exact.clone());
    }
    let health = compat.health_path().filter(|health| is_get && health.eq_ignore_ascii_case(&cleaned));
    let in_other_case = || candidates.iter().find_map(|path| in_other_case(gateway, method, path));
    health.map(str::to_owned).or_else(in_other_case)
}

/// The path with a final slash if it has none, and without it if it has one.
fn with_other_end(path: &str) -> String {
    match path.strip_suffix('/') {
        Some(shorter) if !shorter.is_empty() => shorter.to_owned(),
        _ => format!("{path}/"),
    }
}

/// The path without empty and dot segments; a final slash stays.
fn cleaned(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    let end = if path.ends_with('/') && !segments.is_empty() { "/" } else { "" };
    format!("/{}{end}", segments.join("/"))
}

/// The path of the first endpoint with this method that the path equals but for the case of its fixed segments.
fn in_other_case(gateway: &Gateway, method: &Method, path: &str) -> Option<String> {
    let given: Vec<&str> = path.split('/').skip(1).collect();
    let same_method = gateway.declared().filter(|endpoint| endpoint.method.as_str() == method.as_str());
    same_method.filter_map(|endpoint| with_case_of(&endpoint.path, &given)).find(|found| found != path)
}

fn with_case_of(pattern: &PathPattern, given: &[&str]) -> Option<String> {
    let segments = &pattern.segments;
    if segments.len() != given.len() {
        return None;
    }
    let mut path = String::new();
    for (segment, text) in segments.iter().zip(given) {
        path.push('/');
        match segment {
            Segment::Literal(literal) if literal.eq_ignore_ascii_case(text) => path.push_str(literal),
            Segment::Param(_) if !text.is_empty() => path.push_str(text),
            _ => return None,
        }
    }
    Some(path)
}

/// The page of Go's `http.Redirect`.
fn page(location: &str) -> String {
    let mut escaped = String::new();
    for c in location.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&#34;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    format!("<a href=\"{escaped}\">Moved Permanently</a>.\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_cleaned_as_go_does() {
        for (path, expected) in [
            ("//a", "/a"),
            ("/a//b/", "/a/b/"),
            ("/x/../a", "/a"),
            ("/../..", "/"),
            ("/a/./b", "/a/b"),
            ("/", "/"),
        ] {
            assert_eq!(cleaned(path), expected);
        }
    }

    #[test]
    fn the_case_of_fixed_segments_is_that_of_the_pattern() {
        let pattern = PathPattern::parse("/Case/{name}").expect("a pattern");
        assert_eq!(with_case_of(&pattern, &["cASE", "Ab"]).as_deref(), Some("/Case/Ab"));
        assert_eq!(with_case_of(&pattern, &["cASE"]), None);
        assert_eq!(with_case_of(&pattern, &["cASE", ""]), None);
    }
}
