//! Where a credential is read from: a header, or a cookie. Both are bytes that a client chose.

/// Where a credential is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A header, lower case.
    Header(String),
    /// A cookie.
    Cookie(String),
}

/// Why a source that a request has gives no credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misread {
    /// It is there twice.
    Duplicate,
    /// It is no text, or `Authorization` has another scheme than `Bearer`.
    Scheme,
}

const AUTHORIZATION: &str = "authorization";

/// The scheme with the space behind it.
const BEARER: &[u8] = b"Bearer ";

impl Source {
    /// The header whose lines have it, lower case.
    pub fn header(&self) -> &str {
        match self {
            Source::Header(name) => name,
            Source::Cookie(_) => "cookie",
        }
    }

    /// Whether the lines of its header have it, whatever its value is.
    pub fn is_in<'h>(&self, lines: impl IntoIterator<Item = &'h [u8]>) -> bool {
        match self {
            Source::Header(_) => lines.into_iter().next().is_some(),
            Source::Cookie(name) => cookies(lines, name).next().is_some(),
        }
    }

    /// The one value of the lines of its header, as text.
    ///
    /// # Errors
    /// If the lines have it twice, or it is no text.
    pub fn value<'h>(&self, lines: impl IntoIterator<Item = &'h [u8]>) -> Result<&'h str, Misread> {
        visible(self.bytes(lines)?)
    }

    /// The same before it is known to be text. `Authorization` has it behind `Bearer` (RFC 6750, 2.1); other headers may.
    ///
    /// # Errors
    /// If the lines have it twice.
    pub fn bytes<'h>(&self, lines: impl IntoIterator<Item = &'h [u8]>) -> Result<&'h [u8], Misread> {
        let name = match self {
            Source::Header(name) => name,
            Source::Cookie(name) => return only(cookies(lines, name)),
        };
        let value = only(lines.into_iter())?;
        match value.split_at_checked(BEARER.len()) {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case(BEARER) => Ok(rest),
            _ if name == AUTHORIZATION => Err(Misread::Scheme),
            _ => Ok(value),
        }
    }
}

fn only<T>(mut values: impl Iterator<Item = T>) -> Result<T, Misread> {
    match (values.next(), values.next()) {
        (Some(value), None) => Ok(value),
        _ => Err(Misread::Duplicate),
    }
}

/// A text of visible ASCII, spaces and tabs: no token and no key has another character. It is read to its end, because a
/// loop without an exit is compiled to vector instructions, and nearly every value is visible.
fn visible(value: &[u8]) -> Result<&str, Misread> {
    let is_visible = value.iter().fold(true, |all, byte| all & matches!(byte, b'\t' | b' '..=b'~'));
    match std::str::from_utf8(value) {
        Ok(text) if is_visible => Ok(text),
        _ => Err(Misread::Scheme),
    }
}

/// The values of the cookies of this name (RFC 6265, 4.2.1), over all lines of `Cookie`, as HTTP/2 may split them.
fn cookies<'h>(lines: impl IntoIterator<Item = &'h [u8]>, name: &str) -> impl Iterator<Item = &'h [u8]> {
    let pairs = lines.into_iter().flat_map(|line| line.split(|byte| *byte == b';'));
    pairs.filter_map(move |pair| pair.trim_ascii().strip_prefix(name.as_bytes())?.strip_prefix(b"="))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines<'h>(lines: &'h [&'h str]) -> impl Iterator<Item = &'h [u8]> + 'h {
        lines.iter().map(|line| line.as_bytes())
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name_once() {
        let token = Source::Cookie("token".to_owned());
        for (line, value) in [
            ("token=a.b.c", Ok("a.b.c")),
            ("x=1; token=a=b;y", Ok("a=b")),
            ("token=", Ok("")),
            (" token=a ", Ok("a")),
            ("token=é", Err(Misread::Scheme)),
            ("token=a; token=b", Err(Misread::Duplicate)),
            ("token=a;token=a", Err(Misread::Duplicate)),
        ] {
            assert!(token.is_in(lines(&[line])), "{line}");
            assert_eq!(token.value(lines(&[line])), value, "{line}");
        }
        for line in ["Token=a", "xtoken=a", "token2=a", "token", "x=token=a", "token =a", ""] {
            assert!(!token.is_in(lines(&[line])), "{line}");
        }
        assert_eq!(token.value(lines(&["a=1", "token=t"])), Ok("t"));
        assert_eq!(token.value(lines(&["token=t", "token=t"])), Err(Misread::Duplicate));
    }

    #[test]
    fn authorization_is_bearer_and_other_headers_may_be() {
        let authorization = Source::Header(AUTHORIZATION.to_owned());
        let other = Source::Header("x-authorization".to_owned());
        for (value, of_authorization, of_other) in [
            ("Bearer t", Ok("t"), Ok("t")),
            ("bearer t", Ok("t"), Ok("t")),
            ("t", Err(Misread::Scheme), Ok("t")),
            ("Basic t", Err(Misread::Scheme), Ok("Basic t")),
            ("Bearer", Err(Misread::Scheme), Ok("Bearer")),
            ("Bearer \u{7f}", Err(Misread::Scheme), Err(Misread::Scheme)),
        ] {
            assert_eq!(authorization.value(lines(&[value])), of_authorization, "{value}");
            assert_eq!(other.value(lines(&[value])), of_other, "{value}");
        }
        assert_eq!(other.value(lines(&["t", "t"])), Err(Misread::Duplicate));
    }
}
