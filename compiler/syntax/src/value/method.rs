//! HTTP methods that endpoints can have.

use std::fmt;

use crate::suggest::shown;

/// A method of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is named as it is on the wire")]
pub enum Method {
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
    Options,
}

impl Method {
    /// All of them, in the order of messages.
    pub const ALL: [Self; 7] =
        [Self::Get, Self::Head, Self::Post, Self::Put, Self::Patch, Self::Delete, Self::Options];

    /// The token on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
        }
    }

    /// Whether it only reads.
    pub const fn is_read(self) -> bool {
        matches!(self, Self::Get | Self::Head | Self::Options)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Reads one method.
///
/// # Errors
/// What was expected, as the end of a sentence.
pub fn parse_method(text: &str) -> Result<Method, String> {
    if let Some(method) = Method::ALL.iter().find(|m| m.as_str() == text) {
        return Ok(*method);
    }
    let upper = text.to_ascii_uppercase();
    match Method::ALL.iter().find(|m| m.as_str() == upper) {
        Some(method) => Err(format!("expected `{method}` in upper case")),
        None if text.contains([' ', ',']) => {
            Err("expected one method: write each as an item or a key of its own".to_owned())
        }
        None => Err("expected GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS".to_owned()),
    }
}

/// A method and its byte offset, or the bytes of the word that is wrong and what was expected.
type Parsed = Result<Vec<(Method, usize)>, (std::ops::Range<usize>, String)>;

/// Reads methods separated by single spaces: `GET POST`. Each has its byte offset in `text`.
///
/// # Errors
/// The byte range of the word that is wrong, and what was expected.
pub fn parse_methods(text: &str) -> Parsed {
    let mut methods: Vec<(Method, usize)> = Vec::new();
    let mut at = 0;
    for word in text.split(' ') {
        let range = at..at + word.len();
        let method = parse_method(word).map_err(|why| match word.contains(',') {
            true => (range.clone(), "expected methods separated by spaces, such as `GET POST`".to_owned()),
            false if text.contains(' ') => (range.clone(), format!("{why} in place of `{}`", shown(word))),
            false => (range.clone(), why),
        })?;
        if methods.iter().any(|(m, _)| *m == method) {
            return Err((range, format!("`{method}` is listed twice")));
        }
        methods.push((method, at));
        at += word.len() + 1;
    }
    Ok(methods)
}
