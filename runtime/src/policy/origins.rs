//! `origins`: from which pages a credential may be sent. It is checked after the credential, which determines the origins.
//!
//! A browser states the page in `Origin`, else in `Referer`, and no page can change that. A program can, so this keeps a
//! published key from other pages, not from programs.

use gwc_artifact::Set;
use hyper::header::{HeaderMap, HeaderName, ORIGIN, REFERER};

use crate::error::{Lack, ProxyError};

/// Hosts, each with its subdomains. None at all: every page.
#[derive(Debug, Default)]
pub(crate) struct Origins(Set<String>);

impl Origins {
    pub(crate) fn of(hosts: &Set<String>) -> Origins {
        Origins(hosts.clone())
    }

    /// Checks the page that a request comes from.
    ///
    /// # Errors
    /// 403 where it states no page, or another one.
    pub(crate) fn check(&self, headers: &HeaderMap) -> Result<(), ProxyError> {
        if self.0.is_empty() {
            return Ok(());
        }
        let stated = only(headers, &ORIGIN)
            .or_else(|| only(headers, &REFERER).filter(|_| !headers.contains_key(ORIGIN)));
        let host = stated.and_then(host).ok_or(ProxyError::Forbidden(Lack::Origin))?;
        let admits = |known: &String| {
            let subdomain = host.strip_suffix(known.as_str());
            subdomain.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        if self.0.iter().any(admits) { Ok(()) } else { Err(ProxyError::Forbidden(Lack::Origin)) }
    }
}

/// The text of a header that is there once.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    values.next().filter(|_| values.next().is_none())?.to_str().ok()
}

/// The host of a URL of the web, in lower case. A browser states no URL with a user.
fn host(url: &str) -> Option<String> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    (!host.is_empty() && host.bytes().all(is_name)).then(|| host.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    fn passes(lines: &[(&'static str, &'static str)]) -> bool {
        let origins = Origins::of(&["hanzo.ai", "localhost"].map(str::to_owned).into_iter().collect());
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_static(value));
        }
        origins.check(&headers).is_ok()
    }

    #[test]
    fn a_host_and_its_subdomains_pass() {
        for origin in [
            "https://hanzo.ai",
            "https://chat.HANZO.ai",
            "http://localhost:3000",
            "https://a.b.hanzo.ai:8443",
        ] {
            assert!(passes(&[("origin", origin)]), "{origin}");
        }
        assert!(passes(&[("referer", "https://hanzo.ai/page?x=1")]));
        assert!(passes(&[("origin", "https://hanzo.ai"), ("referer", "https://evil.example/")]));
    }

    #[test]
    fn other_pages_and_no_page_do_not() {
        for origin in [
            "https://evil.example",
            "https://nothanzo.ai",
            "https://hanzo.ai.evil.example",
            "https://hanzo.ai@evil.example",
            "https://evil.example/hanzo.ai",
            "https://evil.example#.hanzo.ai",
            "hanzo.ai",
            "null",
            "file://hanzo.ai",
            "https://",
            "https://.",
            "",
        ] {
            assert!(!passes(&[("origin", origin)]), "{origin}");
        }
        assert!(!passes(&[]));
        assert!(!passes(&[("origin", "https://hanzo.ai"), ("origin", "https://hanzo.ai")]));
        // A page that hides its origin does not state it in the other header.
        assert!(!passes(&[("origin", "null"), ("referer", "https://hanzo.ai/")]));
    }
}
