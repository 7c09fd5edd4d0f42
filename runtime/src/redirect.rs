//! Redirects of gin to the path that an endpoint has, for a request that meets none: with or without the final slash,
//! without empty and dot segments, in another case (gin v1.10, `redirectTrailingSlash` and `redirectFixedPath`).
//!
//! `X-Forwarded-Prefix` is not read: any client can send it.

use bytes::Bytes;
use gwc_plan::Found;
use gwc_plan::redirect::Paths;
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
    let same_method = gateway.declared().filter(|endpoint| endpoint.method.as_str() == method.as_str());
    let paths = Paths {
        meets: &meets,
        health: compat.health_path().filter(|_| is_get),
        patterns: same_method.map(|endpoint| &endpoint.path).collect(),
    };
    gwc_plan::redirect::location((router.redirects_trailing_slash, router.redirects_fixed_path), path, &paths)
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
