//! Where a credential is read from: a header, or a cookie.

use hyper::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName};

use crate::error::Unauthorized;

/// Where a credential is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    Header(HeaderName),
    Cookie(String),
}

impl Source {
    pub(crate) fn of(plan: &gwc_plan::Source) -> Source {
        match plan {
            // `Artifact::open` refuses a name that no header can have.
            gwc_plan::Source::Header(name) => {
                Source::Header(HeaderName::try_from(name.as_str()).unwrap_or(AUTHORIZATION))
            }
            gwc_plan::Source::Cookie(name) => Source::Cookie(name.clone()),
        }
    }

    /// Whether the request has it, whatever is in it.
    pub(crate) fn is_present(&self, headers: &HeaderMap) -> bool {
        match self {
            Source::Header(name) => headers.contains_key(name),
            Source::Cookie(name) => cookies(headers, name).next().is_some(),
        }
    }

    /// The value, which is there once. `Authorization` has it behind `Bearer` (RFC 6750, 2.1); other headers may.
    ///
    /// # Errors
    /// 401 where the request has it twice, or it is no text.
    pub(crate) fn value<'h>(&self, headers: &'h HeaderMap) -> Result<&'h str, Unauthorized> {
        let name = match self {
            Source::Header(name) => name,
            Source::Cookie(name) => {
                let value = only(cookies(headers, name))?;
                return std::str::from_utf8(value).map_err(|_| Unauthorized::Scheme);
            }
        };
        let value = only(headers.get_all(name).iter())?.to_str().map_err(|_| Unauthorized::Scheme)?;
        match value.split_once(' ') {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("Bearer") => Ok(rest),
            _ if name == AUTHORIZATION => Err(Unauthorized::Scheme),
            _ => Ok(value),
        }
    }
}

fn only<T>(mut values: impl Iterator<Item = T>) -> Result<T, Unauthorized> {
    match (values.next(), values.next()) {
        (Some(value), None) => Ok(value),
        _ => Err(Unauthorized::Duplicate),
    }
}

/// The values of the cookies of this name (RFC 6265, 4.2.1), over all lines of `Cookie`, as HTTP/2 may split them.
fn cookies<'h>(headers: &'h HeaderMap, name: &str) -> impl Iterator<Item = &'h [u8]> {
    let pairs = headers.get_all(COOKIE).iter().flat_map(|line| line.as_bytes().split(|byte| *byte == b';'));
    pairs.filter_map(move |pair| pair.trim_ascii().strip_prefix(name.as_bytes())?.strip_prefix(b"="))
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name_once() {
        let token = Source::Cookie("token".to_owned());
        for (line, value) in [
            ("token=a.b.c", Ok("a.b.c")),
            ("x=1; token=a=b;y", Ok("a=b")),
            ("token=", Ok("")),
            (" token=a ", Ok("a")),
            ("token=a; token=b", Err(Unauthorized::Duplicate)),
            ("token=a;token=a", Err(Unauthorized::Duplicate)),
        ] {
            let headers = headers(&[("cookie", line)]);
            assert!(token.is_present(&headers), "{line}");
            assert_eq!(token.value(&headers), value, "{line}");
        }
        for line in ["Token=a", "xtoken=a", "token2=a", "token", "x=token=a", "token =a", ""] {
            assert!(!token.is_present(&headers(&[("cookie", line)])), "{line}");
        }
        let split = headers(&[("cookie", "a=1"), ("cookie", "token=t")]);
        assert_eq!(token.value(&split), Ok("t"));
        let twice = headers(&[("cookie", "token=t"), ("cookie", "token=t")]);
        assert_eq!(token.value(&twice), Err(Unauthorized::Duplicate));
    }

    #[test]
    fn authorization_is_bearer_and_other_headers_may_be() {
        let authorization = Source::Header(AUTHORIZATION);
        let other = Source::Header(HeaderName::from_static("x-authorization"));
        for (value, of_authorization, of_other) in [
            ("Bearer t", Ok("t"), Ok("t")),
            ("bearer t", Ok("t"), Ok("t")),
            ("t", Err(Unauthorized::Scheme), Ok("t")),
            ("Basic t", Err(Unauthorized::Scheme), Ok("Basic t")),
            ("Bearer", Err(Unauthorized::Scheme), Ok("Bearer")),
        ] {
            assert_eq!(authorization.value(&headers(&[("authorization", value)])), of_authorization);
            assert_eq!(other.value(&headers(&[("x-authorization", value)])), of_other);
        }
    }
}
