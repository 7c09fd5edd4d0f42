//! A request as a command line names it.

use gwc_plan::RequestClass;

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The host, if the URL or a header names one.
    pub host: Option<String>,
    /// The path as it is sent.
    pub path: String,
    /// The query, without its question mark.
    pub query: Option<String>,
    /// Names and values of headers.
    pub headers: Vec<(String, String)>,
}

impl Request {
    /// Reads a method, a URL or path, and headers as `Name: value`.
    ///
    /// # Errors
    /// What is no URL or no header, as a message.
    pub fn parse(method: &str, url: &str, headers: &[String]) -> Result<Self, String> {
        let rest = ["http://", "https://"].iter().find_map(|scheme| url.strip_prefix(scheme));
        let (host, target) = match rest {
            Some(rest) => {
                let at = rest.find(['/', '?', '#']).unwrap_or(rest.len());
                (Some(rest[..at].to_owned()), &rest[at..])
            }
            None if url.starts_with('/') => (None, url),
            None => return Err(format!("`{url}` is not a URL; write `https://host/path` or `/path`")),
        };
        let target = target.split('#').next().unwrap_or_default();
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query.to_owned())),
            None => (target, None),
        };
        let headers = headers.iter().map(|line| header(line)).collect::<Result<Vec<_>, _>>()?;
        let named = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("host"));
        let host = named.map(|(_, value)| value.clone()).or(host);
        let path = if path.is_empty() { "/" } else { path };
        Ok(Self { method: method.to_ascii_uppercase(), host, path: path.to_owned(), query, headers })
    }

    /// The value of a header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The names of its cookies.
    pub(super) fn cookies(&self) -> Vec<&str> {
        let pairs = self.header("cookie").into_iter().flat_map(|value| value.split(';'));
        pairs.filter_map(|pair| Some(pair.split_once('=')?.0.trim())).collect()
    }

    /// Whether it is a WebSocket handshake.
    pub(super) fn is_websocket(&self) -> bool {
        self.header("upgrade").is_some_and(|value| value.eq_ignore_ascii_case("websocket"))
    }

    /// Calls `read` with the class that its plan reads.
    pub(super) fn class<T>(
        &self,
        method: gwc_artifact::Method,
        read: impl FnOnce(&RequestClass<'_>) -> T,
    ) -> T {
        let named = self.headers.iter().map(|(name, _)| name.as_str());
        let headers: Vec<&str> = named.filter(|name| !name.eq_ignore_ascii_case("host")).collect();
        let connection: Vec<&str> = gwc_plan::connection::named(self.header("connection")).collect();
        read(&RequestClass {
            method,
            host: self.host.as_deref().unwrap_or_default(),
            headers: &headers,
            cookies: &self.cookies(),
            connection: &connection,
            query: self.query.as_deref(),
            websocket: self.is_websocket(),
        })
    }
}

/// The text behind percent-encoding; bytes that are no UTF-8 are replaced.
pub(super) fn decoded(text: &str) -> String {
    let bytes: Vec<u8> = gwc_plan::decoded(text).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn header(line: &str) -> Result<(String, String), String> {
    let (name, value) =
        line.split_once(':').ok_or(format!("`{line}` is not a header; write `Name: value`"))?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_and_paths_are_read() {
        let read = |url: &str| Request::parse("get", url, &[]).expect(url);
        let request = read("https://api.example.com:8443/a%20b/?q=1#x");
        assert_eq!((request.method.as_str(), request.host.as_deref()), ("GET", Some("api.example.com:8443")));
        assert_eq!((request.path.as_str(), request.query.as_deref()), ("/a%20b/", Some("q=1")));
        assert_eq!(read("http://h").path, "/");
        assert_eq!((read("/a").host, read("/a?").query), (None, Some(String::new())));
        assert!(Request::parse("GET", "a", &[]).is_err());
        assert!(Request::parse("GET", "/a", &["x".to_owned()]).is_err());
    }
}
