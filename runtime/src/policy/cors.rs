//! CORS: the gateway answers preflights, and states what pages of other origins may read. What an upstream states of it
//! is replaced, because browsers reject two answers.

use gwc_artifact::{Method, Origins};
use hyper::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderName, HeaderValue,
    ORIGIN, VARY,
};
use hyper::http::request::Parts;
use hyper::{Response, StatusCode};

const REQUEST_PRIVATE: HeaderName = HeaderName::from_static("access-control-request-private-network");
const ALLOW_PRIVATE: HeaderName = HeaderName::from_static("access-control-allow-private-network");
const TRUE: HeaderValue = HeaderValue::from_static("true");

/// What the gateway states alone.
const STATED: [HeaderName; 7] = [
    ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_ALLOW_CREDENTIALS,
    ACCESS_CONTROL_EXPOSE_HEADERS,
    ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_HEADERS,
    ACCESS_CONTROL_MAX_AGE,
    ALLOW_PRIVATE,
];

/// A policy, its values made once.
#[derive(Debug)]
pub(crate) struct Cors {
    policy: gwc_artifact::Cors,
    expose: Option<HeaderValue>,
    max_age: Option<HeaderValue>,
}

/// The method of the request that a preflight is about (Fetch standard, section "CORS-preflight request").
pub(crate) fn asked_method(head: &Parts) -> Option<hyper::Method> {
    if head.method != hyper::Method::OPTIONS || !head.headers.contains_key(ORIGIN) {
        return None;
    }
    let method = head.headers.get(ACCESS_CONTROL_REQUEST_METHOD)?;
    hyper::Method::from_bytes(method.as_bytes()).ok()
}

impl Cors {
    pub(crate) fn of(policy: &gwc_artifact::Cors) -> Cors {
        let names: Vec<&str> = policy.expose.iter().map(String::as_str).collect();
        let expose = HeaderValue::try_from(names.join(", ")).ok().filter(|_| !names.is_empty());
        let max_age = policy.max_age.map(|age| HeaderValue::from(age.as_secs()));
        Cors { policy: policy.clone(), expose, max_age }
    }

    /// The answer to a preflight. A page that may not call gets the status alone.
    pub(crate) fn preflight(&self, client: &HeaderMap) -> Response<()> {
        let mut response = Response::new(());
        *response.status_mut() = StatusCode::from_u16(self.policy.status).unwrap_or(StatusCode::NO_CONTENT);
        let out = response.headers_mut();
        out.insert(
            VARY,
            HeaderValue::from_static("Origin, Access-Control-Request-Method, Access-Control-Request-Headers"),
        );
        let method = client.get(ACCESS_CONTROL_REQUEST_METHOD);
        let headers = client.get(ACCESS_CONTROL_REQUEST_HEADERS);
        let (Some(origin), Some(method)) = (self.admitted(client.get(ORIGIN)), method) else {
            return response;
        };
        if !method.to_str().is_ok_and(|method| self.admits_method(method)) || !self.admits_headers(headers) {
            return response;
        }
        out.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        out.insert(ACCESS_CONTROL_ALLOW_METHODS, method.clone());
        // Browsers read all names in one line, and send them in one.
        out.extend(headers.map(|headers| (ACCESS_CONTROL_ALLOW_HEADERS, headers.clone())));
        out.extend(self.policy.credentials.then_some((ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE)));
        let private = self.policy.private_network && client.get(REQUEST_PRIVATE) == Some(&TRUE);
        out.extend(private.then_some((ALLOW_PRIVATE, TRUE)));
        out.extend(self.max_age.clone().map(|age| (ACCESS_CONTROL_MAX_AGE, age)));
        response
    }

    /// States what the page that called may read of a response.
    pub(crate) fn to_client(&self, client: &Parts, out: &mut HeaderMap) {
        // Few upstreams state any, and a look at the names is cheaper than a search for each.
        if out.keys().any(|name| STATED.contains(name)) {
            for name in &STATED {
                out.remove(name);
            }
        }
        // Without it, a cache would give the answer for one origin to another.
        out.append(VARY, HeaderValue::from_static("Origin"));
        let Some(origin) = self.admitted(client.headers.get(ORIGIN)) else { return };
        if !self.admits_method(client.method.as_str()) {
            return;
        }
        out.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        out.extend(self.policy.credentials.then_some((ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE)));
        out.extend(self.expose.clone().map(|names| (ACCESS_CONTROL_EXPOSE_HEADERS, names)));
    }

    /// The value of `Access-Control-Allow-Origin` for an origin that may call.
    fn admitted(&self, origin: Option<&HeaderValue>) -> Option<HeaderValue> {
        let origin = origin?;
        match &self.policy.origins {
            Origins::Any => Some(HeaderValue::from_static("*")),
            listed => listed.admit(origin.to_str().ok()?).then(|| origin.clone()),
        }
    }

    /// `HEAD` is a `GET` without its body.
    fn admits_method(&self, method: &str) -> bool {
        self.policy.methods.admit(if method == Method::Head.as_str() { "GET" } else { method })
            || self.policy.methods.admit(method)
    }

    /// In time linear to the list, however long a client makes it.
    fn admits_headers(&self, asked: Option<&HeaderValue>) -> bool {
        let Some(asked) = asked else { return true };
        let Ok(asked) = asked.to_str() else { return false };
        let names = asked.split(',').map(str::trim).filter(|name| !name.is_empty());
        names.into_iter().all(|name| self.policy.headers.admit(name))
    }
}
